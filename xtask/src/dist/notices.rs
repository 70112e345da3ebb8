//! The licences of the crates that the programs are built from: most of them ask that their text goes along with the program.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use serde::Deserialize;

/// The file's name.
pub(super) const NAME: &str = "THIRD-PARTY.txt";

/// How the files that hold a licence begin, in capitals.
const BEGINNINGS: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

/// What `cargo metadata` says.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Crate>,
    resolve: Graph,
}

#[derive(Deserialize)]
struct Crate {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    manifest_path: PathBuf,
}

#[derive(Deserialize)]
struct Graph {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    /// Nothing for what goes into a program; else `dev` or `build`.
    kind: Option<String>,
}

/// The notices for these packages of the project at `root`, built for `triple`.
pub(super) fn collect(root: &Path, triple: &str, packages: &[&str]) -> anyhow::Result<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", triple])
        .current_dir(root)
        .output()
        .context("cargo cannot be started")?;
    if !output.status.success() {
        bail!("cargo cannot list the crates: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let metadata: Metadata = serde_json::from_slice(&output.stdout).context("cargo lists no crates")?;
    let wanted = reachable(&metadata, packages);
    // By their words: the same text comes in many indentations.
    let mut texts: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
    let mut summary = String::new();
    let mut crates: Vec<&Crate> =
        metadata.packages.iter().filter(|one| one.source.is_some() && wanted.contains(one.id.as_str())).collect();
    crates.sort_by(|left, right| (&left.name, &left.version).cmp(&(&right.name, &right.version)));
    for one in crates {
        let name = format!("{} {}", one.name, one.version);
        writeln!(summary, "  {name}: {}", one.license.as_deref().unwrap_or("see its text below"))?;
        let folder = one.manifest_path.parent().context("a manifest lies in a folder")?;
        for text in licences(folder).with_context(|| format!("the licence of {name} cannot be read"))? {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            texts.entry(words).or_insert_with(|| (text, BTreeSet::new())).1.insert(name.clone());
        }
    }
    let mut notices = format!("The programs of Trackside are built from these crates:\n\n{summary}");
    for (text, names) in texts.into_values() {
        let names: Vec<String> = names.into_iter().collect();
        write!(notices, "\n{}\n{}\n\n{}\n", "-".repeat(80), names.join(", "), text.trim_end())?;
    }
    Ok(notices)
}

/// The ids of everything that goes into the packages.
fn reachable<'a>(metadata: &'a Metadata, packages: &[&str]) -> BTreeSet<&'a str> {
    let nodes: BTreeMap<&str, &Node> = metadata.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let own = metadata.packages.iter().filter(|one| one.source.is_none() && packages.contains(&one.name.as_str()));
    let mut open: Vec<&str> = own.map(|one| one.id.as_str()).collect();
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !found.insert(id) {
            continue;
        }
        let dependencies = nodes.get(id).into_iter().flat_map(|node| &node.deps);
        let normal = dependencies.filter(|one| one.dep_kinds.iter().any(|kind| kind.kind.is_none()));
        open.extend(normal.map(|one| one.pkg.as_str()));
    }
    found
}

/// The texts of the licences in a crate's folder, with the line ends of Unix.
fn licences(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_uppercase();
        if entry.file_type()?.is_file() && BEGINNINGS.iter().any(|beginning| name.starts_with(beginning)) {
            let text = String::from_utf8_lossy(&fs::read(entry.path())?).replace("\r\n", "\n");
            texts.insert(name, text);
        }
    }
    Ok(texts.into_values().collect())
}
