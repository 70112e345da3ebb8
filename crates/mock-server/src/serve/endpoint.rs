//! Turns a typed endpoint into a function pointer that decodes, answers and encodes. All other code is compiled once.

use bytes::Bytes;
use http::StatusCode;
use trackside_schemas::declare::{
    Endpoint, Media, Method, Nothing, RateLimit, Resolved, ResolvedSuccess, SecurityRequirement, resolve_conduct,
};
use trackside_world::View;

use super::sample::query_of;
use super::{Answer, Call, Imitation, RawCall, Sample, SampleCall};
use crate::request::{self, InvalidField, Problem};
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
#[expect(clippy::struct_excessive_bools, reason = "each is a fact that the declaration states on its own")]
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
    /// The kinds of keys that may call it; empty for every kind.
    pub(crate) key_kinds: Vec<&'static str>,
    /// The header whose value makes a repeated request safe, if it has one.
    pub(crate) idempotency_key: Option<&'static str>,
    /// Whether its 429 has a `Retry-After` of its own.
    pub(crate) has_retry_after: bool,
    /// Its own rate limit, if it has one.
    pub(crate) rate_limit: Option<RateLimit>,
    /// Whether it has a request body.
    pub(crate) has_body: bool,
    /// Whether a request may leave it out.
    pub(crate) body_is_optional: bool,
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
            declared: Declared::of(resolve_conduct::<E>()),
            handle: handle::<E>,
            sample: |sandbox, view| E::sample(sandbox, view).erased(),
            filters: |sandbox, view| E::filters(sandbox, view).as_ref().map(query_of).unwrap_or_default(),
            examples: examples::<E>,
            failures: || failures(&resolve_conduct::<E>()),
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

impl Declared {
    fn of<F>(resolved: Resolved<F>) -> Self {
        Self {
            id: resolved.id,
            method: resolved.method,
            path: resolved.path,
            success: resolved.success().status,
            failures: resolved.failures.iter().map(|failure| failure.status).collect(),
            writes: resolved.writes,
            has_body: resolved.has_body,
            body_is_optional: resolved.body_is_optional,
            request_media: resolved.request_media,
            response_media: resolved.response_media,
            idempotency_key: resolved.idempotency_key,
            has_retry_after: resolved.headers.iter().any(|header| header.name.eq_ignore_ascii_case("retry-after")),
            rate_limit: resolved.rate_limit,
            security: resolved.security,
            scopes: resolved.scopes,
            key_kinds: resolved.key_kinds,
        }
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
    let (path, query, body) = raw.given()?;
    let path = request::decode(&operation.path, path);
    let query = request::decode(&operation.query, query);
    let body = request::decode(&operation.body, body);
    let (path, query, body) = match (path, query, body) {
        (Ok(path), Ok(query), Ok(body)) => (path, query, body),
        (path, query, body) => return Err(invalid([path.err(), query.err(), body.err()])),
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

fn invalid(parts: [Option<Vec<InvalidField>>; 3]) -> Problem {
    Problem::Invalid(parts.into_iter().flatten().flatten().collect())
}

fn encode<E: Endpoint>(media: Media, body: &E::Success<'_>) -> Bytes {
    if Nothing::is::<E::Success<'static>>() { Bytes::new() } else { in_media(media, json(body)) }
}

/// A body in JSON as its media type has it.
fn in_media(media: Media, json: Bytes) -> Bytes {
    if !matches!(media, Media::Text(_)) {
        return json;
    }
    let text: String = serde_json::from_slice(&json).expect("a body in plain text is a text");
    text.into()
}

/// A body as JSON.
pub(crate) fn json(body: &impl serde::Serialize) -> Bytes {
    sonic_rs::to_vec(body).expect("wire types have text keys and finite numbers").into()
}

fn examples<E: Serve>() -> Vec<(u16, &'static str, Bytes)> {
    let resolved = resolve_conduct::<E>();
    let (status, media) = (resolved.success().status, resolved.response_media);
    let mut examples = other_examples(&resolved);
    for (place, example) in E::examples().iter().enumerate() {
        examples.insert(place, (status, example.name, encode::<E>(media, &example.value)));
    }
    examples
}

/// The examples of successes other than the endpoint's own.
fn other_examples<F>(resolved: &Resolved<F>) -> Vec<(u16, &'static str, Bytes)> {
    let others = resolved.successes.iter().skip(1);
    let of_one = |success: &ResolvedSuccess| -> Vec<_> {
        success.examples.iter().map(|example| (success.status, example.name, json(&example.value))).collect()
    };
    others.flat_map(of_one).collect()
}

fn failures<F: serde::Serialize>(resolved: &Resolved<F>) -> Vec<(u16, Bytes)> {
    resolved.failures.iter().map(|failure| (failure.status, json(&failure.example))).collect()
}
