//! The vocabulary in which providers, endpoints and webhook events are declared.

mod behaviour;
mod delivery;
mod endpoint;
mod event;
mod example;
mod failure;
mod header;
mod list;
mod operation;
mod provenance;
mod provider;
mod rate_limit;
mod resolve;
mod rule;
mod security;

pub use behaviour::{
    CursorPagination, Link, LinkWithBody, OffsetPagination, PagePagination, Pagination, PaginationLinks,
};
pub use delivery::{Delivery, DeliveryForm, SignatureKind, SignatureScheme, Stated};
pub use endpoint::{Body, Endpoint, Method, Nothing, Parameters};
pub use event::{Event, EventDeclaration, EventName};
pub use example::{Example, example};
pub use failure::Failure;
pub use header::{HeaderDeclaration, HeaderValueType};
pub use list::{EndpointList, EndpointVisitor, EventList, EventVisitor, ProviderList, ProviderVisitor};
pub use operation::{Media, Operation, SchemaOf};
pub use provenance::{DOCUMENTED, EXAMPLE, Provenance, inferred};
pub use provider::{Information, Provider, Server, Shared, Source, Tag, type_name};
pub use rate_limit::{RateLimit, RateLimitUnit};
pub use resolve::{Resolved, ResolvedSuccess, resolve, resolve_conduct};
pub use rule::{Rule, rules};
pub use security::{Credential, SecurityRequirement, SecurityScheme};

/// The usual imports of a file that declares endpoints.
pub mod prelude {
    pub use garde::Validate;
    pub use schemars::JsonSchema;
    pub use serde::{Deserialize, Serialize};

    pub use super::{
        DOCUMENTED, EXAMPLE, Endpoint, Example, Failure, Method, Nothing, Operation, Provenance, Rule, Source, Tag,
        example, inferred, rules,
    };
}
