//! Runs the steps for a request to an operation, in order.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request};
use axum::response::Response;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use compact_str::CompactString;
use http::header::RETRY_AFTER;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::authentication::authenticate;
use super::documented::Requested;
use super::idempotency::Idempotent;
use super::log;
use super::overriding::{self, Context};
use super::preference::Preferences;
use super::rate_limit::{Allowance, Sender};
use super::response::{self, Wrote, refuse};
use super::response_cache::{ResponseCache, When};
use super::{body, faults, readings, warnings};
use crate::address::CallerAddress;
use crate::catalogue::Operation;
use crate::faults::Injected;
use crate::request::{Arrival, Caller, Problem, RequestId};
use crate::response::write_reason;
use crate::sandbox::Sandbox;
use crate::serve::{RawCall, Reply};
use crate::store::{Changes, Origin, StoreError};
use crate::strictness;

/// The largest headers that are read, in bytes: names and values together.
const LARGEST_HEADERS: usize = 16 << 10;

/// An operation in a running sandbox.
pub(super) struct Route {
    operation: &'static Operation,
    cache: Option<ResponseCache>,
}

/// A request without its body.
struct Received {
    parts: Parts,
    path: Result<RawPathParams, RawPathParamsRejection>,
    request_id: RequestId,
    /// The world that it is for.
    sandbox: Arc<Sandbox>,
    /// The time of the sandbox's clock when it arrived.
    now: DateTime<Utc>,
    /// The body, once it is read.
    body: Option<Bytes>,
}

/// A response that is sent in place of the operation's.
struct InPlace {
    response: Response,
    /// Whether it says that the rate limit is exceeded.
    exhausts_the_limit: bool,
    /// Whether the provider never sees the request.
    is_of_a_gateway: bool,
}

impl InPlace {
    /// What the caller prefers, or else what a fault injects.
    fn new(
        operation: &Operation,
        preferences: &Preferences,
        preferred: Option<Response>,
        injected: Option<&Injected>,
        request: Requested<'_>,
    ) -> Option<Self> {
        if let Some(response) = preferred {
            let is_of_a_gateway = preferences.is_of_a_gateway;
            let exhausts_the_limit = response.status() == StatusCode::TOO_MANY_REQUESTS && !is_of_a_gateway;
            return Some(Self { response, exhausts_the_limit, is_of_a_gateway });
        }
        let injected = injected?;
        Some(Self {
            response: faults::injected(operation, injected, request)?,
            exhausts_the_limit: injected.exhausts_the_limit(),
            is_of_a_gateway: injected.is_of_a_gateway(),
        })
    }
}

impl Received {
    fn requested(&self) -> Requested<'_> {
        Requested { parts: &self.parts, id: self.request_id }
    }
}

impl Route {
    pub(super) fn new(operation: &'static Operation) -> Self {
        Self { operation, cache: operation.cacheable.then(ResponseCache::new) }
    }
}

