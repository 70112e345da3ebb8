//! From an endpoint's declaration to a route that serves it.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, any};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use trackside_schemas::declare::Method;
use trackside_schemas::{Endpoint, Provider};

use super::authentication::{self, Alternatives, authenticate};
use super::overriding::{self, Answered};
use super::preference::Preferences;
use super::rate_limit::Allowance;
use super::rehearsal::rehearse_endpoint;
use super::repeats::Repeats;
use super::response::{self, refuse};
use super::{
    Call, Caller, Declared, FieldProblem, Imitation, InvalidField, Location, Problem, Rehearsal, Rehearsed, RequestId,
    Shape, body, decode, faults, log, other_method, unknown_path,
};
use crate::address::CallerAddress;
use crate::credentials::Grant;
use crate::known_providers::{KnownOperation, operation_of};
use crate::sandbox::Sandbox;

/// The largest headers that are read, in bytes: names and values together.
const LARGEST_HEADERS: usize = 16 << 10;

/// An endpoint that the sandbox serves.
pub(crate) trait Serve: Endpoint<Provider: Imitation> {
    /// Whether the answer depends on path, query, caller and clock alone, and not on what clients have created or where they sent the request: the
    /// same bytes then answer the same request until the clock moves.
    const REPEATS: bool = false;

    /// Answers a call. What is answered is the documented type: nothing else compiles.
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Self::Success<'w>, Problem>
    where
        Self: Sized;
}

/// A tuple of endpoints that are all served.
pub(crate) trait ServeAll {
    /// Adds a route for each.
    fn mount(routes: &mut Routes, sandbox: &Arc<Sandbox>);

    /// Looks for the answer of the one that is meant; nothing when none is.
    fn rehearse(sandbox: &Sandbox, rehearsal: &Rehearsal<'_>) -> Option<Rehearsed>;
}

/// Routes by path: a path may have several methods.
#[derive(Default)]
pub(crate) struct Routes {
    paths: Vec<(&'static str, Vec<Method>, MethodRouter)>,
}

/// The router of a provider: all of its endpoints, and its own answer to every other path.
pub(crate) fn mount<P: Imitation>(sandbox: &Arc<Sandbox>) -> Router
where
    P::Endpoints: ServeAll,
{
    let mut routes = Routes::default();
    P::Endpoints::mount(&mut routes, sandbox);
    let prefix = format!("/{}", P::PREFIX);
    // Whole paths rather than a nested router, which would cost every request a second search and a rewritten address.
    let router = routes.into_router::<P>(&prefix);
    [prefix.clone(), format!("{prefix}/"), format!("{prefix}/{{*path}}")]
        .iter()
        .fold(router, |router, path| router.route(path, any(unknown_path::<P>)))
}

impl Routes {
    fn add(&mut self, path: &'static str, method: Method, route: impl FnOnce(MethodRouter) -> MethodRouter) {
        let place = self.paths.iter().position(|(known, ..)| *known == path).unwrap_or_else(|| {
            self.paths.push((path, Vec::new(), MethodRouter::new()));
            self.paths.len() - 1
        });
        let (_, methods, router) = &mut self.paths[place];
        methods.push(method);
        *router = route(std::mem::take(router));
    }

