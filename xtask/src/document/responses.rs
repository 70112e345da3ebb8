//! The responses of an operation: its successes with named examples, and every failure with the exact shape of its
//! body.

use serde::Serialize;
use serde_json::{Map, Value, json};
use trackside_schemas::declare::{
    HeaderDeclaration, HeaderValueType, Information, Provenance, Resolved, ResolvedSuccess,
};

use super::edition::Edition;
use super::provenance;
use super::schemas::Schemas;

/// The responses object of an operation.
pub(super) fn responses<F: Serialize + schemars::JsonSchema>(
    schemas: &mut Schemas,
    information: &Information,
    resolved: &Resolved<F>,
    edition: Edition,
) -> Value {
    let mut responses = Map::new();
    for (index, success) in resolved.successes.iter().take(edition.successes(resolved.successes.len())).enumerate() {
        let content = success.schema.map(|schema| {
            let examples: Map<String, Value> = examples(success);
            (resolved.response_media.as_str(), json!({ "schema": schemas.response_of(schema), "examples": examples }))
        });
        let headers = headers(information, &resolved.headers, success.status);
        let mut response = response(success.description, headers, content, success.provenance);
        if index == 0 && !resolved.links.is_empty() {
            let links = resolved.links.iter().map(|link| (link.link.name.to_owned(), link.to_value()));
            response.insert("links".to_owned(), links.collect::<Map<_, _>>().into());
        }
        responses.insert(success.status.to_string(), response.into());
    }
    for failure in &resolved.failures {
        let schema =
            if edition.has_exact_failures() { schemas.response_of(failure.schema) } else { schemas.response::<F>() };
        let body = json!({ "schema": schema, "example": plain(&failure.example) });
        let headers = headers(information, &resolved.headers, failure.status);
        let response = response(failure.description, headers, Some(("application/json", body)), failure.provenance);
        responses.insert(failure.status.to_string(), response.into());
    }
    responses.into()
}

fn examples(success: &ResolvedSuccess) -> Map<String, Value> {
    let named = success.examples.iter();
    named
        .map(|example| (example.name.to_owned(), json!({ "summary": example.summary, "value": example.value })))
        .collect()
}

fn response(
    meaning: &str,
    headers: Map<String, Value>,
    content: Option<(&str, Value)>,
    source: Provenance,
) -> Map<String, Value> {
    let mut response = Map::new();
    response.insert("description".to_owned(), meaning.into());
    if !headers.is_empty() {
        response.insert("headers".to_owned(), headers.into());
    }
    if let Some((media_type, body)) = content {
        response.insert("content".to_owned(), json!({ media_type: body }));
    }
    response.insert("x-provenance".to_owned(), provenance(source));
    response
}

/// The headers of a status: references to those of the provider, and those of the operation in full.
fn headers(information: &Information, own: &[HeaderDeclaration], status: u16) -> Map<String, Value> {
    let applies = |header: &&HeaderDeclaration| header.only_on.is_none_or(|only| only == status);
    let shared = information.response_headers.iter().filter(applies);
    let mut headers: Map<String, Value> = shared
        .map(|header| (header.name.to_owned(), json!({ "$ref": format!("#/components/headers/{}", header.name) })))
        .collect();
    headers.extend(own.iter().filter(applies).map(|declared| (declared.name.to_owned(), header(declared))));
    headers
}

/// The header object of a declaration.
pub(super) fn header(declaration: &HeaderDeclaration) -> Value {
    let schema = match declaration.value {
        HeaderValueType::Count => json!({ "type": "integer", "format": "int64", "minimum": 0 }),
        HeaderValueType::Text => json!({ "type": "string" }),
    };
    json!({
        "description": declaration.description,
        "style": "simple",
        "required": true,
        "schema": schema,
        "x-provenance": provenance(declaration.provenance),
    })
}

fn plain(example: &impl Serialize) -> Value {
    serde_json::to_value(example).expect("an example has text keys and finite numbers")
}
