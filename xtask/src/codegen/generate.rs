//! Generates every file in memory.

use serde_json::Value;
use trackside_schemas::{Provider, ProviderList, ProviderVisitor};

use super::files::{Artifact, CLIENTS, DOCUMENTS};
use crate::{Error, client, dialect, document, round_trip};

/// The files of the named providers, of all when none is named.
pub(super) fn artifacts<P: ProviderList>(names: &[String]) -> Result<Vec<Artifact>, Error> {
    let mut generation = Generation { names, known: Vec::new(), artifacts: Ok(Vec::new()) };
    P::visit(&mut generation);
    if let Some(name) = names.iter().find(|name| !generation.known.contains(&name.as_str())) {
        return Err(Error::UnknownProvider { name: name.clone(), known: generation.known });
    }
    generation.artifacts
}

struct Generation<'a> {
    names: &'a [String],
    known: Vec<&'static str>,
    artifacts: Result<Vec<Artifact>, Error>,
}

impl ProviderVisitor for Generation<'_> {
    fn provider<P: Provider>(&mut self) {
        self.known.push(P::NAME);
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
    let read = round_trip::read(P::NAME, &document)?;
    let client = client::generate(P::NAME, &read)?;
    Ok([
        Artifact { path: format!("{DOCUMENTS}/{}.json", P::NAME), text: pretty(&document) },
        Artifact { path: format!("{CLIENTS}/{}.rs", P::NAME), text: client },
    ])
}

fn pretty(document: &Value) -> String {
    format!("{document:#}\n")
}
