//! What keeps a chore from being done.

use std::io;
use std::path::PathBuf;

use crate::dialect::Refusal;

/// Why a chore could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A provider was named on the command line that nobody declares.
    #[error("there is no provider `{name}`; give one of {}", known.join(", "))]
    UnknownProvider {
        /// The name that was given.
        name: String,
        /// The names that exist.
        known: Vec<&'static str>,
    },
    /// Two types of a provider share a name and differ.
    #[error(
        "{provider}: `{component}` has two meanings, in requests and in answers or as two types: give one of them another name with `#[schemars(rename = \"…\")]`"
    )]
    TwoMeanings {
        /// The provider's name.
        provider: &'static str,
        /// The name in `components.schemas`.
        component: String,
    },
    /// Two endpoints of a provider share path and method.
    #[error("{provider}: {method} {path} is declared twice: change the PATH or METHOD of one endpoint")]
    TwoEndpoints {
        /// The provider's name.
        provider: &'static str,
        /// The method.
        method: &'static str,
        /// The path.
        path: &'static str,
    },
    /// The document uses what the dialect leaves out.
    #[error("{provider}: the document is not in the dialect that its readers share:{}", bulleted(refusals))]
    Refused {
        /// The provider's name.
        provider: &'static str,
        /// Everything that was found.
        refusals: Vec<Refusal>,
    },
    /// The document is not an OpenAPI document at all.
    #[error("{provider}: the `openapiv3` crate cannot read the document: change the declaration that it names")]
    NotOpenApi {
        /// The provider's name.
        provider: &'static str,
        /// What it says.
        #[source]
        source: serde_json::Error,
    },
    /// The document says something that `openapiv3`, and so the client's generator, does not see.
    #[error(
        "{provider}: the `openapiv3` crate reads {pointer} otherwise than it is written, {read} instead of {written}: \
         say it with keywords of OpenAPI 3.0 that belong there, or as an `x-` extension"
    )]
    Lossy {
        /// The provider's name.
        provider: &'static str,
        /// Where the two differ, as a JSON pointer.
        pointer: String,
        /// What the document says there, in short.
        written: String,
        /// What is left of it, in short.
        read: String,
    },
    /// progenitor refuses the document.
    #[error(
        "{provider}: progenitor makes no client of the document: {reason}; declare what it names another way, and add a refusal to the dialect"
    )]
    Client {
        /// The provider's name.
        provider: &'static str,
        /// What progenitor, or the parser of its output, says.
        reason: String,
    },
    /// Node.js or npm is not there.
    #[error(
        "`{program}` is not there, which the TypeScript declarations are made with: install Node.js 20 or newer, npm comes with it; all other \
         files are made without"
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
    /// A document in `specs` is not what codegen writes.
    #[error("{} is no OpenAPI document, {reason}: run `cargo xtask codegen` first", path.display())]
    NoDocument {
        /// The document.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file lies where only generated ones belong and was not generated.
    #[error("{} was not generated, and the folder is for generated files alone: move the file elsewhere", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A file or folder cannot be read.
    #[error("{} cannot be read: check that it is a file of text, or a folder, that you may read", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("{} cannot be written: check that you may write to its folder and that there is room", path.display())]
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
