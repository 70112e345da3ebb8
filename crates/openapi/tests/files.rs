//! References to other files.

use serde_json::json;
use trackside_openapi::{FILES, read};

/// The document with these other files.
fn bundled(document: &str, files: &[(&str, &str)]) -> Result<serde_json::Value, String> {
    let file = |path: &str| {
        let known = files.iter().find(|(known, _)| *known == path);
        known.map(|(_, text)| text.as_bytes().to_vec()).ok_or_else(|| "there is no such file".to_owned())
    };
    read(document.as_bytes(), "api.yaml", &file).map(|read| read.document).map_err(|error| error.to_string())
}

#[test]
fn references_lead_to_what_is_in_the_file() {
    let document = "openapi: 3.0.3\npaths: {}\ncomponents:\n  schemas:\n    A: {$ref: 'schemas/a.yaml#/A'}\n    B: {$ref: 'schemas/b.json'}\n";
    let files = [
        ("schemas/a.yaml", "A: {properties: {b: {$ref: './b.json'}, own: {$ref: '#/C'}}}\nC: {type: string}\n"),
        ("schemas/b.json", r#"{"properties": {"a": {"$ref": "a.yaml#/A"}}}"#),
    ];
    let read = bundled(document, &files).expect("a document");
    let follow = |reference: &serde_json::Value| {
        let pointer = reference["$ref"].as_str().and_then(|text| text.strip_prefix('#')).expect("inside");
        read.pointer(pointer).cloned().unwrap_or_else(|| panic!("{pointer} leads to nothing in {read:#}"))
    };
    let a = follow(&read["components"]["schemas"]["A"]);
    assert_eq!(follow(&a["properties"]["own"]), json!({ "type": "string" }));
    let b = follow(&a["properties"]["b"]);
    assert_eq!(b, follow(&read["components"]["schemas"]["B"]));
    assert_eq!(follow(&b["properties"]["a"]), a);
    assert_eq!(read["components"][FILES].as_object().map(serde_json::Map::len), Some(2));
}

#[test]
fn examples_are_no_references() {
    let document = "openapi: 3.0.3\npaths: {}\ncomponents:\n  schemas:\n    example: {$ref: 'a.yaml'}\n    A: {example: {$ref: 'nowhere.yaml'}}\n";
    let read = bundled(document, &[("a.yaml", "type: string")]).expect("a document");
    assert_eq!(read["components"]["schemas"]["A"]["example"]["$ref"], "nowhere.yaml");
    assert_ne!(read["components"]["schemas"]["example"]["$ref"], "a.yaml");
}

#[test]
fn a_reference_that_leads_nowhere_is_named_with_its_file() {
    let document = "openapi: 3.0.3\npaths: {}\ncomponents: {schemas: {A: {$ref: 'a.yaml'}}}\n";
    for (files, expected) in [
        (vec![], "api.yaml refers to `a.yaml`: there is no such file"),
        (vec![("a.yaml", "$ref: b.yaml")], "a.yaml refers to `b.yaml`: there is no such file"),
        (vec![("a.yaml", "a: [")], "a.yaml:2:1: this is not YAML"),
        (
            vec![("a.yaml", "$ref: 'https://a.example/b.yaml'")],
            "a.yaml refers to `https://a.example/b.yaml`: documents are not fetched from the network",
        ),
    ] {
        let error = bundled(document, &files).expect_err(expected);
        assert!(error.starts_with(expected), "{error}");
    }
}
