//! Bodies of another shape than the declared one.

use serde_json::{Value, json};

use crate::corruption::{Corruption, Effect, Operation, Scene};
use crate::message::{add, change, remove, repeat_first, set};
use crate::operations::{
    AFFITOR_STATUS, AGENTREF_STATUS, CONTROL_SCENARIO, FULLWHERE_LIST, FULLWHERE_TRACKER, PARTNERO_PROGRAM,
    WECANTRACK_LIST,
};

/// The corruptions of this subject.
#[expect(clippy::too_many_lines, reason = "a table with an entry per kind")]
pub(crate) fn corruptions() -> Vec<Corruption> {
    vec![
        success("field missing", AGENTREF_STATUS, "body/required", "summary", |_, body| remove(body, "/data/summary")),
        success("field missing in an item of a list", FULLWHERE_LIST, "body/required", "/data/", |_, body| {
            remove(body, "/data/0/clicks");
        }),
        success("field renamed", WECANTRACK_LIST, "body/required", "sale_amount", |_, body| {
            let amount = body.pointer("/data/0/sale_amount").cloned().unwrap_or_default();
            remove(body, "/data/0/sale_amount");
            add(body, "/data/0", "saleAmount", amount);
        }),
        success("envelope taken off", AGENTREF_STATUS, "body/required", "meta", |_, body| {
            change(body, "", |body| body["data"].clone());
        }),
        success("field that is not declared", AGENTREF_STATUS, "body/unknown-field", "/data/nickname", |_, body| {
            add(body, "/data", "nickname", "Lumen");
        }),
        success(
            "field that is not declared, in an item of a list",
            FULLWHERE_LIST,
            "body/unknown-field",
            "/data/0/openedAt",
            |_, body| add(body, "/data/0", "openedAt", "2026-06-08T12:00:00.000Z"),
        ),
        success("null where it is not allowed", AGENTREF_STATUS, "body/type", "/data/summary", |_, body| {
            set(body, "/data/summary", Value::Null);
        }),
        success("null for a whole object", AFFITOR_STATUS, "body/type", "/data/statistics/pageview", |_, body| {
            set(body, "/data/statistics/pageview", Value::Null);
        }),
        success("null for a whole body", FULLWHERE_TRACKER, "body/type", "is null", |_, body| *body = Value::Null),
        success("number as a string", AGENTREF_STATUS, "body/type", "/clicksLast7Days/redirect", |_, body| {
            change(body, "/data/stats/clicksLast7Days/redirect", |count| count.to_string().into());
        }),
        success("string as a number", PARTNERO_PROGRAM, "body/type", "/total_partners", |_, body| {
            set(body, "/data/stats/total_partners", 39);
        }),
        success("identifier as a number", AFFITOR_STATUS, "body/type", "/data/programId", |_, body| {
            change(body, "/data/programId", |id| id.as_str().and_then(|id| id.parse::<i64>().ok()).into());
        }),
        success("boolean as a string", AGENTREF_STATUS, "body/type", "/websiteConfigured", |_, body| {
            set(body, "/data/status/websiteConfigured", "true");
        }),
        success("boolean as a number", FULLWHERE_TRACKER, "body/type", "/resent", |_, body| set(body, "/resent", 0)),
        success("fraction where an integer is declared", AGENTREF_STATUS, "body/type", "/cookieDuration", |_, body| {
            set(body, "/data/status/cookieDuration", 29.5);
        }),
        success("array instead of an object", AGENTREF_STATUS, "body/type", "/data/status", |_, body| {
            change(body, "/data/status", |status| json!([status]));
        }),
        success("empty array instead of an empty object", WECANTRACK_LIST, "body/type", "/sub_ids", |_, body| {
            set(body, "/data/0/sub_ids", json!([]));
        }),
        success("object instead of an array", FULLWHERE_LIST, "body/type", "/data", |_, body| {
            change(body, "/data", |items| json!({ "0": items[0] }));
        }),
        success("object instead of a string", PARTNERO_PROGRAM, "body/type", "/name", |_, body| {
            set(body, "/data/program/name", json!({ "en": "Lowe Lighting" }));
        }),
        success("item of a wrong type in a list", FULLWHERE_LIST, "body/type", "/data/", |_, body| {
            change(body, "/data/0", |item| item["id"].clone());
        }),
        success("null as an item of a list", WECANTRACK_LIST, "body/type", "/data/", |_, body| {
            set(body, "/data/0", Value::Null);
        }),
        success("variant that is not declared", PARTNERO_PROGRAM, "body/variant", "/data", |_, body| {
            set(body, "/data", json!({ "anything": 1 }));
        }),
        success("value that matches two variants", AGENTREF_STATUS, "body/ambiguous", "/data/summary", |_, body| {
            change(body, "/data/summary", |summary| format!("1. {}", summary.as_str().unwrap_or_default()).into());
        })
        .stricter(|document| {
            let summary = "/components/schemas/TrackingStatus/properties/summary";
            let variants = json!([{ "type": "string", "minLength": 1 }, { "type": "string", "pattern": "^[0-9]" }]);
            set(document, summary, json!({ "oneOf": variants, "description": "What is going on, in one sentence." }));
        }),
        success("write-only field in a response", AGENTREF_STATUS, "body/write-only", "/data/secret", |_, body| {
            add(body, "/data", "secret", "shown all the same");
        })
        .stricter(|document| {
            let secret = json!({ "type": "string", "writeOnly": true });
            add(document, "/components/schemas/TrackingStatus/properties", "secret", secret);
        }),
        success("shape that is excluded", AGENTREF_STATUS, "body/excluded", "/data/summary", |_, body| {
            set(body, "/data/summary", "undefined");
        })
        .stricter(|document| {
            let summary = "/components/schemas/TrackingStatus/properties/summary";
            add(document, summary, "not", json!({ "type": "string", "enum": ["undefined"] }));
        }),
        success("too many items in a list", CONTROL_SCENARIO, "body/size", "/faults", |_, body| {
            add(body, "", "faults", json!(vec![json!({ "latency": "1ms" }); 101]));
        }),
        failure("too many fields in an object", AFFITOR_STATUS, "body/size", "/data", |_, body| {
            set(body, "/data", json!({ "programId": "1022" }));
        }),
        success(
            "number as a string, where any content type is declared",
            AGENTREF_STATUS,
            "body/type",
            "/cookieDuration",
            |_, body| {
                set(body, "/data/status/cookieDuration", "30");
            },
        )
        .stricter(|document| {
            let content = "/paths/~1programs~1{id}~1tracking~1status/get/responses/200/content";
            if let Some(content) = document.pointer_mut(content).and_then(Value::as_object_mut)
                && let Some(media) = content.shift_remove("application/json")
            {
                content.insert("*/*".to_owned(), media);
            }
        }),
        success("item twice in a list of unique ones", FULLWHERE_LIST, "body/unique", "/data", |_, body| {
            repeat_first(body, "/data");
        })
        .stricter(|document| {
            add(document, "/components/schemas/SurveyTrackerPage/properties/data", "uniqueItems", true);
        }),
    ]
}

fn success(
    name: &'static str,
    operation: Operation,
    rule: &'static str,
    says: &'static str,
    change: fn(&mut Scene<'_>, &mut Value),
) -> Corruption {
    Corruption::new(name, operation, rule, says, Effect::Success(change))
}

fn failure(
    name: &'static str,
    operation: Operation,
    rule: &'static str,
    says: &'static str,
    change: fn(&mut Scene<'_>, &mut Value),
) -> Corruption {
    Corruption::new(name, operation, rule, says, Effect::Failure(change))
}
