//! Small documents to compare.

#![expect(clippy::needless_pass_by_value, reason = "the parts of a document are written where they are passed")]

use serde_json::{Map, Value, json};
use trackside_diff::{Change, compare};

/// A document with these members of the operation `GET /orders` and these schemas.
pub(crate) fn with_operation(members: Value, schemas: Value) -> Value {
    let mut operation =
        json!({ "operationId": "listOrders", "responses": { "200": { "description": "The orders." } } });
    if let (Value::Object(operation), Value::Object(members)) = (&mut operation, members) {
        operation.extend(members);
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Shop", "version": "1" },
        "paths": { "/orders": { "get": operation } },
        "components": { "schemas": schemas }
    })
}

/// A document whose one answer has this schema.
pub(crate) fn answering(schema: Value, schemas: Value) -> Value {
    let response = json!({ "description": "The orders.", "content": { "application/json": { "schema": schema } } });
    with_operation(json!({ "responses": { "200": response } }), schemas)
}

/// A document whose one request has this schema.
pub(crate) fn asking(schema: Value, schemas: Value) -> Value {
    with_operation(json!({ "requestBody": { "content": { "application/json": { "schema": schema } } } }), schemas)
}

/// No components.
pub(crate) fn none() -> Value {
    Value::Object(Map::new())
}

/// The rules and places of all changes, in order.
pub(crate) fn found(old: &Value, new: &Value) -> Vec<String> {
    changes(old, new).iter().map(|change| format!("{} {}", change.rule, change.place)).collect()
}

/// All changes of two documents that can be compared.
pub(crate) fn changes(old: &Value, new: &Value) -> Vec<Change> {
    compare(old, new).expect("both are OpenAPI documents")
}
