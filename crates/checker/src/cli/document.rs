//! Loads documents: published ones, files, and revisions of files.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde_json::Value;

/// The document of the sandbox's own control surface, which no provider has.
const CONTROL: &str = "control";

/// Accepts the names of the providers whose documents are built into the program. The name is also the start of the
/// provider's environment variables.
pub(super) fn provider() -> impl TypedValueParser<Value = String> {
    PossibleValuesParser::new(trackside_documents::names().filter(|name| *name != CONTROL))
}

/// Loads the document of a provider, or from a file or revision.
pub(super) fn load(provider: Option<&str>, place: Option<&str>) -> anyhow::Result<Value> {
    match (provider.and_then(trackside_documents::text), place) {
        (Some(text), _) => Ok(serde_json::from_str(text)?),
        (None, Some(place)) => read(place),
        (None, None) => bail!("--provider or --spec is missing"),
    }
}

/// Reads a document from a file, or from a git revision of a file: `HEAD~1:specs/shop.json`.
pub(super) fn read(place: &str) -> anyhow::Result<Value> {
    let bytes = match place.split_once(':') {
        // An existing file wins, even if its name looks like a revision.
        Some((revision, path)) if !Path::new(place).exists() && !revision.is_empty() && !path.is_empty() => {
            of_revision(place)?
        }
        _ => std::fs::read(place)
            .with_context(|| format!("cannot read {place}; check that the file exists and is readable"))?,
    };
    serde_json::from_slice(&bytes)
        .with_context(|| format!("{place} is not JSON; convert the document to JSON (YAML is not supported)"))
}

fn of_revision(place: &str) -> anyhow::Result<Vec<u8>> {
    let output = Command::new("git")
        .args(["show", "--end-of-options", place])
        .output()
        .with_context(|| format!("cannot run git, which is needed to read {place}; install git, or give a file"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("git cannot find {place}: {}", said.lines().next().unwrap_or("it does not say why").trim());
    }
    Ok(output.stdout)
}
