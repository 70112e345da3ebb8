//! Deprecation, sunset and removal.

use serde_json::{Value, json};
use trackside_diff::{Policy, compare_under};

use crate::documents::{answering, asking, none, with_operation};

fn policy() -> Policy {
    Policy { today: "2026-06-01".parse().expect("a date"), notice_days: 30 }
}

/// The rules of all changes, sorted.
fn found(policy: Option<&Policy>, old: &Value, new: &Value) -> Vec<&'static str> {
    let changes = compare_under(policy, old, new).unwrap_or_else(|error| panic!("{error}\n{old}\n{new}"));
    let mut rules: Vec<_> = changes.into_iter().map(|change| change.rule).collect();
    rules.sort_unstable();
    rules
}

fn operation(members: Value) -> Value {
    with_operation(members, json!({}))
}

#[test]
fn dates_are_read_in_every_usual_form() {
    let ending = |sunset: &str| operation(json!({ "deprecated": true, "x-sunset": sunset }));
    let old = operation(json!({ "deprecated": true }));
    for (sunset, expected) in [
        ("2026-07-01", "sunset-announced"),
        ("2026-07-01T00:00:00Z", "sunset-announced"),
        ("2026-07-01T00:00:00+02:00", "sunset-announced"),
        ("Wed, 01 Jul 2026 00:00:00 GMT", "sunset-announced"),
        // 2026-07-01 and 2026-06-30, 12:00 UTC.
        ("@1782907200", "sunset-announced"),
        ("@1782820800", "sunset-too-soon"),
        ("2026-06-30", "sunset-too-soon"),
        ("2026-02-30", "sunset-invalid"),
        ("2026-7-1", "sunset-invalid"),
        ("01.07.2026", "sunset-invalid"),
        ("2026-07", "sunset-invalid"),
        ("@", "sunset-invalid"),
        ("@99999999999999999999", "sunset-invalid"),
        ("", "sunset-invalid"),
    ] {
        assert_eq!(found(Some(&policy()), &old, &ending(sunset)), [expected], "{sunset}");
    }
    let number = operation(json!({ "deprecated": true, "x-sunset": 20_260_701 }));
    assert_eq!(found(None, &old, &number), ["sunset-invalid"], "a number");
}

#[test]
fn changes_of_a_sunset_are_found_with_and_without_a_policy() {
    let deprecated = json!({ "deprecated": true });
    let on = |day: &str| json!({ "deprecated": true, "x-sunset": day });
    for (old, new, without, with) in [
        (json!({}), deprecated.clone(), vec!["operation-deprecated"], vec!["deprecated-without-sunset"]),
        (
            json!({}),
            on("2027-01-01"),
            vec!["operation-deprecated", "sunset-announced"],
            vec!["operation-deprecated", "sunset-announced"],
        ),
        (
            json!({}),
            on("2026-06-02"),
            vec!["operation-deprecated", "sunset-announced"],
            vec!["operation-deprecated", "sunset-too-soon"],
        ),
        (on("2027-01-01"), on("2027-02-01"), vec!["sunset-postponed"], vec!["sunset-postponed"]),
        (on("2027-02-01"), on("2027-01-01"), vec!["sunset-brought-forward"], vec!["sunset-brought-forward"]),
        // The same day, written in another way.
        (on("2027-02-01"), on("2027-02-01T12:00:00Z"), vec![], vec![]),
        (on("2027-02-01"), deprecated.clone(), vec!["sunset-withdrawn"], vec!["sunset-withdrawn"]),
        (on("2027-02-01"), json!({}), vec!["operation-no-longer-deprecated"], vec!["operation-no-longer-deprecated"]),
        (
            on("2027-02-01"),
            json!({ "x-sunset": "2027-02-01" }),
            vec!["operation-no-longer-deprecated", "sunset-without-deprecation"],
            vec!["operation-no-longer-deprecated", "sunset-without-deprecation"],
        ),
        (on("soon"), on("2027-02-01"), vec!["sunset-announced"], vec!["sunset-announced"]),
    ] {
        let (before, after) = (operation(old.clone()), operation(new.clone()));
        assert_eq!(found(None, &before, &after), without, "without a policy: {old} → {new}");
        assert_eq!(found(Some(&policy()), &before, &after), with, "with a policy: {old} → {new}");
    }
}

