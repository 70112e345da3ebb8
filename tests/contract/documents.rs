//! The published documents by themselves: their examples keep their own rules, and every part says how sure we are of it.

use serde_json::Value;

use crate::harness::{contract, document, providers};

#[test]
fn every_example_keeps_the_contract() {
    for provider in providers() {
        let contract = contract(provider);
        let mut judged = 0;
        for example in contract.examples() {
            let violations = contract.judge_body(&example.operation, example.status, example.value);
            let lines: Vec<_> = violations.iter().map(ToString::to_string).collect();
            assert!(
                lines.is_empty(),
                "{provider} {} {} {}:\n{}",
                example.operation,
                example.status,
                example.name,
                lines.join("\n")
            );
            judged += 1;
        }
        assert!(judged > 0, "{provider} has no example");
    }
}

#[test]
fn every_status_has_an_example() {
    for provider in providers() {
        let contract = contract(provider);
        let examples: Vec<_> = contract.examples().map(|example| (example.operation.clone(), example.status)).collect();
        for operation in contract.operations() {
            let document = document(provider);
            let responses =
                &document["paths"][&operation.path][operation.method.as_str().to_ascii_lowercase()]["responses"];
            // Examples of text are not judged.
            let is_json = |status: &&u16| responses[status.to_string()]["content"].get("application/json").is_some();
            for status in operation.statuses.iter().filter(is_json) {
                assert!(
                    examples.contains(&(operation.id.clone(), *status)),
                    "{provider} {} {status} has no example",
                    operation.id
                );
            }
        }
    }
}

#[test]
fn every_field_says_where_it_comes_from() {
    let mut all = 0;
    for provider in providers() {
        let document = document(provider);
        let schemas = document["components"]["schemas"].as_object().expect("the document has schemas");
        let mut fields = 0;
        for (name, schema) in schemas {
            visit(schema, &mut |property, field| {
                let source = field["x-provenance"]["source"].as_str();
                assert!(
                    matches!(source, Some("documented" | "example" | "inferred")),
                    "{provider} {name}.{property} says {source:?}"
                );
                let has_reason = field["x-provenance"]["reason"].is_string();
                assert_eq!(
                    has_reason,
                    source == Some("inferred"),
                    "{provider} {name}.{property}: exactly inferred facts have a reason"
                );
                fields += 1;
            });
        }
        assert!(fields > 0, "{provider} has no fields");
        all += fields;
    }
    assert!(all > 100, "{all} fields");
}

fn visit(schema: &Value, seen: &mut impl FnMut(&str, &Value)) {
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        seen(name, field);
        visit(field, seen);
    }
    for key in ["oneOf", "allOf", "anyOf"] {
        for member in schema[key].as_array().into_iter().flatten() {
            visit(member, seen);
        }
    }
    visit_if_object(&schema["items"], seen);
    visit_if_object(&schema["additionalProperties"], seen);
}

fn visit_if_object(schema: &Value, seen: &mut impl FnMut(&str, &Value)) {
    if schema.is_object() {
        visit(schema, seen);
    }
}
