//! The files outside this crate that have to name every provider. The compiler does not ask for them.

use std::fs;
use std::path::Path;

use trackside_schemas::{ProviderList as _, Providers};

/// A file, and what it says of a provider whose name is `{}`.
const PLACES: [(&str, &str); 5] = [
    ("README.md", "http://localhost:4010/{}`"),
    ("crates/mock-server/src/arguments.rs", "{}="),
    ("specs/typescript/package.json", "\"./{}\""),
    ("specs/typescript/src/index.ts", "\"./{}.js\""),
    ("specs/typescript/src/sandbox.ts", "at(\"{}\")"),
];

#[test]
fn every_provider_is_named_where_it_has_to_be() {
    let lacking: Vec<String> = Providers::names().into_iter().flat_map(lacking).collect();
    assert!(lacking.is_empty(), "the providers are not complete:\n{}", lacking.join("\n"));
}

#[test]
fn a_provider_that_no_file_names_lacks_every_place() {
    assert_eq!(lacking("nobody").len(), PLACES.len());
}

/// The places that do not name the provider.
fn lacking(name: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut lacking = Vec::new();
    for (path, text) in PLACES {
        let wanted = text.replace("{}", name);
        let found = fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        if !found.contains(&wanted) {
            lacking.push(format!("{path} lacks {wanted:?} for {name}"));
        }
    }
    lacking
}
