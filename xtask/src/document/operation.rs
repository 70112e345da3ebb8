//! One operation: an endpoint as the document shows it.

use serde_json::{Map, Value, json};
use trackside_schemas::Endpoint;
use trackside_schemas::declare::{Information, Resolved, Source, resolve};

use super::edition::Edition;
use super::schemas::Schemas;
use super::{documentation, parameters, provenance, responses, security};

/// The operation object of an endpoint.
pub(super) fn operation<E: Endpoint>(schemas: &mut Schemas, information: &Information, edition: Edition) -> Value {
    let resolved = resolve::<E>();
    let description = documentation::<E>();
    let summary = description.split("\n\n").next().unwrap_or_default();

    let mut operation = Map::new();
    operation.insert("operationId".to_owned(), resolved.id.into());
    operation.insert("tags".to_owned(), json!([resolved.tag.name]));
    if !summary.is_empty() {
        operation.insert("summary".to_owned(), summary.strip_suffix('.').unwrap_or(summary).into());
        operation.insert("description".to_owned(), description.as_str().into());
    }
    if let Some(source) = &resolved.source {
        operation.insert("externalDocs".to_owned(), external_documentation(source));
    }
    if resolved.deprecated {
        operation.insert("deprecated".to_owned(), true.into());
    }
    let mut parameters = parameters::of::<E::Path>(schemas, "path");
    parameters.extend(parameters::of::<E::Query>(schemas, "query"));
    parameters.extend(resolved.idempotency_key.map(parameters::idempotency_key));
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), parameters.into());
    }
    if resolved.has_body {
        operation.insert(
            "requestBody".to_owned(),
            request_body::<E>(schemas, resolved.request_media.as_str(), resolved.body_is_optional),
        );
    }
    let responses = responses::responses(schemas, information, &resolved, edition);
    operation.insert("responses".to_owned(), responses);
    if !resolved.security_is_shared {
        operation.insert("security".to_owned(), security::alternatives(&resolved.security));
    }
    if !resolved.servers.is_empty() {
        let servers =
            resolved.servers.iter().map(|server| json!({ "url": server.url, "description": server.description }));
        operation.insert("servers".to_owned(), servers.collect());
    }
    operation.insert("x-provenance".to_owned(), provenance(resolved.provenance));
    extensions(&mut operation, &resolved);
    operation.into()
}

/// What OpenAPI cannot express, as extensions. Defaults are omitted.
fn extensions<F>(operation: &mut Map<String, Value>, resolved: &Resolved<F>) {
    if !resolved.rules.is_empty() {
        operation.insert("x-validations".to_owned(), plain(&resolved.rules));
    }
    if let Some(pagination) = &resolved.pagination {
        operation.insert("x-pagination".to_owned(), plain(pagination));
    }
    if resolved.idempotent {
        operation.insert("x-idempotent".to_owned(), true.into());
    }
    if let Some(header) = resolved.idempotency_key {
        operation.insert("x-idempotency-key".to_owned(), header.into());
    }
    if resolved.writes != resolved.method.writes() {
        operation.insert("x-writes".to_owned(), resolved.writes.into());
    }
    if !resolved.scopes.is_empty() {
        operation.insert("x-scopes".to_owned(), plain(&resolved.scopes));
    }
    if !resolved.key_kinds.is_empty() {
        operation.insert("x-key-kinds".to_owned(), plain(&resolved.key_kinds));
    }
    let of_data: Vec<u16> =
        resolved.failures.iter().filter(|failure| failure.depends_on_data).map(|failure| failure.status).collect();
    if !of_data.is_empty() {
        operation.insert("x-depends-on-data".to_owned(), plain(&of_data));
    }
    if let Some(rate_limit) = &resolved.rate_limit {
        operation.insert("x-rate-limit".to_owned(), plain(rate_limit));
    }
}

/// Where a fact was read, and when.
pub(super) fn external_documentation(source: &Source) -> Value {
    json!({ "description": format!("{} (read on {}).", source.title, source.read), "url": source.url })
}

fn request_body<E: Endpoint>(schemas: &mut Schemas, media_type: &str, is_optional: bool) -> Value {
    let mut media = Map::new();
    media.insert("schema".to_owned(), schemas.request::<E::Body>());
    if let Some(example) = example(&schemas.fields::<E::Body>()) {
        media.insert("example".to_owned(), example);
    }
    let mut body = json!({ "content": { media_type: media } });
    if !is_optional {
        body["required"] = true.into();
    }
    body
}

/// The example of a body: its own, or one composed from the examples of its fields.
fn example(schema: &Value) -> Option<Value> {
    if let Some(example) = schema.get("example") {
        return Some(example.clone());
    }
    let fields = schema.get("properties")?.as_object()?;
    let examples = fields.iter().filter_map(|(name, field)| Some((name.clone(), field.get("example")?.clone())));
    let examples: Map<_, _> = examples.collect();
    // An example that lacks a required field would be an invalid one.
    let mut required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    (!examples.is_empty() && required.all(|name| examples.contains_key(name))).then(|| examples.into())
}

/// A declaration as JSON.
pub(super) fn plain(declaration: &impl serde::Serialize) -> Value {
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
            (json!({ "properties": { "a": { "example": 1 }, "b": {} }, "required": ["b"] }), None),
            (Value::Null, None),
        ] {
            assert_eq!(example(&schema), expected, "{schema}");
        }
    }
}