pub(super) async fn serve(
    route: &Route,
    path: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let Arrival { id: request_id, client, now, sandbox, .. } = Arrival::of(&parts.extensions).clone();
    let mut received = Received { parts, path, request_id, sandbox: Arc::clone(&sandbox), now, body: None };
    let (operation, sandbox) = (route.operation, &*sandbox);

    let mut preferences = Preferences::read(&received.parts.headers);
    let preferred = preferences.response(operation, received.requested());
    let drawn = faults::draw(sandbox, operation, received.requested(), preferred.is_some()).await;
    if let Some(delay) = preferences.delay {
        tokio::time::sleep(delay).await;
    }
    let injected = drawn.as_ref().and_then(|drawn| drawn.injected.as_ref());
    let in_place = InPlace::new(operation, &preferences, preferred, injected, received.requested());

    let caller =
        check_headers(&received.parts.headers).and_then(|()| authenticate(operation, &received.parts, sandbox, now));
    // A gateway refuses a request before the provider counts it.
    let is_of_provider = !in_place.as_ref().is_some_and(|in_place| in_place.is_of_a_gateway);
    let counted = is_of_provider.then(|| allowance(operation, sandbox, client, caller.as_ref().ok())).flatten();
    let wait = injected.and_then(|injected| injected.retry_after);
    let allowance = match &in_place {
        Some(in_place) if in_place.exhausts_the_limit => counted.map(|allowance| allowance.exhausted(wait)),
        _ => counted,
    };
    let mut response = match in_place {
        Some(in_place) => in_place.response,
        None => match admitted(caller, allowance.as_ref()) {
            Ok(caller) => respond(route, &mut received, caller, body).await,
            Err(problem) => refuse(operation, &problem, received.request_id),
        },
    };
    response = readings::apply(sandbox.readings(), operation, received.request_id, response);

    let status = response.status();
    let headers = response.headers_mut();
    if let (Some(allowance), Some(throttle)) = (allowance, &operation.manners.throttle) {
        allowance.write(throttle, headers);
        if status == StatusCode::TOO_MANY_REQUESTS {
            allowance.write_retry_after(throttle, headers);
        }
    }
    preferences.write(headers);
    warnings::write(headers, operation, &received.parts, received.body.as_ref().filter(|_| status.is_success()));
    log::write_id(headers, received.request_id);
    if let Some(wait) = wait {
        faults::write_retry_after(&mut response, wait);
    }
    if operation.writes && response.extensions().get::<Wrote>().is_none() {
        response.extensions_mut().insert(Wrote::default());
    }
    match drawn {
        Some(drawn) => faults::spoil(&received.parts, response, drawn).await,
        None => response,
    }
}

fn check_headers(headers: &HeaderMap) -> Result<(), Problem> {
    let size: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if size > LARGEST_HEADERS { Err(Problem::HeadersTooLarge(LARGEST_HEADERS)) } else { Ok(()) }
}

fn allowance(operation: &Operation, sandbox: &Sandbox, client: IpAddr, caller: Option<&Caller>) -> Option<Allowance> {
    let sender = Sender { credential: caller.map(|caller| caller.credential.as_str()), address: Some(client) };
    sandbox.limiter().count(operation, sender, sandbox.clock().passed())
}

/// The rate limit is checked first, then the credential, then its scope.
fn admitted(caller: Result<Caller, Problem>, allowance: Option<&Allowance>) -> Result<Caller, Problem> {
    allowance.map_or(Ok(()), Allowance::check)?;
    let caller = caller?;
    caller.forbidden.map_or(Ok(caller), |forbidden| Err(Problem::Forbidden(forbidden)))
}

async fn respond(route: &Route, received: &mut Received, caller: Caller, body: Body) -> Response {
    let sandbox = Arc::clone(&received.sandbox);
    let (operation, sandbox) = (route.operation, &*sandbox);
    let (arrived_as, uri, now) = (received.request_id, received.parts.uri.clone(), received.now);
    let when = When { world: sandbox.serial(), now, position: sandbox.store().accepted() };
    let cache = route.cache.as_ref().filter(|_| !sandbox.overrides().any());
    if let Some(cache) = cache
        && let Some(body) = cache.find(arrived_as, &uri, &caller.credential, when)
    {
        match sandbox.store().settled(when.position).durable().await {
            Ok(_) => return response::bytes(operation, operation.success, body),
            // What it shows was lost: it is made again.
            Err(StoreError::Undecided) => {}
            Err(error) => return unrecorded(operation, &error, received.request_id),
        }
    }
    if operation.has_body {
        match body::read(&received.parts.headers, body).await {
            Ok(bytes) => {
                received.request_id = received.request_id.with_body(&bytes);
                received.body = Some(bytes);
            }
            Err(problem) => return refuse(operation, &problem, received.request_id),
        }
    }
    match decide(route, received, &caller).await {
        Ok((reply, changes)) => {
            if let Some(cache) = cache {
                cache.keep(arrived_as, &uri, &caller.credential, when, &reply.body);
            }
            let context = Context {
                operation,
                parts: &received.parts,
                path: received.path.as_ref().ok(),
                body: received.body.as_ref(),
                credential: caller.first_secret(&operation.security),
                now,
            };
            let repeated = operation.idempotency_key.filter(|_| reply.is_repeated);
            let mut response = overriding::respond(sandbox.overrides(), &context, reply);
            if let Some(header) = repeated {
                let reason = format!("the first response to this {header}; nothing was done again");
                write_reason(response.headers_mut(), &reason);
            }
            if operation.writes {
                response.extensions_mut().insert(Wrote(changes));
            }
            response
        }
        Err(Failure::Unrecorded(error)) => unrecorded(operation, &error, received.request_id),
        Err(Failure::Problem(problem)) => {
            let mut response = refuse(operation, &problem, received.request_id);
            // A limit of the handler's own; that of the pipeline writes its headers itself.
            if let Problem::RateLimited { retry_after, .. } = problem {
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(retry_after));
            }
            response
        }
    }
}

