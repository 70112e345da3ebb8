//! The page of an operation shows everything that the document says about it.

use std::collections::BTreeSet;

use serde_json::Value;
use trackside_page::pages;

use crate::fixtures::{self, catalogue, documents, site, visible};

#[test]
fn operation_pages_show_everything_in_the_documents() {
    let (site, documents, catalogue) = (site(), documents(), catalogue());
    let mut operations = 0;
    for (name, text) in trackside_documents::all() {
        let document: Value = serde_json::from_str(text).expect("a document");
        for (path, item) in document["paths"].as_object().expect("paths") {
            for operation in item.as_object().expect("a path item").values() {
                let id = operation["operationId"].as_str().expect("an id");
                let html = pages::operation(&site, documents, catalogue, fixtures::operations(), (name, id), &[])
                    .expect("it has a page");
                let page = squeezed(&visible(&html));
                let mut collected =
                    Description { document: &document, texts: BTreeSet::new(), visited: BTreeSet::new() };
                collected.part(operation);
                collected.texts.insert(path.clone());
                collected.texts.insert(id.to_owned());
                for text in collected.texts {
                    let shown = squeezed(&text);
                    assert!(page.contains(&shown), "{name} {id} does not show {text:?}");
                }
                operations += 1;
            }
        }
    }
    assert!(operations >= 20, "{operations}");
}

/// The text without white space and backticks, because pages indent examples differently and show code as elements.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<String>().replace('`', "")
}

/// Collects all texts about an operation.
struct Description<'d> {
    document: &'d Value,
    texts: BTreeSet<String>,
    visited: BTreeSet<&'d str>,
}

impl<'d> Description<'d> {
    fn part(&mut self, part: &'d Value) {
        match part {
            Value::Array(items) => items.iter().for_each(|item| self.part(item)),
            Value::Object(entries) => entries.iter().for_each(|(key, value)| self.entry(key, value)),
            _ => {}
        }
    }

    fn entry(&mut self, key: &'d str, value: &'d Value) {
        match key {
            "$ref" => {
                let reference = value.as_str().expect("a reference");
                if self.visited.insert(reference) {
                    self.part(self.document.pointer(&reference[1..]).expect("what it refers to"));
                }
            }
            "properties" | "responses" | "headers" => {
                for (name, part) in value.as_object().expect("parts by name") {
                    self.texts.insert(name.clone());
                    self.part(part);
                }
            }
            "name" | "message" | "reason" | "rule" | "pattern" | "summary" => {
                self.texts.insert(value.as_str().expect("a text").to_owned());
            }
            "enum" | "x-extensible-enum" => {
                self.texts
                    .extend(value.as_array().expect("values").iter().filter_map(Value::as_str).map(str::to_owned));
            }
            "minimum" | "maximum" | "default" | "maxLength" | "maxItems" | "minItems" => {
                self.texts.insert(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            }
            "example" | "value" => {
                let text = format!("{value:#}");
                self.texts.insert(if value.is_string() { value.as_str().unwrap_or_default().to_owned() } else { text });
            }
            _ => self.part(value),
        }
    }
}
