//! What every operation must have.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Refusal;
use super::walk::{entries, operations, responses};

pub(super) fn check(document: &Value, refusals: &mut Vec<Refusal>) {
    let mut ids = BTreeSet::new();
    for operation in operations(document) {
        let name = || operation.name.clone();
        let text = |key: &str| operation.value[key].as_str().filter(|text| !text.trim().is_empty());
        match text("operationId") {
            None => refusals.push(Refusal::MissingOperationId { operation: name() }),
            Some(id) if !ids.insert(id) => {
                refusals.push(Refusal::DuplicateOperationId { operation: name(), id: id.to_owned() });
            }
            Some(_) => {}
        }
        let mut tags = operation.value["tags"].as_array().into_iter().flatten();
        if !tags.any(|tag| tag.as_str().is_some_and(|tag| !tag.trim().is_empty())) {
            refusals.push(Refusal::MissingTag { operation: name() });
        }
        if text("summary").is_none() {
            refusals.push(Refusal::MissingSummary { operation: name() });
        }
        for (status, response) in responses(&operation).filter(|(status, _)| status.starts_with('2')) {
            let has_body = entries(&response["content"]).next().is_some();
            let has_example = entries(&response["content"])
                .any(|(_, media)| media.get("example").is_some() || entries(&media["examples"]).next().is_some());
            if has_body && !has_example {
                refusals.push(Refusal::MissingSuccessExample { operation: name(), status: status.clone() });
            }
        }
    }
}
