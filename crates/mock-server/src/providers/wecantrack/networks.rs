//! `GET /api/v2/networks` and `GET /api/v2/network_accounts`.

use trackside_schemas::declare::Nothing;
use trackside_schemas::wecantrack::{ListNetworkAccounts, ListNetworks, Network, NetworkAccount, NetworkAccountsQuery};
use trackside_world::{NetworkAccount as Account, View, World};

use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for ListNetworks {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Vec<Network<'w>>>, Problem> {
        let networks = call.sandbox.world().networks().iter();
        let shown =
            networks.map(|network| Network { id: network.code.as_str().into(), name: network.name.as_str().into() });
        Ok(shown.collect::<Vec<_>>().into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for ListNetworkAccounts {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Vec<NetworkAccount<'w>>>, Problem> {
        let world = call.sandbox.world();
        let is_asked_for = |number| call.query.ids.as_ref().is_none_or(|ids| ids.contains(&number));
        let is_wanted = |account: &&Account| call.caller.owner() == Some(account.owner) && is_asked_for(account.number);
        let accounts = world.accounts().iter().filter(is_wanted).map(|account| show(world, account));
        Ok(accounts.collect::<Vec<_>>().into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, NetworkAccountsQuery::default(), Nothing {})
    }

    fn filters(sandbox: &Sandbox, _: View<'_>) -> Option<NetworkAccountsQuery> {
        let account = sandbox.world().accounts().first()?;
        Some(NetworkAccountsQuery { ids: Some(vec![account.number]) })
    }
}

fn show<'w>(world: &'w World, account: &'w Account) -> NetworkAccount<'w> {
    let connected_at = world.connected_at(account.id).into();
    let code = world.network(account.network).code.as_str();
    NetworkAccount {
        id: account.number.unsigned_abs(),
        created_at: connected_at,
        updated_at: connected_at,
        disabled_at: None,
        deleted_at: None,
        network_id: code.into(),
        user_id: world.publisher(account.owner).unsigned_abs(),
        name: account.name.as_str().into(),
        tags: (!account.tags.is_empty()).then(|| account.tags.iter().map(|tag| tag.as_str().into()).collect()),
        is_enabled: 1,
        frontend_network_id: code.into(),
    }
}
