//! Runs the steps for a request to an operation, in order.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request};
use axum::response::Response;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, StatusCode};

use super::authentication::authenticate;
use super::overriding::{self, Context};
use super::preference::Preferences;
use super::rate_limit::Allowance;
use super::response::{self, refuse};
use super::response_cache::ResponseCache;
use super::{body, faults, log, readings};
use crate::address::CallerAddress;
use crate::catalogue::Operation;
use crate::credentials::Grant;
use crate::request::{Caller, Problem, RequestId};
use crate::sandbox::Sandbox;
use crate::serve::{RawCall, Reply};

/// The largest headers that are read, in bytes: names and values together.
const LARGEST_HEADERS: usize = 16 << 10;

/// An operation in a running sandbox.
pub(super) struct Route {
    operation: &'static Operation,
    cache: Option<ResponseCache>,
    sandbox: Arc<Sandbox>,
}

/// A request without its body.
struct Received {
    parts: Parts,
    path: Result<RawPathParams, RawPathParamsRejection>,
    request_id: RequestId,
}

impl Route {
    pub(super) fn new(operation: &'static Operation, sandbox: Arc<Sandbox>) -> Self {
        Self { operation, cache: operation.cacheable.then(ResponseCache::new), sandbox }
    }
}

pub(super) async fn serve(
    route: &Route,
    path: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let request_id = *parts.extensions.get::<RequestId>().expect("the log gives every request an id");
    let mut received = Received { parts, path, request_id };
    let (operation, sandbox) = (route.operation, &*route.sandbox);

    let mut drawn = faults::draw(sandbox.faults(), operation, request_id).await;
    let mut preferences = Preferences::read(&received.parts.headers);
    if let Some(delay) = preferences.delay {
        tokio::time::sleep(delay).await;
    }
    let preferred = preferences.response(operation);
    if let (Some(drawn), Some(_)) = (&mut drawn, &preferred) {
        drawn.yield_to_preference();
    }
    let in_place = preferred.or_else(|| faults::injected(operation, drawn.as_ref()?, request_id));

    let caller =
        check_headers(&received.parts.headers).and_then(|()| authenticate(operation, &received.parts, sandbox.keys()));
    let allowance = faults::allowance(drawn.as_ref(), allowance(route, caller.as_ref().ok()));
    let mut response = match in_place {
        Some(response) => response,
        None => match admitted(caller, allowance.as_ref()) {
            Ok(caller) => respond(route, &mut received, caller, body).await,
            Err(problem) => refuse(operation, &problem, received.request_id),
        },
    };
    response = readings::apply(sandbox.readings(), operation, received.request_id, response);

    let status = response.status();
    let headers = response.headers_mut();
    if let (Some(allowance), Some(throttle)) = (allowance, operation.manners.throttle) {
        allowance.write(&throttle, headers);
        if status == StatusCode::TOO_MANY_REQUESTS {
            allowance.write_retry_after(&throttle, headers);
        }
    }
    preferences.write(headers);
    log::write_id(headers, received.request_id);
    match drawn {
        Some(drawn) => faults::spoil(&received.parts, response, drawn).await,
        None => response,
    }
}

fn check_headers(headers: &HeaderMap) -> Result<(), Problem> {
    let size: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if size > LARGEST_HEADERS { Err(Problem::HeadersTooLarge(LARGEST_HEADERS)) } else { Ok(()) }
}

fn allowance(route: &Route, caller: Option<&Caller>) -> Option<Allowance> {
    let credential = caller.map(|caller| caller.credential.as_str());
    route.sandbox.limiter().count(route.operation, credential, Instant::now())
}

/// The rate limit is checked first, then the credential, then its scope.
fn admitted(caller: Result<Caller, Problem>, allowance: Option<&Allowance>) -> Result<Caller, Problem> {
    allowance.map_or(Ok(()), Allowance::check)?;
    let caller = caller?;
    match caller.grant {
        Grant::WithoutScope => {
            Err(Problem::Forbidden("the credential is valid and lacks the scope for this endpoint".to_owned()))
        }
        _ => Ok(caller),
    }
}

async fn respond(route: &Route, received: &mut Received, caller: Caller, body: Body) -> Response {
    let (operation, sandbox) = (route.operation, &*route.sandbox);
    let (hash, uri) = (received.request_id.number(), received.parts.uri.clone());
    let position = sandbox.store().durable();
    let cache = route.cache.as_ref().filter(|_| !sandbox.overrides().any());
    if let Some(cache) = cache
        && let Some(body) = cache.find(hash, &uri, &caller.credential, (sandbox.clock().now(), position))
    {
        return response::bytes(operation, operation.success, body);
    }
    let bytes = if operation.has_body {
        match body::read(body).await {
            Ok(bytes) => Some(bytes),
            Err(problem) => return refuse(operation, &problem, received.request_id),
        }
    } else {
        None
    };
    if let Some(bytes) = &bytes {
        received.request_id = received.request_id.with_body(bytes);
    }
    match decide(route, received, &caller, bytes.as_ref()).await {
        Ok((reply, now)) => {
            if let Some(cache) = cache {
                cache.keep(hash, &uri, &caller.credential, (now, position), &reply.body);
            }
            let context = Context {
                operation,
                parts: &received.parts,
                path: received.path.as_ref().ok(),
                body: bytes.as_ref(),
                credential: caller.first_secret(&operation.security),
                now,
            };
            overriding::respond(sandbox.overrides(), &context, reply)
        }
        Err(problem) => refuse(operation, &problem, received.request_id),
    }
}

/// Calls the handler at a position of the log, and appends the events that it returns. Calls it again if the log has
/// moved since. Returns the reply and its time, once everything that the reply depends on is durable.
async fn decide(
    route: &Route,
    received: &Received,
    caller: &Caller,
    body: Option<&Bytes>,
) -> Result<(Reply, chrono::DateTime<chrono::Utc>), Problem> {
    let (operation, sandbox) = (route.operation, &*route.sandbox);
    let store = sandbox.store();
    let path: Option<Vec<(&str, &str)>> = received.path.as_ref().ok().map(|path| path.iter().collect());
    let address = received.parts.extensions.get::<CallerAddress>().expect("the front reads every request's address");
    let unwritten = |error: crate::store::StoreError| Problem::Internal(error.to_string());
    loop {
        let position = if operation.writes { store.accepted() } else { store.durable() };
        let view = sandbox.view();
        let now = view.now();
        let reply = (operation.handle)(&RawCall {
            sandbox,
            view,
            records: store.records(position, now),
            operation,
            caller,
            address,
            request_id: received.request_id,
            path: path.as_deref(),
            query: received.parts.uri.query().unwrap_or_default(),
            headers: &received.parts.headers,
            body: body.map(|body| &body[..]),
        })?;
        if !operation.writes {
            debug_assert!(reply.events.is_empty(), "{operation:?} is declared to read only");
            return Ok((reply, now));
        }
        if reply.events.is_empty() {
            store.settled().durable().await.map_err(unwritten)?;
            return Ok((reply, now));
        }
        if let Ok(pending) = store.append(position, &reply.events, now) {
            pending.durable().await.map_err(unwritten)?;
            return Ok((reply, now));
        }
    }
}
