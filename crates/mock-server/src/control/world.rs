//! `GET /_mock/world`: the programs, networks, websites and credentials of the sandbox.

use http::Uri;
use trackside_schemas::control::{
    Catalogue, GetWorld, ListedAccount, ListedCredential, ListedNetwork, ListedProgram, ListedProvider, ListedWebsite,
    Owner,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{self as world, ProgramKind, View};

use super::sights::{edges, sights};
use crate::catalogue::providers as known_providers;
use crate::credentials::{Grant, Key};
use crate::links;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetWorld {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Catalogue>, Problem> {
        Ok(world(call.sandbox, call.view, &call.address.origin()).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

/// The contents of the sandbox. URLs start with the origin.
pub(crate) fn world(sandbox: &Sandbox, view: View<'_>, origin: &str) -> Catalogue {
    let programs = view.programs().map(|program| ListedProgram {
        name: program.name.clone(),
        state: program.state.name().to_owned(),
        good_for: program.state.good_for().to_owned(),
        kind: kind(program.kind).to_owned(),
        owner: owner(program.owner),
        currency: program.currency.code().to_owned(),
        website: program.website.clone(),
        created_at: program.created_at,
        partner_link: links::of_program(view, program, origin),
        at: sights(sandbox, program, origin),
    });
    let world = sandbox.world();
    let websites = world.websites().iter();
    Catalogue {
        seed: world.settings().seed,
        orders: world.settings().orders,
        now: view.now(),
        providers: providers(sandbox, view, origin),
        programs: programs.collect(),
        edges: edges(sandbox, view, origin),
        networks: networks(sandbox),
        websites: websites
            .map(|website| ListedWebsite { id: website.number, url: website.url.clone(), owner: owner(website.owner) })
            .collect(),
        faults: sandbox.faults().list().to_vec(),
        overrides: sandbox.overrides().list().to_vec(),
    }
}

fn owner(owner: world::Owner) -> Owner {
    match owner {
        world::Owner::Usual => Owner::Usual,
        world::Owner::Other => Owner::Other,
    }
}

/// The word for a kind of program.
pub(crate) const fn kind(kind: ProgramKind) -> &'static str {
    match kind {
        ProgramKind::Affiliate => "affiliate",
        ProgramKind::ReferAFriend => "refer-a-friend",
        ProgramKind::Newsletter => "newsletter",
    }
}

fn providers(sandbox: &Sandbox, view: View<'_>, origin: &str) -> Vec<ListedProvider> {
    let authority = origin.parse::<Uri>().ok().and_then(|origin| origin.authority().cloned());
    let port = authority.and_then(|authority| authority.port_u16()).map(|port| format!(":{port}")).unwrap_or_default();
    let world = sandbox.name().map(|name| format!("{name}.")).unwrap_or_default();
    let listed = |key: &Key| ListedCredential {
        secrets: key.secrets.clone(),
        scheme: key.scheme.map(str::to_owned),
        kind: key.kind.map(str::to_owned),
        scopes: key.scopes.clone(),
        works: key.works(),
        empty: key.grant == Grant::Empty,
        owner: key.owner(view).map(owner),
        note: key.note.clone(),
    };
    known_providers()
        .iter()
        .map(|provider| ListedProvider {
            name: provider.name.to_owned(),
            base_url: format!("{origin}/{}", provider.name),
            host_url: format!("http://{}.{world}localhost{port}{}", provider.name, provider.base_path),
            endpoints: provider.endpoints().collect(),
            credentials: sandbox.keys().at(provider.name, view).iter().map(listed).collect(),
        })
        .collect()
}

fn networks(sandbox: &Sandbox) -> Vec<ListedNetwork> {
    let world = sandbox.world();
    let accounts = |network| world.accounts().iter().filter(move |account| account.network == network);
    let listed = |network: &trackside_world::Network| ListedNetwork {
        id: network.code.clone(),
        name: network.name.clone(),
        accounts: accounts(network.id)
            .map(|account| ListedAccount {
                id: account.number,
                name: account.name.clone(),
                tags: account.tags.clone(),
                owner: owner(account.owner),
            })
            .collect(),
    };
    world.networks().iter().map(listed).collect()
}
