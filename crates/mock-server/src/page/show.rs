//! The handler of all pages.

use axum::Extension;
use axum::response::Response;
use http::header::{CONTENT_SECURITY_POLICY, LOCATION, VARY};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use trackside_page::{Site, VIEWER_POLICY, pages};
use trackside_schemas::control::{JournalList, JournalQuery, StatusFilter};

use super::asset;
use super::documents::documents;
use super::request::{PageRequest, accepts_html, filter, pairs};
use super::response::{html, secured};
use crate::address::CallerAddress;
use crate::banner::write_banner;
use crate::catalogue;
use crate::control::{clock, operations_of, world, worlds};
use crate::request::Arrival;
use crate::response::text;
use crate::sandbox::Sandbox;

/// The number of entries that the journal page can show.
const ENTRIES: i64 = 100;

/// Responds with the page that the path names, or with a page for 404.
pub(super) async fn show(
    Extension(arrival): Extension<Arrival>,
    Extension(address): Extension<CallerAddress>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    secured(Visit { sandbox: &arrival.sandbox, address: &address, uri: &uri, headers: &headers }.respond())
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
            PageRequest::Exchange(id) => {
                let exchange = id.parse().ok().and_then(|id| sandbox.journal().find(id));
                match exchange {
                    Some(exchange) => html(StatusCode::OK, pages::exchange(&site, documents, &exchange)),
                    None => self.gone(),
                }
            }
            PageRequest::Controls => {
                let faults = sandbox.faults().list();
                html(StatusCode::OK, pages::controls(&site, documents, &clock(sandbox), &faults))
            }
            PageRequest::Viewer(name) => {
                let mut response = self.found(pages::viewer(&site, documents, name));
                response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(VIEWER_POLICY));
                response
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
        }
    }

    fn banner(&self) -> Response {
        let mut banner = Vec::new();
        match write_banner(&mut banner, self.sandbox, &self.address.origin()) {
            Ok(()) => text(StatusCode::OK, String::from_utf8_lossy(&banner).into_owned()),
            Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
        }
    }

    fn journal(&self, site: &Site) -> String {
        let filter = filter(self.uri);
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let query = JournalQuery {
            provider: given(&filter.provider),
            status: StatusFilter::parse(&filter.status),
            text: given(&filter.text),
            limit: Some(ENTRIES),
            ..JournalQuery::default()
        };
        let journal = self.sandbox.journal();
        let list = JournalList { entries: journal.list(&query), counts: journal.counts() };
        pages::journal(site, documents(), &list, &filter)
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

/// Browsers and programs get different responses at the same URL.
fn varying(mut response: Response) -> Response {
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    response
}
