//! The files outside this crate that have to name every provider. The compiler does not ask for them.

use std::fs;
use std::path::Path;

use trackside_schemas::{Provider, ProviderList as _, ProviderVisitor, Providers};

/// A file, and what it says of a provider whose name is `{}`.
const PLACES: [(&str, &str); 12] = [
    ("README.md", "http://localhost:4010/{}`"),
    ("crates/checker/src/cli/document.rs", "=> \"{}\""),
    ("crates/client/Cargo.toml", "\n{} = []"),
    ("crates/client/src/lib.rs", "generated/{}.rs"),
    ("crates/mock-server/src/arguments.rs", "{}="),
    ("crates/page/src/sample/typescript.rs", "\"{}\" =>"),
    ("crates/page/tests/fixtures.rs", "(\"{}\", "),
    ("specs/typescript/package.json", "\"./{}\""),
    ("specs/typescript/src/index.ts", "\"./{}.js\""),
    ("specs/typescript/src/sandbox.ts", "at(\"{}\")"),
    ("tests/contract/harness.rs", "\"{}\""),
    ("tests/corruption/checked.rs", "\"{}\""),
];

#[test]
fn every_provider_is_named_where_it_has_to_be() {
    let mut names = Names(Vec::new());
    Providers::visit(&mut names);
    let lacking: Vec<String> = names.0.into_iter().flat_map(lacking).collect();
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

struct Names(Vec<&'static str>);

impl ProviderVisitor for Names {
    fn provider<P: Provider>(&mut self) {
        self.0.push(P::NAME);
    }
}
