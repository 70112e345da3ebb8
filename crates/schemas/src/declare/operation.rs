//! What the document says about an endpoint beyond its types: [`Operation::new`] has the defaults, and each method
//! changes one.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;

use super::{
    DOCUMENTED, Example, Failure, HeaderDeclaration, LinkWithBody, Pagination, Provenance, RateLimit, Rule,
    SecurityRequirement, Server, Source, Tag,
};

/// A function that returns the schema of a type.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// What the document says about an endpoint beyond its types. Defaults come from the provider's
/// [`Information`](super::Information).
#[derive(Debug, Clone)]
pub struct Operation<F> {
    pub(super) id: &'static str,
    pub(super) provenance: Provenance,
    pub(super) deprecated: bool,
    pub(super) tag: Option<Tag>,
    pub(super) source: Option<Source>,
    pub(super) success: Success,
    pub(super) other_successes: Vec<OtherSuccess>,
    pub(super) failures: Vec<Failure<F>>,
    pub(super) without: Vec<u16>,
    pub(super) rules: Vec<Rule>,
    pub(super) links: Vec<LinkWithBody>,
    pub(super) pagination: Option<Pagination>,
    pub(super) idempotent: bool,
    pub(super) idempotency_key: Option<&'static str>,
    pub(super) writes: Option<bool>,
    pub(super) security: Option<Vec<SecurityRequirement>>,
    pub(super) scopes: Vec<&'static str>,
    pub(super) key_kinds: Vec<&'static str>,
    pub(super) servers: Vec<Server>,
    pub(super) rate_limit: Option<RateLimit>,
    pub(super) headers: Vec<HeaderDeclaration>,
    pub(super) body_is_optional: bool,
    pub(super) request_media: Media,
    pub(super) response_media: Media,
}

/// The success whose body is the endpoint's success type.
#[derive(Debug, Clone)]
pub(super) struct Success {
    pub(super) status: Option<u16>,
    pub(super) description: &'static str,
    pub(super) provenance: Provenance,
    pub(super) schema: Option<SchemaOf>,
}

/// Another success, with its own body.
#[derive(Debug, Clone)]
pub(super) struct OtherSuccess {
    pub(super) status: u16,
    pub(super) description: &'static str,
    pub(super) provenance: Provenance,
    pub(super) schema: SchemaOf,
    pub(super) examples: Vec<Example<Value>>,
}

