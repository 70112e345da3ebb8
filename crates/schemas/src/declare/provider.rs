//! A provider: what all of its endpoints share.

use schemars::JsonSchema;
use serde::Serialize;

use super::{EndpointList, HeaderDeclaration, SecurityRequirement, SecurityScheme};

/// A provider of a partner-tracking API.
pub trait Provider: 'static {
    /// The provider's endpoints, as a tuple of [`Endpoint`](super::Endpoint)s.
    type Endpoints: EndpointList;

    /// The body of every failure. Where a provider answers in several shapes, they are variants that exclude each other.
    type Failure: Serialize + JsonSchema;

    /// The provider's name as it stands in paths, host names and file names: lower case.
    const NAME: &'static str;

    /// What the document says of the provider as a whole.
    fn information() -> Information;
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
    /// The provider's public documentation; empty where the document itself is all there is.
    pub documentation: &'static str,
    /// The tag of its operations and what the tag means.
    pub tag: (&'static str, &'static str),
    /// The ways in which credentials travel.
    pub security_schemes: Vec<SecurityScheme>,
    /// The alternatives: any one of them will do.
    pub security: Vec<SecurityRequirement>,
    /// The headers of its answers.
    pub response_headers: Vec<HeaderDeclaration>,
}

/// Something to do with each provider of a list.
pub trait ProviderVisitor {
    /// Is called once for every provider, in order.
    fn provider<P: Provider>(&mut self);
}

/// A tuple of providers.
pub trait ProviderList {
    /// Shows each provider to the visitor, in order.
    fn visit(visitor: &mut impl ProviderVisitor);
}

impl<A: Provider, B: Provider, C: Provider, D: Provider, E: Provider> ProviderList for (A, B, C, D, E) {
    fn visit(visitor: &mut impl ProviderVisitor) {
        visitor.provider::<A>();
        visitor.provider::<B>();
        visitor.provider::<C>();
        visitor.provider::<D>();
        visitor.provider::<E>();
    }
}

impl<A: Provider, B: Provider, C: Provider, D: Provider, E: Provider, F: Provider> ProviderList for (A, B, C, D, E, F) {
    fn visit(visitor: &mut impl ProviderVisitor) {
        <(A, B, C, D, E)>::visit(visitor);
        visitor.provider::<F>();
    }
}
