//! The rules that a violation can break.

use std::fmt;

use crate::Level;

/// What a [`Violation`](crate::Violation) breaks.
///
/// Rule ids are stable: reports, baselines and scripts may rely on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// The request matches no operation of the contract.
    OperationUndeclared,
    /// A response with status 405 does not say which methods are allowed.
    MethodAllow,
    /// The operation does not declare the status of the response.
    StatusUndeclared,
    /// The response has no content type, or one that is not declared.
    ContentType,
    /// A required header is missing.
    HeaderMissing,
    /// The value of a declared header does not match its schema.
    HeaderValue,
    /// A body that should be JSON is empty, truncated or something else.
    BodyNotJson,
    /// A body is JSON that parsers read differently: a field twice, half of a surrogate pair, or a number beyond a double.
    BodyDoubtful,
    /// The response has a body where none is declared.
    BodyUnexpected,
    /// A required field is missing.
    BodyRequired,
    /// A value has the wrong type.
    BodyType,
    /// The body has a field that the contract does not declare.
    BodyUnknownField,
    /// A response has a field that the contract declares for requests only.
    BodyWriteOnly,
    /// A value is not one of the declared values.
    BodyEnum,
    /// A string or number does not have the declared format.
    BodyFormat,
    /// A string does not match the declared pattern.
    BodyPattern,
    /// A number is out of bounds, or not a multiple of the declared number.
    BodyBounds,
    /// A string is too short or too long.
    BodyLength,
    /// An array has too few or too many items, or an object too few or too many fields.
    BodySize,
    /// An array that should have unique items has duplicates.
    BodyUnique,
    /// A value matches none of the declared variants, and is not close enough to any of them to compare.
    BodyVariant,
    /// A value matches several declared variants at once.
    BodyAmbiguous,
    /// A value has a shape that the contract excludes.
    BodyExcluded,
    /// A body is nested too deeply to be checked.
    BodyDepth,
    /// A rule across fields does not hold.
    Semantic,
    /// A rule across fields could not be evaluated.
    SemanticEvaluation,
    /// The contract itself cannot be used for this value: a part is missing, or cannot be checked.
    Contract,
}

/// What is declared about a rule.
struct Declaration {
    id: &'static str,
    level: Level,
    warning_when: Option<&'static str>,
    meaning: &'static str,
    fix: &'static str,
}

/// A rule whose violations are always errors.
const fn error(id: &'static str, meaning: &'static str, fix: &'static str) -> Declaration {
    Declaration { id, level: Level::Error, warning_when: None, meaning, fix }
}

/// When a violation of a rule across fields is only a warning.
const INFERRED: Option<&str> = Some("the contract marks the broken rule as inferred");

impl Rule {
    /// Every rule, in the order of the documentation.
    pub const ALL: &'static [Self] = &[
        Self::OperationUndeclared,
        Self::MethodAllow,
        Self::StatusUndeclared,
        Self::ContentType,
        Self::HeaderMissing,
        Self::HeaderValue,
        Self::BodyNotJson,
        Self::BodyDoubtful,
        Self::BodyUnexpected,
        Self::BodyRequired,
        Self::BodyType,
        Self::BodyUnknownField,
        Self::BodyWriteOnly,
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

