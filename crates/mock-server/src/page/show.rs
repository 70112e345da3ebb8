//! The handler of all pages.

use std::hash::{Hash as _, Hasher as _};

use axum::Extension;
use axum::response::Response;
use http::header::{LOCATION, VARY};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use siphasher::sip::SipHasher13;
use trackside_page::Site;
use trackside_page::data::Query;
use trackside_page::pages::{self, ExchangeDetails, JournalFilter, Set};
use trackside_page::sample::credentials;
use trackside_schemas::control::{DeliveriesQuery, JournalExchange, JournalList};

use super::asset;
use super::data::{self, Look};
use super::documents::{documents, index};
use super::request::{PageRequest, accepts_html, pairs};
use super::response::{html, json, secured};
use crate::address::CallerAddress;
use crate::banner::write_banner;
use crate::catalogue;
use crate::control::{admits, caused_by, clock, deliveries, delivery, operations_of, receivers, world, worlds};
use crate::request::Arrival;
use crate::response::text;
use crate::sandbox::Sandbox;

/// The number of entries that the journal page can show.
const ENTRIES: i64 = 100;

/// The number of deliveries on a page.
const DELIVERIES: i64 = 50;

/// Responds with the page that the path names, or with a page for 404.
pub(super) async fn show(
    Extension(arrival): Extension<Arrival>,
    Extension(address): Extension<CallerAddress>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    secured(Visit { sandbox: &arrival.sandbox, address: &address, uri: &uri, headers: &headers }.respond())
}

/// The page that says that a path has none, for browsers that may see the pages.
pub(crate) fn unknown(parts: &Parts) -> Option<Response> {
    let sandbox = &Arrival::of(&parts.extensions).sandbox;
    let address = parts.extensions.get::<CallerAddress>()?;
    let is_for_pages = parts.method == Method::GET && accepts_html(&parts.headers) && admits(sandbox.access(), parts);
    let visit = Visit { sandbox, address, uri: &parts.uri, headers: &parts.headers };
    is_for_pages.then(|| secured(visit.found(None)))
}

/// A request for a page.
struct Visit<'r> {
    sandbox: &'r Sandbox,
    address: &'r CallerAddress,
    uri: &'r Uri,
    headers: &'r HeaderMap,
}

