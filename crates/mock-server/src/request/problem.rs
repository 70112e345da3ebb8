//! What is wrong with a request, independent of a provider's wording.

use std::fmt;

use super::Shape;

/// What is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// No credential, or one that is not accepted.
    Unauthenticated(String),
    /// A valid credential that may not do this.
    Forbidden(Forbidden),
    /// The requested thing does not exist.
    NotFound {
        /// What kind of thing: `Program`, `SurveyTracker`, `Purchase`.
        what: &'static str,
        /// Why it was not found.
        reason: String,
    },
    /// Parameters or body fields that break the contract.
    Invalid(Vec<InvalidField>),
    /// What the provider's own rules forbid: its status, its words, and why.
    Rejected {
        /// The status.
        status: u16,
        /// What the provider says.
        message: String,
        /// Why, and what to do.
        reason: String,
    },
    /// A body that does not match its content type.
    MalformedBody(String),
    /// Too many requests.
    RateLimited {
        /// How many seconds to wait.
        retry_after: u64,
        /// Which limit was exceeded.
        reason: String,
    },
    /// No endpoint has this path.
    UnknownPath {
        /// What a client is told that shows only the provider's message: that the sandbox serves no such endpoint.
        message: String,
        /// Which paths there are.
        reason: String,
    },
    /// The path does not support the method.
    MethodNotAllowed {
        /// The method of the request.
        method: String,
        /// The supported methods, as in the `Allow` header.
        allow: String,
        /// What a client is told that shows only the provider's message.
        message: String,
    },
    /// A body larger than the server reads.
    BodyTooLarge(usize),
    /// A body of a media type that the endpoint does not accept.
    UnsupportedMediaType(String),
    /// Headers larger than the server reads.
    HeadersTooLarge(usize),
    /// The idempotency key in this header belongs to another request.
    IdempotencyKeyReused { header: &'static str },
    /// The sandbox itself failed: a record could not be written.
    Internal(String),
}

/// Why a valid credential may not do this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forbidden {
    /// Keys of this kind may not be used here. The kind is known where the provider's keys have kinds.
    OtherKind(Option<&'static str>),
    /// The key or session lacks a scope or permission: this one, if it has a name.
    WithoutScope(Option<&'static str>),
}

/// A field that breaks the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InvalidField {
    /// Where the field is.
    pub(crate) location: Location,
    /// The name on the wire.
    pub(crate) name: String,
    /// The declared type of its value.
    pub(crate) shape: Shape,
    /// The name of its format, such as `uuid`.
    pub(crate) format: Option<String>,
    /// What is wrong with it.
    pub(crate) problem: FieldProblem,
}

/// Where a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In the body.
    Body,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FieldProblem {
    /// It is required and was not given.
    Missing,
    /// It was given more than once.
    Repeated,
    /// Its value is null.
    Null,
    /// Its value is of another type.
    WrongType,
    /// An item of its list is null or of another type.
    WrongItem { index: usize, is_null: bool },
    /// Its value is not one of those that are allowed.
    NotOneOf(Vec<String>),
    /// Its value does not have the format; holds an example of it.
    Malformed(String),
    /// Its value is below the minimum.
    Below(String),
    /// Its value is above the maximum.
    Above(String),
    /// It has fewer characters or items than the minimum.
    TooShort(String),
    /// It has more characters or items than the maximum.
    TooLong(String),
    /// It comes before the value of another field, which must not be later.
    Before {
        /// The other field.
        other: String,
        /// What to do.
        advice: String,
    },
    /// It breaks a rule of its own.
    Rule(String),
}

impl Problem {
    /// What the provider's own rules forbid.
    pub(crate) fn rejected(status: u16, message: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Rejected { status, message: message.into(), reason: reason.into() }
    }

