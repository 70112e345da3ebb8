//! The errors of xtask.

use std::io;
use std::path::PathBuf;

use crate::dialect::Refusal;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The command line names an unknown provider.
    #[error("there is no provider `{name}`; known providers are {}", known.join(", "))]
    UnknownProvider {
        /// The given name.
        name: String,
        /// The known names.
        known: Vec<&'static str>,
    },
    /// Two different types of a provider have the same name.
    #[error(
        "{provider}: `{component}` names two different schemas (two types, or one type in requests and in responses): \
         rename one with `#[schemars(rename = \"…\")]`"
    )]
    TwoMeanings {
        /// The provider's name.
        provider: &'static str,
        /// The name in `components.schemas`.
        component: String,
    },
    /// Two endpoints of a provider have the same method and path.
    #[error("{provider}: {method} {path} is declared twice: change the PATH or METHOD of one endpoint")]
    TwoEndpoints {
        /// The provider's name.
        provider: &'static str,
        /// The method.
        method: &'static str,
        /// The path.
        path: &'static str,
    },
    /// Two events of a provider have the same name.
    #[error("{provider}: the event {event} is declared twice: change the NAME of one event")]
    TwoEvents {
        /// The provider's name.
        provider: &'static str,
        /// The event.
        event: &'static str,
    },
    /// A provider has events and does not say how they are delivered.
    #[error(
        "{provider}: nothing says how the event {event} is delivered: return a `Delivery` from `Provider::delivery`"
    )]
    Undelivered {
        /// The provider's name.
        provider: &'static str,
        /// The event.
        event: &'static str,
    },
    /// The document is not in the dialect.
    #[error("{provider}: the document is not in the dialect that its readers share:{}", bulleted(refusals))]
    Refused {
        /// The provider's name.
        provider: &'static str,
        /// Everything that was found.
        refusals: Vec<Refusal>,
    },
    /// The document is not an OpenAPI document.
    #[error("{provider}: the `openapiv3` crate cannot read the document: fix the declaration that the error names")]
    NotOpenApi {
        /// The provider's name.
        provider: &'static str,
        /// What it says.
        #[source]
        source: serde_json::Error,
    },
    /// The document contains something that `openapiv3`, and therefore the client's generator, loses.
    #[error(
        "{provider}: the `openapiv3` crate does not read {pointer} as it is written, but {read} instead of {written}: \
         use keywords that OpenAPI 3.0 allows there, or an `x-` extension"
    )]
    Lossy {
        /// The provider's name.
        provider: &'static str,
        /// Where the two differ, as a JSON pointer.
        pointer: String,
        /// What the document contains there, shortened.
        written: String,
        /// What is read, shortened.
        read: String,
    },
    /// progenitor rejects the document.
    #[error(
        "{provider}: progenitor cannot generate a client: {reason}; change the declaration that it names, and add a \
         refusal to the dialect"
    )]
    Client {
        /// The provider's name.
        provider: &'static str,
        /// The error of progenitor, or of the parser of its output.
        reason: String,
    },
    /// Node.js or npm is not installed.
    #[error(
        "cannot run `{program}`, which generates the TypeScript declarations: install Node.js 20 or newer, which \
         includes npm; no other file needs it"
    )]
    NoNode {
        /// The program.
        program: String,
        /// Why it cannot be run.
        #[source]
        source: io::Error,
    },
    /// npm or openapi-typescript failed.
    #[error("`{command}` failed in specs/typescript: {reason}")]
    Node {
        /// The command.
        command: String,
        /// What it says.
        reason: String,
    },
    /// A file in `specs` is not a document that codegen wrote.
    #[error("{} is not an OpenAPI document, {reason}: run `cargo xtask codegen` first", path.display())]
    NoDocument {
        /// The document.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A folder of generated files contains another file.
    #[error(
        "{} is not a generated file, but its folder is for generated files only: move the file elsewhere",
        path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A file with a generated part does not mark where that part begins and ends.
    #[error(
        "{} does not mark its generated part: restore the comments that begin and end it, `git log -p` shows them",
        path.display()
    )]
    NoMarks {
        /// The file.
        path: PathBuf,
    },
    /// A file or folder cannot be read.
    #[error(
        "{} cannot be read: check that it is a text file or a folder, and that you have permission",
        path.display()
    )]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file cannot be written.
    #[error(
        "{} cannot be written: check that you have permission for its folder, and that the disk is not full",
        path.display()
    )]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The report cannot be written.
    #[error("the report cannot be written")]
    Report(#[from] io::Error),
}

fn bulleted(refusals: &[Refusal]) -> String {
    refusals.iter().fold(String::new(), |list, refusal| list + "\n  - " + &refusal.to_string())
}
