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
/// It is implemented by a unit type that derives [`JsonSchema`] for its doc comment alone: the first paragraph is the operation's
/// summary, all of it the description.
pub trait Endpoint: JsonSchema + 'static {
    /// Whose endpoint it is.
    type Provider: Provider;
    /// The parameters in the path; [`Nothing`] when there are none.
    type Path: Parameters;
    /// The parameters in the query; [`Nothing`] when there are none.
    type Query: Parameters;
    /// The request body; [`Nothing`] when there is none.
    type Body: Parameters;
    /// The body of a success, which may borrow from what it shows; [`Nothing`] when there is none, and the status is then 204.
    type Success<'a>: Serialize + JsonSchema + 'a;

    /// The method.
    const METHOD: Method;
    /// The path below the server, with parameters in braces.
    const PATH: &'static str;

    /// Everything else that documents say of the endpoint. Readers ask for [`resolve`](super::resolve) instead, which adds what the
    /// provider declares for all of its operations.
    fn operation() -> Operation<<Self::Provider as Provider>::Failure>;

    /// Examples of a success, at least one unless it has no body; each keeps every rule.
    fn examples() -> Vec<Example<Self::Success<'static>>>;
}

/// What can be read from a request, checked, and written into one. An absent field is an `Option`.
pub trait Parameters: DeserializeOwned + Serialize + JsonSchema + Validate<Context = ()> + Send + 'static {}

impl<T: DeserializeOwned + Serialize + JsonSchema + Validate<Context = ()> + Send + 'static> Parameters for T {}

/// No parameters, no body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
pub struct Nothing {}

impl Nothing {
    /// Whether `T` is [`Nothing`]: an endpoint that names it has no such parameters or no such body.
    pub fn is<T: 'static>() -> bool {
        TypeId::of::<T>() == TypeId::of::<Self>()
    }
}

/// A method of HTTP that a provider uses.
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
    /// The method as it stands in a request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Whether a request with this method changes something unless the operation says otherwise.
    pub const fn writes(self) -> bool {
        !matches!(self, Self::Get)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
