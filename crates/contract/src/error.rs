//! Why a document cannot serve as a contract.

use std::path::PathBuf;

/// Why a document cannot serve as a contract. A place is a JSON pointer into the document.
#[derive(Debug, thiserror::Error)]
pub enum ContractError {
    /// The file cannot be read.
    #[error("cannot read {path}: check that the file is there and may be read", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file holds no JSON.
    #[error("{path} is not JSON; write the document as JSON (YAML is not read)", path = path.display())]
    NotJson {
        /// The file.
        path: PathBuf,
        /// What the parser says.
        source: serde_json::Error,
    },
    /// The document is something else than an OpenAPI document.
    #[error("the document is no OpenAPI document: {reason}; give a JSON object with `openapi`, `info` and `paths`")]
    NotOpenApi {
        /// What is missing or wrong.
        reason: String,
    },
    /// The document is written for another version of OpenAPI.
    #[error("the document says `openapi: {found}`, and only 3.0.x is read; convert it to 3.0")]
    Version {
        /// The version that the document names.
        found: String,
    },
    /// A reference leads nowhere that can be read.
    #[error("the reference {reference:?} at {place} {why}; point it at a part of this document")]
    Reference {
        /// Where the reference stands.
        place: String,
        /// The reference as it is written.
        reference: String,
        /// What is wrong with it.
        why: String,
    },
    /// A schema applies to a value only by way of itself.
    #[error(
        "the schema at {place} leads back to itself without a field or an item between; break the circle of allOf, oneOf, anyOf, not and $ref"
    )]
    Endless {
        /// One schema of the circle.
        place: String,
    },
    /// Schemas are combined too often to be checked in reasonable time and memory.
    #[error("the schema at {place} combines too many schemas ({limit}); flatten its allOf, oneOf and anyOf")]
    TooComplex {
        /// The schema.
        place: String,
        /// Which limit is exceeded, in words.
        limit: String,
    },
    /// A part of the document cannot be understood.
    #[error("the {what} at {place} cannot be read: {why}")]
    Malformed {
        /// What kind of part it is.
        what: &'static str,
        /// Where it stands.
        place: String,
        /// What is wrong, and how to mend it.
        why: String,
    },
    /// Two operations have one id, so that it names neither.
    #[error("the operation id {id:?} is given to {first} and to {second}; give each operation its own id")]
    DuplicateOperation {
        /// The id.
        id: String,
        /// The first operation that has it.
        first: String,
        /// The second operation that has it.
        second: String,
    },
    /// An expression of `x-validations` cannot be compiled.
    #[error("the rule {rule:?} at {place} does not compile: {why}")]
    Rule {
        /// The expression.
        rule: String,
        /// Where it stands.
        place: String,
        /// What is wrong with it.
        why: String,
    },
}
