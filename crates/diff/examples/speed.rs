//! Measures how long two large documents take: `cargo run --release -p trackside-diff --example speed`.

use std::time::Instant;

use serde_json::{Map, Value, json};
use trackside_diff::compare;

/// The number of components in a document. An operation uses each of them.
const COMPONENTS: usize = 1501;

fn main() {
    let old = document(false);
    let new = document(true);
    let bytes = old.to_string().len();
    for (name, old, new) in [("the same twice", &old, &old), ("a change in every tenth component", &old, &new)] {
        let start = Instant::now();
        let compared = compare(old, new);
        let milliseconds = start.elapsed().as_millis();
        let told = compared.map_or_else(|error| error.to_string(), |changes| format!("{} changes", changes.len()));
        println!("{name}: 2 × {:.1} MB in {milliseconds} ms, {told}", bytes_in_megabytes(bytes));
    }
}

fn document(changed: bool) -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for index in 0..COMPONENTS {
        let reference = json!({ "$ref": format!("#/components/schemas/Record{index}") });
        let body = json!({ "application/json": { "schema": { "type": "object", "properties": {
            "data": { "type": "array", "items": reference },
            "meta": { "type": "object", "allOf": [{ "$ref": "#/components/schemas/Record0" }] }
        } } } });
        let operation = json!({
            "operationId": format!("list{index}"),
            "summary": "Lists records of one kind, the newest first.",
            "parameters": [
                { "name": "page", "in": "query", "schema": { "type": "integer", "minimum": 1, "default": 1 } },
                { "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": 100 } }
            ],
            "responses": {
                "200": { "description": "The records.", "content": body },
                "404": { "description": "No such list.", "content": { "application/json": { "schema": reference } } }
            }
        });
        paths.insert(format!("/lists/{index}/{{id}}"), json!({ "get": operation }));
        schemas.insert(format!("Record{index}"), record(index, changed && index % 10 == 9));
    }
    json!({ "openapi": "3.0.3", "info": { "title": "Large", "version": "1" }, "paths": paths, "components": { "schemas": schemas } })
}

/// A component with all kinds of fields, which refers to three others.
fn record(index: usize, changed: bool) -> Value {
    let mut fields = Map::new();
    for field in 0..24 {
        let maximum = if changed && field == 7 { 120 } else { 80 };
        let schema = match field % 4 {
            0 => {
                json!({ "type": "string", "maxLength": maximum, "pattern": "^[a-z]+$", "description": "A name, in lower case." })
            }
            1 => json!({ "type": "integer", "format": "int64", "minimum": 0, "description": "How many there are." }),
            2 => {
                json!({ "type": "string", "enum": ["open", "closed", "pending"], "x-provenance": { "source": "documented" } })
            }
            _ => {
                json!({ "type": "string", "nullable": true, "maxLength": maximum, "description": "Words about the record." })
            }
        };
        fields.insert(format!("field{field}"), schema);
    }
    for step in [1, 7, 31] {
        let other = json!({ "$ref": format!("#/components/schemas/Record{}", (index * 3 + step) % COMPONENTS) });
        fields.insert(format!("next{step}"), json!({ "oneOf": [other, { "type": "string" }] }));
    }
    json!({ "type": "object", "required": ["field0", "field1"], "properties": fields })
}

/// Bytes as megabytes, to print.
fn bytes_in_megabytes(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1e6
}
