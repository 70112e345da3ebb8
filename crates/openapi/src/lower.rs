//! A document of OpenAPI 3.1 in the form of 3.0.

use serde_json::{Map, Value, json};

use crate::schema::lower as schema;
use crate::{later, walk};

/// Rewrites the document.
pub(crate) fn lower(document: &mut Value) {
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
