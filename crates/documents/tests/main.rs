//! What is embedded is what is published.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The published documents by name.
fn published() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
    let mut documents = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the documents are in specs/") {
        let path = entry.expect("the folder can be read").path();
        if let Some(name) = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".json")) {
            documents.insert(name.to_owned(), fs::read_to_string(&path).expect("a document can be read"));
        }
    }
    documents
}

#[test]
fn every_published_document_is_embedded_byte_for_byte() {
    let published = published();
    assert!(published.contains_key("wecantrack") && published.contains_key("control"), "specs/ holds the documents");
    assert_eq!(trackside_documents::names().collect::<Vec<_>>(), published.keys().collect::<Vec<_>>());
    for (name, text) in &published {
        assert!(trackside_documents::text(name) == Some(text), "{name} differs from the file");
    }
    let all = trackside_documents::all().map(|(name, text)| (name.to_owned(), text.to_owned()));
    assert!(all.eq(published), "all() differs from the files");
}

#[test]
fn another_name_has_no_document() {
    assert_eq!(trackside_documents::text("wecantrack.json"), None);
    assert_eq!(trackside_documents::text(""), None);
}

#[test]
fn a_document_is_decompressed_once() {
    let first = trackside_documents::text("control").expect("the control surface has a document");
    let second = trackside_documents::text("control").expect("the control surface has a document");
    assert!(std::ptr::eq(first, second));
}
