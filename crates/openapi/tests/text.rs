//! JSON and YAML, and where they are broken.

use serde_json::json;
use trackside_openapi::{ReadError, read, read_pieces};

fn none(path: &str) -> Result<Vec<u8>, String> {
    Err(format!("there is no {path}"))
}

#[test]
fn json_and_yaml_give_the_same() {
    let json = br#"{"openapi": "3.0.3", "paths": {"/a": {"get": {"responses": {"200": {"description": "ok"}}}}}}"#;
    let yaml = b"openapi: 3.0.3\npaths:\n  /a:\n    get:\n      responses:\n        '200': {description: ok}\n";
    let with_mark = [b"\xef\xbb\xbf".as_slice(), json].concat();
    let first = read(json, "a", &none).expect("JSON");
    for text in [yaml.as_slice(), &with_mark] {
        assert_eq!(read(text, "a", &none).as_ref(), Ok(&first));
    }
    assert_eq!(first.version, "3.0.3");
}

#[test]
fn statuses_without_quotes_are_names() {
    let yaml = b"openapi: 3.0.3\npaths: {}\nx: {200: a, true: b}\n";
    assert_eq!(read(yaml, "a", &none).expect("YAML").document["x"], json!({ "200": "a", "true": "b" }));
}

#[test]
fn broken_texts_are_refused_with_line_and_column() {
    for (text, expected) in [
        ("{\n  \"a\": 1,\n}", "a:3:1: this is not JSON: trailing comma"),
        ("{\"a\": 1", "a:1:7: this is not JSON: EOF while parsing an object"),
        ("a: b: c\n", "a:1:5: this is not YAML: "),
        ("a: 1\na: 2\n", "a:2:1: this is not YAML: the key a is there twice"),
        ("paths:\n  /a:\n    description: what: it does\n", "a:3:22: this is not YAML: "),
        ("", "a:1:1: this is not YAML: it is empty"),
    ] {
        let error = read(text.as_bytes(), "a", &none).expect_err(text);
        assert!(matches!(error, ReadError::Text { .. }));
        assert!(error.to_string().starts_with(expected), "{text:?}: {error}");
    }
    assert!(read(b"a: \xff\n", "a", &none).expect_err("no UTF-8").to_string().starts_with("a:1:1: this is not UTF-8"));
}

#[test]
fn json_that_is_read_piece_by_piece_gives_the_same() {
    let json = r#"{"openapi": "3.1.0", "paths": {}, "components": {"schemas": {"A": {"const": 1}}}}"#;
    let pieces = read_pieces(json.as_bytes(), "a", &none).expect("JSON");
    assert_eq!(pieces, read(json.as_bytes(), "a", &none), "{json}");
    for other in ["openapi: 3.1.0\n", "{\"openapi\": \"3.1.0\"", "\u{feff}{}", ""] {
        assert_eq!(read_pieces(other.as_bytes(), "a", &none), None, "{other}");
    }
    let beside = r#"{"openapi": "3.0.3", "paths": {"/a": {"$ref": "b.json"}}}"#;
    assert_eq!(read_pieces(beside.as_bytes(), "a", &none), Some(read(beside.as_bytes(), "a", &none)));
}
