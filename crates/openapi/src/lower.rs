//! A document of OpenAPI 3.1 in the form of 3.0.

use serde_json::{Map, Value, json};

use crate::place::Place;
use crate::schema::lower as schema;
use crate::{later, walk};

/// Rewrites the document, and notes what it leaves open.
pub(crate) fn lower(document: &mut Value, notes: &mut Vec<String>) {
    let Some(root) = document.as_object_mut() else { return };
    root.insert("openapi".to_owned(), json!("3.0.3"));
    root.remove("jsonSchemaDialect");
    root.entry("paths").or_insert_with(|| json!({}));
    if let Some(webhooks) = root.remove("webhooks") {
        root.entry("x-webhooks").or_insert(webhooks);
    }
    let components = root.get_mut("components").and_then(Value::as_object_mut);
    let path_items = components.and_then(|components| components.remove("pathItems")).unwrap_or_default();
    for name in ["paths", "x-webhooks"] {
        if let Some(items) = root.get_mut(name) {
            inline(items, &path_items);
        }
    }
    if let Some(paths) = root.get_mut("paths") {
        add_responses(paths, notes);
    }
    walk::schemas(root, "x-webhooks", |part, _, _| schema(part), &mut Vec::new());
    later::redirect(document);
}

/// 3.0 has no path items among the components: references to them become copies.
fn inline(items: &mut Value, path_items: &Value) {
    for item in items.as_object_mut().into_iter().flat_map(Map::values_mut) {
        let reference = item.get("$ref").and_then(Value::as_str);
        let name = reference.and_then(|reference| reference.strip_prefix("#/components/pathItems/"));
        if let Some(copied) = name.and_then(|name| path_items.get(name.replace("~1", "/").replace("~0", "~"))) {
            *item = copied.clone();
        }
    }
}

/// In 3.0 every operation has responses. Where 3.1 says nothing of them, any response may come.
fn add_responses(paths: &mut Value, notes: &mut Vec<String>) {
    let root = Place::root();
    let top = root.at("paths");
    for (path, item) in paths.as_object_mut().into_iter().flatten() {
        let place = top.at(path);
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let operation = operation.as_object_mut().filter(|_| walk::METHODS.contains(&method.as_str()));
            let Some(operation) = operation.filter(|operation| !operation.contains_key("responses")) else { continue };
            operation.insert(
                "responses".to_owned(),
                json!({ "default": { "description": "Any response.", "content": { "*/*": {} } } }),
            );
            notes.push(format!("{}: declares no responses, so any response is accepted", place.at(method).pointer()));
        }
    }
}
