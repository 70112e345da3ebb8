//! The kinds of violations.

use std::fmt;

/// What a [`Violation`](crate::Violation) breaks. The id of a rule is stable: reports, baselines and scripts may rely on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// The request meets no operation of the contract.
    OperationUndeclared,
    /// The operation does not declare the status of the answer.
    StatusUndeclared,
    /// The answer has another content type than the declared one, or none.
    ContentType,
    /// A declared and required header is missing.
    HeaderMissing,
    /// A declared header has a value that its schema refuses.
    HeaderValue,
    /// A body that should be JSON is empty, cut off, or something else.
    BodyNotJson,
    /// There is a body where none may be.
    BodyUnexpected,
    /// A required field is missing.
    BodyRequired,
    /// A value has another type than the declared one.
    BodyType,
    /// There is a field that the contract does not declare.
    BodyUnknownField,
    /// A value is none of the declared ones.
    BodyEnum,
    /// A string or number has another format than the declared one.
    BodyFormat,
    /// A string does not match the declared pattern.
    BodyPattern,
    /// A number is out of its bounds, or no multiple of what it should be.
    BodyBounds,
    /// A string is too short or too long.
    BodyLength,
    /// An array has too few or too many items, or an object too few or too many fields.
    BodySize,
    /// The items of an array are not unique.
    BodyUnique,
    /// A value has the shape of none of the declared variants, and none is near enough to compare it with.
    BodyVariant,
    /// A value has the shape of several declared variants at once.
    BodyAmbiguous,
    /// A value has a shape that the contract excludes.
    BodyExcluded,
    /// A body is nested deeper than the judge follows.
    BodyDepth,
    /// A fact across fields does not hold.
    Semantic,
    /// A fact across fields could not be computed.
    SemanticEvaluation,
    /// The contract itself cannot judge the value: it has no such part, or a part that cannot be checked.
    Contract,
}

impl Rule {
    /// Every rule, in the order of the documentation.
    pub const ALL: &'static [Self] = &[
        Self::OperationUndeclared,
        Self::StatusUndeclared,
        Self::ContentType,
        Self::HeaderMissing,
        Self::HeaderValue,
        Self::BodyNotJson,
        Self::BodyUnexpected,
        Self::BodyRequired,
        Self::BodyType,
        Self::BodyUnknownField,
        Self::BodyEnum,
        Self::BodyFormat,
        Self::BodyPattern,
        Self::BodyBounds,
        Self::BodyLength,
        Self::BodySize,
        Self::BodyUnique,
        Self::BodyVariant,
        Self::BodyAmbiguous,
        Self::BodyExcluded,
        Self::BodyDepth,
        Self::Semantic,
        Self::SemanticEvaluation,
        Self::Contract,
    ];

    /// The stable id, in kebab case.
    pub const fn id(self) -> &'static str {
        match self {
            Self::OperationUndeclared => "operation/undeclared",
            Self::StatusUndeclared => "status/undeclared",
            Self::ContentType => "content-type",
            Self::HeaderMissing => "header/missing",
            Self::HeaderValue => "header/value",
            Self::BodyNotJson => "body/not-json",
            Self::BodyUnexpected => "body/unexpected",
            Self::BodyRequired => "body/required",
            Self::BodyType => "body/type",
            Self::BodyUnknownField => "body/unknown-field",
            Self::BodyEnum => "body/enum",
            Self::BodyFormat => "body/format",
            Self::BodyPattern => "body/pattern",
            Self::BodyBounds => "body/bounds",
            Self::BodyLength => "body/length",
            Self::BodySize => "body/size",
            Self::BodyUnique => "body/unique",
            Self::BodyVariant => "body/variant",
            Self::BodyAmbiguous => "body/ambiguous",
            Self::BodyExcluded => "body/excluded",
            Self::BodyDepth => "body/depth",
            Self::Semantic => "semantic",
            Self::SemanticEvaluation => "semantic/evaluation",
            Self::Contract => "contract",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.id())
    }
}