impl Visit<'_> {
    fn respond(&self) -> Response {
        if accepts_html(self.headers)
            && let Some(elsewhere) = self.address.pages_elsewhere()
        {
            return self.elsewhere(elsewhere);
        }
        let (sandbox, site, documents) = (self.sandbox, self.site(), documents());
        let world = || world(sandbox, sandbox.moment().view(), &self.address.origin());
        let operations = |provider: &str| operations_of(sandbox, provider, &self.address.origin());
        let all = || catalogue::providers().iter().flat_map(|provider| operations(provider.name)).collect::<Vec<_>>();
        match PageRequest::parse(self.uri.path()) {
            PageRequest::Start if accepts_html(self.headers) => {
                varying(html(StatusCode::OK, pages::start(&site, documents, &world(), &all(), &worlds(sandbox).worlds)))
            }
            PageRequest::Start => varying(self.banner()),
            PageRequest::World => html(StatusCode::OK, pages::world(&site, documents, &world())),
            PageRequest::Table(kind) => {
                let moment = sandbox.moment();
                let look = Look { sandbox, view: moment.view(), address: self.address };
                html(StatusCode::OK, pages::table(&site, &data::table(look, kind, Query(pairs(self.uri)))))
            }
            PageRequest::Record(kind, id) => {
                let moment = sandbox.moment();
                let look = Look { sandbox, view: moment.view(), address: self.address };
                let id = percent_encoding::percent_decode_str(id).decode_utf8_lossy();
                let record = data::record(look, kind, &id);
                self.found(record.map(|record| pages::record(&site, documents, &record)))
            }
            PageRequest::Deliveries => html(StatusCode::OK, self.deliveries(&site)),
            PageRequest::Delivery(number) => {
                let delivery = number.parse().ok().and_then(|number| delivery(sandbox, number));
                self.found(delivery.map(|delivery| pages::delivery(&site, &delivery)))
            }
            PageRequest::Search => {
                let query = Query(pairs(self.uri));
                let moment = sandbox.moment();
                let look = Look { sandbox, view: moment.view(), address: self.address };
                let hits = data::search(look, index(), query.get("q"));
                html(StatusCode::OK, pages::search(&site, query.get("q"), &hits))
            }
            PageRequest::Live => html(StatusCode::OK, pages::live(&site)),
            PageRequest::Reference => html(StatusCode::OK, pages::reference(&site, documents)),
            PageRequest::Provider(name) => self.found(pages::provider(&site, documents, name)),
            PageRequest::Operation(name, id) => self.found(pages::operation(
                &site,
                documents,
                &world(),
                &operations(name),
                (name, id),
                &pairs(self.uri),
            )),
            PageRequest::Journal => html(StatusCode::OK, self.journal(&site)),
            PageRequest::Exchange(id) => match self.exchange(id) {
                Some((exchange, details)) => {
                    html(StatusCode::OK, pages::exchange(&site, documents, &exchange, &details))
                }
                None => self.gone(),
            },
            PageRequest::ExchangeDetails(id) => match self.exchange(id) {
                Some((_, details)) => json(&details),
                None => self.gone(),
            },
            PageRequest::Controls => {
                let set = Set {
                    clock: clock(sandbox),
                    faults: sandbox.faults().list().to_vec(),
                    overrides: sandbox.overrides().list().to_vec(),
                    coming: data::coming(sandbox),
                };
                html(StatusCode::OK, pages::controls(&site, documents, &set))
            }
            PageRequest::Asset(name) => asset::serve(name, self.headers).unwrap_or_else(|| self.found(None)),
            PageRequest::Unknown => self.found(None),
        }
    }

    /// The pages of a named world are where its host name leads: their links are absolute paths.
    fn elsewhere(&self, origin: Option<String>) -> Response {
        if let Some(location) = origin.and_then(|origin| HeaderValue::try_from(format!("{origin}{}", self.uri)).ok()) {
            let mut response = text(StatusCode::TEMPORARY_REDIRECT, String::new());
            response.headers_mut().insert(LOCATION, location);
            return response;
        }
        let name = self.sandbox.name().map(ToString::to_string).unwrap_or_default();
        let message = format!(
            "The pages of the world {name} are at its host name, {name}.localhost, with the port of this sandbox. Paths that \
             begin with /_world/{name} are for programs."
        );
        html(StatusCode::NOT_FOUND, pages::error(&self.site(), "Page not found", &message))
    }

    fn site(&self) -> Site {
        let clock = self.sandbox.clock();
        Site {
            origin: self.address.origin(),
            version: env!("CARGO_PKG_VERSION"),
            asks_for_token: self.sandbox.access().token().is_some(),
            now: clock.now(),
            ticking: !clock.is_pinned(),
            world: self.sandbox.name().map(ToString::to_string),
            active: active(self.sandbox),
            revision: revision(self.sandbox),
        }
    }

    fn deliveries(&self, site: &Site) -> String {
        let filter = Query(pairs(self.uri));
        let given = |name: &str| Some(filter.get(name).to_owned()).filter(|text| !text.is_empty());
        let query = DeliveriesQuery {
            provider: given("provider"),
            event: given("event"),
            state: serde_json::from_value(filter.get("state").into()).ok(),
            entry: filter.get("entry").parse().ok(),
            before: filter.get("before").parse().ok(),
            limit: Some(DELIVERIES),
        };
        let moment = self.sandbox.moment();
        let (receivers, list) = (receivers(self.sandbox, moment.view()), deliveries(self.sandbox, &query));
        let senders = catalogue::providers().iter().filter(|provider| provider.sends.is_some());
        let senders: Vec<_> = senders.map(|provider| (provider.name, provider.events.clone())).collect();
        pages::deliveries(site, &receivers, &list, &filter, &senders)
    }

    fn banner(&self) -> Response {
        let mut banner = Vec::new();
        match write_banner(&mut banner, self.sandbox, &self.address.origin()) {
            Ok(()) => text(StatusCode::OK, String::from_utf8_lossy(&banner).into_owned()),
            Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
        }
    }

    fn journal(&self, site: &Site) -> String {
        let filter = JournalFilter::read(pairs(self.uri));
        let journal = self.sandbox.journal();
        let list = JournalList { entries: journal.list(&filter.query(ENTRIES)), counts: journal.counts() };
        let worlds: Vec<_> = worlds(self.sandbox).worlds.into_iter().map(|world| world.name).collect();
        pages::journal(site, documents(), &list, &filter, &worlds)
    }

    /// The exchange with this number, and what is shown beside it.
    fn exchange(&self, id: &str) -> Option<(JournalExchange, ExchangeDetails)> {
        let (sandbox, id, origin) = (self.sandbox, id.parse().ok()?, self.address.origin());
        let exchange = sandbox.journal().find(id)?;
        let moment = sandbox.moment();
        let catalogue = world(sandbox, moment.view(), &origin);
        let is_listed = |provider: &str, secret: &str| {
            let listed = credentials(&catalogue, provider).iter().flat_map(|listed| &listed.secrets);
            listed.into_iter().any(|listed| listed == secret)
        };
        let repeated = sandbox.journal().repeated(id, &is_listed)?;
        let deliveries = caused_by(sandbox, &exchange.entry.events);
        let from = (documents(), &catalogue, origin.as_str());
        let details = ExchangeDetails::new(from, &exchange, &repeated, &deliveries);
        Some((exchange, details))
    }

    /// The page, or a 404 if there is none.
    fn found(&self, page: Option<String>) -> Response {
        if let Some(page) = page {
            return html(StatusCode::OK, page);
        }
        let message = format!("There is no page at {}.", self.uri.path());
        html(StatusCode::NOT_FOUND, pages::error(&self.site(), "Page not found", &message))
    }

    fn gone(&self) -> Response {
        let message =
            "This request is not in the journal. It was not recorded, was dropped for newer requests, or was cleared.";
        html(StatusCode::NOT_FOUND, pages::error(&self.site(), "Request not found", message))
    }
}

