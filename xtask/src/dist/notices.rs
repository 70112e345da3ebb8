//! The licences of the crates that the programs are built from. Most of them require that their text comes along.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use cargo_metadata::{CargoOpt, DependencyKind, Metadata, MetadataCommand, Node, Package, PackageId};

/// The file's name.
pub(super) const NAME: &str = "THIRD-PARTY.txt";

/// How the names of files with a licence begin, in capitals.
const BEGINNINGS: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

/// The notices for these packages of the project at `root`, built for `triple` with these features.
pub(super) fn collect(root: &Path, triple: &str, packages: &[&str], features: &[String]) -> anyhow::Result<String> {
    let mut command = MetadataCommand::new();
    command.current_dir(root).other_options(["--locked", "--filter-platform", triple].map(str::to_owned));
    command.features(CargoOpt::SomeFeatures(features.to_vec()));
    let metadata = command.exec().context("cargo cannot list the crates")?;
    let wanted = reachable(&metadata, packages)?;
    // By their words: the same text comes in many indentations.
    let mut texts: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
    let mut summary = String::new();
    let mut crates: Vec<&Package> =
        metadata.packages.iter().filter(|one| one.source.is_some() && wanted.contains(&one.id)).collect();
    crates.sort_by(|left, right| (&left.name, &left.version).cmp(&(&right.name, &right.version)));
    for one in crates {
        let name = format!("{} {}", one.name, one.version);
        writeln!(summary, "  {name}: {}", one.license.as_deref().unwrap_or("see its text below"))?;
        let folder = one.manifest_path.parent().context("a manifest is in a folder")?;
        for text in licences(folder.as_std_path()).with_context(|| format!("the licence of {name} cannot be read"))? {
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
fn reachable<'a>(metadata: &'a Metadata, packages: &[&str]) -> anyhow::Result<BTreeSet<&'a PackageId>> {
    let graph = metadata.resolve.as_ref().context("cargo does not say which crate needs which")?;
    let nodes: BTreeMap<&PackageId, &Node> = graph.nodes.iter().map(|node| (&node.id, node)).collect();
    let own = metadata.workspace_packages().into_iter().filter(|one| packages.contains(&one.name.as_str()));
    let mut open: Vec<&PackageId> = own.map(|one| &one.id).collect();
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !found.insert(id) {
            continue;
        }
        let dependencies = nodes.get(id).into_iter().flat_map(|node| &node.deps);
        let normal = dependencies.filter(|one| one.dep_kinds.iter().any(|info| info.kind == DependencyKind::Normal));
        open.extend(normal.map(|one| &one.pkg));
    }
    Ok(found)
}

/// The texts of the licences in a crate's folder and in the folders in it, with Unix line ends. A crate may bring along the
/// source of a C library with a licence of its own.
fn licences(folder: &Path) -> std::io::Result<Vec<String>> {
    let (mut texts, mut open) = (BTreeMap::new(), vec![(folder.to_owned(), true)]);
    while let Some((folder, is_top)) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let (entry, kind) = entry.and_then(|entry| entry.file_type().map(|kind| (entry, kind)))?;
            let name = entry.file_name().to_string_lossy().to_uppercase();
            if kind.is_dir() && is_top {
                open.push((entry.path(), false));
            } else if kind.is_file() && BEGINNINGS.iter().any(|beginning| name.starts_with(beginning)) {
                let text = String::from_utf8_lossy(&fs::read(entry.path())?).replace("\r\n", "\n");
                texts.insert((name, entry.path()), text);
            }
        }
    }
    Ok(texts.into_values().collect())
}
