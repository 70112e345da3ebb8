//! The websites of an account: those of the world, as clients have changed them, and those that clients have added.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use trackside_schemas::wecantrack::Website;
use trackside_world::{Owner, View, WebsiteId};
use url::Url;

use super::account::Account;
use super::link;
use crate::request::Problem;
use crate::serve::Record;

/// What a client has written of a website. Its number is that of the website.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WebsiteRecord {
    pub(super) url: String,
    pub(super) active: bool,
    /// The account that added it: None for the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<String>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(super) settings: Map<String, Value>,
    #[serde(default)]
    pub(super) is_deleted: bool,
}

impl Record for WebsiteRecord {
    const COLLECTION: &'static str = "wecantrack/websites";
}

/// A website.
#[derive(Debug, Clone)]
pub(super) struct KnownWebsite {
    pub(super) number: u64,
    /// Its place in the world. None if a client has added it.
    pub(super) place: Option<WebsiteId>,
    pub(super) record: WebsiteRecord,
}

impl KnownWebsite {
    /// The website as lists show it.
    pub(super) fn shown(self) -> Website<'static> {
        Website { id: self.number, url: self.record.url.into(), active: self.record.active }
    }

    /// Whether the URL is the website's, with `http` or `https`.
    pub(super) fn is_at(&self, url: &str) -> bool {
        match (site(&self.record.url), site(url)) {
            (Some(own), Some(other)) => own == other,
            _ => self.record.url == url,
        }
    }
}

/// The websites of an account, in the order of their numbers.
pub(super) fn websites(view: View<'_>, account: Account<'_>) -> Vec<KnownWebsite> {
    let own = simulated(view).filter(|(owner, _)| account.owner() == Some(*owner));
    let mut known: Vec<_> = own.map(|(_, website)| website).collect();
    let written = WebsiteRecord::all(view).filter(|(_, record)| record.owner.as_deref() == account.name());
    for (number, record) in written {
        match known.iter_mut().find(|website| website.number == number) {
            Some(website) => website.record = record,
            None => known.push(KnownWebsite { number, place: None, record }),
        }
    }
    known.retain(|website| !website.record.is_deleted);
    known
}

/// The account's website with a URL. Fails as the provider does if there is none.
pub(super) fn named(view: View<'_>, account: Account<'_>, url: &str) -> Result<KnownWebsite, Problem> {
    let url = url.trim();
    websites(view, account).into_iter().find(|website| website.is_at(url)).ok_or_else(|| {
        let reason = format!("the account has no website {url:?}; GET /api/v1/websites lists them");
        Problem::rejected(404, "Website not found.", reason)
    })
}

/// The website of the account that a page belongs to.
pub(super) fn of_page(view: View<'_>, account: Account<'_>, page: &str) -> Option<KnownWebsite> {
    let host = |url: &str| Some(Url::parse(url).ok()?.host_str()?.trim_start_matches("www.").to_owned());
    let page = host(page)?;
    websites(view, account).into_iter().find(|website| host(&website.record.url).as_ref() == Some(&page))
}

/// The number of the next website.
pub(super) fn next_number(view: View<'_>) -> u64 {
    let last = simulated(view).map(|(_, website)| website.number).max().unwrap_or_default();
    WebsiteRecord::next(view).max(last + 1)
}

/// Whether the text is the URL of a page.
pub(super) fn is_url(text: &str) -> bool {
    !text.contains(char::is_whitespace) && link::plain_url(text).is_some()
}

/// The websites of the simulation, and whose they are.
fn simulated(view: View<'_>) -> impl Iterator<Item = (Owner, KnownWebsite)> {
    view.world().websites().iter().map(|website| {
        let record = WebsiteRecord {
            url: website.url.clone(),
            active: true,
            owner: Account::Of(website.owner).name().map(str::to_owned),
            settings: Map::new(),
            is_deleted: false,
        };
        let known = KnownWebsite { number: website.number.unsigned_abs(), place: Some(website.id), record };
        (website.owner, known)
    })
}

/// Host, port and path of a URL, without a slash at its end.
fn site(url: &str) -> Option<(String, Option<u16>, String)> {
    let url = link::plain_url(url)?;
    Some((url.host_str()?.to_owned(), url.port(), url.path().trim_end_matches('/').to_owned()))
}
