//! The operations of a contract.

use http::Method;

use crate::load::Template;
use crate::schema::NodeId;
use crate::semantic::Validation;

/// An operation of a contract: a method on a path.
#[derive(Debug)]
pub struct Operation {
    /// The `operationId`, or the method and path if the document has none.
    pub id: String,
    /// The HTTP method.
    pub method: Method,
    /// The path as declared, with its `{parameters}`, relative to the server URL.
    pub path: String,
    /// The place of the operation in the document, as a JSON pointer. Use it to read what is not repeated here.
    pub pointer: String,
    /// A short summary of the operation.
    pub summary: Option<String>,
    /// The tags of the operation.
    pub tags: Vec<String>,
    /// Whether the operation is deprecated.
    pub deprecated: bool,
    /// The declared statuses in ascending order. Ranges (`4XX`) and `default` are not listed here, but they are taken
    /// into account.
    pub statuses: Vec<u16>,
    /// The declared parameters, including those of the path.
    pub parameters: Vec<Parameter>,
    pub(crate) template: Template,
    pub(crate) responses: Vec<Response>,
    pub(crate) validations: Vec<Validation>,
}

/// A declared parameter of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The name as sent over the wire, for example `status[]`.
    pub name: String,
    /// Where the parameter is sent.
    pub location: Location,
    /// Whether every request must have it.
    pub required: bool,
    /// The type of its value.
    pub kind: ParameterType,
    /// Whether the values of a list are sent one by one (`a=1&a=2`) instead of separated by commas.
    pub explode: bool,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query string.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// The type of a parameter's value, which says how to parse it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterType {
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list of values of the same type.
    Array(Box<ParameterType>),
    /// Text, or a type that is not supported.
    String,
}

/// A declared response.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) statuses: Statuses,
    /// The declared media types in lower case, without parameters.
    pub(crate) media_types: Vec<String>,
    /// The schema of the JSON body.
    pub(crate) schema: Option<NodeId>,
    pub(crate) headers: Vec<DeclaredHeader>,
}

/// The statuses that a declared response is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Statuses {
    /// A single status.
    One(u16),
    /// A range of 100 statuses, by their first digit.
    Range(u16),
    /// Every status that is not declared in another way.
    Default,
}

/// A declared header of a response.
#[derive(Debug)]
pub(crate) struct DeclaredHeader {
    /// The lower-case name.
    pub(crate) name: String,
    pub(crate) required: bool,
    pub(crate) kind: ParameterType,
    pub(crate) schema: Option<NodeId>,
}

impl Operation {
    /// The declaration for a status: of the status itself, of its range, or the default.
    pub(crate) fn response(&self, status: u16) -> Option<&Response> {
        let of = |statuses| self.responses.iter().find(|response| response.statuses == statuses);
        of(Statuses::One(status)).or_else(|| of(Statuses::Range(status / 100))).or_else(|| of(Statuses::Default))
    }

    /// The declared error responses with a body. They are used for the statuses of the HTTP layer, which need no declaration.
    pub(crate) fn failures(&self) -> impl Iterator<Item = &Response> {
        let is_failure = |response: &&Response| match response.statuses {
            Statuses::One(status) => status >= 400,
            Statuses::Range(hundred) => hundred >= 4,
            Statuses::Default => true,
        };
        self.responses.iter().filter(is_failure).filter(|response| response.schema.is_some())
    }

    /// The declared parameter with a name and location.
    pub(crate) fn parameter(&self, location: Location, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.location == location && parameter.name == name)
    }
}
