//! The declared responses of an operation.

use serde_json::Value;

use super::operations::{malformed, names, parameter_type};
use super::{Document, Unsupported, join};
use crate::ContractError;
use crate::operation::{DeclaredHeader, ParameterType, Response, Statuses};
use crate::schema::Builder;

/// Reads the responses at a place, and hands their schemas to the builder.
pub(super) fn responses(
    document: Document<'_>,
    schemas: &mut Builder<'_>,
    place: &str,
) -> Result<Vec<Response>, ContractError> {
    if !document.at(place).is_some_and(Value::is_object) {
        return Err(malformed(
            "responses",
            place,
            "it is missing or not an object; declare the responses of the operation",
        ));
    }
    let mut responses = Vec::new();
    for name in names(document, place).into_iter().filter(|name| !name.starts_with("x-")) {
        let statuses = statuses(&name).ok_or_else(|| {
            malformed("response", &join(place, &name), "its name is not a status; write `200`, `4XX` or `default`")
        })?;
        responses.push(response(document, schemas, statuses, join(place, &name))?);
    }
    Ok(responses)
}

/// Parses the name of a declared response.
pub(super) fn statuses(name: &str) -> Option<Statuses> {
    if name == "default" {
        return Some(Statuses::Default);
    }
    let hundred = name.strip_suffix("XX").or_else(|| name.strip_suffix("xx")).and_then(|digit| digit.parse().ok());
    match (hundred, name.parse()) {
        (Some(hundred @ 1..=5), _) => Some(Statuses::Range(hundred)),
        (_, Ok(status @ 100..=599)) => Some(Statuses::One(status)),
        _ => None,
    }
}

/// Whether a media type, in lower case and without parameters, is JSON.
pub(crate) fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || (media_type.starts_with("application/") && media_type.ends_with("+json"))
}

/// Whether a media type, or a range of them such as `*/*`, has JSON among what it stands for.
pub(crate) fn may_be_json(media_type: &str) -> bool {
    is_json(media_type) || covers(media_type, "application/json")
}

/// Whether a declared media type, which may be a range such as `text/*`, covers a media type.
pub(crate) fn covers(declared: &str, found: &str) -> bool {
    declared == found
        || declared == "*/*"
        || declared.strip_suffix('*').is_some_and(|start| start.ends_with('/') && found.starts_with(start))
}

/// A media type in lower case, without parameters.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn response(
    document: Document<'_>,
    schemas: &mut Builder<'_>,
    statuses: Statuses,
    place: String,
) -> Result<Response, ContractError> {
    let (place, value) = document.resolve(place)?;
    if !value.is_object() {
        return Err(malformed("response", &place, "it is not an object"));
    }
    let content = join(&place, "content");
    let names = names(document, &content);
    let mut schema = None;
    // A range such as `*/*` covers JSON as well, but what is declared for JSON itself counts first.
    let mut ordered: Vec<&String> = names.iter().collect();
    ordered.sort_by_key(|name| !is_json(&essence(name)));
    for name in ordered {
        let media_place = join(&content, name);
        if may_be_json(&essence(name)) {
            let schema_place = join(&media_place, "schema");
            if schema.is_none() && document.at(&schema_place).is_some() {
                schema = Some(schemas.place(schema_place)?);
            }
        } else {
            schemas.note(Unsupported {
                pointer: media_place,
                message: format!("bodies of type {name} are not checked, only JSON bodies are"),
            });
        }
    }
    let media_types = names.iter().map(|name| essence(name)).collect();
    Ok(Response { statuses, media_types, schema, headers: headers(document, schemas, &join(&place, "headers"))? })
}

fn headers(
    document: Document<'_>,
    schemas: &mut Builder<'_>,
    place: &str,
) -> Result<Vec<DeclaredHeader>, ContractError> {
    let mut headers = Vec::new();
    // OpenAPI says that a declared Content-Type header is ignored.
    for name in names(document, place).into_iter().filter(|name| !name.eq_ignore_ascii_case("content-type")) {
        let (header_place, value) = document.resolve(join(place, &name))?;
        let schema_place = join(&header_place, "schema");
        let declared = document.at(&schema_place).is_some();
        headers.push(DeclaredHeader {
            name: name.to_ascii_lowercase(),
            required: value.get("required") == Some(&Value::Bool(true)),
            kind: if declared { parameter_type(document, schema_place.clone(), 0)? } else { ParameterType::String },
            schema: if declared { Some(schemas.place(schema_place)?) } else { None },
        });
    }
    Ok(headers)
}