/// What makes responses differ from the simulation, in words.
fn active(sandbox: &Sandbox) -> Vec<String> {
    let counted = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 {what}")),
        count => Some(format!("{count} {what}s")),
    };
    let counts = [(sandbox.faults().list().len(), "fault"), (sandbox.overrides().list().len(), "override")];
    counts.into_iter().filter_map(|(count, what)| counted(count, what)).collect()
}

/// Changes when anything changes that pages show but the journal; while the clock ticks, every minute.
fn revision(sandbox: &Sandbox) -> u64 {
    let mut hasher = SipHasher13::new();
    let clock = sandbox.clock();
    // While the clock ticks, the simulation is looked at once a minute.
    let seconds = clock.now().timestamp();
    let time = if clock.is_pinned() { seconds } else { seconds / 60 };
    (time, clock.is_pinned(), sandbox.store().accepted()).hash(&mut hasher);
    let deliveries = {
        let book = sandbox.webhooks().book();
        let counts = book.counts();
        (book.next_number(), counts.delivered, counts.failed, counts.not_sent, book.waiting(), book.next_due())
    };
    deliveries.hash(&mut hasher);
    let set = serde_json::to_string(&(&*sandbox.faults().list(), &*sandbox.overrides().list())).unwrap_or_default();
    set.hash(&mut hasher);
    hasher.finish()
}

/// Browsers and programs get different responses at the same URL.
fn varying(mut response: Response) -> Response {
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    response
}
