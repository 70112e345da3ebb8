//! Documents that are named by their URL.

use serde_json::json;

use crate::command::{run, written};
use crate::fake::{Told, document, response, serve, told};

#[test]
fn a_document_is_read_from_a_url_with_the_files_that_it_refers_to() {
    let order = json!({ "type": "object", "properties": { "id": { "type": "integer" } } });
    let whole = document(&json!({ "/orders": { "get": { "operationId": "getOrder", "responses": {
        "200": response(&order)
    } } } }));
    let parts = document(&json!({ "/orders": { "get": { "operationId": "getOrder", "responses": {
        "200": response(&json!({ "$ref": "parts/order.json" }))
    } } } }));
    let url = serve(move |asked| match asked.path.as_str() {
        "/api/parts.json" if asked.query("v") == Some("1/2") => told(200, &parts),
        "/api/parts/order.json" => told(200, &order),
        "/moved" => {
            let location = vec![("location", "/api/parts.json?v=1/2".to_owned())];
            Told { status: 302, headers: location, body: String::new() }
        }
        "/loop" => Told { status: 301, headers: vec![("location", "/loop".to_owned())], body: String::new() },
        "/text" => Told { status: 200, headers: Vec::new(), body: "Sign in".to_owned() },
        _ => told(404, &json!({})),
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = written(folder.path(), "whole.json", &whole);
    let file = file.to_str().expect("a path");
    for (path, code, says) in [
        ("api/parts.json?v=1/2", 0, "clean"),
        ("none.json", 2, "none.json: the server responded with 404 Not Found; check the URL"),
        ("loop", 2, "there are more than 5 redirects"),
        ("text", 2, "it is not an object; expected a JSON object"),
    ] {
        let ran = run(&["diff", &format!("{url}{path}"), file], &[]);
        assert_eq!(ran.code, Some(code), "{path}: {}{}", ran.out, ran.err);
        assert!(format!("{}{}", ran.out, ran.err).contains(says), "{path}: {}{}", ran.out, ran.err);
    }
    // The files beside a document that has moved are beside its new place only if the document says so.
    let ran = run(&["diff", &format!("{url}moved"), file], &[]);
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("parts/order.json"), "{}", ran.err);
}
