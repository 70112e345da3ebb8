//! `GET /api/v1/websites`: the publisher's websites.

use trackside_schemas::declare::Nothing;
use trackside_schemas::wecantrack::{ListWebsites, Website, WebsitesQuery};
use trackside_world::View;

use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for ListWebsites {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Vec<Website<'w>>>, Problem> {
        let WebsitesQuery { id, url } = &call.query;
        let websites = call.sandbox.world().websites().iter();
        let wanted = websites.filter(|website| {
            !call.caller.is_new()
                && id.is_none_or(|id| id == website.number)
                && url.as_ref().is_none_or(|url| *url == website.url)
        });
        let shown = wanted.map(|website| Website {
            id: website.number.unsigned_abs(),
            url: website.url.as_str().into(),
            active: true,
        });
        Ok(shown.collect::<Vec<_>>().into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, WebsitesQuery::default(), Nothing {})
    }

    fn filters(sandbox: &Sandbox, _: View<'_>) -> Option<WebsitesQuery> {
        let website = sandbox.world().websites().first()?;
        Some(WebsitesQuery { id: Some(website.number), url: Some(website.url.clone()) })
    }
}
