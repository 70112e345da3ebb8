//! An endpoint: one declaration that the server, the clients and the documents share.

use std::fmt;

use garde::Validate;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Example, Link, Pagination, Provenance, Provider, Rule};

/// An endpoint of a provider.
///
/// It is implemented by a unit type that derives [`JsonSchema`] for its doc comment alone: the first paragraph is the operation's
/// summary, all of it the description.
pub trait Endpoint: JsonSchema + 'static {
    /// Whose endpoint it is.
    type Provider: Provider;
    /// The parameters in the path.
    type Path: Parameters;
    /// The parameters in the query.
    type Query: Parameters;
    /// The request body; [`NoBody`] when there is none.
    type Body: Parameters;
    /// The body of a success. It may borrow from what it shows.
    type Success<'a>: Serialize + JsonSchema;

    /// The method.
    const METHOD: Method;
    /// The path below the server, with parameters in braces.
    const PATH: &'static str;
    /// The status of a success.
    const SUCCESS: u16 = 200;

    /// Everything else that documents say of the endpoint.
    fn operation() -> Operation<<Self::Provider as Provider>::Failure>;

    /// Examples of a success, at least one; each keeps every rule.
    fn examples() -> Vec<Example<Self::Success<'static>>>;
}

/// What can be read from a request, and checked. An absent field is an `Option`.
pub trait Parameters: DeserializeOwned + JsonSchema + Validate<Context = ()> + Send + 'static {}

impl<T: DeserializeOwned + JsonSchema + Validate<Context = ()> + Send + 'static> Parameters for T {}

/// A method of HTTP that a provider uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Asks with a body; may create.
    Post,
    /// Puts the body in place of what was there.
    Put,
}

/// What documents say of an endpoint beyond its types.
#[derive(Debug, Clone)]
pub struct Operation<F> {
    /// The operation id.
    pub id: &'static str,
    /// Whether the provider advises against it.
    pub deprecated: bool,
    /// Where the operation itself comes from.
    pub provenance: Provenance,
    /// What a success means.
    pub success: (&'static str, Provenance),
    /// Every other status.
    pub failures: Vec<Failure<F>>,
    /// Facts that tie an answer to its request.
    pub rules: Vec<Rule>,
    /// Ids in the answer that other operations take.
    pub links: Vec<Link>,
    /// How the operation pages.
    pub pagination: Option<Pagination>,
    /// Whether the same request, sent again, gives the same answer and creates nothing more.
    pub idempotent: bool,
}

/// A status that is not a success.
#[derive(Debug, Clone)]
pub struct Failure<F> {
    /// The status.
    pub status: u16,
    /// When it is answered.
    pub description: &'static str,
    /// Where the fact comes from.
    pub provenance: Provenance,
    /// The body, as an example.
    pub example: F,
}

/// No parameters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
pub struct NoParameters {}

/// No body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
pub struct NoBody {}

/// Something to do with each endpoint of a list.
pub trait EndpointVisitor {
    /// Is called once for every endpoint, in order.
    fn endpoint<E: Endpoint>(&mut self);
}

/// A tuple of endpoints.
pub trait EndpointList {
    /// Shows each endpoint to the visitor, in order.
    fn visit(visitor: &mut impl EndpointVisitor);
}

impl Method {
    /// The method as it stands in a request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

macro_rules! endpoint_lists {
    ($($first:ident $($endpoint:ident)*;)+) => {
        $(impl<$first: Endpoint, $($endpoint: Endpoint),*> EndpointList for ($first, $($endpoint,)*) {
            fn visit(visitor: &mut impl EndpointVisitor) {
                visitor.endpoint::<$first>();
                $(visitor.endpoint::<$endpoint>();)*
            }
        })+
    };
}

endpoint_lists! {
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
