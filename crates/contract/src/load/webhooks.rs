//! The webhook events of a document: `x-webhooks`, in the shape of the `webhooks` of OpenAPI 3.1.

use http::Method;
use serde_json::Value;

use super::operations::{malformed, names, parameter_type};
use super::{Document, Unsupported, join};
use crate::ContractError;
use crate::operation::{DeclaredHeader, ParameterType};
use crate::schema::Builder;
use crate::semantic::{Scope, Validation};
use crate::webhook::{QueryField, Webhook};

/// The extension that declares them.
const PLACE: &str = "/x-webhooks";

/// Reads every event that has a JSON payload, in document order, and hands their schemas to the builder.
pub(crate) fn webhooks(document: Document<'_>, schemas: &mut Builder<'_>) -> Result<Vec<Webhook>, ContractError> {
    if document.at(PLACE).is_some_and(|events| !events.is_object()) {
        return Err(malformed(
            "list of events",
            PLACE,
            "it is not an object; write an object with a path item per event",
        ));
    }
    let mut webhooks = Vec::new();
    for event in names(document, PLACE) {
        let (pointer, item) = document.resolve(join(PLACE, &event))?;
        if !item.is_object() {
            return Err(malformed(
                "event",
                &pointer,
                "it is not an object; write an object with an operation per method",
            ));
        }
        webhooks.extend(webhook(document, schemas, event, pointer)?);
    }
    Ok(webhooks)
}

fn webhook(
    document: Document<'_>,
    schemas: &mut Builder<'_>,
    event: String,
    pointer: String,
) -> Result<Option<Webhook>, ContractError> {
    let (post, get) = (join(&pointer, "post"), join(&pointer, "get"));
    let (body, _) = document.resolve(join(&post, "requestBody"))?;
    let schema = join(&join(&join(&body, "content"), "application/json"), "schema");
    if document.at(&schema).is_none() {
        let message = "the event is not checked, because it declares no JSON body of a POST".to_owned();
        schemas.note(Unsupported { pointer, message });
        return Ok(None);
    }
    let mut methods = vec![Method::POST];
    let mut query = Vec::new();
    if document.at(&get).is_some() {
        methods.push(Method::GET);
        for (place, parameter) in parameters(document, &get)? {
            if parameter.get("in").and_then(Value::as_str) == Some("query") {
                query.push(query_field(document, &place, parameter)?);
            }
        }
    }
    let mut headers = Vec::new();
    for (place, parameter) in parameters(document, &post)? {
        if parameter.get("in").and_then(Value::as_str) == Some("header") {
            headers.push(header(document, schemas, &place, parameter)?);
        }
    }
    let validations = Validation::read_all(document.at(&post).unwrap_or(&Value::Null), &post, Scope::Delivery)?;
    Ok(Some(Webhook { event, pointer, methods, payload: schemas.place(schema)?, headers, query, validations }))
}

/// The parameters of an operation, with their places.
fn parameters<'d>(document: Document<'d>, operation: &str) -> Result<Vec<(String, &'d Value)>, ContractError> {
    let list = join(operation, "parameters");
    let count = document.at(&list).and_then(Value::as_array).map_or(0, Vec::len);
    (0..count).map(|index| document.resolve(format!("{list}/{index}"))).collect()
}

fn name(place: &str, parameter: &Value) -> Result<String, ContractError> {
    let name = parameter.get("name").and_then(Value::as_str);
    name.map(str::to_owned).ok_or_else(|| malformed("parameter", place, "it has no `name`"))
}

fn query_field(document: Document<'_>, place: &str, parameter: &Value) -> Result<QueryField, ContractError> {
    let schema = join(place, "schema");
    let is_object = parameter.get("style").and_then(Value::as_str) == Some("deepObject");
    let kind = match document.at(&schema) {
        Some(_) if !is_object => parameter_type(document, schema, 0)?,
        _ => ParameterType::String,
    };
    Ok(QueryField { name: name(place, parameter)?, kind, is_object })
}

fn header(
    document: Document<'_>,
    schemas: &mut Builder<'_>,
    place: &str,
    parameter: &Value,
) -> Result<DeclaredHeader, ContractError> {
    let schema = join(place, "schema");
    let declared = document.at(&schema).is_some();
    Ok(DeclaredHeader {
        name: name(place, parameter)?.to_ascii_lowercase(),
        required: parameter.get("required") == Some(&Value::Bool(true)),
        kind: if declared { parameter_type(document, schema.clone(), 0)? } else { ParameterType::String },
        schema: if declared { Some(schemas.place(schema)?) } else { None },
    })
}
