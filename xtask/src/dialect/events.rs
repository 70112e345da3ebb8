//! What every webhook event must have.

use serde_json::Value;

use super::Refusal;
use super::walk::{deliveries, entries, parameters};

pub(super) fn check(document: &Value, refusals: &mut Vec<Refusal>) {
    for delivery in deliveries(document) {
        let event = || delivery.name.clone();
        if delivery.value["summary"].as_str().is_none_or(|text| text.trim().is_empty()) {
            refusals.push(Refusal::MissingEventSummary { event: event() });
        }
        for (index, parameter) in parameters(&delivery).iter().enumerate() {
            if parameter.get("x-provenance").is_none() {
                let pointer = format!("{}/parameters/{index}", delivery.pointer);
                refusals.push(Refusal::MissingProvenance { pointer });
            }
        }
        let content = &delivery.value["requestBody"]["content"];
        let media_types: Vec<String> = entries(content).map(|(media_type, _)| media_type.clone()).collect();
        match media_types.as_slice() {
            [] => {}
            [only] if only == "application/json" => {
                if entries(&content[only]["examples"]).next().is_none() {
                    refusals.push(Refusal::MissingEventExample { event: event() });
                }
            }
            _ => refusals.push(Refusal::MediaTypes { place: format!("the payload of {}", event()), media_types }),
        }
    }
}
