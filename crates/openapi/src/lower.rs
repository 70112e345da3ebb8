//! A document of OpenAPI 3.1 in the form of 3.0.

use serde_json::{Map, Value, json};

use crate::FILES;
use crate::schema::{Place, lower as schema};

const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Rewrites the document. What cannot be said in 3.0 is added to the notes.
pub(crate) fn lower(document: &mut Value, notes: &mut Vec<String>) {
    let Some(root) = document.as_object_mut() else { return };
    root.insert("openapi".to_owned(), json!("3.0.3"));
    root.remove("jsonSchemaDialect");
    root.entry("paths").or_insert_with(|| json!({}));
    if let Some(webhooks) = root.remove("webhooks") {
        root.entry("x-webhooks").or_insert(webhooks);
    }
    let (top, mut walk) = (Place::root(), Walk { notes });
    let path_items = root.get_mut("components").and_then(|components| {
        walk.components(components, &top.at("components"));
        components.as_object_mut()?.remove("pathItems")
    });
    let path_items = path_items.unwrap_or_default();
    for name in ["paths", "x-webhooks"] {
        if let Some(items) = root.get_mut(name) {
            inline(items, &path_items);
            let place = top.at(name);
            each(items, &place, |item, place| walk.path_item(item, place));
        }
    }
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

fn each(parts: &mut Value, place: &Place<'_>, mut act: impl FnMut(&mut Value, &Place<'_>)) {
    match parts {
        Value::Object(members) => {
            for (name, part) in members.iter_mut().filter(|(name, _)| !name.starts_with("x-")) {
                act(part, &place.at(name));
            }
        }
        Value::Array(items) => {
            for (index, part) in items.iter_mut().enumerate() {
                act(part, &place.at(&index.to_string()));
            }
        }
        _ => {}
    }
}

struct Walk<'n> {
    notes: &'n mut Vec<String>,
}

impl Walk<'_> {
    fn components(&mut self, components: &mut Value, place: &Place<'_>) {
        for (section, parts) in components.as_object_mut().into_iter().flatten() {
            let place = place.at(section);
            each(parts, &place, |part, place| match section.as_str() {
                "schemas" => schema(part, place, self.notes),
                "responses" => self.response(part, place),
                "parameters" | "headers" => self.parameter(part, place),
                "requestBodies" => self.content(part, place),
                "callbacks" => each(part, place, |item, place| self.path_item(item, place)),
                "pathItems" => self.path_item(part, place),
                FILES => self.file(part, place),
                _ => {}
            });
            // The names of the files begin with no `x-`, but their section does.
            if section == FILES {
                each(parts, &place, |part, place| self.file(part, place));
            }
        }
    }

    /// A file may hold anything. What it looks like tells what it is.
    fn file(&mut self, part: &mut Value, place: &Place<'_>) {
        let Some(members) = part.as_object() else { return };
        let has = |names: &[&str]| names.iter().any(|name| members.contains_key(*name));
        if has(&["openapi"]) {
            if let Some(components) = part.get_mut("components") {
                self.components(components, &place.at("components"));
            }
        } else if has(&METHODS) {
            self.path_item(part, place);
        } else if has(&["in"]) {
            self.parameter(part, place);
        } else if has(&["content"]) {
            self.response(part, place);
        } else if has(&["type", "properties", "allOf", "oneOf", "anyOf", "enum", "const", "$ref", "items"]) {
            schema(part, place, self.notes);
        } else {
            each(part, place, |part, place| self.file(part, place));
        }
    }

    fn path_item(&mut self, item: &mut Value, place: &Place<'_>) {
        for (name, part) in item.as_object_mut().into_iter().flatten() {
            let place = place.at(name);
            match name.as_str() {
                "parameters" => each(part, &place, |part, place| self.parameter(part, place)),
                method if METHODS.contains(&method) => self.operation(part, &place),
                _ => {}
            }
        }
    }

    fn operation(&mut self, operation: &mut Value, place: &Place<'_>) {
        for (name, part) in operation.as_object_mut().into_iter().flatten() {
            let place = place.at(name);
            match name.as_str() {
                "parameters" => each(part, &place, |part, place| self.parameter(part, place)),
                "requestBody" => self.content(part, &place),
                "responses" => each(part, &place, |part, place| self.response(part, place)),
                "callbacks" => each(part, &place, |callback, place| {
                    each(callback, place, |item, place| self.path_item(item, place));
                }),
                _ => {}
            }
        }
    }

    fn response(&mut self, response: &mut Value, place: &Place<'_>) {
        if let Some(headers) = response.get_mut("headers") {
            each(headers, &place.at("headers"), |header, place| self.parameter(header, place));
        }
        self.content(response, place);
    }

    /// A parameter or a header.
    fn parameter(&mut self, parameter: &mut Value, place: &Place<'_>) {
        if let Some(part) = parameter.get_mut("schema") {
            schema(part, &place.at("schema"), self.notes);
        }
        self.content(parameter, place);
    }

    fn content(&mut self, holder: &mut Value, place: &Place<'_>) {
        let Some(content) = holder.get_mut("content") else { return };
        each(content, &place.at("content"), |media, place| {
            if let Some(part) = media.get_mut("schema") {
                schema(part, &place.at("schema"), self.notes);
            }
            let encodings = media.get_mut("encoding").and_then(Value::as_object_mut).into_iter().flatten();
            for headers in encodings.filter_map(|(_, encoding)| encoding.get_mut("headers")) {
                each(headers, &place.at("encoding"), |header, place| self.parameter(header, place));
            }
        });
    }
}
