//! A provider: what all of its endpoints share.

use schemars::JsonSchema;
use serde::Serialize;

use super::{EndpointList, Failure, HeaderDeclaration, Rule, SecurityRequirement, SecurityScheme};

/// A provider of a partner-tracking API.
pub trait Provider: 'static {
    /// The provider's endpoints: nested tuples of [`Endpoint`](super::Endpoint)s, one list for each resource.
    type Endpoints: EndpointList;

    /// The body of every failure. Where a provider has several shapes, they are variants that exclude each other.
    type Failure: Serialize + JsonSchema;

    /// The provider's name as it stands in paths, host names and file names: lower case.
    const NAME: &'static str;

    /// What the document says of the provider as a whole.
    fn information() -> Information;

    /// The failures and rules that all of its operations have.
    fn shared() -> Shared<Self::Failure> {
        Shared::default()
    }
}

/// What all endpoints of a provider share.
#[derive(Debug, Clone)]
pub struct Information {
    /// The name in the provider's own spelling.
    pub title: &'static str,
    /// What the API is for, and what to know before using it.
    pub description: &'static str,
    /// The real server that the paths are relative to.
    pub server: &'static str,
    /// Where the API is documented; none where the document itself is all there is. Operations may name a page of their own.
    pub source: Option<Source>,
    /// The tag of operations that name none.
    pub tag: Tag,
    /// The ways in which credentials travel.
    pub security_schemes: Vec<SecurityScheme>,
    /// The alternatives: any one of them will do.
    pub security: Vec<SecurityRequirement>,
    /// The headers of its responses.
    pub response_headers: Vec<HeaderDeclaration>,
}

/// The failures and rules that all operations of a provider have.
#[derive(Debug, Clone)]
pub struct Shared<F> {
    /// Failures of every operation. One that an operation declares itself takes the place of the shared one of its status.
    pub failures: Vec<Failure<F>>,
    /// The failure of operations that take parameters or a body.
    pub invalid: Option<Failure<F>>,
    /// Rules of every operation.
    pub rules: Vec<Rule>,
}

/// A group of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: &'static str,
    /// What the operations are about.
    pub description: &'static str,
}

/// A page or package that facts were read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// What it is, in a few words.
    pub title: &'static str,
    /// Its address.
    pub url: &'static str,
    /// The day on which it was read, such as `2026-11-28`.
    pub read: &'static str,
}

/// A real server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Server {
    /// Its address.
    pub url: &'static str,
    /// What it is for.
    pub description: &'static str,
}

impl<F> Default for Shared<F> {
    fn default() -> Self {
        Self { failures: Vec::new(), invalid: None, rules: Vec::new() }
    }
}
