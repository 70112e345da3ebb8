//! The vocabulary in which providers and endpoints are declared.

mod behaviour;
mod endpoint;
mod example;
mod header;
mod provenance;
mod provider;
mod rule;
mod security;

pub use behaviour::{Link, Pagination, PaginationLinks};
pub use endpoint::{
    Endpoint, EndpointList, EndpointVisitor, Failure, Method, NoBody, NoParameters, Operation, Parameters,
};
pub use example::{Example, example};
pub use header::{HeaderDeclaration, HeaderValueType};
pub use provenance::{DOCUMENTED, EXAMPLE, Provenance, inferred};
pub use provider::{Information, Provider, ProviderList, ProviderVisitor};
pub use rule::{Rule, rules};
pub use security::{Credential, SecurityRequirement, SecurityScheme};