    /// The stable id, in kebab case: `body/type`.
    pub const fn id(self) -> &'static str {
        self.declaration().id
    }

    /// The level of a violation of this rule at a [foreign](crate::Origin::Foreign) server. In the sandbox every
    /// violation is an error.
    pub const fn level(self) -> Level {
        self.declaration().level
    }

    /// When a violation of a rule with the level `Error` is only a warning at a foreign server; `None` if it never is.
    /// In the sandbox it is an error all the same.
    pub const fn warning_when(self) -> Option<&'static str> {
        self.declaration().warning_when
    }

    /// What a violation of this rule means, in one line.
    pub const fn meaning(self) -> &'static str {
        self.declaration().meaning
    }

    /// What usually causes a violation of this rule or how to fix it, in one line.
    pub const fn fix(self) -> &'static str {
        self.declaration().fix
    }

    #[expect(clippy::too_many_lines, reason = "a table with an entry per rule")]
    const fn declaration(self) -> Declaration {
        match self {
            Self::OperationUndeclared => error(
                "operation/undeclared",
                "the request matches no operation of the document, and the server did not refuse it",
                "declare the operation, or check that the base URL ends where the paths of the document begin",
            ),
            Self::MethodAllow => Declaration {
                id: "method/allow",
                level: Level::Warning,
                warning_when: None,
                meaning: "a 405 has no `Allow` header, which HTTP requires (RFC 9110, 15.5.6)",
                fix: "list the methods of the path in `Allow`",
            },
            Self::StatusUndeclared => error(
                "status/undeclared",
                "the operation does not declare the status of the response",
                "declare the status, or return one of the declared ones",
            ),
            Self::ContentType => error(
                "content-type",
                "the response has no content type, or one that is not declared for its status",
                "often an HTML error page of a proxy or a framework; return the declared content type",
            ),
            Self::HeaderMissing => error(
                "header/missing",
                "a required response header is missing",
                "send the header, or declare it as optional",
            ),
            Self::HeaderValue => error(
                "header/value",
                "the value of a response header does not match its schema",
                "the finding names the keyword that failed; send another value or correct the schema",
            ),
            Self::BodyNotJson => error(
                "body/not-json",
                "a body that should be JSON is empty, truncated or not JSON",
                "look at the start of the body in the finding: often an error page, or a crash while writing",
            ),
            Self::BodyDoubtful => Declaration {
                id: "body/doubtful",
                level: Level::Warning,
                warning_when: None,
                meaning: "a body is JSON that parsers read differently (RFC 7493): a field twice, or an odd value",
                fix: "often JSON that is written by hand; write it with a serializer, from one map of fields",
            },
            Self::BodyUnexpected => error(
                "body/unexpected",
                "the response has a body, but none is declared for its status",
                "declare the body, or send none",
            ),
            Self::BodyRequired => Declaration {
                id: "body/required",
                level: Level::Error,
                warning_when: Some("the contract marks the missing field as inferred"),
                meaning: "a required field is missing",
                fix: "often a serializer that skips null or empty values; send the field, or declare it as optional",
            },
            Self::BodyType => error(
                "body/type",
                "a value has the wrong type",
                "often null without `nullable`, or a number sent as a string",
            ),
            Self::BodyUnknownField => Declaration {
                id: "body/unknown-field",
                level: Level::Error,
                warning_when: Some("the schema does not say `additionalProperties: false`"),
                meaning: "the body has a field that the document does not declare",
                fix: "often a new or misspelled field; declare it, or stop sending it",
            },
            Self::BodyWriteOnly => error(
                "body/write-only",
                "a response has a field that is `writeOnly`, such as a password",
                "leave the field out of responses, or declare it for both directions",
            ),
            Self::BodyEnum => error(
                "body/enum",
                "a value is not one of the declared values",
                "often a new value; add it to `enum`, or use `x-extensible-enum` if more may come",
            ),
            Self::BodyFormat => error(
                "body/format",
                "a string or number does not have the declared format",
                "often a date without a time zone, or a number beyond 32 bits",
            ),
            Self::BodyPattern => error(
                "body/pattern",
                "a string does not match the declared pattern",
                "compare the value with the pattern; patterns are not anchored unless they use ^ and $",
            ),
            Self::BodyBounds => error(
                "body/bounds",
                "a number is too small, too large, or not a multiple of the declared number",
                "correct the value, or widen the bounds in the schema",
            ),
            Self::BodyLength => error(
                "body/length",
                "a string is too short or too long",
                "correct the value, or change `minLength` or `maxLength`",
            ),
            Self::BodySize => error(
                "body/size",
                "an array or object has too few or too many elements",
                "correct the value, or change the bounds of the number of items or properties",
            ),
            Self::BodyUnique => error(
                "body/unique",
                "an array that should have unique items has duplicates",
                "often a join that returns a record more than once",
            ),
            Self::BodyVariant => error(
                "body/variant",
                "a value matches none of the declared variants",
                "check the discriminator or the field that tells the variants apart",
            ),
            Self::BodyAmbiguous => error(
                "body/ambiguous",
                "a value matches several variants of a `oneOf`",
                "make the variants exclude each other, or use `anyOf`",
            ),
            Self::BodyExcluded => error(
                "body/excluded",
                "a value has a shape that the schema excludes with `not`",
                "correct the value, or narrow the `not`",
            ),
            Self::BodyDepth => error(
                "body/depth",
                "a body is nested so deeply that it cannot be checked in reasonable time",
                "limit how deep the server nests, or make the variants of the schema exclude each other",
            ),
            Self::Semantic => Declaration {
                id: "semantic",
                level: Level::Error,
                warning_when: INFERRED,
                meaning: "a rule across fields (`x-validations`) does not hold",
                fix: "the finding shows the expression and the values it read",
            },
            Self::SemanticEvaluation => Declaration {
                id: "semantic/evaluation",
                level: Level::Error,
                warning_when: INFERRED,
                meaning: "a rule across fields (`x-validations`) could not be evaluated",
                fix: "often an optional field that the expression reads without `has()`",
            },
            Self::Contract => error(
                "contract",
                "the document cannot be used for this value: a part is missing or cannot be checked",
                "correct the part of the document that the finding names",
            ),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.id())
    }
}
