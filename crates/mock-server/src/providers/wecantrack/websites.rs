//! `GET /api/v1/websites`: the publisher's websites.

use trackside_schemas::declare::Nothing;
use trackside_schemas::wecantrack::{ListWebsites, Website, WebsitesQuery};
use trackside_world::View;

use super::account::Account;
use super::website::{KnownWebsite, websites};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for ListWebsites {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Vec<Website<'w>>>, Problem> {
        let WebsitesQuery { id, url } = &call.query;
        let wanted = websites(call.view, Account::of(&call.caller)).into_iter().filter(|website| {
            id.is_none_or(|id| u64::try_from(id) == Ok(website.number))
                && url.as_ref().is_none_or(|url| website.is_at(url))
        });
        Ok(wanted.map(KnownWebsite::shown).collect::<Vec<_>>().into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, WebsitesQuery::default(), Nothing {})
    }

    fn filters(sandbox: &Sandbox, _: View<'_>) -> Option<WebsitesQuery> {
        let website = sandbox.world().websites().first()?;
        Some(WebsitesQuery { id: Some(website.number), url: Some(website.url.clone()) })
    }
}
