//! Loads documents: published ones, those of URLs, files, and revisions of files.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde_json::Value;
use trackside_checker::wire::fetch;
use trackside_openapi::{Read, read_pieces};
use url::Url;

/// The document of the sandbox's own control surface, which no provider has.
const CONTROL: &str = "control";

/// How many notes about a document are written.
const NOTES: usize = 5;

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

/// Reads a document from a URL, from a file, or from a git revision of a file: `HEAD~1:specs/shop.json`. Files to which it refers
/// are read from the same place.
pub(super) fn read(place: &str) -> anyhow::Result<Value> {
    Ok(noted(trackside_openapi::read(&bytes(place)?, place, &file_beside(place))?, place))
}

/// The same, in less memory if it is a file in JSON.
pub(super) fn read_sparingly(place: &str) -> anyhow::Result<Value> {
    // A pipe can be read only once.
    let file = File::open(place).ok().filter(|file| file.metadata().is_ok_and(|metadata| metadata.is_file()));
    match file.and_then(|file| read_pieces(BufReader::with_capacity(1 << 16, file), place, &file_beside(place))) {
        Some(read) => Ok(noted(read?, place)),
        None => self::read(place),
    }
}

/// Reads what lies beside a document.
fn file_beside(place: &str) -> impl Fn(&str) -> Result<Vec<u8>, String> {
    move |path| bytes(&beside(place, path)).map_err(|error| format!("{error:#}"))
}

/// Writes the notes about a document.
fn noted(read: Read, place: &str) -> Value {
    let Read { document, notes, .. } = read;
    for note in notes.iter().take(NOTES) {
        eprintln!("note: {place}{note}");
    }
    if notes.len() > NOTES {
        eprintln!("note: {} more parts of {place} are not checked", notes.len() - NOTES);
    }
    document
}

/// The URL of a place, if it is one.
fn url(place: &str) -> Option<Url> {
    Url::parse(place).ok().filter(|url| ["http", "https"].contains(&url.scheme()))
}

/// The place of a file to which a document refers.
fn beside(place: &str, path: &str) -> String {
    if let Some(beside) = url(place).and_then(|url| url.join(path).ok()) {
        return beside.into();
    }
    let folder = place.rfind(['/', ':']).map_or("", |end| &place[..=end]);
    format!("{folder}{path}")
}

/// The content of a URL, of a file, or of a revision of a file.
fn bytes(place: &str) -> anyhow::Result<Vec<u8>> {
    if let Some(url) = url(place) {
        // Documents are read before anything else runs, so that nothing has to wait.
        let fetched = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(fetch(&url)));
        return Ok(fetched?.to_vec());
    }
    match place.split_once(':') {
        // An existing file wins, even if its name looks like a revision.
        Some((revision, path)) if !Path::new(place).exists() && !revision.is_empty() && !path.is_empty() => {
            of_revision(place)
        }
        _ => std::fs::read(place)
            .with_context(|| format!("cannot read {place}; check that the file exists and is readable")),
    }
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
