//! Generates every file in memory.

use std::fs;
use std::path::Path;

use serde_json::Value;
use trackside_openapi::raised;
use trackside_schemas::world_file::WorldFile;
use trackside_schemas::{Provider, ProviderList, ProviderVisitor};

use super::files::{Artifact, Folder};
use crate::client::library;
use crate::document::Edition;
use crate::{Error, client, dialect, document, round_trip};

/// The folder of the documents, below the project's.
pub(crate) const DOCUMENTS: &str = "specs";

/// The folder of the same documents as OpenAPI 3.1, below the project's.
const LATER_DOCUMENTS: &str = "specs/3.1";

/// The folder of the clients, below the project's.
const CLIENTS: &str = "crates/client/src/generated";

/// The manifest of the clients' crate, which has a generated part.
const MANIFEST: &str = "crates/client/Cargo.toml";

/// The JSON Schema of world files, which editors use.
const WORLD_FILE: &str = "docs/world-file.schema.json";

/// The folders of these files. Other files with their extension do not belong there.
pub(super) const FOLDERS: [Folder; 3] = [
    Folder { path: DOCUMENTS, extension: "json" },
    Folder { path: LATER_DOCUMENTS, extension: "json" },
    Folder { path: CLIENTS, extension: "rs" },
];

/// The files of the named providers; if none is named, those of all providers, and those that list them.
pub(super) fn artifacts<P: ProviderList>(names: &[String], root: &Path) -> Result<Vec<Artifact>, Error> {
    selected::<P>(names)?;
    let mut generation = Generation { names, artifacts: Ok(Vec::new()), rows: Vec::new() };
    P::visit(&mut generation);
    let mut artifacts = generation.artifacts?;
    if names.is_empty() {
        artifacts.extend(lists(&P::names(), &generation.rows, root)?);
        artifacts.push(Artifact { path: WORLD_FILE.to_owned(), text: pretty(WorldFile::schema().as_value()) });
    }
    Ok(artifacts)
}

/// The files of the clients' crate that list all clients.
fn lists(names: &[&str], rows: &[String], root: &Path) -> Result<[Artifact; 3], Error> {
    let path = root.join(MANIFEST);
    let manifest = fs::read_to_string(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
    let manifest = library::manifest(&manifest, names).ok_or(Error::NoMarks { path })?;
    Ok([
        Artifact { path: format!("{CLIENTS}/mod.rs"), text: library::modules(names) },
        Artifact { path: format!("{CLIENTS}/clients.md"), text: library::table(rows) },
        Artifact { path: MANIFEST.to_owned(), text: manifest },
    ])
}

/// The names of the providers to generate: the given ones, or all of them.
pub(super) fn selected<P: ProviderList>(names: &[String]) -> Result<Vec<&'static str>, Error> {
    let mut known = P::names();
    if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(Error::UnknownProvider { name: name.clone(), known });
    }
    known.retain(|name| names.is_empty() || names.iter().any(|wanted| wanted == name));
    Ok(known)
}

struct Generation<'a> {
    names: &'a [String],
    artifacts: Result<Vec<Artifact>, Error>,
    /// A line about each client.
    rows: Vec<String>,
}

impl ProviderVisitor for Generation<'_> {
    fn provider<P: Provider>(&mut self) {
        if !self.names.is_empty() && !self.names.iter().any(|name| name == P::NAME) {
            return;
        }
        let Ok(artifacts) = &mut self.artifacts else { return };
        match files_of::<P>() {
            Ok((files, row)) => {
                artifacts.extend(files);
                self.rows.push(row);
            }
            Err(error) => self.artifacts = Err(error),
        }
    }
}

/// The document and the client of a provider, and a line about the client.
fn files_of<P: Provider>() -> Result<([Artifact; 3], String), Error> {
    let document = document::build::<P>()?;
    let refusals = dialect::refusals(&document);
    if !refusals.is_empty() {
        return Err(Error::Refused { provider: P::NAME, refusals });
    }
    round_trip::read(P::NAME, &document)?;
    let for_client = round_trip::read(P::NAME, &document::build_edition::<P>(Edition::Client)?)?;
    let client = client::generate(P::NAME, &for_client)?;
    let row = library::row(P::NAME, &for_client).map_err(|reason| Error::Client { provider: P::NAME, reason })?;
    let files = [
        Artifact { path: format!("{DOCUMENTS}/{}.json", P::NAME), text: pretty(&document) },
        Artifact { path: format!("{LATER_DOCUMENTS}/{}.json", P::NAME), text: pretty(&raised(&document)) },
        Artifact { path: format!("{CLIENTS}/{}.rs", P::NAME), text: client },
    ];
    Ok((files, row))
}

fn pretty(document: &Value) -> String {
    format!("{document:#}\n")
}
