//! Loads documents: published ones, files, and revisions of files.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use serde_json::Value;

/// A provider whose document is built into the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Provider {
    Affitor,
    Agentref,
    Fullwhere,
    Partnero,
    Wecantrack,
}

impl Provider {
    /// The name of the provider, and the start of its environment variables.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Affitor => "affitor",
            Self::Agentref => "agentref",
            Self::Fullwhere => "fullwhere",
            Self::Partnero => "partnero",
            Self::Wecantrack => "wecantrack",
        }
    }

    fn document(self) -> &'static str {
        trackside_documents::text(self.name()).expect("every provider's document is embedded")
    }
}

/// Loads the document of a provider, or from a file or revision.
pub(super) fn load(provider: Option<Provider>, place: Option<&str>) -> anyhow::Result<Value> {
    match (provider, place) {
        (Some(provider), _) => Ok(serde_json::from_str(provider.document())?),
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
