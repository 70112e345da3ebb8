//! Finds every schema of a document.

use serde_json::{Map, Value};

use crate::FILES;
use crate::place::Place;

/// The methods of a path item.
pub(crate) const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Rewrites a schema and the schemas in it, and says what got lost.
pub(crate) type Rewrite = fn(&mut Value, &Place<'_>, &mut Vec<String>);

/// Rewrites every schema of a document: of its components, its paths, and the named map of webhooks.
pub(crate) fn schemas(document: &mut Map<String, Value>, webhooks: &str, rewrite: Rewrite, notes: &mut Vec<String>) {
    let (top, mut walk) = (Place::root(), Walk { rewrite, notes });
    if let Some(components) = document.get_mut("components") {
        walk.components(components, &top.at("components"));
    }
    for name in ["paths", webhooks] {
        if let Some(items) = document.get_mut(name) {
            let place = top.at(name);
            each(items, &place, |item, place| walk.path_item(item, place));
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
    rewrite: Rewrite,
    notes: &'n mut Vec<String>,
}

impl Walk<'_> {
    fn schema(&mut self, part: &mut Value, place: &Place<'_>) {
        (self.rewrite)(part, place, self.notes);
    }

    fn components(&mut self, components: &mut Value, place: &Place<'_>) {
        for (section, parts) in components.as_object_mut().into_iter().flatten() {
            let place = place.at(section);
            each(parts, &place, |part, place| match section.as_str() {
                "schemas" => self.schema(part, place),
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
            self.schema(part, place);
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
            self.schema(part, &place.at("schema"));
        }
        self.content(parameter, place);
    }

    fn content(&mut self, holder: &mut Value, place: &Place<'_>) {
        let Some(content) = holder.get_mut("content") else { return };
        each(content, &place.at("content"), |media, place| {
            if let Some(part) = media.get_mut("schema") {
                self.schema(part, &place.at("schema"));
            }
            let encodings = media.get_mut("encoding").and_then(Value::as_object_mut).into_iter().flatten();
            for headers in encodings.filter_map(|(_, encoding)| encoding.get_mut("headers")) {
                each(headers, &place.at("encoding"), |header, place| self.parameter(header, place));
            }
        });
    }
}
