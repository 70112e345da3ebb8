//! An endpoint: one declaration that the server, the clients and the documents share.

use std::any::TypeId;
use std::fmt;

use garde::Validate;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Example, Operation, Provider};

/// An endpoint of a provider.
///
/// Implemented by a unit type that derives [`JsonSchema`] only for its doc comment: the first paragraph is the summary
/// of the operation, the whole comment its description.
pub trait Endpoint: JsonSchema + 'static {
    /// The provider of the endpoint.
    type Provider: Provider;
    /// The path parameters; [`Nothing`] if there are none.
    type Path: Parameters;
    /// The query parameters; [`Nothing`] if there are none.
    type Query: Parameters;
    /// The request body; [`Nothing`] if there is none.
    type Body: Parameters;
    /// The body of a successful response, which may borrow from the world. [`Nothing`] if there is none; the status is
    /// then 204.
    type Success<'a>: Body + 'a;

    /// The method.
    const METHOD: Method;
    /// The path below the server, with parameters in braces.
    const PATH: &'static str;

    /// Everything else that the document says about the endpoint. To read it, call [`resolve`](super::resolve), which
    /// adds what the provider declares for all of its operations.
    fn operation() -> Operation<<Self::Provider as Provider>::Failure>;

    /// Examples of a successful body: at least one, unless there is no body. Each must satisfy every rule.
    fn examples() -> Vec<Example<Self::Success<'static>>>;
}

/// A type that can be read from a request, validated, and written into one. Optional fields are `Option`s.
pub trait Parameters: DeserializeOwned + Serialize + JsonSchema + Validate<Context = ()> + Send + 'static {}

impl<T: DeserializeOwned + Serialize + JsonSchema + Validate<Context = ()> + Send + 'static> Parameters for T {}

/// The body of a response. Servers write it and clients read it: a test sends every example over the wire and back.
pub trait Body: Serialize + DeserializeOwned + JsonSchema + PartialEq + fmt::Debug {}

impl<T: Serialize + DeserializeOwned + JsonSchema + PartialEq + fmt::Debug> Body for T {}

/// No parameters, no body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
pub struct Nothing {}

impl Nothing {
    /// Whether `T` is [`Nothing`]: an endpoint that names it has no such parameters or no such body.
    pub fn is<T: 'static>() -> bool {
        TypeId::of::<T>() == TypeId::of::<Self>()
    }
}

/// An HTTP method that a provider uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or acts on what exists.
    Post,
    /// Replaces what exists.
    Put,
    /// Changes a part of what exists.
    Patch,
    /// Removes what exists.
    Delete,
}

impl Method {
    /// The method as in a request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Whether requests with this method change something, unless the operation says otherwise.
    pub const fn writes(self) -> bool {
        !matches!(self, Self::Get)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
