//! Bodies: one type for the success of an operation, one for its failures, and JSON alone.

use serde_json::Value;

use super::Refusal;
use super::walk::{Operation, entries, operations, responses};

pub(super) fn check(document: &Value, refusals: &mut Vec<Refusal>) {
    for operation in operations(document) {
        one_media_type(&operation, refusals);
        if operation.value["responses"].get("default").is_some() {
            refusals.push(Refusal::DefaultResponse { operation: operation.name.clone() });
        }
        one_success(&operation, refusals);
        one_failure(&operation, refusals);
    }
}

fn one_media_type(operation: &Operation<'_>, refusals: &mut Vec<Refusal>) {
    let request = Some(("the request of", String::new(), &operation.value["requestBody"]));
    let answers = responses(operation).map(|(status, response)| ("the", format!("{status} of "), response));
    for (which, status, body) in request.into_iter().chain(answers) {
        let media_types: Vec<String> = entries(&body["content"]).map(|(media_type, _)| media_type.clone()).collect();
        if !media_types.is_empty() && media_types != ["application/json"] {
            let place = format!("{which} {status}{}", operation.name);
            refusals.push(Refusal::SecondMediaType { place, media_types });
        }
    }
}

fn one_success(operation: &Operation<'_>, refusals: &mut Vec<Refusal>) {
    let mut typed = responses(operation).filter(|(status, _)| status.starts_with('2')).filter_map(body);
    let Some((first, schema)) = typed.next() else { return };
    if let Some((second, other)) = typed.find(|(_, other)| *other != schema) {
        refusals.push(Refusal::SeveralSuccessBodies {
            operation: operation.name.clone(),
            first: named(first, schema),
            second: named(second, other),
        });
    }
}

fn one_failure(operation: &Operation<'_>, refusals: &mut Vec<Refusal>) {
    let failures: Vec<_> = responses(operation).filter(|(status, _)| status.starts_with(['4', '5'])).collect();
    let mut typed = failures.iter().copied().filter_map(body);
    let Some((first, schema)) = typed.next() else { return };
    if let Some((second, other)) = typed.find(|(_, other)| *other != schema) {
        refusals.push(Refusal::SeveralErrorBodies {
            operation: operation.name.clone(),
            first: named(first, schema),
            second: named(second, other),
        });
    }
    if let Some((empty, _)) = failures.iter().find(|failure| body(**failure).is_none()) {
        refusals.push(Refusal::TypedAndEmptyErrors {
            operation: operation.name.clone(),
            typed: first.to_owned(),
            empty: (*empty).clone(),
        });
    }
}

/// The status and the schema of a response that has a body.
fn body<'a>((status, response): (&'a String, &'a Value)) -> Option<(&'a str, &'a Value)> {
    let (_, media) = entries(&response["content"]).next()?;
    Some((status, &media["schema"]))
}

/// A status and its body in words.
fn named(status: &str, schema: &Value) -> String {
    let body =
        schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()).unwrap_or("a body without a name");
    format!("{status} with {body}")
}
