//! The files outside this crate that have to name every provider. The compiler does not ask for them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use trackside_schemas::declare::Provider;
use trackside_schemas::{ProviderList as _, ProviderVisitor, Providers};

/// A file, and what it says of a provider: `{name}` and `{title}` are the provider's.
const PLACES: [(&str, &str); 4] = [
    ("README.md", "http://localhost:4010/{name}`"),
    ("crates/mock-server/src/arguments.rs", "{name}="),
    ("docs/checker.md", "\n| {title} | `"),
    ("docs/how-sure-we-are.md", "\n| {title} | `"),
];

#[test]
fn every_provider_is_named_where_it_has_to_be() {
    let mut all = Lacking(Vec::new());
    Providers::visit(&mut all);
    assert!(all.0.is_empty(), "the providers are not complete:\n{}", all.0.join("\n"));
}

#[test]
fn every_folder_of_a_provider_is_in_the_list_of_providers() {
    let shared = ["control", "declare", "values", "world_file"].map(str::to_owned);
    let folders = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("the crate has sources");
    let names = folders.map(|entry| entry.expect("an entry")).filter(|entry| entry.path().is_dir());
    let names = names.map(|entry| entry.file_name().into_string().expect("the name is text"));
    let found: BTreeSet<_> = names.filter(|name| !shared.contains(name)).collect();
    let listed = Providers::names().into_iter().map(str::to_owned).collect();
    assert_eq!(found, listed, "name the provider's type in `Providers`, in crates/schemas/src/lib.rs");
}

#[test]
fn a_provider_that_no_file_names_lacks_every_place() {
    assert_eq!(lacking("nobody", "Nobody").len(), PLACES.len());
}

/// The places that do not name the provider.
fn lacking(name: &str, title: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut lacking = Vec::new();
    for (path, text) in PLACES {
        let wanted = text.replace("{name}", name).replace("{title}", title);
        let found = fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        if !found.contains(&wanted) {
            lacking.push(format!("{path} lacks {wanted:?} for {name}"));
        }
    }
    lacking
}

/// What the places lack of the providers.
struct Lacking(Vec<String>);

impl ProviderVisitor for Lacking {
    fn provider<P: Provider>(&mut self) {
        self.0.extend(lacking(P::NAME, P::information().title));
    }
}
