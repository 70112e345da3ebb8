//! The entry point of every request: reads its address, logs and records it, handles CORS, and calls the router.
//!
//! These steps are plain functions around the router, not layers: a layer costs every request a boxed future and a
//! clone of the service below it.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use http::header::{
    ACCESS_CONTROL_REQUEST_METHOD, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, ORIGIN, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use ipnet::IpNet;
use tower::{Layer as _, ServiceExt as _};
use tower_http::cors::Cors;
use trackside_schemas::control::Control;

use crate::address::{self, CallerAddress, OwnAddresses};
use crate::compression::{self, Compressor};
use crate::configuration::{Configuration, CrossOrigin};
use crate::control::admits;
use crate::listener::{Peer, Refusal};
use crate::named::{NamedWorlds, Unselected};
use crate::page;
use crate::pipeline::{cross_origin_layer, log};
use crate::response::{MOCK_NOW, write_reason};
use crate::routes;
use crate::sandbox::Sandbox;
use crate::serve::Imitation as _;
use crate::strictness;

/// The request headers that a response to a page depends on.
const VARIES: HeaderValue =
    HeaderValue::from_static("origin, access-control-request-method, access-control-request-headers");

/// The same, with compression.
const VARIES_WITH_ENCODING: HeaderValue =
    HeaderValue::from_static("origin, access-control-request-method, access-control-request-headers, accept-encoding");

/// Why a request got no other response.
const TOO_SLOW: &str = "the body of the request did not arrive in time (--body-timeout)";

/// The entry point, shared by all connections.
#[derive(Debug)]
pub(crate) struct Front {
    worlds: Arc<NamedWorlds>,
    router: Router,
    cors: Option<Cors<Router>>,
    /// For the control surface and the pages.
    control_cors: Option<Cors<Router>>,
    compression: Option<Compressor>,
    /// The address in front of a proxy, if it was given.
    public_url: Option<Arc<str>>,
    /// Addresses of proxies whose `X-Forwarded-…` headers are believed.
    proxies: Vec<IpNet>,
}

impl Front {
    pub(crate) fn new(worlds: &Arc<NamedWorlds>, configuration: &Configuration) -> Self {
        let router = routes::router();
        let layered = |cors: &CrossOrigin| cross_origin_layer(cors).map(|layer| layer.layer(router.clone()));
        let origins = &configuration.control_origins;
        Self {
            worlds: Arc::clone(worlds),
            cors: layered(&configuration.cors),
            control_cors: if origins.is_empty() { None } else { layered(&CrossOrigin::only(origins.clone())) },
            compression: configuration.compress.then(Compressor::default),
            public_url: configuration.public_url.as_ref().map(|url| url.as_str().into()),
            proxies: configuration.trust_proxies.clone(),
            router,
        }
    }

    /// Responds to a request.
    pub(crate) async fn answer(&self, peer: &Arc<Peer>, request: Request) -> Response {
        match &self.compression {
            Some(compressor) if compression::is_asked_for(request.headers()) => {
                compressor.compress(request, |request| self.respond(peer, request)).await
            }
            _ => self.respond(peer, request).await,
        }
    }