    fn into_router<P: Imitation>(self, prefix: &str) -> Router {
        self.paths.into_iter().fold(Router::new(), |router, (path, methods, routes)| {
            let allow: Arc<str> = allow(&methods).into();
            let other = move |request: Request| {
                let allow = Arc::clone(&allow);
                async move { other_method::<P>(&allow, &request) }
            };
            router.route(&format!("{prefix}{path}"), routes.fallback(other))
        })
    }
}

/// The value of the `Allow` header.
fn allow(methods: &[Method]) -> String {
    let mut allow = String::new();
    for method in methods {
        allow.push_str(if *method == Method::Get { "GET, HEAD, " } else { method.as_str() });
        if *method != Method::Get {
            allow.push_str(", ");
        }
    }
    allow + "OPTIONS"
}

macro_rules! served {
    ($($first:ident $($endpoint:ident)*;)+) => {
        $(impl<$first: Serve, $($endpoint: Serve),*> ServeAll for ($first, $($endpoint,)*) {
            fn mount(routes: &mut Routes, sandbox: &Arc<Sandbox>) {
                route::<$first>(routes, sandbox);
                $(route::<$endpoint>(routes, sandbox);)*
            }

            fn rehearse(sandbox: &Sandbox, rehearsal: &Rehearsal<'_>) -> Option<Rehearsed> {
                rehearse_endpoint::<$first>(sandbox, rehearsal)
                    $(.or_else(|| rehearse_endpoint::<$endpoint>(sandbox, rehearsal)))*
            }
        })+
    };
}

served! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
    A B C D E F G H I J K L M;
    A B C D E F G H I J K L M N;
    A B C D E F G H I J K L M N O;
    A B C D E F G H I J K L M N O P;
}

/// What is worked out once for an endpoint.
struct Route {
    operation_id: &'static str,
    credentials: Alternatives,
    path: Vec<Declared>,
    query: Vec<Declared>,
    body: Option<Vec<Declared>>,
    repeats: Option<Repeats>,
    operation: Option<&'static KnownOperation>,
    sandbox: Arc<Sandbox>,
}

/// A request without its body, and what is known of it so far.
struct Received {
    parts: Parts,
    path: Result<RawPathParams, RawPathParamsRejection>,
    request_id: RequestId,
}

fn route<E: Serve>(routes: &mut Routes, sandbox: &Arc<Sandbox>) {
    let filter = match E::METHOD {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
    };
    let route = Arc::new(Route {
        operation_id: E::operation().id,
        credentials: authentication::alternatives::<E::Provider>(),
        path: Declared::of::<E::Path>(),
        query: Declared::of::<E::Query>(),
        body: (E::METHOD != Method::Get).then(Declared::of::<E::Body>),
        repeats: (E::METHOD == Method::Get && E::REPEATS).then(Repeats::new),
        operation: operation_of::<E>(),
        sandbox: Arc::clone(sandbox),
    });
    let serve = move |path: Result<RawPathParams, RawPathParamsRejection>, request: Request| {
        let route = Arc::clone(&route);
        async move { serve::<E>(&route, path, request).await }
    };
    routes.add(E::PATH, E::METHOD, |methods| methods.on(filter, serve));
}

async fn serve<E: Serve>(
    route: &Route,
    path: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let request_id = *parts.extensions.get::<RequestId>().expect("the journal gives every request an id");
    let mut received = Received { parts, path, request_id };

    let mut drawn = faults::draw(route.sandbox.faults(), route.operation, request_id).await;
    let mut preferences = Preferences::read(&received.parts.headers);
    if let Some(delay) = preferences.delay {
        tokio::time::sleep(delay).await;
    }
    let preferred = preferences.answer::<E>();
    if let (Some(drawn), Some(_)) = (&mut drawn, &preferred) {
        drawn.yield_to_preference();
    }
    let in_place = preferred.or_else(|| faults::injected::<E>(drawn.as_ref()?, request_id));

    let caller = check_headers(&received.parts.headers)
        .and_then(|()| authenticate(E::Provider::NAME, &route.credentials, &received.parts, route.sandbox.keys()));
    let allowance = faults::allowance(drawn.as_ref(), allowance::<E>(route, caller.as_ref().ok()));
    let mut response = match in_place {
        Some(response) => response,
        None => match admitted(caller, allowance.as_ref()) {
            Ok(caller) => answer::<E>(route, &mut received, caller, body).await,
            Err(problem) => refuse::<E::Provider>(&problem, received.request_id),
        },
    };

    let status = response.status();
    let headers = response.headers_mut();
    if let (Some(allowance), Some(throttle)) = (allowance, E::Provider::THROTTLE) {
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

fn allowance<E: Serve>(route: &Route, caller: Option<&Caller>) -> Option<Allowance> {
    let credential = caller.map(|caller| caller.credential.as_str());
    route.sandbox.limiter().count(E::Provider::NAME, &E::Provider::THROTTLE?, credential, Instant::now())
}

/// Being over the limit weighs more than being unknown, and that more than lacking a scope.
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

async fn answer<E: Serve>(route: &Route, received: &mut Received, caller: Caller, body: Body) -> Response {
    let status = StatusCode::from_u16(E::SUCCESS).expect("a declared status is a status");
    let (hash, uri) = (received.request_id.number(), received.parts.uri.clone());
    let overrides = route.sandbox.overrides();
    let repeats = route.repeats.as_ref().filter(|_| !overrides.any());
    if let Some(repeats) = repeats
        && let Some(body) = repeats.find(hash, &uri, &caller.credential, route.sandbox.clock().now())
    {
        return response::json_bytes(status, body);
    }
    let bytes = if route.body.is_some() { body::read(body).await.map(Some) } else { Ok(None) };
    let answered = bytes.and_then(|bytes| {
        if let Some(bytes) = &bytes {
            received.request_id = received.request_id.with_body(bytes);
        }
        let call = read::<E>(route, received, caller, bytes.as_deref())?;
        let success = E::answer(&call)?;
        if overrides.any() {
            let answered = Answered {
                provider: E::Provider::NAME,
                operation: route.operation_id,
                status,
                parts: &received.parts,
                path: received.path.as_ref().ok(),
                body: bytes.as_ref(),
                credential: call.caller.first_secret(&route.credentials),
                now: call.view.now(),
            };
            return Ok(overriding::respond(overrides, &answered, &success));
        }
        let body = Bytes::from(response::written(&success));
        if let Some(repeats) = repeats {
            repeats.keep(hash, &uri, &call.caller.credential, call.view.now(), &body);
        }
        Ok(response::json_bytes(status, body))
    });
    answered.unwrap_or_else(|problem| refuse::<E::Provider>(&problem, received.request_id))
}

fn read<'r, E: Serve>(
    route: &'r Route,
    received: &Received,
    caller: Caller,
    bytes: Option<&[u8]>,
) -> Result<Call<'r, E>, Problem> {
    let path = match &received.path {
        Ok(path) => decode::from_texts(
            Location::Path,
            &route.path,
            path.iter().map(|(name, value)| (name.into(), value.into())),
        ),
        Err(_) => Err(vec![unreadable_path(&route.path)]),
    };
    let pairs = form_urlencoded::parse(received.parts.uri.query().unwrap_or_default().as_bytes());
    let query =
        decode::from_texts(Location::Query, &route.query, pairs.map(|(name, value)| (without_index(name), value)));
    let object = match (&route.body, bytes) {
        (Some(_), Some(bytes)) => body::parse(&received.parts.headers, bytes)?,
        _ => serde_json::Map::new(),
    };
    let body = decode::from_object(route.body.as_deref().unwrap_or_default(), object);
    let (path, query, body) = match (path, query, body) {
        (Ok(path), Ok(query), Ok(body)) => (path, query, body),
        (path, query, body) => {
            let invalid = [path.err(), query.err(), body.err()].into_iter().flatten().flatten().collect();
            return Err(Problem::Invalid(invalid));
        }
    };
    let address = received.parts.extensions.get::<CallerAddress>().expect("every request's address is noted").clone();
    Ok(Call {
        sandbox: &route.sandbox,
        view: route.sandbox.view(),
        caller,
        address,
        request_id: received.request_id,
        path,
        query,
        body,
    })
}

fn unreadable_path(declared: &[Declared]) -> InvalidField {
    let parameter = declared.first();
    InvalidField {
        location: Location::Path,
        name: parameter.map(|parameter| parameter.name.clone()).unwrap_or_default(),
        shape: parameter.map_or(Shape::Text, |parameter| parameter.shape.clone()),
        problem: FieldProblem::Rule("is not UTF-8".to_owned()),
    }
}

/// PHP reads `status[0]=…` as it reads `status[]=…`.
pub(crate) fn without_index(name: std::borrow::Cow<'_, str>) -> std::borrow::Cow<'_, str> {
    match name.split_once('[') {
        Some((list, index))
            if index
                .strip_suffix(']')
                .is_some_and(|index| !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit())) =>
        {
            format!("{list}[]").into()
        }
        _ => name,
    }
}
