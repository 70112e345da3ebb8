//! One operation: an endpoint as the document shows it.

use std::any::TypeId;

use serde_json::{Map, Value, json};
use trackside_schemas::Endpoint;
use trackside_schemas::declare::{Information, NoBody, Operation};

use super::schemas::Schemas;
use super::{documentation, parameters, provenance, responses};

/// The operation object of an endpoint.
pub(super) fn operation<E: Endpoint>(schemas: &mut Schemas, information: &Information) -> Value {
    let Operation { id, deprecated, provenance: source, success, failures, rules, links, pagination, idempotent } =
        E::operation();
    let description = documentation::<E>();
    let summary = description.split("\n\n").next().unwrap_or_default();

    let mut operation = Map::new();
    operation.insert("operationId".to_owned(), id.into());
    operation.insert("tags".to_owned(), json!([information.tag.0]));
    if !summary.is_empty() {
        operation.insert("summary".to_owned(), summary.strip_suffix('.').unwrap_or(summary).into());
        operation.insert("description".to_owned(), description.as_str().into());
    }
    if deprecated {
        operation.insert("deprecated".to_owned(), true.into());
    }
    let mut parameters = parameters::of::<E::Path>(schemas, "path");
    parameters.extend(parameters::of::<E::Query>(schemas, "query"));
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), parameters.into());
    }
    if TypeId::of::<E::Body>() != TypeId::of::<NoBody>() {
        operation.insert("requestBody".to_owned(), request_body::<E>(schemas));
    }
    let responses = responses::responses::<E>(schemas, information, success, &failures, &links);
    operation.insert("responses".to_owned(), responses);
    operation.insert("x-provenance".to_owned(), provenance(source));
    if !rules.is_empty() {
        operation.insert("x-validations".to_owned(), plain(&rules));
    }
    if let Some(pagination) = pagination {
        operation.insert("x-pagination".to_owned(), plain(&pagination));
    }
    if idempotent {
        operation.insert("x-idempotent".to_owned(), true.into());
    }
    operation.into()
}

fn request_body<E: Endpoint>(schemas: &mut Schemas) -> Value {
    let mut media = Map::new();
    media.insert("schema".to_owned(), schemas.request::<E::Body>());
    if let Some(example) = example(&schemas.fields::<E::Body>()) {
        media.insert("example".to_owned(), example);
    }
    json!({ "content": { "application/json": media }, "required": true })
}

/// The example of a body: its own, or one made of the examples of its fields.
fn example(schema: &Value) -> Option<Value> {
    if let Some(example) = schema.get("example") {
        return Some(example.clone());
    }
    let fields = schema.get("properties")?.as_object()?;
    let examples = fields.iter().filter_map(|(name, field)| Some((name.clone(), field.get("example")?.clone())));
    let examples: Map<_, _> = examples.collect();
    (!examples.is_empty()).then(|| examples.into())
}

fn plain(declaration: &impl serde::Serialize) -> Value {
    serde_json::to_value(declaration).expect("a declaration is plain data")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::example;

    #[test]
    fn bodies_have_examples() {
        for (schema, expected) in [
            (json!({ "type": "object", "properties": {} }), None),
            (json!({ "type": "object", "properties": { "a": { "type": "string" } } }), None),
            (
                json!({ "type": "object", "properties": { "a": { "example": 1 }, "b": {}, "c": { "example": null } } }),
                Some(json!({ "a": 1, "c": null })),
            ),
            (json!({ "properties": { "a": { "example": 1 } }, "example": { "a": 2 } }), Some(json!({ "a": 2 }))),
            (Value::Null, None),
        ] {
            assert_eq!(example(&schema), expected, "{schema}");
        }
    }
}
