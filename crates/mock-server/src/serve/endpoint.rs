//! Turns a typed endpoint into a function pointer that decodes, answers and encodes. All other code is compiled once.

use bytes::Bytes;
use http::StatusCode;
use trackside_schemas::declare::{Endpoint, Media, Method, Nothing, RateLimit, SecurityRequirement, resolve};
use trackside_world::View;

use super::sample::query_of;
use super::{Answer, Call, Imitation, RawCall, Sample, SampleCall};
use crate::request::{self, Location, Problem};
use crate::sandbox::Sandbox;
use crate::store::Event;

/// An endpoint that the sandbox serves.
pub(crate) trait Serve: Endpoint<Provider: Imitation> {
    /// Whether the response depends on path, query, caller, clock and ledger alone, and not on the host of the
    /// request. It is then cached until one of them changes.
    const CACHEABLE: bool = false;

    /// Responds to a call without changing anything: the answer contains the events that the call causes. The body has
    /// the documented type; anything else does not compile.
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Self::Success<'w>>, Problem>
    where
        Self: Sized;

    /// One call that succeeds in the world as it is.
    fn sample(sandbox: &Sandbox, view: View<'_>) -> Sample<Self>
    where
        Self: Sized;

    /// A query that gives every optional parameter a value and finds something all the same. `None` if the sample has
    /// them all.
    fn filters(_sandbox: &Sandbox, _view: View<'_>) -> Option<Self::Query>
    where
        Self: Sized,
    {
        None
    }
}

/// A response before its headers.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    /// Empty if the operation has no response body.
    pub(crate) body: Bytes,
    pub(crate) events: Vec<Event>,
    /// Whether it was sent before, to a request with the same idempotency key.
    pub(crate) is_repeated: bool,
}

/// Decodes, answers and encodes.
pub(crate) type Handle = for<'w, 'r> fn(&RawCall<'w, 'r>) -> Result<Reply, Problem>;

/// An endpoint with its types erased.
pub(crate) struct Served {
    /// The operation as its provider declares it.
    pub(crate) declared: Declared,
    /// Decodes, answers and encodes.
    pub(crate) handle: Handle,
    /// One call that works.
    pub(crate) sample: fn(&Sandbox, View<'_>) -> SampleCall,
    /// Values of every optional parameter that find something together.
    pub(crate) filters: fn(&Sandbox, View<'_>) -> Vec<(String, String)>,
    /// The documented examples of every success: status, name, body.
    pub(crate) examples: fn() -> Vec<(u16, &'static str, Bytes)>,
    /// The documented failures: status and body.
    pub(crate) failures: fn() -> Vec<(u16, Bytes)>,
    /// Whether the response may be cached until something changes.
    pub(crate) cacheable: bool,
}

/// The parts of a declaration that the sandbox uses.
#[derive(Debug)]
pub(crate) struct Declared {
    /// The operation id.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// The path below the prefix, with parameters in braces.
    pub(crate) path: &'static str,
    /// The status of the endpoint's own success.
    pub(crate) success: u16,
    /// The statuses of the documented failures.
    pub(crate) failures: Vec<u16>,
    /// Whether it changes anything.
    pub(crate) writes: bool,
    /// The alternatives, each a list of credentials.
    pub(crate) security: Vec<SecurityRequirement>,
    /// The scopes that a credential needs.
    pub(crate) scopes: Vec<&'static str>,
    /// The header whose value makes a repeated request safe, if it has one.
    pub(crate) idempotency_key: Option<&'static str>,
    /// Whether its 429 has a `Retry-After` of its own.
    pub(crate) has_retry_after: bool,
    /// Its own rate limit, if it has one.
    pub(crate) rate_limit: Option<RateLimit>,
    /// Whether it has a request body.
    pub(crate) has_body: bool,
    pub(crate) request_media: Media,
    pub(crate) response_media: Media,
}

/// Receives every provider and endpoint that is served.
pub(crate) trait Collector {
    /// Called once for each provider, before its endpoints.
    fn provider<P: Imitation>(&mut self);

    /// Called once for each endpoint.
    fn endpoint(&mut self, served: Served);
}

/// A list of endpoints that are all served: an endpoint, or a tuple of lists.
pub(crate) trait ServeAll {
    /// Passes each to the collector, in order.
    fn collect(collector: &mut impl Collector);
}

/// A list of providers that are all imitated: a provider, or a tuple of lists.
#[diagnostic::on_unimplemented(
    message = "the sandbox does not imitate every provider of `{Self}`, or does not serve every endpoint of one",
    note = "a provider needs `Imitation`, and each of its endpoints `Serve`, in a module that \
            crates/mock-server/src/providers/mod.rs names"
)]
pub(crate) trait ImitateAll {
    /// Passes each, and its endpoints, to the collector, in order.
    fn collect(collector: &mut impl Collector);
}

impl<E: Serve> ServeAll for E {
    fn collect(collector: &mut impl Collector) {
        collector.endpoint(Served {
            declared: declared::<E>(),
            handle: handle::<E>,
            sample: |sandbox, view| E::sample(sandbox, view).erased(),
            filters: |sandbox, view| E::filters(sandbox, view).as_ref().map(query_of).unwrap_or_default(),
            examples: examples::<E>,
            failures: failures::<E>,
            cacheable: E::CACHEABLE,
        });
    }
}

impl<P: Imitation<Endpoints: ServeAll>> ImitateAll for P {
    fn collect(collector: &mut impl Collector) {
        collector.provider::<P>();
        P::Endpoints::collect(collector);
    }
}

macro_rules! nested_lists {
    ($($($list:ident)+;)+) => {
        $(
            impl<$($list: ServeAll),+> ServeAll for ($($list,)+) {
                fn collect(collector: &mut impl Collector) {
                    $($list::collect(collector);)+
                }
            }

            impl<$($list: ImitateAll),+> ImitateAll for ($($list,)+) {
                fn collect(collector: &mut impl Collector) {
                    $($list::collect(collector);)+
                }
            }
        )+
    };
}

nested_lists! {
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
}

fn declared<E: Endpoint>() -> Declared {
    let resolved = resolve::<E>();
    Declared {
        id: resolved.id,
        method: resolved.method,
        path: resolved.path,
        success: resolved.success().status,
        failures: resolved.failures.iter().map(|failure| failure.status).collect(),
        writes: resolved.writes,
        has_body: resolved.has_body,
        request_media: resolved.request_media,
        response_media: resolved.response_media,
        idempotency_key: resolved.idempotency_key,
        has_retry_after: resolved.headers.iter().any(|header| header.name.eq_ignore_ascii_case("retry-after")),
        rate_limit: resolved.rate_limit,
        security: resolved.security,
        scopes: resolved.scopes,
    }
}

fn handle<E: Serve>(raw: &RawCall<'_, '_>) -> Result<Reply, Problem> {
    let call = decode::<E>(raw)?;
    let Answer { status, body, events } = E::answer(&call)?;
    let status = status.unwrap_or(raw.operation.success);
    Ok(Reply { status, body: encode::<E>(raw.operation.response_media, &body), events, is_repeated: false })
}

fn decode<'w, E: Serve>(raw: &'w RawCall<'w, 'w>) -> Result<Call<'w, E>, Problem> {
    let operation = raw.operation;
    let path = match raw.path {
        Some(path) => request::from_texts(
            Location::Path,
            &operation.path,
            path.iter().map(|(name, value)| ((*name).into(), (*value).into())),
        ),
        None => Err(vec![request::unreadable_path(&operation.path)]),
    };
    let pairs = form_urlencoded::parse(raw.query.as_bytes());
    let pairs = pairs.map(|(name, value)| (E::Provider::parameter_name(name), value));
    let query = request::from_texts(Location::Query, &operation.query, pairs);
    let body = match raw.body {
        Some(bytes) if !Nothing::is::<E::Body>() => {
            let body = request::parse_body(operation.request_media, raw.headers, bytes)?;
            if operation.takes_object && !body.is_object() {
                return Err(Problem::MalformedBody("the body is not a JSON object".to_owned()));
            }
            request::from_body(&operation.body, body)
        }
        _ => request::from_body(&[], serde_json::Map::new().into()),
    };
    let (path, query, body) = match (path, query, body) {
        (Ok(path), Ok(query), Ok(body)) => (path, query, body),
        (path, query, body) => {
            let invalid = [path.err(), query.err(), body.err()].into_iter().flatten().flatten().collect();
            return Err(Problem::Invalid(invalid));
        }
    };
    Ok(Call {
        sandbox: raw.sandbox,
        view: raw.view,
        next_entry: raw.next_entry,
        caller: raw.caller.clone(),
        address: raw.address.clone(),
        request_id: raw.request_id,
        headers: raw.headers,
        raw_body: raw.body.unwrap_or_default(),
        path,
        query,
        body,
    })
}

fn encode<E: Endpoint>(media: Media, body: &E::Success<'_>) -> Bytes {
    if Nothing::is::<E::Success<'static>>() {
        return Bytes::new();
    }
    if matches!(media, Media::Text(_)) {
        let text = serde_json::to_value(body).expect("a text is plain data");
        return text.as_str().unwrap_or_default().to_owned().into();
    }
    json(body)
}

/// A body as JSON.
pub(crate) fn json(body: &impl serde::Serialize) -> Bytes {
    sonic_rs::to_vec(body).expect("wire types have text keys and finite numbers").into()
}

fn examples<E: Serve>() -> Vec<(u16, &'static str, Bytes)> {
    let resolved = resolve::<E>();
    let own = resolved.success().status;
    let typed = E::examples();
    let typed = typed.iter().map(|example| (own, example.name, encode::<E>(resolved.response_media, &example.value)));
    let others = resolved.successes.iter().skip(1);
    let others = others.flat_map(|success| {
        success.examples.iter().map(|example| (success.status, example.name, json(&example.value)))
    });
    typed.chain(others).collect()
}

fn failures<E: Serve>() -> Vec<(u16, Bytes)> {
    resolve::<E>().failures.iter().map(|failure| (failure.status, json(&failure.example))).collect()
}
