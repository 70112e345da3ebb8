//! Components: each is used, and each reference has a target.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Refusal;
use super::walk::{entries, escape, references};

pub(super) fn check(document: &Value, refusals: &mut Vec<Refusal>) {
    let mut found = Vec::new();
    references(document, "", &mut found);
    references(&document[EVENTS], &format!("/{EVENTS}"), &mut found);
    for (pointer, reference) in &found {
        let target = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
        if target.is_none() {
            refusals.push(Refusal::DanglingReference { pointer: pointer.clone(), reference: (*reference).to_owned() });
        }
    }
    let used = used(document);
    for (kind, components) in entries(&document["components"]).filter(|(kind, _)| !kind.starts_with("x-")) {
        for (name, _) in entries(components) {
            let pointer = format!("/components/{kind}/{}", escape(name));
            let is_used = if kind == "securitySchemes" { is_required(document, name) } else { used.contains(&pointer) };
            if !is_used {
                refusals.push(Refusal::UnusedComponent { pointer });
            }
        }
    }
}

/// The extension that holds the webhook events.
const EVENTS: &str = "x-webhooks";

/// Everything that the paths and the events refer to, directly or indirectly. Components that only refer to each other are unused.
fn used(document: &Value) -> BTreeSet<String> {
    let mut open = Vec::new();
    references(&document["paths"], "/paths", &mut open);
    references(&document[EVENTS], &format!("/{EVENTS}"), &mut open);
    let mut used = BTreeSet::new();
    while let Some((_, reference)) = open.pop() {
        let Some(pointer) = reference.strip_prefix('#') else { continue };
        if used.insert(pointer.to_owned())
            && let Some(target) = document.pointer(pointer)
        {
            references(target, pointer, &mut open);
        }
    }
    used
}

/// Whether the document, or one of its operations, uses the security scheme.
fn is_required(document: &Value, scheme: &str) -> bool {
    let takes = |value: &Value| {
        value["security"].as_array().into_iter().flatten().any(|alternative| alternative.get(scheme).is_some())
    };
    takes(document) || super::walk::operations(document).iter().any(|operation| takes(operation.value))
}
