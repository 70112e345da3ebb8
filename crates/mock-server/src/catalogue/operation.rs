//! An operation that the sandbox serves.

use std::fmt;
use std::hash::{Hash, Hasher};

use bytes::Bytes;
use http::{Method, StatusCode};
use trackside_schemas::declare::{Media, RateLimit, SecurityRequirement};
use trackside_world::View;

use super::example::example_program;
use crate::request::{Alternatives, Parameter};
use crate::sandbox::Sandbox;
use crate::serve::{Handle, Manners, SampleCall};

/// An operation that the sandbox serves.
#[cfg_attr(test, derive(Clone))]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of the declaration")]
pub(crate) struct Operation {
    pub(crate) provider: &'static str,
    /// The operation id.
    pub(crate) id: &'static str,
    /// What it does, in one line.
    pub(crate) summary: String,
    pub(crate) method: Method,
    /// The path below the prefix, with parameters in braces.
    pub(crate) path_template: &'static str,
    /// The status of its usual success.
    pub(crate) success: StatusCode,
    /// The statuses of its documented failures.
    pub(crate) failures: Vec<u16>,
    /// Whether it changes anything.
    pub(crate) writes: bool,
    /// Whether its responses may be cached until something changes.
    pub(crate) cacheable: bool,
    /// Where it expects credentials.
    pub(crate) security: Alternatives,
    /// The security schemes of each alternative.
    pub(crate) schemes: Vec<SecurityRequirement>,
    /// The scopes that a credential needs.
    pub(crate) scopes: Vec<&'static str>,
    /// The kinds of keys that may call it; empty for every kind.
    pub(crate) key_kinds: Vec<&'static str>,
    /// The header whose value makes a repeated request safe, if it has one.
    pub(crate) idempotency_key: Option<&'static str>,
    /// Whether its 429 says in `Retry-After` how long to wait, without a limit of the provider that would.
    pub(crate) has_retry_after: bool,
    /// Its own rate limit, if it has one.
    pub(crate) rate_limit: Option<RateLimit>,
    /// The parameters of the path.
    pub(crate) path: Vec<Parameter>,
    /// The parameters of the query.
    pub(crate) query: Vec<Parameter>,
    /// The fields of the body.
    pub(crate) body: Vec<Parameter>,
    /// Whether it has a request body.
    pub(crate) has_body: bool,
    /// Whether a request may leave it out.
    pub(crate) body_is_optional: bool,
    /// Whether the request body is an object.
    pub(crate) takes_object: bool,
    pub(crate) request_media: Media,
    pub(crate) response_media: Media,
    /// The behaviour of its provider.
    pub(crate) manners: Manners,
    /// Decodes, answers and encodes.
    pub(crate) handle: Handle,
    pub(super) sample: fn(&Sandbox, View<'_>) -> SampleCall,
    pub(super) filters: fn(&Sandbox, View<'_>) -> Vec<(String, String)>,
    pub(super) examples: fn() -> Vec<(u16, &'static str, Bytes)>,
    pub(super) failure_examples: fn() -> Vec<(u16, Bytes)>,
}

impl Operation {
    /// One call that succeeds in the current world. If it needs a program and there is none, it names one that could be
    /// created.
    pub(crate) fn sample(&self, sandbox: &Sandbox) -> SampleCall {
        let moment = sandbox.moment();
        let view = moment.view();
        match &*example_program(view) {
            [] => (self.sample)(sandbox, view),
            example => (self.sample)(sandbox, view.after(example).view()),
        }
    }

    /// Values of optional parameters that exist in the current world, and find something together.
    pub(crate) fn filters(&self, sandbox: &Sandbox) -> Vec<(String, String)> {
        (self.filters)(sandbox, sandbox.moment().view())
    }

    /// The documented examples of every success: status, name, body.
    pub(crate) fn examples(&self) -> Vec<(u16, &'static str, Bytes)> {
        (self.examples)()
    }

    /// The documented body of a failure.
    pub(crate) fn failure_example(&self, status: u16) -> Option<Bytes> {
        (self.failure_examples)().into_iter().find(|(known, _)| *known == status).map(|(_, body)| body)
    }

    /// Whether it serves this method and these path segments after the prefix.
    pub(super) fn takes(&self, method: &Method, segments: &[&str]) -> bool {
        let declared: Vec<_> = self.segments().collect();
        let fits = |(declared, segment): (&&str, &&str)| {
            if declared.starts_with('{') { !segment.is_empty() } else { declared == segment }
        };
        self.method == *method && declared.len() == segments.len() && declared.iter().zip(segments).all(fits)
    }

    /// The raw value of a path parameter in a path that includes the prefix.
    pub(crate) fn path_value<'p>(&self, path: &'p str, name: &str) -> Option<&'p str> {
        let place = self.segments().position(|segment| {
            segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).is_some_and(|known| known == name)
        })?;
        path.strip_prefix('/').unwrap_or(path).split('/').nth(place + 1)
    }

    fn segments(&self) -> impl Iterator<Item = &'static str> {
        self.path_template.trim_start_matches('/').split('/')
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.provider, self.id)
    }
}

impl PartialEq for Operation {
    fn eq(&self, other: &Self) -> bool {
        (self.provider, self.id) == (other.provider, other.id)
    }
}

impl Eq for Operation {}

impl Hash for Operation {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.provider, self.id).hash(state);
    }
}