    /// A field of the body that is invalid for a reason that its type does not express.
    pub(crate) fn invalid_field(field: &str, reason: &str) -> Self {
        Self::Invalid(vec![InvalidField {
            location: Location::Body,
            name: field.to_owned(),
            shape: Shape::Text,
            format: None,
            problem: FieldProblem::Rule(reason.to_owned()),
        }])
    }

    /// Why the sandbox refused the request: the value of `x-mock-reason`.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Unauthenticated(reason)
            | Self::NotFound { reason, .. }
            | Self::Rejected { reason, .. }
            | Self::RateLimited { reason, .. }
            | Self::MalformedBody(reason)
            | Self::UnsupportedMediaType(reason)
            | Self::UnknownPath { reason, .. }
            | Self::Internal(reason) => reason.clone(),
            Self::Forbidden(Forbidden::OtherKind(None)) => {
                "the credential is valid, and credentials of its kind are not accepted by this endpoint".to_owned()
            }
            Self::Forbidden(Forbidden::OtherKind(Some(kind))) => {
                format!("the credential is valid, and credentials of the kind {kind} are not accepted by this endpoint")
            }
            Self::Forbidden(Forbidden::WithoutScope(None)) => {
                "the credential is valid and lacks the scope for this endpoint".to_owned()
            }
            Self::Forbidden(Forbidden::WithoutScope(Some(scope))) => {
                format!("the credential is valid and lacks the scope {scope} for this endpoint")
            }
            Self::Invalid(fields) => {
                let reasons: Vec<_> = fields.iter().map(ToString::to_string).collect();
                reasons.join("; ")
            }
            Self::MethodNotAllowed { method, allow, .. } => format!("the path has no {method}; it has {allow}"),
            Self::IdempotencyKeyReused { header } => {
                format!(
                    "the {header} was used for another request in the last 24 hours; use a new one for each request"
                )
            }
            Self::BodyTooLarge(limit) => format!("the body is larger than {limit} bytes"),
            Self::HeadersTooLarge(limit) => format!("the headers are larger than {limit} bytes together"),
        }
    }
}

impl InvalidField {
    /// The name on the wire; if an item of a list is meant, with its index: `purchases[1]`.
    pub(crate) fn path(&self) -> String {
        match self.problem {
            FieldProblem::WrongItem { index, .. } => format!("{}[{index}]", self.name),
            _ => self.name.clone(),
        }
    }
}

impl fmt::Display for InvalidField {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let location = match self.location {
            Location::Path => "path parameter",
            Location::Query => "query parameter",
            Location::Body => "body field",
        };
        write!(formatter, "{location} `{}` ", self.path())?;
        let unit = if matches!(self.shape, Shape::List(_)) { "items" } else { "characters" };
        match &self.problem {
            FieldProblem::Missing => formatter.write_str("is required"),
            FieldProblem::Repeated => formatter.write_str("is given more than once"),
            FieldProblem::Null | FieldProblem::WrongItem { is_null: true, .. } => formatter.write_str("is null"),
            FieldProblem::WrongType => write!(formatter, "is not {}", self.shape),
            FieldProblem::WrongItem { .. } => write!(formatter, "is not {}", self.shape.item()),
            FieldProblem::NotOneOf(values) => write!(formatter, "is not one of {}", values.join(", ")),
            FieldProblem::Malformed(example) if self.format.as_deref() == Some("date-time") => {
                write!(formatter, "is not a date-time with a zone, such as {example}")
            }
            FieldProblem::Malformed(example) => write!(formatter, "does not look like {example}"),
            FieldProblem::Below(minimum) => write!(formatter, "is below {minimum}"),
            FieldProblem::Above(maximum) => write!(formatter, "is above {maximum}"),
            FieldProblem::TooShort(minimum) => write!(formatter, "has fewer than {minimum} {unit}"),
            FieldProblem::TooLong(maximum) => write!(formatter, "has more than {maximum} {unit}"),
            FieldProblem::Before { other, advice } => write!(formatter, "lies before {other}: {advice}"),
            FieldProblem::Rule(message) => formatter.write_str(message),
        }
    }
}