/// A part that can be removed, with and without it.
fn parts(end: &Value) -> Vec<(&'static str, &'static str, Value, Value)> {
    let with = |mut part: Value| {
        let members = part.as_object_mut().expect("an object");
        members.extend(end.as_object().expect("an object").clone());
        part
    };
    let fields = |fields: Value| json!({ "type": "object", "properties": fields });
    let field = with(json!({ "type": "string" }));
    let header = with(json!({ "schema": { "type": "string" } }));
    let mut gone = operation(json!({}));
    gone["paths"]["/orders"].as_object_mut().expect("an object").remove("get");
    let mut no_path = operation(json!({}));
    no_path["paths"].as_object_mut().expect("an object").remove("/orders");
    vec![
        ("operation", "operation-removed", operation(end.clone()), gone),
        ("path", "operation-removed", operation(end.clone()), no_path),
        (
            "parameter",
            "request-parameter-removed",
            operation(json!({ "parameters": [with(json!({ "name": "limit", "in": "query" }))] })),
            operation(json!({})),
        ),
        (
            "required parameter",
            "request-required-parameter-removed",
            operation(json!({ "parameters": [with(json!({ "name": "limit", "in": "query", "required": true }))] })),
            operation(json!({})),
        ),
        (
            "header",
            "response-header-removed",
            operation(json!({ "responses": { "200": { "description": "", "headers": { "x-a": header } } } })),
            operation(json!({ "responses": { "200": { "description": "" } } })),
        ),
        ("event", "webhook-event-removed", webhooks(json!({ "paid": { "post": end } })), webhooks(json!({}))),
        (
            "method of an event",
            "webhook-method-removed",
            webhooks(json!({ "paid": { "post": {}, "get": end } })),
            webhooks(json!({ "paid": { "post": {} } })),
        ),
        (
            "parameter of an event",
            "webhook-parameter-removed",
            webhooks(json!({ "paid": { "get": { "parameters": [with(json!({ "name": "id", "in": "query" }))] } } })),
            webhooks(json!({ "paid": { "get": {} } })),
        ),
        (
            "callback",
            "callback-removed",
            operation(json!({ "callbacks": { "paid": { "{$url}": { "post": with(seen()) } } } })),
            operation(json!({})),
        ),
        (
            "method of a callback",
            "callback-changed",
            operation(json!({ "callbacks": { "paid": { "{$url}": { "post": seen(), "put": with(seen()) } } } })),
            operation(json!({ "callbacks": { "paid": { "{$url}": { "post": seen() } } } })),
        ),
        (
            "field of a request",
            "request-property-removed",
            asking(fields(json!({ "a": field })), none()),
            asking(fields(json!({})), none()),
        ),
        (
            "field of a response",
            "response-property-removed",
            answering(fields(json!({ "a": field })), none()),
            answering(fields(json!({})), none()),
        ),
    ]
}

fn webhooks(events: Value) -> Value {
    let mut document = operation(json!({}));
    document["x-webhooks"] = events;
    document
}

/// An operation of a callback.
fn seen() -> Value {
    json!({ "responses": { "204": { "description": "Seen." } } })
}

