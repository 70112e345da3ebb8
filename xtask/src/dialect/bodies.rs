//! Bodies: one media type each, which a client can read. Failures all have a body, or none has.

use serde_json::Value;

use super::Refusal;
use super::walk::{Operation, entries, operations, responses};

pub(super) fn check(document: &Value, refusals: &mut Vec<Refusal>) {
    for operation in operations(document) {
        one_media_type(&operation, refusals);
        if operation.value["responses"].get("default").is_some() {
            refusals.push(Refusal::DefaultResponse { operation: operation.name.clone() });
        }
        typed_or_empty_failures(&operation, refusals);
    }
}

fn one_media_type(operation: &Operation<'_>, refusals: &mut Vec<Refusal>) {
    let request = Some(("the request of", String::new(), &operation.value["requestBody"]));
    let all_responses = responses(operation).map(|(status, response)| ("the", format!("{status} of "), response));
    for (index, (which, status, body)) in request.into_iter().chain(all_responses).enumerate() {
        let media_types: Vec<String> = entries(&body["content"]).map(|(media_type, _)| media_type.clone()).collect();
        let is_known = match media_types.as_slice() {
            [] => true,
            [only] => {
                only == "application/json"
                    || only.starts_with("text/")
                    || (index == 0 && only == "application/x-www-form-urlencoded")
            }
            _ => false,
        };
        if !is_known {
            let place = format!("{which} {status}{}", operation.name);
            refusals.push(Refusal::MediaTypes { place, media_types });
        }
    }
}

fn typed_or_empty_failures(operation: &Operation<'_>, refusals: &mut Vec<Refusal>) {
    let failures: Vec<_> = responses(operation).filter(|(status, _)| status.starts_with(['4', '5'])).collect();
    let has_body = |response: &Value| entries(&response["content"]).next().is_some();
    let typed = failures.iter().find(|(_, response)| has_body(response));
    let empty = failures.iter().find(|(_, response)| !has_body(response));
    if let (Some((typed, _)), Some((empty, _))) = (typed, empty) {
        refusals.push(Refusal::TypedAndEmptyErrors {
            operation: operation.name.clone(),
            typed: (*typed).clone(),
            empty: (*empty).clone(),
        });
    }
}