/// Why there is no reply.
enum Failure {
    Problem(Problem),
    /// What the request causes could not be recorded.
    Unrecorded(StoreError),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Unrecorded(error)
    }
}

/// Calls the handler at a position of the log, and appends the events that it returns. Calls it again if the log has
/// moved since. Returns the reply, and what the events have changed, once everything that it depends on is durable.
///
/// A reply that only reads belongs to the time at which the request arrived. What writes is decided at the time of the
/// turn: what was recorded while its body was still arriving comes before it.
async fn decide(route: &Route, received: &Received, caller: &Caller) -> Result<(Reply, Changes), Failure> {
    let (operation, sandbox) = (route.operation, &*received.sandbox);
    let store = sandbox.store();
    let path: Option<Vec<(&str, &str)>> = received.path.as_ref().ok().map(|path| path.iter().collect());
    let address = received.parts.extensions.get::<CallerAddress>().expect("the front reads every request's address");
    let target = received.parts.uri.path_and_query().map_or("", |target| target.as_str());
    let body = received.body.as_deref();
    let idempotent = Idempotent::read(operation, &received.parts.headers, caller, target, body);
    let origin = || {
        Arc::new(Origin {
            provider: CompactString::const_new(operation.provider),
            operation: CompactString::const_new(operation.id),
            request_id: received.request_id.to_string().into(),
        })
    };
    loop {
        // Of several that decide at the same time, only one could append.
        let turn = if operation.writes { Some(store.turn().await?) } else { None };
        let moment = sandbox.moment_at(if operation.writes { sandbox.clock().now() } else { received.now });
        let (view, position) = (moment.view(), moment.position());
        let now = view.now();
        let records = store.records(position, now);
        let first = idempotent.map(|idempotent| idempotent.first_reply(&records)).transpose()?.flatten();
        let reply = if let Some(reply) = first {
            reply
        } else {
            let mut reply = (operation.handle)(&RawCall {
                sandbox,
                view,
                next_entry: moment.next_entry(),
                operation,
                caller,
                address,
                request_id: received.request_id,
                path: path.as_deref(),
                query: received.parts.uri.query().unwrap_or_default(),
                headers: &received.parts.headers,
                body,
            })?;
            reply.events.extend(idempotent.map(|idempotent| idempotent.keep(&reply)));
            reply
        };
        debug_assert!(operation.writes || reply.events.is_empty(), "{operation:?} is declared to read only");
        // Whoever holds the ledger makes the next append copy what it changes.
        drop(moment);
        let recorded = if reply.events.is_empty() {
            let told = turn.map(|turn| sandbox.conclude(turn));
            let told = if let Some(told) = told { told.durable().await.map(drop) } else { Ok(()) };
            match told {
                Ok(()) => store.settled(position).durable().await,
                Err(error) => Err(error),
            }
        } else {
            let appended = store.append(position, &reply.events, &origin(), now);
            drop(turn);
            let Ok(pending) = appended else { continue };
            pending.durable().await
        };
        match recorded {
            Ok(changes) => {
                if operation.writes {
                    sandbox.changed(&reply.events);
                }
                return Ok((reply, changes));
            }
            // The shared log did not take it, or what the reply shows.
            Err(StoreError::Undecided) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// The response to a request whose events could not be recorded.
fn unrecorded(operation: &Operation, error: &StoreError, request_id: RequestId) -> Response {
    if !error.is_of_the_database() {
        return refuse(operation, &Problem::Internal(error.to_string()), request_id);
    }
    // No provider says so: it is as if a gateway had lost the provider.
    let mut response = strictness::failure(StatusCode::SERVICE_UNAVAILABLE, &error.to_string());
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    response
}
