//! An operation with everything that its provider declares for all of them.

use schemars::SchemaGenerator;
use serde_json::Value;

use super::{
    Endpoint, Example, Failure, HeaderDeclaration, Information, LinkWithBody, Media, Method, Nothing, Operation,
    Pagination, Provenance, Provider, RateLimit, Rule, SchemaOf, SecurityRequirement, Server, Shared, Source, Tag,
};

/// An operation with everything that its provider declares for all of them.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact that the document states on its own")]
pub struct Resolved<F> {
    /// The operation id.
    pub id: &'static str,
    /// The method.
    pub method: Method,
    /// The path below the server, with parameters in braces.
    pub path: &'static str,
    /// How sure we are that the operation exists.
    pub provenance: Provenance,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The group of operations that it belongs to.
    pub tag: Tag,
    /// The page or package that documents it.
    pub source: Option<Source>,
    /// Every success, the endpoint's own first.
    pub successes: Vec<ResolvedSuccess>,
    /// Every other status, in ascending order.
    pub failures: Vec<Failure<F>>,
    /// Rules that relate a response to its request, including the status test of [`Rule::on_success`].
    pub rules: Vec<Rule>,
    /// Ids in the response that are parameters of other operations.
    pub links: Vec<LinkWithBody>,
    /// The pagination of the operation.
    pub pagination: Option<Pagination>,
    /// Whether the same request, sent again, gives the same response and creates nothing more.
    pub idempotent: bool,
    /// The header whose value makes a repeated request harmless.
    pub idempotency_key: Option<&'static str>,
    /// Whether it changes anything.
    pub writes: bool,
    /// The alternative credentials; empty if it is public.
    pub security: Vec<SecurityRequirement>,
    /// Whether `security` comes from the provider.
    pub security_is_shared: bool,
    /// The scopes that a credential needs.
    pub scopes: Vec<&'static str>,
    /// The kinds of keys that may call it; empty for every kind.
    pub key_kinds: Vec<&'static str>,
    /// Its own servers; empty for the provider's.
    pub servers: Vec<Server>,
    /// Its own rate limit, if it has one.
    pub rate_limit: Option<RateLimit>,
    /// Response headers in addition to those of the provider.
    pub headers: Vec<HeaderDeclaration>,
    /// Whether it has a request body.
    pub has_body: bool,
    /// Whether a request may leave it out.
    pub body_is_optional: bool,
    /// The media type of the request body.
    pub request_media: Media,
    /// The media type of the body of a success.
    pub response_media: Media,
}

/// A success of an operation.
#[derive(Debug, Clone)]
pub struct ResolvedSuccess {
    /// The status.
    pub status: u16,
    /// What it means.
    pub description: &'static str,
    /// Where the fact comes from.
    pub provenance: Provenance,
    /// The schema of the body; `None` without a body.
    pub schema: Option<SchemaOf>,
    /// Examples of the body.
    pub examples: Vec<Example<Value>>,
}

impl<F> Resolved<F> {
    /// The endpoint's own success.
    pub fn success(&self) -> &ResolvedSuccess {
        &self.successes[0]
    }

    /// Every status, the endpoint's own success first.
    pub fn statuses(&self) -> impl Iterator<Item = u16> {
        let successes = self.successes.iter().map(|success| success.status);
        successes.chain(self.failures.iter().map(|failure| failure.status))
    }
}

/// The operation of an endpoint with everything that its provider declares for all of them.
pub fn resolve<E: Endpoint>() -> Resolved<FailureOf<E>> {
    let mut resolved = resolve_conduct::<E>();
    if !Nothing::is::<E::Success<'static>>() {
        let own = &mut resolved.successes[0];
        own.schema.get_or_insert(SchemaGenerator::subschema_for::<E::Success<'static>>);
        own.examples = examples::<E>();
    }
    resolved
}

/// The same, but the endpoint's own success has no examples, and no schema unless the operation gives one. A server has
/// the types themselves, and compiles faster without code that describes each of them.
pub fn resolve_conduct<E: Endpoint>() -> Resolved<FailureOf<E>> {
    let has_body = !Nothing::is::<E::Body>();
    let typed = Typed {
        method: E::METHOD,
        path: E::PATH,
        takes_input: has_body || !(Nothing::is::<E::Path>() && Nothing::is::<E::Query>()),
        has_body,
        has_success_body: !Nothing::is::<E::Success<'static>>(),
    };
    complete(&typed, E::operation(), E::Provider::information(), E::Provider::shared())
}

/// The failures of the endpoint's provider.
type FailureOf<E> = <<E as Endpoint>::Provider as Provider>::Failure;

/// What the types of an endpoint say.
struct Typed {
    method: Method,
    path: &'static str,
    takes_input: bool,
    has_body: bool,
    has_success_body: bool,
}

/// Adds what the provider declares. It is compiled once for each provider, not for each endpoint.
fn complete<F>(typed: &Typed, operation: Operation<F>, provider: Information, shared: Shared<F>) -> Resolved<F> {
    let &Typed { method, path, takes_input, has_body, has_success_body } = typed;
    let Operation {
        id,
        provenance,
        deprecated,
        tag,
        source,
        success,
        other_successes,
        failures,
        without,
        rules,
        links,
        pagination,
        idempotent,
        idempotency_key,
        writes,
        security,
        scopes,
        key_kinds,
        servers,
        rate_limit,
        headers,
        body_is_optional,
        request_media,
        response_media,
    } = operation;
    let own = ResolvedSuccess {
        status: success.status.unwrap_or(if has_success_body { 200 } else { 204 }),
        description: success.description,
        provenance: success.provenance,
        schema: success.schema.filter(|_| has_success_body),
        examples: Vec::new(),
    };
    let status = own.status;
    let others = other_successes.into_iter().map(|other| ResolvedSuccess {
        status: other.status,
        description: other.description,
        provenance: other.provenance,
        schema: Some(other.schema),
        examples: other.examples,
    });
    let mut all = failures;
    let inherited = shared.failures.into_iter().chain(shared.invalid.filter(|_| takes_input));
    let inherited = inherited.chain(shared.malformed.filter(|_| has_body));
    for failure in inherited.filter(|failure| !without.contains(&failure.status)) {
        if all.iter().all(|known| known.status != failure.status) {
            all.push(failure);
        }
    }
    all.sort_by_key(|failure| failure.status);
    let Information { tag: usual_tag, source: usual_source, security: usual_security, .. } = provider;
    Resolved {
        id,
        method,
        path,
        provenance,
        deprecated,
        tag: tag.unwrap_or(usual_tag),
        source: source.or(usual_source),
        successes: std::iter::once(own).chain(others).collect(),
        failures: all,
        rules: rules.into_iter().chain(shared.rules).map(|rule| rule.guarded(status)).collect(),
        links,
        pagination,
        idempotent,
        idempotency_key,
        writes: writes.unwrap_or(method.writes()),
        security_is_shared: security.is_none(),
        security: security.unwrap_or(usual_security),
        scopes,
        key_kinds,
        servers,
        rate_limit,
        headers,
        has_body,
        body_is_optional,
        request_media,
        response_media,
    }
}

fn examples<E: Endpoint>() -> Vec<Example<Value>> {
    let plain = |example: &Example<E::Success<'static>>| Example {
        name: example.name,
        summary: example.summary,
        value: serde_json::to_value(&example.value).expect("an example has text keys and finite numbers"),
    };
    E::examples().iter().map(plain).collect()
}
