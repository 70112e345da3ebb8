//! Values of the right type that are wrong all the same.

use serde_json::{Value, json};

use crate::corruption::{Corruption, Effect, Operation, Scene};
use crate::message::{add, set};
use crate::operations::{
    AFFITOR_STATUS, AGENTREF_STATUS, CONTROL_OVERRIDES, CONTROL_SCENARIO, FULLWHERE_LIST, FULLWHERE_TRACKER,
    PARTNERO_PROGRAM, WECANTRACK_LIST,
};

/// The corruptions of this subject.
pub(crate) fn corruptions() -> Vec<Corruption> {
    let mut corruptions = formats();
    corruptions.extend(choices());
    corruptions.extend(sizes());
    corruptions
}

fn formats() -> Vec<Corruption> {
    vec![
        value("text that is not a UUID", AGENTREF_STATUS, "body/format", "uuid", |_, body| {
            set(body, "/data/programId", "1022");
        }),
        value("UUID without hyphens", FULLWHERE_LIST, "body/format", "uuid", |_, body| {
            let id = body.pointer("/data/0/id").and_then(Value::as_str).unwrap_or_default().replace('-', "");
            set(body, "/data/0/id", id);
        }),
        value("text that is not a date and time", FULLWHERE_TRACKER, "body/format", "date-time", |_, body| {
            set(body, "/createdAt", "yesterday");
        }),
        value("date and time without a time zone", AFFITOR_STATUS, "body/format", "date-time", |_, body| {
            set(body, "/data/lastUpdated", "2026-06-08T12:00:00");
        }),
        value("date and time separated by a space", AFFITOR_STATUS, "body/format", "date-time", |_, body| {
            set(body, "/data/statistics/payments/connectionDate", "2023-05-22 05:43:19+00:00:00");
        }),
        value("day that does not exist", FULLWHERE_LIST, "body/format", "date-time", |_, body| {
            set(body, "/data/0/updatedAt", "2026-02-30T12:00:00.000Z");
        }),
        value("date in another country's format", PARTNERO_PROGRAM, "body/format", "date", |_, body| {
            set(body, "/data/program/created_at", "20.05.2023");
        }),
        value("date with a time", PARTNERO_PROGRAM, "body/format", "date", |_, body| {
            set(body, "/data/program/last_edited", "2026-06-01T00:00:00Z");
        }),
        value(
            "whole number beyond 64 bits",
            AGENTREF_STATUS,
            "body/format",
            "at most 9223372036854775807",
            |_, body| {
                set(body, "/data/status/cookieDuration", u64::MAX);
            },
        ),
    ]
}

fn choices() -> Vec<Corruption> {
    vec![
        value("undeclared enum value", WECANTRACK_LIST, "body/enum", "/status", |_, body| {
            set(body, "/data/0/status", "lost");
        }),
        value("enum value in another case", AFFITOR_STATUS, "body/enum", "/pageview", |_, body| {
            set(body, "/data/stepStatuses/pageview", "Complete");
        }),
        value("empty enum value", AGENTREF_STATUS, "body/enum", "/severity", |_, body| {
            let warning = json!({ "code": "no_recent_clicks", "severity": "", "message": "No click of late." });
            set(body, "/data/warnings", json!([warning]));
        }),
        value("another number than the only one allowed", PARTNERO_PROGRAM, "body/enum", "/status", |_, body| {
            set(body, "/status", 2);
        }),
        value(
            "identifier that does not match its pattern",
            WECANTRACK_LIST,
            "body/pattern",
            "/reference",
            |_, body| {
                set(body, "/data/0/reference", "WCT-1");
            },
        ),
        value("amount with a decimal comma", WECANTRACK_LIST, "body/pattern", "/sale_amount", |_, body| {
            set(body, "/data/0/sale_amount", "39,39");
        }),
        value("amount with three decimals", WECANTRACK_LIST, "body/pattern", "/commission_amount", |_, body| {
            set(body, "/data/0/commission_amount", "4.920");
        }),
        value(
            "day that matches its pattern but does not exist",
            WECANTRACK_LIST,
            "body/format",
            "/modified_date",
            |_, body| {
                set(body, "/data/0/modified_date", "2025-02-29 16:01:26");
            },
        ),
        value("amount without its currency", PARTNERO_PROGRAM, "body/pattern", "/total_revenue", |_, body| {
            set(body, "/data/stats/total_revenue/eur", "7,639.36");
        }),
        value("count with its unit", PARTNERO_PROGRAM, "body/pattern", "/total_purchases", |_, body| {
            set(body, "/data/stats/total_purchases", "111 purchases");
        }),
    ]
}

fn sizes() -> Vec<Corruption> {
    vec![
        value("number below its bounds", AGENTREF_STATUS, "body/bounds", "/cookieDuration", |_, body| {
            set(body, "/data/status/cookieDuration", -1);
        }),
        value("number above its bounds", AFFITOR_STATUS, "body/bounds", "/testEventCount", |_, body| {
            set(body, "/data/statistics/pageview/testEventCount", 11);
        }),
        value("number above its bounds in an envelope", FULLWHERE_LIST, "body/bounds", "/limit", |_, body| {
            set(body, "/limit", 101);
        }),
        value("number that is not a multiple", AGENTREF_STATUS, "body/bounds", "multiple of 10", |_, body| {
            set(body, "/data/status/cookieDuration", 33);
        })
        .stricter(|document| {
            add(document, "/components/schemas/SetupStatus/properties/cookieDuration", "multipleOf", 10);
        }),
        Corruption::new(
            "status of a failure out of its bounds",
            FULLWHERE_TRACKER,
            "body/bounds",
            "/statusCode",
            Effect::Failure(|_, body| set(body, "/statusCode", 200)),
        ),
        value("string that is too long", CONTROL_SCENARIO, "body/length", "/name", |_, body| {
            add(body, "", "name", "n".repeat(101));
        }),
        value("string that is too short", CONTROL_OVERRIDES, "body/length", "/provider", |_, body| {
            set(body, "/overrides", json!([{ "provider": "", "operation": AGENTREF_STATUS.id, "patch": {} }]));
        }),
    ]
}

fn value(
    name: &'static str,
    operation: Operation,
    rule: &'static str,
    says: &'static str,
    change: fn(&mut Scene<'_>, &mut Value),
) -> Corruption {
    Corruption::new(name, operation, rule, says, Effect::Success(change))
}
