//! Reads OpenAPI documents of every kind into one form: JSON and YAML, one file or several, 3.0, 3.1 and 3.2.
//!
//! What reads documents here knows OpenAPI 3.0. [`read`] parses a text, takes the files in to which it refers, and
//! writes what 3.1 says in the words of 3.0. Keywords for which 3.0 has no words are kept under names that begin with
//! [`LATER`]. What is not checked is listed in [`Read::notes`], so that nothing valid is ever refused for it.
//!
//! | module | contents |
//! |---|---|
//! | `text` | JSON or YAML, and where it is broken |
//! | `json` | JSON in little memory |
//! | `files` | references to other files, which become parts of the document |
//! | `lower` | a document of 3.1 in the form of 3.0 |
//! | `schema` | the same for a schema |
//! | `later` | keywords of 3.1 for which 3.0 has no words |
//! | `nullable` | where a document of 3.0 means null to be allowed and does not say so |
//! | `raise` | a document of 3.0 as one of 3.1 |
//! | `walk` | every schema of a document |
//!
//! **Invariant:** knows no HTTP and no provider. Files are read by whoever calls.

mod error;
mod files;
mod json;
mod later;
mod lower;
mod nullable;
mod place;
mod raise;
mod schema;
mod text;
mod walk;

use std::io;

use serde_json::Value;

pub use error::ReadError;
pub use files::FILES;
pub use later::LATER;
pub use raise::raised;

/// A document that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The document in the form of OpenAPI 3.0.
    pub document: Value,
    /// The version that it is written in, such as `3.1.0`; empty if it does not say.
    pub version: String,
    /// What of it is not checked, with its place.
    pub notes: Vec<String>,
}

/// Reads a document. `name` is what messages call it, and `file` reads a file to which it refers: a path relative to
/// the document's own folder.
///
/// Returns an error if a text is neither JSON nor YAML, or if a reference leads to what is no file. Whether the
/// document makes sense is for its reader to say.
pub fn read(bytes: &[u8], name: &str, file: &dyn Fn(&str) -> Result<Vec<u8>, String>) -> Result<Read, ReadError> {
    finished(text::parse(bytes, name)?, name, file)
}

/// Reads a document in JSON piece by piece: this takes longer, and less memory. `None` if it is not JSON; then [`read`]
/// says why, or reads it as YAML.
pub fn read_pieces(
    reader: impl io::Read,
    name: &str,
    file: &dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> Option<Result<Read, ReadError>> {
    json::parse_pieces(reader).ok().map(|document| finished(document, name, file))
}

fn finished(
    mut document: Value,
    name: &str,
    file: &dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> Result<Read, ReadError> {
    files::take_in(&mut document, name, file)?;
    let version = document.get("openapi").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut notes = Vec::new();
    if version.starts_with("3.1") || version.starts_with("3.2") {
        lower::lower(&mut document, &mut notes);
    } else if version.starts_with("3.0") {
        notes.extend(nullable::note(&mut document));
    }
    Ok(Read { document, version, notes })
}
