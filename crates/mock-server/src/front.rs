//! The entry point of every request: reads its address, logs and records it, handles CORS, and calls the router.
//!
//! These steps are plain functions around the router, not layers: a layer costs every request a boxed future and a
//! clone of the service below it.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY};
use http::{HeaderMap, HeaderValue, Method};
use tower::{Layer as _, ServiceExt as _};
use tower_http::cors::Cors;
use trackside_schemas::control::Control;

use crate::address;
use crate::configuration::CrossOrigin;
use crate::listener::Breaker;
use crate::page;
use crate::pipeline::{cross_origin_layer, log};
use crate::routes;
use crate::sandbox::Sandbox;
use crate::serve::Imitation as _;

/// The request headers that a response to a page depends on.
const VARIES: HeaderValue =
    HeaderValue::from_static("origin, access-control-request-method, access-control-request-headers");

/// The entry point, shared by all connections.
#[derive(Debug)]
pub(crate) struct Front {
    sandbox: Arc<Sandbox>,
    router: Router,
    cors: Option<Cors<Router>>,
}

impl Front {
    pub(crate) fn new(sandbox: &Arc<Sandbox>, cors: &CrossOrigin) -> Self {
        let router = routes::router(sandbox);
        let cors = cross_origin_layer(cors).map(|layer| layer.layer(router.clone()));
        Self { sandbox: Arc::clone(sandbox), router, cors }
    }

    /// Responds to a request. The breaker belongs to its connection.
    pub(crate) async fn answer(&self, breaker: &Breaker, request: Request) -> Response {
        let (mut parts, body) = request.into_parts();
        if self.sandbox.faults().any() {
            parts.extensions.insert(breaker.clone());
        }
        address::rewrite(&mut parts);
        let line = log::open(&self.sandbox, &mut parts);
        let is_recorded = is_recorded(&parts.method, parts.uri.path());
        let recording = if is_recorded { self.sandbox.journal().open(&parts, line.started, line.now) } else { None };
        let body = match &recording {
            Some(recording) => recording.tape_request(body),
            None => body,
        };
        let request = Request::from_parts(parts, body);
        let mut response = match &self.cors {
            Some(cors) if !is_control(request.uri().path()) => {
                if is_from_page(request.method(), request.headers()) {
                    served(cors.clone().oneshot(request).await)
                } else {
                    let mut response = served(self.router.clone().oneshot(request).await);
                    response.headers_mut().insert(VARY, VARIES);
                    response
                }
            }
            _ => served(self.router.clone().oneshot(request).await),
        };
        log::close(line, &mut response);
        match recording {
            Some(recording) => recording.tape_response(response, breaker.is_broken()),
            None => response,
        }
    }
}

/// Whether a page sent the request. A plain OPTIONS is not a preflight: it asks for the supported methods.
fn is_from_page(method: &Method, headers: &HeaderMap) -> bool {
    headers.contains_key(ORIGIN) && (method != Method::OPTIONS || headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD))
}

/// Whether the path belongs to the control surface or the pages, which reject pages of other origins.
fn is_control(path: &str) -> bool {
    let below = path.strip_prefix('/').and_then(|path| path.strip_prefix(Control::PREFIX));
    page::owns(path) || below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether the journal records the request. Requests that only read the sandbox's own state, or that are about the
/// journal, are not recorded.
fn is_recorded(method: &Method, path: &str) -> bool {
    const JOURNAL: &str = "/_mock/journal";
    let changes = matches!(*method, Method::POST | Method::PUT) && !path.starts_with(JOURNAL) && !page::owns(path);
    !is_control(path) || changes
}

fn served(result: Result<Response, Infallible>) -> Response {
    match result {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::{is_control, is_recorded};

    #[test]
    fn knows_its_own_paths() {
        for (path, expected) in [
            ("/", true),
            ("/_mock", true),
            ("/_mock/clock", true),
            ("/journal/7", true),
            ("/assets/style.css", true),
            ("/_mocking", false),
            ("/wecantrack/_mock/clock", false),
            ("", false),
        ] {
            assert_eq!(is_control(path), expected, "{path}");
        }
    }

    #[test]
    fn the_journal_does_not_record_requests_that_only_look() {
        for (method, path, recorded) in [
            (Method::GET, "/wecantrack/api/v3/transactions", true),
            (Method::OPTIONS, "/wecantrack/api/v3/transactions", true),
            (Method::GET, "/favicon.ico", false),
            (Method::GET, "/robots.txt", true),
            (Method::GET, "/", false),
            (Method::GET, "/_mock/world", false),
            (Method::HEAD, "/_mock/clock", false),
            (Method::GET, "/journal", false),
            (Method::POST, "/journal", false),
            (Method::POST, "/_mock/clock", true),
            (Method::PUT, "/_mock/faults", true),
            (Method::POST, "/_mock/journal/clear", false),
        ] {
            assert_eq!(is_recorded(&method, path), recorded, "{method} {path}");
        }
    }
}
