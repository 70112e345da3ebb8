//! Extracts a schema and the schemas that it uses into a small document.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use trackside_contract::Contract;

/// The name of the schema in that document.
pub(super) const NAME: &str = "TracksideProbe";

/// The deepest nesting of a schema.
const DEPTH: usize = 200;

/// Keywords whose values are data, not schemas.
const DATA: [&str; 6] = ["default", "enum", "example", "examples", "x-3.1-dependentRequired", "x-extensible-enum"];

/// Keywords whose values are schemas by name.
const NAMED: [&str; 3] = ["properties", "x-3.1-dependentSchemas", "x-3.1-patternProperties"];

/// A document that has the schema under [`NAME`], and the schemas that it uses; `None` if it is nested too deeply.
///
/// The schema is for requests: read-only fields are not required, write-only ones can be.
pub(super) fn document(contract: &Contract, schema: &Value) -> Option<Value> {
    let mut rewriting = Rewriting { contract, names: HashMap::new(), open: Vec::new() };
    let mut schemas = Map::new();
    schemas.insert(NAME.to_owned(), rewriting.schema(schema, false, 0)?);
    while let Some((name, part)) = rewriting.open.pop() {
        let part = rewriting.schema(part, false, 0)?;
        schemas.insert(name, part);
    }
    Some(json!({
        "openapi": "3.0.3",
        "info": { "title": NAME, "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    }))
}

struct Rewriting<'c> {
    contract: &'c Contract,
    /// The names of the schemas so far, by reference.
    names: HashMap<String, String>,
    open: Vec<(String, &'c Value)>,
}

impl<'c> Rewriting<'c> {
    /// Rewrites a schema, or its properties, whose names are not keywords.
    fn schema(&mut self, part: &Value, has_names: bool, depth: usize) -> Option<Value> {
        if depth > DEPTH {
            return None;
        }
        let fields = match part {
            Value::Object(fields) => fields,
            Value::Array(items) => {
                return items.iter().map(|item| self.schema(item, false, depth + 1)).collect();
            }
            part => return Some(part.clone()),
        };
        let mut rewritten = Map::new();
        for (keyword, value) in fields {
            let value = match value {
                Value::String(reference) if keyword == "$ref" && !has_names => json!(self.reference(reference)),
                _ if has_names => self.schema(value, false, depth + 1)?,
                Value::Array(names) if keyword == "required" => self.required(fields, names),
                _ if DATA.contains(&keyword.as_str()) => value.clone(),
                _ if keyword == "writeOnly" => continue,
                value => self.schema(value, NAMED.contains(&keyword.as_str()), depth + 1)?,
            };
            rewritten.insert(keyword.clone(), value);
        }
        Some(Value::Object(rewritten))
    }

    /// The new reference that replaces a reference.
    fn reference(&mut self, reference: &str) -> String {
        let known = self.names.get(reference).cloned();
        let name = known.unwrap_or_else(|| {
            let own = reference.strip_prefix("#/components/schemas/").filter(|name| {
                *name != NAME && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
            });
            // The hyphen avoids conflicts with names in the document.
            let name = own.map_or_else(|| format!("part-{}", self.names.len()), str::to_owned);
            self.names.insert(reference.to_owned(), name.clone());
            let pointer = reference.strip_prefix('#').map(|pointer| percent_decode_str(pointer).decode_utf8_lossy());
            if let Some(meant) = pointer.and_then(|pointer| self.contract.document().pointer(&pointer)) {
                self.open.push((name.clone(), self.contract.resolve(meant)));
            }
            name
        });
        format!("#/components/schemas/{name}")
    }

    /// The required fields that a request can have.
    fn required(&self, fields: &Map<String, Value>, names: &[Value]) -> Value {
        let is_read_only = |name: &Value| {
            let field = name.as_str().and_then(|name| fields.get("properties")?.get(name));
            field.is_some_and(|field| self.contract.resolve(field).get("readOnly") == Some(&Value::Bool(true)))
        };
        names.iter().filter(|name| !is_read_only(name)).cloned().collect()
    }
}
