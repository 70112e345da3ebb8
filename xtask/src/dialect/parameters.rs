//! Parameters that progenitor cannot send as they are declared.

use serde_json::Value;

use super::Refusal;
use super::walk::{operations, parameters};

pub(super) fn check(document: &Value, refusals: &mut Vec<Refusal>) {
    for operation in operations(document) {
        for (index, parameter) in parameters(&operation).iter().enumerate() {
            let location = parameter["in"].as_str().unwrap_or_default();
            let name = || operation.name.clone();
            let called = || parameter["name"].as_str().unwrap_or_default().to_owned();
            if location == "cookie" {
                refusals.push(Refusal::CookieParameter { operation: name(), parameter: called() });
            }
            if parameter["explode"] == false && parameter["schema"]["type"] == "array" {
                refusals.push(Refusal::NotExploded { operation: name(), parameter: called() });
            }
            let style = parameter["style"].as_str().unwrap_or("form");
            if location == "query" && style != "form" {
                refusals.push(Refusal::QueryStyle { operation: name(), parameter: called(), style: style.to_owned() });
            }
            if parameter.get("x-provenance").is_none() {
                refusals
                    .push(Refusal::MissingProvenance { pointer: format!("{}/parameters/{index}", operation.pointer) });
            }
        }
    }
}
