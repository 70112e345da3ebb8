//! What ARCHITECTURE.md says of the crates, as far as their files show it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::harness::{document, providers, root};

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
            &["axum", "http", "tokio", "schemars", "trackside-schemas", "trackside-mock-server", "trackside-contract"],
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
            for provider in providers() {
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
        for provider in providers() {
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code: Vec<_> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            assert!(!code.join("\n").contains(provider), "{file} names {provider}");
        }
    }
}

/// Where operation ids may stand: declarations, what is generated of them, the provider's own modules, and the tests of
/// one provider. Prose is not looked at.
const OWN_PLACES: [&str; 5] = [
    "crates/mock-server/src/providers/",
    "crates/schemas/",
    "tests/contract/fixtures.rs",
    "tests/contract/providers/",
    "tests/fixtures/",
];

/// Where else they stand, and why. Whatever only needs a call that works reads `GET /_mock/operations`.
const EXCEPTIONS: [(&str, &str); 22] = [
    (
        "crates/contract/tests/finding.rs",
        "its tests declare an operation of their own, which happens to have the same id",
    ),
    ("crates/mock-server/src/catalogue/mod.rs", "its tests find operations by their paths"),
    ("crates/mock-server/src/faults/check.rs", "its tests show which faults fit an operation"),
    ("crates/mock-server/tests/overrides.rs", "its tests override fields of one operation"),
    ("crates/page/src/sample/python.rs", "it knows which method of an SDK makes which call"),
    ("crates/page/tests/", "its pages show a recorded list of operations"),
    ("tests/browser/specs/edit.spec.js", "it edits fields of one operation's response"),
    ("tests/browser/specs/journal-exchange.spec.js", "it registers a receiver of webhooks"),
    ("tests/browser/specs/keyboard.spec.js", "it searches for an operation, and edits its response"),
    ("tests/browser/specs/search.spec.js", "it searches for operations by their names"),
    ("tests/browser/specs/tables.spec.js", "it holds a table against one operation"),
    ("tests/browser/specs/timeline.spec.js", "it overrides the responses of one operation"),
    ("tests/contract/faults.rs", "it injects a failure into one operation"),
    ("tests/contract/journal.rs", "it filters the journal by one operation"),
    ("tests/contract/overrides.rs", "it overrides fields of one operation"),
    ("tests/contract/page.rs", "it opens the forms of two operations with values for their own parameters"),
    ("tests/corruption/chained.rs", "a chain needs a resource with all of its operations"),
    ("tests/corruption/identity.rs", "it expects the findings about one operation to say what another has answered"),
    (
        "tests/corruption/operations.rs",
        "a corruption changes fields of one operation; they are named here for all corruptions",
    ),
    ("tests/sdks/", "the methods and parameters of SDKs have the same names"),
    ("xtask/src/bench/idempotent.rs", "it needs an operation that creates something however often it is called"),
    ("xtask/tests/documents.rs", "it looks up places of the generated documents"),
];

/// The operation ids of the providers' published documents.
fn operation_ids() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for provider in providers() {
        let published = document(provider);
        let paths = published["paths"].as_object().expect("a document has paths");
        let operations = paths.values().filter_map(|path| path.as_object()).flat_map(|path| path.values());
        ids.extend(operations.filter_map(|operation| Some(operation["operationId"].as_str()?.to_owned())));
    }
    ids
}

/// Every text file below a folder, as its path in the project and its text.
fn texts(folder: &Path, found: &mut Vec<(String, String)>) {
    for path in fs::read_dir(folder).expect("the folder can be read").map(|entry| entry.expect("an entry").path()) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() {
            if !["generated", "node_modules", "target", "__pycache__"].contains(&name) {
                texts(&path, found);
            }
        } else if path.extension().is_none_or(|extension| extension != "md")
            && let Ok(text) = fs::read_to_string(&path)
        {
            let place = path.strip_prefix(root()).expect("it lies in the project").display().to_string();
            found.push((place, text));
        }
    }
}

#[test]
fn operations_are_named_by_their_providers_alone() {
    let ids = operation_ids();
    assert!(ids.len() > 5, "{ids:?}");
    let mut files = Vec::new();
    for folder in [".ci", "crates", "tests", "xtask"] {
        texts(&root().join(folder), &mut files);
    }
    assert!(files.len() > 300, "{} files", files.len());
    let mut needed = BTreeSet::new();
    for (place, text) in &files {
        // The list of accepted changes names operations as long as there are some.
        let is_list = [".ci/accepted-changes.json", "tests/contract/invariants.rs"].contains(&place.as_str());
        if is_list || OWN_PLACES.iter().any(|own| place.starts_with(own)) {
            continue;
        }
        let mut words = text.split(|character: char| !character.is_alphanumeric() && character != '_');
        if let Some(id) = words.find(|word| ids.contains(*word)) {
            let exception = EXCEPTIONS.iter().find(|(exception, _)| place.starts_with(exception));
            let (exception, _) = exception.unwrap_or_else(|| {
                panic!("{place} names the operation {id}\n\nhint: take a call that works from GET /_mock/operations")
            });
            needed.insert(*exception);
        }
    }
    for (exception, reason) in EXCEPTIONS {
        assert!(needed.contains(exception), "{exception} names no operation any more; remove the exception ({reason})");
    }
}
