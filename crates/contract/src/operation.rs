//! What a contract declares of one operation.

use http::Method;

use crate::load::Template;
use crate::schema::NodeId;
use crate::semantic::Validation;

/// One operation of a contract: a method on a path.
#[derive(Debug)]
pub struct Operation {
    /// The `operationId`; method and path when the document gives none.
    pub id: String,
    /// The method.
    pub method: Method,
    /// The path as it is declared, with its `{parameters}`, relative to the server URL.
    pub path: String,
    /// Where the operation stands in the document, as a JSON pointer: what is not repeated here can be read there.
    pub pointer: String,
    /// What the operation does, in a few words.
    pub summary: Option<String>,
    /// The groups that the operation belongs to.
    pub tags: Vec<String>,
    /// Whether the operation is on its way out.
    pub deprecated: bool,
    /// The declared statuses in ascending order; ranges (`4XX`) and `default` are not listed, they count all the same.
    pub statuses: Vec<u16>,
    /// The declared parameters, those of the path included.
    pub parameters: Vec<Parameter>,
    pub(crate) template: Template,
    pub(crate) responses: Vec<Response>,
    pub(crate) validations: Vec<Validation>,
}

/// A declared parameter of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The name as it goes over the wire, for example `status[]`.
    pub name: String,
    /// Where the parameter is sent.
    pub location: Location,
    /// Whether every request must have it.
    pub required: bool,
    /// What it holds.
    pub kind: ParameterType,
    /// Whether the values of a list are sent one by one (`a=1&a=2`) rather than separated by commas.
    pub explode: bool,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// As a header.
    Header,
    /// As a cookie.
    Cookie,
}

/// What a parameter holds, as far as reading it from text is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterType {
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list of values of one type.
    Array(Box<ParameterType>),
    /// Text, and whatever is declared in a way that is not read.
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
    /// One status.
    One(u16),
    /// A hundred of them: the first digit.
    Range(u16),
    /// Every status that is not declared otherwise.
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
    /// The declared response for a status: its own, else that of its range, else the default.
    pub(crate) fn response(&self, status: u16) -> Option<&Response> {
        let of = |statuses| self.responses.iter().find(|response| response.statuses == statuses);
        of(Statuses::One(status)).or_else(|| of(Statuses::Range(status / 100))).or_else(|| of(Statuses::Default))
    }

    /// A declared failure with a body, which stands for the failures that belong to the transport and need no declaration.
    pub(crate) fn general_failure(&self) -> Option<&Response> {
        let is_failure = |response: &&Response| match response.statuses {
            Statuses::One(status) => status >= 400,
            Statuses::Range(hundred) => hundred >= 4,
            Statuses::Default => true,
        };
        self.responses.iter().filter(is_failure).find(|response| response.schema.is_some())
    }

    /// The declared parameter of a name and place.
    pub(crate) fn parameter(&self, location: Location, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.location == location && parameter.name == name)
    }
}
