//! Undocumented routes of the provider's own plugin.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use trackside_schemas::declare::Nothing;
use trackside_schemas::wecantrack::{
    DomainPatterns, GetDomainPatterns, GetUserInformation, GetUserWebsite, SiteQuery, UserInformation, WebsiteOptions,
};
use trackside_world::View;

use super::account::Account;
use super::scripts::first_website;
use super::website::{named, websites};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

/// Links that the sandbox redirects, at any of its addresses and in any of its worlds.
const REDIRECTING: &str = "^//[^/]+(/_world/[a-z0-9-]+)?/l/";

impl Serve for GetUserInformation {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<UserInformation>, Problem> {
        let owner = call.caller.owner();
        let accounts = call.sandbox.world().accounts().iter().filter(|account| owner == Some(account.owner));
        Ok(UserInformation {
            total_active_network_accounts: accounts.count() as u64,
            has_website: !websites(call.view, Account::of(&call.caller)).is_empty(),
            features: vec!["reporting_api".to_owned(), "webhook".to_owned()],
        }
        .into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for GetUserWebsite {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<WebsiteOptions>, Problem> {
        let website = named(call.view, Account::of(&call.caller), &call.query.site_url)?;
        let mut options: Map<String, Value> = website.record.settings.clone();
        options.insert("id".to_owned(), website.number.into());
        options.insert("url".to_owned(), json!(website.record.url));
        options.insert("active".to_owned(), website.record.active.into());
        let options: WebsiteOptions = serde_json::from_value(options.into())
            .map_err(|error| Problem::Internal(format!("the settings of the website cannot be read: {error}")))?;
        Ok(options.into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, SiteQuery { site_url: first_website(view) }, Nothing {})
    }
}

impl Serve for GetDomainPatterns {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<DomainPatterns>, Problem> {
        let Some(owner) = call.caller.owner() else {
            return Ok(DomainPatterns { origins: BTreeMap::new(), regex_origins: Vec::new() }.into());
        };
        let own = call.view.programs().filter(|program| program.owner == owner);
        let origins = own.map(|program| (format!("//{}", program.host()), true));
        Ok(DomainPatterns { origins: origins.collect(), regex_origins: vec![REDIRECTING.to_owned()] }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}
