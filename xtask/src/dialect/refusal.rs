//! The refusals and what they say.

/// Something that a document must not hold. The message says what it is, why, and what to write instead.
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
    /// Two operations have one id.
    #[error(
        "{operation} has the operationId `{id}` of another operation, and clients need one name an operation: change one `Operation::id`"
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
    /// An operation has typed errors and empty ones.
    #[error(
        "{operation} answers {typed} with a body and {empty} with none, and progenitor wants all failures alike: \
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
    #[error("{operation} has a `default` response, which hides what the provider answers when: declare each status")]
    DefaultResponse {
        /// Method and path.
        operation: String,
    },
    /// A body comes in more than one media type, or in one that the clients do not read.
    #[error(
        "{place} has the media types {}: declare one, `application/json`, `text/…`, or, for a request, `application/x-www-form-urlencoded`",
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
        "{operation} takes `{parameter}` from a cookie, which progenitor cannot send: make it a security scheme or a query parameter"
    )]
    CookieParameter {
        /// Method and path.
        operation: String,
        /// The parameter.
        parameter: String,
    },
    /// A list stands in one parameter.
    #[error(
        "{operation} has `explode: false` on `{parameter}`, which progenitor ignores in silence: \
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
        "{operation} writes `{parameter}` in the style {style}, which progenitor cannot: use `form`, with a parameter for each field"
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
        "{pointer} is a tuple, which OpenAPI 3.0 cannot say: use a struct with named fields, or a list of one type"
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
    /// A field of an answer has a default.
    #[error(
        "{pointer} is part of an answer and has a `default`, after which TypeScript generators call it required: \
         write the default into the description"
    )]
    DefaultInAnswer {
        /// Where, as a JSON pointer.
        pointer: String,
    },
    /// Two values of an enumeration differ only in case or signs.
    #[error(
        "{pointer} has the values `{first}` and `{second}`, which become one name in Rust: \
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
    /// Two properties or parameters differ only in case or signs.
    #[error(
        "{pointer} has the names `{first}` and `{second}`, which become one name in Rust: put one of them into an object of its own"
    )]
    AlikeNames {
        /// Where, as a JSON pointer.
        pointer: String,
        /// A name.
        first: String,
        /// The other.
        second: String,
    },
    /// A property or parameter does not say where it comes from.
    #[error(
        "{pointer} does not say where it comes from: write `#[schemars(extend(\"x-provenance\" = …))]` on it or on its type"
    )]
    MissingProvenance {
        /// Where, as a JSON pointer.
        pointer: String,
    },
    /// Nothing refers to a component.
    #[error("{pointer} is used by nothing, which readers take for a mistake: remove the declaration or refer to it")]
    UnusedComponent {
        /// Where, as a JSON pointer.
        pointer: String,
    },
    /// A reference leads nowhere.
    #[error("{pointer} refers to `{reference}`, which does not exist: refer to a type that the document declares")]
    DanglingReference {
        /// Where, as a JSON pointer.
        pointer: String,
        /// What it refers to.
        reference: String,
    },
}
