//! The answers of an operation: its success with named examples, and every failure with the one body that they share.

use serde::Serialize;
use serde_json::{Map, Value, json};
use trackside_schemas::declare::{Failure, HeaderDeclaration, Information, Link, Provenance};
use trackside_schemas::{Endpoint, Provider};

use super::provenance;
use super::schemas::Schemas;

/// The responses object of an endpoint.
pub(super) fn responses<E: Endpoint>(
    schemas: &mut Schemas,
    information: &Information,
    (meaning, source): (&str, Provenance),
    failures: &[Failure<<E::Provider as Provider>::Failure>],
    links: &[Link],
) -> Value {
    let mut responses = Map::new();
    let examples: Map<String, Value> = E::examples()
        .iter()
        .map(|example| (example.name.to_owned(), json!({ "summary": example.summary, "value": plain(&example.value) })))
        .collect();
    let body = json!({ "schema": schemas.answer::<E::Success<'static>>(), "examples": examples });
    let mut success = response(meaning, &body, E::SUCCESS, &information.response_headers, source);
    if !links.is_empty() {
        let links: Map<String, Value> = links.iter().map(|link| (link.name.to_owned(), link.to_value())).collect();
        success.insert("links".to_owned(), links.into());
    }
    responses.insert(E::SUCCESS.to_string(), success.into());

    for failure in failures {
        let schema = schemas.answer::<<E::Provider as Provider>::Failure>();
        let body = json!({ "schema": schema, "example": plain(&failure.example) });
        let Failure { status, description, provenance, .. } = failure;
        let response = response(description, &body, *status, &information.response_headers, *provenance);
        responses.insert(status.to_string(), response.into());
    }
    responses.into()
}

fn response(
    meaning: &str,
    body: &Value,
    status: u16,
    declarations: &[HeaderDeclaration],
    source: Provenance,
) -> Map<String, Value> {
    let mut response = Map::new();
    response.insert("description".to_owned(), meaning.into());
    let headers: Map<String, Value> = declarations
        .iter()
        .filter(|declaration| declaration.only_on.is_none_or(|only| only == status))
        .map(|declaration| {
            (declaration.name.to_owned(), json!({ "$ref": format!("#/components/headers/{}", declaration.name) }))
        })
        .collect();
    if !headers.is_empty() {
        response.insert("headers".to_owned(), headers.into());
    }
    response.insert("content".to_owned(), json!({ "application/json": body }));
    response.insert("x-provenance".to_owned(), provenance(source));
    response
}

fn plain(example: &impl Serialize) -> Value {
    serde_json::to_value(example).expect("an example has text keys and finite numbers")
}