    async fn respond(&self, peer: &Arc<Peer>, request: Request) -> Response {
        let (mut parts, body) = request.into_parts();
        let checked = strictness::check(&parts, peer);
        let access = self.worlds.usual().access();
        let own = OwnAddresses { public: self.public_url.as_ref(), trusted: peer.is_trusted(), access };
        let addressed = address::rewrite(&mut parts, &own).map_err(Unselected::unclear);
        let (sandbox, refused) = match checked.as_ref().map(|()| addressed.and_then(|()| self.select(&parts))) {
            Ok(Ok(sandbox)) => (sandbox, None),
            Ok(Err(unselected)) => (Arc::clone(self.worlds.usual()), Some(unselected.response())),
            Err(fault) => (Arc::clone(self.worlds.usual()), Some(strictness::refuse(fault))),
        };
        if sandbox.faults().any() {
            parts.extensions.insert(peer.breaker());
        }
        let client = address::client(&parts.headers, peer.address(), &self.proxies);
        let line = log::open(sandbox, &mut parts, peer, client);
        let is_control = is_control(parts.uri.path());
        let is_recorded = refused.is_some() || !is_control || is_recorded_change(&parts.method, parts.uri.path());
        let mut recording =
            if is_recorded { line.arrival.sandbox.journal().open(&parts, peer, &line.arrival) } else { None };
        let body = match &mut recording {
            Some(recording) => recording.tape_request(body),
            None => body,
        };
        let mut response = match refused {
            None => self.route(Request::from_parts(parts, body), is_control).await,
            Some(response) => response,
        };
        if peer.body_timed_out() {
            response = strictness::failure(StatusCode::REQUEST_TIMEOUT, TOO_SLOW);
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        log::close(line, &mut response);
        match recording {
            Some(recording) => recording.tape_response(response),
            None => response,
        }
    }

    /// The world that a request selects. A request that the control surface refuses in any case creates none.
    fn select(&self, parts: &Parts) -> Result<Arc<Sandbox>, Unselected> {
        let name = parts.extensions.get::<CallerAddress>().and_then(CallerAddress::world);
        let access = self.worlds.usual().access();
        self.worlds.select(name, || !is_control(parts.uri.path()) || admits(access, parts))
    }

    async fn route(&self, request: Request, is_control: bool) -> Response {
        let path = request.uri().path();
        if path == "*" {
            return strictness::options();
        }
        let is_doubled = path.contains("//");
        let is_of_page = is_from_page(request.method(), request.headers());
        let cors = if is_control { &self.control_cors } else { &self.cors };
        let mut response = match cors {
            Some(cors) if is_of_page => served(cors.clone().oneshot(request).await),
            _ => served(self.router.clone().oneshot(request).await),
        };
        let has_cors = is_of_page && self.cors.is_some();
        if !(is_control || has_cors) {
            let varies = if self.compression.is_some() { &VARIES_WITH_ENCODING } else { &VARIES };
            response.headers_mut().insert(VARY, varies.clone());
        }
        if is_doubled && response.status() == StatusCode::NOT_FOUND {
            write_reason(response.headers_mut(), "the path has a double slash, which makes it another path");
        }
        response
    }

    /// Notes in log and journal that a response was cut off on its way to the client.
    pub(crate) fn cut_off(&self, entry: u64, note: String) {
        tracing::warn!(entry, reason = note, "a response was cut off on its way");
        self.worlds.usual().journal().whole().cut_off(entry, note);
    }

    /// Logs and records a request that was refused before there was one, and returns the response to send.
    pub(crate) fn refuse(&self, peer: &Peer, refusal: Refusal) -> Vec<u8> {
        log::refused(&refusal, peer);
        let now = self.worlds.usual().clock().now();
        let status = refusal.status;
        let error = status.canonical_reason().unwrap_or("refused");
        let body = strictness::body(status, &refusal.reason);
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
        headers.insert(MOCK_NOW, log::time(now));
        write_reason(&mut headers, &refusal.reason);
        let mut response = format!("HTTP/1.1 {} {error}\r\n", status.as_u16()).into_bytes();
        for (name, value) in &headers {
            response.extend_from_slice(name.as_str().as_bytes());
            response.extend_from_slice(b": ");
            response.extend_from_slice(value.as_bytes());
            response.extend_from_slice(b"\r\n");
        }
        response.extend_from_slice(b"\r\n");
        response.extend_from_slice(&body);
        self.worlds.usual().journal().whole().refuse(refusal, now, headers, body);
        response
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

/// Whether the journal records a request to the control surface or the pages. Those that only read the sandbox's own
/// state, or that are about the journal, are not recorded.
fn is_recorded_change(method: &Method, path: &str) -> bool {
    const JOURNAL: &str = "/_mock/journal";
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) && !path.starts_with(JOURNAL) && !page::owns(path)
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

    use super::{is_control, is_recorded_change};

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
            let is_recorded = !is_control(path) || is_recorded_change(&method, path);
            assert_eq!(is_recorded, recorded, "{method} {path}");
        }
    }
}