#[test]
fn events_callbacks_and_statuses_announce_their_end() {
    let event = |end: Value| webhooks(json!({ "paid": { "post": end } }));
    let callback = |end: Value| {
        let mut operation = seen();
        operation.as_object_mut().expect("an object").extend(end.as_object().expect("an object").clone());
        self::operation(json!({ "callbacks": { "paid": { "{$url}": { "post": operation } } } }))
    };
    let status = |mut end: Value| {
        end["description"] = json!("Moved.");
        operation(json!({ "responses": { "200": { "description": "" }, "301": end } }))
    };
    let dated = || json!({ "deprecated": true, "x-sunset": "2026-12-24" });
    for (part, make) in
        [("webhook-event", &event as &dyn Fn(Value) -> Value), ("callback", &callback), ("response-status", &status)]
    {
        let [begins, ends] = ["deprecated", "no-longer-deprecated"].map(|what| format!("{part}-{what}"));
        let bare = || make(json!({ "deprecated": true }));
        for (old, new, without, with) in [
            (make(json!({})), bare(), vec![begins.as_str()], vec!["deprecated-without-sunset"]),
            (make(json!({})), make(dated()), vec![&begins, "sunset-announced"], vec![&begins, "sunset-announced"]),
            (bare(), make(json!({})), vec![&ends], vec![&ends]),
            (
                make(dated()),
                make(json!({ "deprecated": true, "x-sunset": "2026-12-23" })),
                vec!["sunset-brought-forward"],
                vec!["sunset-brought-forward"],
            ),
        ] {
            for (policy, mut expected) in [(None, without), (Some(&policy()), with)] {
                expected.sort_unstable();
                assert_eq!(found(policy, &old, &new), expected, "{part} {policy:?}");
            }
        }
    }
    // A response cannot be `deprecated` in OpenAPI, so that a date is enough.
    let dated = |day: &str| status(json!({ "x-sunset": day }));
    assert_eq!(found(Some(&policy()), &status(json!({})), &dated("2026-12-24")), ["sunset-announced"]);
    let gone = operation(json!({ "responses": { "200": { "description": "" } } }));
    for (old, expected) in [
        (status(json!({})), "response-success-status-removed"),
        (dated("2026-12-24"), "removed-before-sunset"),
        (dated("2026-01-01"), "removed-after-sunset"),
        (status(json!({ "deprecated": true })), "removed-without-sunset"),
    ] {
        assert_eq!(found(Some(&policy()), &old, &gone), [expected]);
        assert_eq!(found(None, &old, &gone), ["response-success-status-removed"]);
    }
}

#[test]
fn an_event_ends_with_the_last_of_its_methods() {
    let dated = |day: &str| json!({ "deprecated": true, "x-sunset": day });
    for (post, get, expected) in [
        (dated("2026-01-01"), dated("2026-12-24"), "removed-before-sunset"),
        (dated("2026-01-01"), dated("2026-02-01"), "removed-after-sunset"),
        (dated("2026-01-01"), json!({}), "removed-without-deprecation"),
        (dated("2026-01-01"), json!({ "deprecated": true }), "removed-without-sunset"),
    ] {
        let old = webhooks(json!({ "paid": { "post": post, "get": get } }));
        assert_eq!(found(Some(&policy()), &old, &webhooks(json!({}))), [expected]);
    }
}

#[test]
fn a_policy_judges_every_removal_by_its_notice() {
    for (end, expected) in [
        (json!({}), "removed-without-deprecation"),
        (json!({ "x-sunset": "2026-01-01" }), "removed-without-deprecation"),
        (json!({ "deprecated": true }), "removed-without-sunset"),
        (json!({ "deprecated": true, "x-sunset": "soon" }), "removed-without-sunset"),
        (json!({ "deprecated": true, "x-sunset": "2026-06-02" }), "removed-before-sunset"),
        (json!({ "deprecated": true, "x-sunset": "2026-06-01" }), "removed-after-sunset"),
        (json!({ "deprecated": true, "x-sunset": "2026-01-01" }), "removed-after-sunset"),
    ] {
        for (part, without, old, new) in parts(&end) {
            assert_eq!(found(Some(&policy()), &old, &new), [expected], "{part}: {end}");
            assert_eq!(found(None, &old, &new), [without], "{part} without a policy: {end}");
        }
    }
}

#[test]
fn a_removal_says_when_it_was_announced() {
    let (_, _, old, new) = parts(&json!({ "deprecated": true, "x-sunset": "2026-12-24" })).remove(0);
    let changes = compare_under(Some(&policy()), &old, &new).expect("documents");
    let expected = "error removed-before-sunset listOrders operation: `GET /orders` was removed on 2026-06-01, before its \
                    sunset on 2026-12-24";
    assert_eq!(changes[0].to_string(), expected);
}
