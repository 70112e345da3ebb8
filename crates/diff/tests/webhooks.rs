//! What the change of a webhook event means: clients receive it, although it is a request.

use serde_json::{Value, json};
use trackside_diff::Level;

use crate::documents::{changes, found, none, with_operation};

/// A document with one event, which comes as JSON or in the query.
fn document() -> Value {
    let mut document = with_operation(
        json!({}),
        json!({ "Paid": {
            "type": "object",
            "required": ["id", "total"],
            "properties": { "id": { "type": "string" }, "total": { "type": "integer" }, "note": { "type": "string" } }
        } }),
    );
    document["x-webhooks"] = json!({ "order.paid": {
        "post": {
            "summary": "An order was paid",
            "parameters": [{ "name": "X-Id", "in": "header", "required": true, "schema": { "type": "string" } }],
            "requestBody": { "required": true, "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/Paid" }, "examples": { "one": { "value": { "id": "1" } } }
            } } },
            "responses": { "2XX": { "description": "Seen." } },
            "x-validations": [{ "rule": "request.body.total > 0", "message": "it is paid" }]
        },
        "get": { "parameters": [{ "name": "total", "in": "query", "schema": { "type": "integer" } }] }
    } });
    document["x-delivery"] = json!({ "attempts": 3, "signature": { "scheme": "body-hex" } });
    document
}

/// The document with a value at a pointer; without it if there is none.
fn changed(pointer: &str, value: Option<Value>) -> Value {
    let mut document = document();
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("nothing is at {parent}"));
    match (parent, value) {
        (Value::Object(members), Some(value)) => drop(members.insert(key.to_owned(), value)),
        (Value::Object(members), None) => drop(members.shift_remove(key).expect("it is there")),
        (Value::Array(items), None) => drop(items.remove(key.parse().expect("items are numbered"))),
        (parent, _) => panic!("{parent} holds nothing"),
    }
    document
}

const POST: &str = "/x-webhooks/order.paid/post";
const GET: &str = "/x-webhooks/order.paid/get";
const PAID: &str = "/components/schemas/Paid";

#[test]
fn what_receivers_rely_on_breaks_when_it_goes() {
    for (pointer, value, rule, place) in [
        ("/x-webhooks/order.paid".to_owned(), None, "webhook-event-removed", "webhook"),
        (GET.to_owned(), None, "webhook-method-removed", "webhook GET"),
        (format!("{POST}/requestBody"), None, "webhook-payload-removed", "webhook POST body"),
        (format!("{POST}/requestBody/required"), Some(json!(false)), "webhook-payload-removed", "webhook POST body"),
        (format!("{POST}/parameters/0"), None, "webhook-parameter-removed", "webhook POST header parameter X-Id"),
        (
            format!("{POST}/parameters/0/required"),
            Some(json!(false)),
            "webhook-parameter-became-optional",
            "webhook POST header parameter X-Id",
        ),
        (
            format!("{GET}/parameters/0/style"),
            Some(json!("deepObject")),
            "webhook-parameter-style-changed",
            "webhook GET query parameter total",
        ),
        (
            format!("{GET}/parameters/0/schema/type"),
            Some(json!("string")),
            "response-text-admitted",
            "webhook GET query parameter total",
        ),
        (format!("{POST}/responses"), Some(json!({ "200": {} })), "webhook-response-changed", "webhook POST"),
        (
            format!("{PAID}/required"),
            Some(json!(["id"])),
            "response-property-became-optional",
            "webhook POST body /total",
        ),
        (format!("{PAID}/properties/note"), None, "response-property-removed", "webhook POST body /note"),
        (
            format!("{PAID}/properties/total/type"),
            Some(json!("number")),
            "response-type-widened",
            "webhook POST body /total",
        ),
        ("/x-delivery/signature/scheme".to_owned(), Some(json!("x")), "delivery-signature-changed", "delivery"),
    ] {
        let new = changed(&pointer, value);
        let all = changes(&document(), &new);
        let found: Vec<_> = all.iter().map(|change| (change.rule, change.place.as_str())).collect();
        assert_eq!(found, [(rule, place)], "{pointer}");
        assert!(all[0].level >= Level::Warning, "{pointer}: {}", all[0]);
        if pointer.starts_with("/x-webhooks") {
            assert_eq!(all[0].operation.as_deref(), Some("order.paid"), "{pointer}");
        }
    }
}

#[test]
fn a_document_that_begins_to_have_events_breaks_nothing() {
    let without = with_operation(json!({}), none());
    let all = changes(&without, &document());
    let found: Vec<_> = all.iter().map(|change| (change.rule, change.level)).collect();
    assert_eq!(found, [("webhook-event-added", Level::Info)]);
    assert_eq!(found_back(&without), ["webhook-event-removed webhook"]);
}

fn found_back(without: &Value) -> Vec<String> {
    found(&document(), without)
}

#[test]
fn words_and_examples_only_inform() {
    for pointer in [
        format!("{POST}/summary"),
        format!("{POST}/parameters/0/description"),
        format!("{POST}/requestBody/content/application~1json/examples"),
        format!("{POST}/responses"),
    ] {
        let value = if pointer.ends_with("responses") { json!({ "2XX": { "description": "A" } }) } else { json!("A") };
        let mut new = document();
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        new.pointer_mut(parent).expect("the place is there")[key] = value;
        let rules: Vec<_> = changes(&document(), &new).iter().map(|change| change.rule).collect();
        assert_eq!(rules, ["documentation-changed"], "{pointer}");
    }
}

#[test]
fn nothing_gets_lost() {
    for (pointer, place) in [
        ("/x-webhooks/order.paid".to_owned(), "webhook"),
        (POST.to_owned(), "webhook POST"),
        (format!("{POST}/parameters/0"), "webhook POST header parameter X-Id"),
        (format!("{POST}/requestBody"), "webhook POST body"),
        (PAID.to_owned(), "webhook POST body"),
    ] {
        let mut new = document();
        new.pointer_mut(&pointer).expect("the place is there")["madeUp"] = json!(1);
        assert_eq!(found(&document(), &new), [format!("unclassified {place}")], "{pointer}");
    }
    for (pointer, value) in [
        ("/x-webhooks", json!([])),
        ("/x-webhooks/order.paid", json!(1)),
        ("/x-webhooks/order.paid/post", json!(1)),
        ("/x-webhooks/order.paid/post/parameters", json!({})),
        ("/x-webhooks/order.paid/post/parameters/0", json!(1)),
        ("/x-webhooks/order.paid/post/requestBody", json!(1)),
        ("/x-webhooks/order.paid/post/responses", json!(1)),
        ("/x-delivery", json!(1)),
    ] {
        let mut new = document();
        *new.pointer_mut(pointer).expect("the place is there") = value;
        let rules: Vec<_> = changes(&document(), &new).iter().map(|change| change.rule).collect();
        assert_eq!(rules, ["unclassified"], "{pointer}");
    }
}
