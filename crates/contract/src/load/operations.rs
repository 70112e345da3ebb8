//! The operations of a document.

use std::collections::HashMap;

use http::Method;
use serde_json::Value;

use super::responses::responses;
use super::{Document, Template, Unsupported, join};
use crate::ContractError;
use crate::operation::{Location, Operation, Parameter, ParameterType, Response, Statuses};
use crate::schema::Builder;
use crate::semantic::{Scope, Validation};

/// The methods that a path item can have.
const METHODS: [(&str, Method); 8] = [
    ("get", Method::GET),
    ("put", Method::PUT),
    ("post", Method::POST),
    ("delete", Method::DELETE),
    ("options", Method::OPTIONS),
    ("head", Method::HEAD),
    ("patch", Method::PATCH),
    ("trace", Method::TRACE),
];

/// Reads every operation, in document order, and hands their schemas to the builder.
pub(crate) fn operations(document: Document<'_>, schemas: &mut Builder<'_>) -> Result<Vec<Operation>, ContractError> {
    let mut operations = Vec::new();
    for path in names(document, "/paths").into_iter().filter(|path| !path.starts_with("x-")) {
        let (item_place, item) = document.resolve(join("/paths", &path))?;
        if !item.is_object() {
            return Err(malformed(
                "path",
                &item_place,
                "it is not an object; write an object with an operation per method",
            ));
        }
        if !path.starts_with('/') {
            return Err(malformed("path", &item_place, "it does not start with `/`"));
        }
        for (name, method) in METHODS {
            if item.get(name).is_some() {
                operations.push(operation(document, schemas, &path, &item_place, name, method)?);
            }
        }
    }
    refuse_duplicates(&operations)?;
    Ok(operations)
}

fn operation(
    document: Document<'_>,
    schemas: &mut Builder<'_>,
    path: &str,
    item_place: &str,
    name: &str,
    method: Method,
) -> Result<Operation, ContractError> {
    let pointer = join(item_place, name);
    let value = document.at(&pointer).unwrap_or(&Value::Null);
    if !value.is_object() {
        return Err(malformed("operation", &pointer, "it is not an object"));
    }
    let responses = responses(document, schemas, &join(&pointer, "responses"))?;
    let id = value.get("operationId").and_then(Value::as_str).map_or_else(|| format!("{method} {path}"), str::to_owned);
    let tags = value.get("tags").and_then(Value::as_array).into_iter().flatten();
    Ok(Operation {
        id,
        path: path.to_owned(),
        summary: value.get("summary").and_then(Value::as_str).map(str::to_owned),
        tags: tags.filter_map(Value::as_str).map(str::to_owned).collect(),
        deprecated: value.get("deprecated") == Some(&Value::Bool(true)),
        statuses: statuses(&responses),
        parameters: parameters(document, schemas, item_place, &pointer)?,
        template: Template::new(path),
        validations: Validation::read_all(value, &pointer, Scope::Operation)?,
        method,
        pointer,
        responses,
    })
}

fn statuses(responses: &[Response]) -> Vec<u16> {
    let one = |response: &Response| match response.statuses {
        Statuses::One(status) => Some(status),
        Statuses::Range(_) | Statuses::Default => None,
    };
    let mut statuses: Vec<_> = responses.iter().filter_map(one).collect();
    statuses.sort_unstable();
    statuses
}

fn parameters(
    document: Document<'_>,
    schemas: &mut Builder<'_>,
    item_place: &str,
    operation_place: &str,
) -> Result<Vec<Parameter>, ContractError> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for list in [join(item_place, "parameters"), join(operation_place, "parameters")] {
        let count = document.at(&list).and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..count {
            let (place, value) = document.resolve(format!("{list}/{index}"))?;
            let parameter = parameter(document, schemas, &place, value)?;
            // A parameter of the operation overrides one of the path.
            parameters.retain(|known| known.name != parameter.name || known.location != parameter.location);
            parameters.push(parameter);
        }
    }
    Ok(parameters)
}

fn parameter(
    document: Document<'_>,
    schemas: &mut Builder<'_>,
    place: &str,
    value: &Value,
) -> Result<Parameter, ContractError> {
    let name =
        value.get("name").and_then(Value::as_str).ok_or_else(|| malformed("parameter", place, "it has no `name`"))?;
    let location = match value.get("in").and_then(Value::as_str) {
        Some("path") => Location::Path,
        Some("query") => Location::Query,
        Some("header") => Location::Header,
        Some("cookie") => Location::Cookie,
        _ => return Err(malformed("parameter", place, "its `in` must be path, query, header or cookie")),
    };
    let style = value.get("style").and_then(Value::as_str).unwrap_or("form");
    if location == Location::Query && style != "form" {
        schemas.note(Unsupported {
            pointer: place.to_owned(),
            message: format!("the query style {style:?} is not supported: rules see the values as text"),
        });
    }
    let kind = if value.get("schema").is_some() {
        parameter_type(document, join(place, "schema"), 0)?
    } else {
        ParameterType::String
    };
    Ok(Parameter {
        name: name.to_owned(),
        location,
        required: value.get("required") == Some(&Value::Bool(true)),
        kind,
        explode: value.get("explode").and_then(Value::as_bool).unwrap_or(style == "form"),
    })
}

/// How to parse a parameter or header according to its schema.
pub(super) fn parameter_type(
    document: Document<'_>,
    place: String,
    depth: usize,
) -> Result<ParameterType, ContractError> {
    let (place, schema) = document.resolve(place)?;
    // A reference with a description next to it is written as the only member of an allOf.
    let only_member = schema.get("allOf").and_then(Value::as_array).filter(|members| members.len() == 1);
    if depth > 8 {
        return Ok(ParameterType::String);
    }
    Ok(match schema.get("type").and_then(Value::as_str) {
        Some("integer") => ParameterType::Integer,
        Some("number") => ParameterType::Number,
        Some("boolean") => ParameterType::Boolean,
        Some("array") => ParameterType::Array(Box::new(parameter_type(document, join(&place, "items"), depth + 1)?)),
        None if only_member.is_some() => parameter_type(document, format!("{place}/allOf/0"), depth + 1)?,
        _ => ParameterType::String,
    })
}

fn refuse_duplicates(operations: &[Operation]) -> Result<(), ContractError> {
    let mut seen: HashMap<&str, &Operation> = HashMap::new();
    for operation in operations {
        if let Some(first) = seen.insert(&operation.id, operation) {
            return Err(ContractError::DuplicateOperation {
                id: operation.id.clone(),
                first: first.pointer.clone(),
                second: operation.pointer.clone(),
            });
        }
    }
    Ok(())
}

/// The names of the fields of an object; empty for other values.
pub(super) fn names(document: Document<'_>, pointer: &str) -> Vec<String> {
    document.at(pointer).and_then(Value::as_object).map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
}

pub(super) fn malformed(what: &'static str, place: &str, why: &str) -> ContractError {
    ContractError::Malformed { what, place: place.to_owned(), why: why.to_owned() }
}
