//! Generates every file in memory.

use serde_json::Value;
use trackside_schemas::{Provider, ProviderList, ProviderVisitor};

use super::files::{Artifact, Folder};
use crate::document::Edition;
use crate::{Error, client, dialect, document, round_trip};

/// The folder of the documents, below the project's.
pub(crate) const DOCUMENTS: &str = "specs";

/// The folder of the clients, below the project's.
const CLIENTS: &str = "crates/client/src/generated";

/// The folders of these files. Other files with their extension do not belong there.
pub(super) const FOLDERS: [Folder; 2] =
    [Folder { path: DOCUMENTS, extension: "json" }, Folder { path: CLIENTS, extension: "rs" }];

/// The files of the named providers; of all providers if none is named.
pub(super) fn artifacts<P: ProviderList>(names: &[String]) -> Result<Vec<Artifact>, Error> {
    selected::<P>(names)?;
    let mut generation = Generation { names, artifacts: Ok(Vec::new()) };
    P::visit(&mut generation);
    generation.artifacts
}

/// The names of the providers to generate: the given ones, or all of them.
pub(super) fn selected<P: ProviderList>(names: &[String]) -> Result<Vec<&'static str>, Error> {
    let mut known = Names(Vec::new());
    P::visit(&mut known);
    let Names(mut known) = known;
    if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(Error::UnknownProvider { name: name.clone(), known });
    }
    known.retain(|name| names.is_empty() || names.iter().any(|wanted| wanted == name));
    Ok(known)
}

struct Names(Vec<&'static str>);

impl ProviderVisitor for Names {
    fn provider<P: Provider>(&mut self) {
        self.0.push(P::NAME);
    }
}

struct Generation<'a> {
    names: &'a [String],
    artifacts: Result<Vec<Artifact>, Error>,
}

impl ProviderVisitor for Generation<'_> {
    fn provider<P: Provider>(&mut self) {
        if !self.names.is_empty() && !self.names.iter().any(|name| name == P::NAME) {
            return;
        }
        let Ok(artifacts) = &mut self.artifacts else { return };
        match files_of::<P>() {
            Ok(files) => artifacts.extend(files),
            Err(error) => self.artifacts = Err(error),
        }
    }
}

fn files_of<P: Provider>() -> Result<[Artifact; 2], Error> {
    let document = document::build::<P>()?;
    let refusals = dialect::refusals(&document);
    if !refusals.is_empty() {
        return Err(Error::Refused { provider: P::NAME, refusals });
    }
    round_trip::read(P::NAME, &document)?;
    let for_client = round_trip::read(P::NAME, &document::build_edition::<P>(Edition::Client)?)?;
    let client = client::generate(P::NAME, &for_client)?;
    Ok([
        Artifact { path: format!("{DOCUMENTS}/{}.json", P::NAME), text: pretty(&document) },
        Artifact { path: format!("{CLIENTS}/{}.rs", P::NAME), text: client },
    ])
}

fn pretty(document: &Value) -> String {
    format!("{document:#}\n")
}
