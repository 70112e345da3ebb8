//! The one handler of all pages.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::header::{CONTENT_SECURITY_POLICY, VARY};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use trackside_page::{Site, VIEWER_POLICY, pages};
use trackside_schemas::control::{JournalList, JournalQuery, StatusFilter};

use super::answer::{guarded, html};
use super::asked::{Asked, filter, pairs, reads_html};
use super::asset;
use super::documents::documents;
use crate::address::CallerAddress;
use crate::banner::write_banner;
use crate::control::{clock, world};
use crate::pipeline::text;
use crate::sandbox::Sandbox;

/// How many entries the page of the journal is made of.
const ENTRIES: i64 = 100;

/// Shows the page that the address names, or what there is instead.
pub(super) async fn show(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(address): Extension<CallerAddress>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    guarded(Visit { sandbox: &sandbox, origin: address.origin(), uri: &uri, headers: &headers }.answer())
}

/// A request for a page.
struct Visit<'r> {
    sandbox: &'r Sandbox,
    origin: String,
    uri: &'r Uri,
    headers: &'r HeaderMap,
}

impl Visit<'_> {
    fn answer(&self) -> Response {
        let (sandbox, site, documents) = (self.sandbox, self.site(), documents());
        let catalogue = || world(sandbox, sandbox.view(), &self.origin);
        match Asked::read(self.uri.path()) {
            Asked::Start if reads_html(self.headers) => {
                varying(html(StatusCode::OK, pages::start(&site, documents, &catalogue())))
            }
            Asked::Start => varying(self.banner()),
            Asked::World => html(StatusCode::OK, pages::world(&site, documents, &catalogue())),
            Asked::Reference => html(StatusCode::OK, pages::reference(&site, documents)),
            Asked::Provider(name) => self.found(pages::provider(&site, documents, name)),
            Asked::Operation(name, id) => {
                self.found(pages::operation(&site, documents, &catalogue(), (name, id), &pairs(self.uri)))
            }
            Asked::Journal => html(StatusCode::OK, self.journal(&site)),
            Asked::Exchange(id) => {
                let exchange = id.parse().ok().and_then(|id| sandbox.journal().find(id));
                match exchange {
                    Some(exchange) => html(StatusCode::OK, pages::exchange(&site, documents, &exchange)),
                    None => self.gone(),
                }
            }
            Asked::Controls => {
                let faults = sandbox.faults().list();
                html(StatusCode::OK, pages::controls(&site, documents, &clock(sandbox), &faults))
            }
            Asked::Viewer(name) => {
                let mut response = self.found(pages::viewer(&site, documents, name));
                response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(VIEWER_POLICY));
                response
            }
            Asked::Asset(name) => asset::serve(name, self.headers).unwrap_or_else(|| self.found(None)),
            Asked::Unknown => self.found(None),
        }
    }

    fn site(&self) -> Site {
        let clock = self.sandbox.clock();
        Site {
            origin: self.origin.clone(),
            version: env!("CARGO_PKG_VERSION"),
            asks_for_token: self.sandbox.access().token().is_some(),
            now: clock.now(),
            ticking: !clock.is_pinned(),
        }
    }

    fn banner(&self) -> Response {
        let mut banner = Vec::new();
        match write_banner(&mut banner, self.sandbox, &self.origin) {
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

    /// The page, or that there is none.
    fn found(&self, page: Option<String>) -> Response {
        if let Some(page) = page {
            return html(StatusCode::OK, page);
        }
        let message = format!("There is no page at {}.", self.uri.path());
        html(StatusCode::NOT_FOUND, pages::refusal(&self.site(), "No such page", &message))
    }

    fn gone(&self) -> Response {
        let message =
            "The journal does not hold this exchange: it was left out, has made room for others, or was cleared away.";
        html(StatusCode::NOT_FOUND, pages::refusal(&self.site(), "No such exchange", message))
    }
}

/// Programs get another answer at the same address.
fn varying(mut response: Response) -> Response {
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    response
}
