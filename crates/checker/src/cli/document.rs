//! Where documents come from: the published ones, files, and revisions of files.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use serde_json::Value;

/// A provider whose document is published with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Provider {
    Affitor,
    Agentref,
    Fullwhere,
    Partnero,
    Wecantrack,
}

impl Provider {
    /// The name, which is also what the variables of its credentials begin with.
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

/// The document of a provider, or of a file or revision.
pub(super) fn load(provider: Option<Provider>, place: Option<&str>) -> anyhow::Result<Value> {
    match (provider, place) {
        (Some(provider), _) => Ok(serde_json::from_str(provider.document())?),
        (None, Some(place)) => read(place),
        (None, None) => bail!("give --provider or --spec"),
    }
}

/// Reads a document from a file, or from a revision of a file as git names it: `HEAD~1:specs/shop.json`.
pub(super) fn read(place: &str) -> anyhow::Result<Value> {
    let bytes = match place.split_once(':') {
        // A file that is there is meant, whatever its name.
        Some((revision, path)) if !Path::new(place).exists() && !revision.is_empty() && !path.is_empty() => {
            of_revision(place)?
        }
        _ => std::fs::read(place)
            .with_context(|| format!("cannot read {place}; check that the file is there and may be read"))?,
    };
    serde_json::from_slice(&bytes)
        .with_context(|| format!("{place} is not JSON; write the document as JSON (YAML is not read)"))
}

fn of_revision(place: &str) -> anyhow::Result<Vec<u8>> {
    let output = Command::new("git")
        .args(["show", "--end-of-options", place])
        .output()
        .with_context(|| format!("cannot run git, which {place} is read with; install git, or give a file"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("git has no {place}: {}", said.lines().next().unwrap_or("it does not say why").trim());
    }
    Ok(output.stdout)
}
