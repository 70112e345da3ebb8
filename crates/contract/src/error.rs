//! Why a document cannot be used as a contract.

use std::path::PathBuf;

/// Why a document cannot be used as a contract. Every place is a JSON pointer into the document.
#[derive(Debug, thiserror::Error)]
pub enum ContractError {
    /// The file cannot be read.
    #[error("cannot read {path}: check that the file is there and may be read", path = path.display())]
    Unreadable {
        /// The path of the file.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The file is not JSON.
    #[error("{path} is not JSON; write the document as JSON (YAML is not read)", path = path.display())]
    NotJson {
        /// The path of the file.
        path: PathBuf,
        /// The error of the JSON parser.
        source: serde_json::Error,
    },
    /// The value is not an OpenAPI document.
    #[error("not an OpenAPI document: {reason}; expected a JSON object with `openapi`, `info` and `paths`")]
    NotOpenApi {
        /// What is missing or wrong.
        reason: String,
    },
    /// The document uses another version of OpenAPI.
    #[error("the document has `openapi: {found}`, but only 3.0.x is supported; convert it to 3.0")]
    Version {
        /// The version in the document.
        found: String,
    },
    /// A reference points outside the document, or to nothing.
    #[error("the reference {reference:?} at {place} {why}; it must point to a part of this document")]
    Reference {
        /// The place of the reference.
        place: String,
        /// The reference as written in the document.
        reference: String,
        /// What is wrong with it.
        why: String,
    },
    /// A schema refers to itself without a property or an item in between, so that checking it would never end.
    #[error(
        "the schema at {place} refers to itself without a property or an item in between; break the cycle of allOf, oneOf, anyOf, not and $ref"
    )]
    Endless {
        /// The place of one schema in the cycle.
        place: String,
    },
    /// A composition is too large to be checked in reasonable time and memory.
    #[error("the schema at {place} combines too many schemas ({limit}); flatten its allOf, oneOf and anyOf")]
    TooComplex {
        /// The place of the schema.
        place: String,
        /// The limit that is exceeded, in words.
        limit: String,
    },
    /// A part of the document is invalid.
    #[error("invalid {what} at {place}: {why}")]
    Malformed {
        /// The kind of part, for example `parameter`.
        what: &'static str,
        /// The place of the part.
        place: String,
        /// What is wrong, and how to fix it.
        why: String,
    },
    /// Two operations have the same id.
    #[error("{first} and {second} have the same operation id {id:?}; give each operation its own id")]
    DuplicateOperation {
        /// The id.
        id: String,
        /// The first operation with the id, as a JSON pointer.
        first: String,
        /// The second operation with the id, as a JSON pointer.
        second: String,
    },
    /// An expression in `x-validations` does not compile.
    #[error("the rule {rule:?} at {place} does not compile: {why}")]
    Rule {
        /// The expression.
        rule: String,
        /// The place of the rule.
        place: String,
        /// The error of the compiler.
        why: String,
    },
}
