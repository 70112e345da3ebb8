//! What ARCHITECTURE.md says of the crates, as far as their files show it.

use std::fs;
use std::path::Path;

use crate::harness::{PROVIDERS, root};

/// The dependencies of a crate, development aside.
fn dependencies(name: &str) -> Vec<String> {
    let manifest =
        fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).expect("the crate has a manifest");
    let section = manifest.split("[dependencies]").nth(1).expect("the crate has dependencies");
    let section = section.split("\n[").next().expect("a section has an end");
    let names = section.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
    names.filter(|name| !name.is_empty() && !name.starts_with('#')).map(str::to_owned).collect()
}

/// Every source file of a crate, generated ones aside.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("the folder can be read").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            found.push((
                entry.display().to_string(),
                fs::read_to_string(&entry).expect("the file is text").to_lowercase(),
            ));
        }
    }
}

#[test]
fn crates_depend_on_what_they_may() {
    for (name, never) in [
        (
            "schemas",
            &["axum", "http", "tokio", "trackside-world", "fake", "trackside-mock-server", "trackside-contract"][..],
        ),
        (
            "world",
            &["axum", "http", "tokio", "serde", "trackside-schemas", "trackside-mock-server", "trackside-contract"],
        ),
        ("page", &["axum", "http", "tokio", "trackside-world", "trackside-mock-server", "trackside-contract"]),
        ("contract", &["axum", "trackside-schemas", "trackside-world", "trackside-mock-server", "trackside-client"]),
        ("client", &["axum", "trackside-schemas", "trackside-world", "trackside-mock-server", "trackside-contract"]),
        ("recording", &["axum", "tokio", "trackside-schemas", "trackside-world", "trackside-mock-server"]),
        ("diff", &["axum", "tokio", "trackside-schemas", "trackside-mock-server", "trackside-contract"]),
        ("checker", &["axum", "trackside-schemas", "trackside-world", "trackside-mock-server", "trackside-client"]),
        ("mock-server", &["jsonschema", "cel", "progenitor", "reqwest", "trackside-client"]),
    ] {
        let dependencies = dependencies(name);
        assert!(dependencies.len() > 2, "{name}: {dependencies:?}");
        for dependency in never {
            assert!(!dependencies.iter().any(|found| found == dependency), "{name} must not depend on {dependency}");
        }
    }
}

#[test]
fn the_world_and_the_checkers_know_no_provider() {
    for name in ["world", "contract", "recording", "diff", "checker"] {
        let mut files = Vec::new();
        sources(&root().join("crates").join(name).join("src"), &mut files);
        assert!(files.len() > 10, "{name} has {} files", files.len());
        // The command line embeds the published documents, and shows in its help how their credentials are named.
        for (file, text) in files.into_iter().filter(|(file, _)| !file.contains("checker/src/cli")) {
            for provider in PROVIDERS {
                assert!(!text.contains(provider), "{file} names {provider}");
            }
        }
    }
}

#[test]
fn the_words_of_a_request_and_the_providers_know_nothing_of_the_walk() {
    let source = root().join("crates/mock-server/src");
    for room in ["request", "serve", "providers", "catalogue"] {
        let mut files = Vec::new();
        sources(&source.join(room), &mut files);
        assert!(files.len() > 2, "{room} has {} files", files.len());
        for (file, text) in files {
            assert!(!text.contains("crate::pipeline"), "{file} imports from the pipeline");
        }
    }
    let mut walk = Vec::new();
    sources(&source.join("pipeline"), &mut walk);
    for (file, text) in walk {
        assert!(
            !text.contains("trackside_schemas::{") && !text.contains("endpoint<"),
            "{file} knows the types of endpoints"
        );
        for provider in PROVIDERS {
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code: Vec<_> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            assert!(!code.join("\n").contains(provider), "{file} names {provider}");
        }
    }
}
