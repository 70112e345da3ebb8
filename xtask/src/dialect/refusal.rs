//! The refusals and what they say.

use super::Pitfall;

/// Something that a document must not contain. The message says what it is, why, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// An operation has no id.
    #[error(
        "{operation} has no operationId, which names the method of the client: give the endpoint an `Operation::id`"
    )]
    MissingOperationId {
        /// Method and path.
        operation: String,
    },
    /// Two operations have the same id.
    #[error(
        "{operation} has the operationId `{id}` of another operation, but each operation needs its own name: change \
         one `Operation::id`"
    )]
    DuplicateOperationId {
        /// Method and path of the second.
        operation: String,
        /// The id.
        id: String,
    },
    /// An operation has no tag.
    #[error(
        "{operation} has no tag, by which documents are grouped: give the provider an `Information::tag` with a name"
    )]
    MissingTag {
        /// Method and path.
        operation: String,
    },
    /// An operation has no summary.
    #[error("{operation} has no summary, which lists of operations show: write a doc comment on the endpoint's type")]
    MissingSummary {
        /// Method and path.
        operation: String,
    },
    /// A success has no example.
    #[error("{operation} has no example of its {status}: return one from `Endpoint::examples`")]
    MissingSuccessExample {
        /// Method and path.
        operation: String,
        /// The status.
        status: String,
    },
    /// An event has no summary.
    #[error("{event} has no summary, which lists of events show: write a doc comment on the event's type")]
    MissingEventSummary {
        /// The event, in words.
        event: String,
    },
    /// An event has no example.
    #[error("{event} has no example of its payload: return one from `Event::examples`")]
    MissingEventExample {
        /// The event, in words.
        event: String,
    },
    /// An operation has typed errors and empty ones.
    #[error(
        "{operation} has a body for {typed} but none for {empty}, and progenitor needs the same for all failures: \
         give every failure the provider's `Failure`, with a variant for the empty one"
    )]
    TypedAndEmptyErrors {
        /// Method and path.
        operation: String,
        /// A status with a body.
        typed: String,
        /// A status without.
        empty: String,
    },
    /// An operation has a response for all other statuses.
    #[error("{operation} has a `default` response, which hides the responses of the provider: declare each status")]
    DefaultResponse {
        /// Method and path.
        operation: String,
    },
    /// A body comes in more than one media type, or in one that the clients do not read.
    #[error(
        "{place} has the media types {}: declare one, `application/json`, `text/…`, or, for a request, \
         `application/x-www-form-urlencoded`",
        media_types.join(", ")
    )]
    MediaTypes {
        /// The operation, and which of its bodies.
        place: String,
        /// The media types.
        media_types: Vec<String>,
    },
    /// A parameter is a cookie.
    #[error(
        "{operation} takes `{parameter}` from a cookie, which progenitor cannot send: make it a security scheme or a \
         query parameter"
    )]
    CookieParameter {
        /// Method and path.
        operation: String,
        /// The parameter.
        parameter: String,
    },
    /// A list is in one parameter.
    #[error(
        "{operation} has `explode: false` on `{parameter}`, which progenitor silently ignores: \
         repeat the parameter for each item (`explode: true`), or declare it as text"
    )]
    NotExploded {
        /// Method and path.
        operation: String,
        /// The parameter.
        parameter: String,
    },
    /// A query parameter has a style of its own.
    #[error(
        "{operation} has `{parameter}` in the style {style}, which progenitor cannot write: use `form`, with a \
         parameter for each field"
    )]
    QueryStyle {
        /// Method and path.
        operation: String,
        /// The parameter.
        parameter: String,
        /// The style.
        style: String,
    },
    /// A schema is a tuple.
    #[error(
        "{pointer} is a tuple, which OpenAPI 3.0 cannot express: use a struct with named fields, or a list of one type"
    )]
    Tuple {
        /// Where, as a JSON pointer.
        pointer: String,
    },
    /// A union may be null.
    #[error(
        "{pointer} is a union that may be null, which validators and generators read in different ways: \
         make it optional, or put null into a field of the union's variants"
    )]
    NullableUnion {
        /// Where, as a JSON pointer.
        pointer: String,
    },
    /// A field of a response has a default.
    #[error(
        "{pointer} is part of a response and has a `default`, which makes it required in TypeScript: \
         write the default into the description"
    )]
    DefaultInAnswer {
        /// Where, as a JSON pointer.
        pointer: String,
    },
    /// Two values of an enumeration differ only in case or punctuation.
    #[error(
        "{pointer} has the values `{first}` and `{second}`, which become the same name in Rust: \
         use a text with `x-extensible-enum` instead of an enumeration"
    )]
    AlikeValues {
        /// Where, as a JSON pointer.
        pointer: String,
        /// A value.
        first: String,
        /// The other.
        second: String,
    },
    /// Two properties or parameters differ only in case or punctuation.
    #[error(
        "{pointer} has the names `{first}` and `{second}`, which become the same name in Rust: move one of them into \
         an object of its own"
    )]
    AlikeNames {
        /// Where, as a JSON pointer.
        pointer: String,
        /// A name.
        first: String,
        /// The other.
        second: String,
    },
    /// A component has the name that generators give to a type of an operation.
    #[error(
        "the component `{component}` has the name that client generators make of the operationId `{id}`, and then one of \
         the two is lost: name the type after what it holds"
    )]
    NameOfGenerators {
        /// The name of the component.
        component: String,
        /// The operation id.
        id: String,
    },
    /// A property or parameter does not say where it comes from.
    #[error(
        "{pointer} does not say where it comes from: write `#[schemars(extend(\"x-provenance\" = …))]` on it or on \
         its type"
    )]
    MissingProvenance {
        /// Where, as a JSON pointer.
        pointer: String,
    },
    /// Nothing refers to a component.
    #[error("{pointer} is not used, which looks like a mistake: remove the declaration or refer to it")]
    UnusedComponent {
        /// Where, as a JSON pointer.
        pointer: String,
    },
    /// A reference has no target.
    #[error("{pointer} refers to `{reference}`, which does not exist: refer to a type that the document declares")]
    DanglingReference {
        /// Where, as a JSON pointer.
        pointer: String,
        /// What it refers to.
        reference: String,
    },
    /// Engines of CEL do not read a rule alike.
    #[error("{pointer} has the rule `{rule}`, which engines of CEL do not read alike: {pitfall}")]
    NotPortable {
        /// Where, as a JSON pointer.
        pointer: String,
        /// The rule.
        rule: String,
        /// What is not portable, and what to write instead.
        pitfall: Pitfall,
    },
}