/// The media type of a body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Media {
    /// `application/json`.
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`: the fields of an object.
    Form,
    /// Text of the given media type, such as `text/plain`. The body type serializes as a string.
    Text(&'static str),
}

impl Media {
    /// The media type as in `Content-Type`, without parameters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
            Self::Text(media_type) => media_type,
        }
    }
}

impl<F> Operation<F> {
    /// An operation with this id. `provenance` says how sure we are that it exists.
    pub fn new(id: &'static str, provenance: Provenance) -> Self {
        Self {
            id,
            provenance,
            deprecated: false,
            tag: None,
            source: None,
            success: Success { status: None, description: "Success.", provenance: DOCUMENTED, schema: None },
            other_successes: Vec::new(),
            failures: Vec::new(),
            without: Vec::new(),
            rules: Vec::new(),
            links: Vec::new(),
            pagination: None,
            idempotent: false,
            idempotency_key: None,
            writes: None,
            security: None,
            scopes: Vec::new(),
            key_kinds: Vec::new(),
            servers: Vec::new(),
            rate_limit: None,
            headers: Vec::new(),
            body_is_optional: false,
            request_media: Media::Json,
            response_media: Media::Json,
        }
    }

    /// What the success means. Its status is 200, or 204 if the endpoint's success is [`Nothing`](super::Nothing).
    pub fn success(mut self, description: &'static str, provenance: Provenance) -> Self {
        (self.success.description, self.success.provenance) = (description, provenance);
        self
    }

    /// What the success means, with status 201.
    pub fn created(self, description: &'static str, provenance: Provenance) -> Self {
        self.success(description, provenance).status(201)
    }

    /// The status of the success.
    pub fn status(mut self, status: u16) -> Self {
        self.success.status = Some(status);
        self
    }

    /// The exact type of the success's body, if the endpoint's success type also covers [other
    /// successes](Self::or_success).
    pub fn success_schema<T: JsonSchema>(mut self) -> Self {
        self.success.schema = Some(SchemaGenerator::subschema_for::<T>);
        self
    }

    /// Another success with its own status and body, such as wecantrack's 299 with a warning.
    pub fn or_success<T: JsonSchema + Serialize>(
        mut self,
        status: u16,
        description: &'static str,
        provenance: Provenance,
        examples: &[Example<T>],
    ) -> Self {
        let plain = |example: &Example<T>| Example {
            name: example.name,
            summary: example.summary,
            value: serde_json::to_value(&example.value).expect("an example has text keys and finite numbers"),
        };
        self.other_successes.push(OtherSuccess {
            status,
            description,
            provenance,
            schema: SchemaGenerator::subschema_for::<T>,
            examples: examples.iter().map(plain).collect(),
        });
        self
    }

    /// A failure. It replaces an earlier one, or the provider's shared one, with the same status.
    pub fn failure(mut self, failure: Failure<F>) -> Self {
        self.failures.retain(|known| known.status != failure.status);
        self.failures.push(failure);
        self
    }

    /// Several failures.
    pub fn failures(self, failures: impl IntoIterator<Item = Failure<F>>) -> Self {
        failures.into_iter().fold(self, Self::failure)
    }

    /// Removes the failure with this status, also if the provider's operations share it.
    pub fn without(mut self, status: u16) -> Self {
        self.failures.retain(|known| known.status != status);
        self.without.push(status);
        self
    }

    /// A rule that relates the response to its request.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// An id in the response that is a parameter of another operation.
    pub fn link(mut self, link: impl Into<LinkWithBody>) -> Self {
        self.links.push(link.into());
        self
    }

    /// The pagination of the operation.
    pub fn pages(mut self, pagination: Pagination) -> Self {
        self.pagination = Some(pagination);
        self
    }

    /// The same request, sent again, gives the same response and creates nothing more.
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// A request with this header, sent again, gives the first response and creates nothing more.
    pub fn idempotency_key(mut self, header: &'static str) -> Self {
        self.idempotency_key = Some(header);
        self
    }

    /// The operation changes something, whatever its method.
    pub fn writes(mut self) -> Self {
        self.writes = Some(true);
        self
    }

    /// The operation only reads, whatever its method.
    pub fn reads(mut self) -> Self {
        self.writes = Some(false);
        self
    }

    /// The operation is deprecated.
    pub fn deprecated(mut self) -> Self {
        self.deprecated = true;
        self
    }

    /// The group of operations that it belongs to.
    pub fn tag(mut self, tag: Tag) -> Self {
        self.tag = Some(tag);
        self
    }

    /// The page or package that documents it.
    pub fn source(mut self, source: Source) -> Self {
        self.source = Some(source);
        self
    }

    /// It needs no credential.
    pub fn public(mut self) -> Self {
        self.security = Some(Vec::new());
        self
    }

    /// The alternative credentials, one of which is needed. An empty alternative means that credentials are optional.
    pub fn security(mut self, alternatives: impl Into<Vec<SecurityRequirement>>) -> Self {
        self.security = Some(alternatives.into());
        self
    }

    /// The scopes that a credential needs.
    pub fn scopes(mut self, scopes: &[&'static str]) -> Self {
        self.scopes = scopes.to_vec();
        self
    }

    /// The kinds of keys that may call it, such as `merchant` and `onboarding`; by default every kind.
    pub fn key_kinds(mut self, key_kinds: &[&'static str]) -> Self {
        self.key_kinds = key_kinds.to_vec();
        self
    }

    /// A server for this operation only.
    pub fn server(mut self, server: Server) -> Self {
        self.servers.push(server);
        self
    }

    /// A rate limit for this operation only.
    pub fn rate_limit(mut self, rate_limit: RateLimit) -> Self {
        self.rate_limit = Some(rate_limit);
        self
    }

    /// A response header in addition to those of the provider.
    pub fn header(mut self, header: HeaderDeclaration) -> Self {
        self.headers.push(header);
        self
    }

    /// A request without a body is like one with an empty object.
    pub fn optional_body(mut self) -> Self {
        self.body_is_optional = true;
        self
    }

    /// The request body has this media type.
    pub fn takes(mut self, media: Media) -> Self {
        self.request_media = media;
        self
    }

    /// The body of a success has this media type.
    pub fn gives(mut self, media: Media) -> Self {
        self.response_media = media;
        self
    }
}
