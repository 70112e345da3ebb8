//! A document as providers write them: 3.1 in YAML, with everything that is valid and looks odd.

use serde_json::json;
use trackside_diff::{Level, compare};
use trackside_openapi::{Read, read};

const DOCUMENT: &str = include_str!("provider.yaml");

fn opened(text: &str) -> Read {
    read(text.as_bytes(), "provider.yaml", &|path| Err(format!("there is no {path}"))).expect("a document")
}

#[test]
fn every_part_is_read_as_it_is_meant() {
    let Read { document, version, notes } = opened(DOCUMENT);
    assert_eq!((version.as_str(), &notes[..]), ("3.1.0", &[][..]));
    let post = "/paths/~1api~1v1~1track~1order/post";
    let schema = "/components/schemas";
    for (place, expected) in [
        ("/openapi", json!("3.0.3")),
        // Texts of several lines: folded, literal, and plain over two lines.
        ("/info/description", json!("Reports of orders, folded into one line.\n")),
        (&format!("{post}/description"), json!("First line.\n\n  - indented: not a key\n# not a comment\n")),
        (&format!("{post}/summary"), json!("Report an order, whose summary goes on in the next line")),
        // Plain texts that look like something else.
        ("/info/version", json!("1.0.0")),
        ("/info/x-texts/0", json!("2026-06-08")),
        ("/info/x-texts/1", json!("12:30:45")),
        ("/info/x-texts/2", json!("https://shop.example/a#b")),
        ("/info/x-texts/3", json!("yes")),
        ("/info/x-texts/4", json!("a, b [c] {d}")),
        ("/info/x-texts/5", json!("it's \"quoted\"")),
        ("/info/x-texts/6", json!("<url>?aff=1&b=2")),
        ("/info/x-texts/7", json!("-dash")),
        ("/info/x-texts/8", json!("key:value")),
        ("/info/x-texts/9", json!("two\nlines")),
        ("/info/x-texts/10", json!("it's")),
        ("/info/x-numbers", json!([1, -2, 0.5, 1000.0, null, null, true])),
        // An anchor and its aliases, and a key that stands alone.
        (&format!("{post}/responses/401"), json!({ "description": "No key." })),
        (&format!("{post}/responses/403"), json!({ "description": "No key." })),
        (&format!("{post}/security/1"), json!({})),
        // Flow style within block style, and statuses without quotes.
        (
            &format!("{post}/responses/200/content/application~1json/schema/oneOf/1/properties/attributed/enum"),
            json!([false]),
        ),
        // What is null beside a type, a list of values, and a reference.
        (
            &format!("{schema}/Order/properties/program_id"),
            json!({ "nullable": true, "anyOf": [{ "type": "string" }, { "type": "integer" }] }),
        ),
        (
            &format!("{schema}/Order/properties/blocker"),
            json!({ "type": "string", "nullable": true, "enum": ["profile", "payout", null], "description": "The first gate that fails; null if all pass." }),
        ),
        (
            &format!("{schema}/Order/properties/customer"),
            json!({ "allOf": [{ "$ref": "#/components/schemas/Customer" }], "nullable": true }),
        ),
        (&format!("{schema}/Order/properties/kind"), json!({ "type": "string", "enum": ["chain"] })),
        (&format!("{schema}/Order/properties/amount_cents/minimum"), json!(0)),
        (&format!("{schema}/Order/properties/amount_cents/exclusiveMinimum"), json!(true)),
        (&format!("{schema}/Order/properties/note/example"), json!("A gift: wrap it")),
        (&format!("{schema}/Order/properties/nothing"), json!({ "nullable": true, "enum": [null] })),
        (&format!("{schema}/Order/additionalProperties"), json!(true)),
        ("/x-webhooks/order.paid/post/operationId", json!("orderPaid")),
    ] {
        assert_eq!(document.pointer(place), Some(&expected), "{place}");
    }
    assert_eq!(document.get("webhooks"), None);
}

/// The same contract, written by hand for 3.0.
#[test]
fn it_says_the_same_as_an_edition_in_3_0() {
    let edition = include_str!("provider-3.0.yaml");
    let (new, old) = (opened(DOCUMENT).document, opened(edition).document);
    assert_eq!(old["openapi"], "3.0.3");
    for (old, new) in [(&old, &new), (&new, &old)] {
        let changes = compare(old, new).expect("both are documents");
        let silent = ["documentation-changed", "extension-changed"];
        let contract: Vec<_> = changes.iter().filter(|change| !silent.contains(&change.rule)).collect();
        assert!(contract.is_empty(), "{contract:#?}");
    }
}

#[test]
fn a_change_of_what_only_3_1_has_is_found() {
    let old = opened(DOCUMENT).document;
    for (before, after, rule) in [
        ("type: [string, integer, 'null']", "type: [string, integer]", "request-became-not-nullable"),
        ("{ type: string, const: chain }", "{ type: string, const: order }", "request-enum-value-removed"),
        ("exclusiveMinimum: 0", "exclusiveMinimum: 1", "request-minimum-raised"),
        ("enum: [profile, payout, null]", "enum: [profile, null]", "request-enum-value-removed"),
        ("- type: 'null' # no customer", "- type: boolean", "request-became-not-nullable"),
        ("operationId: orderPaid", "operationId: orderPaid\n      x-other: 1", "extension-changed"),
    ] {
        assert_eq!(DOCUMENT.matches(before).count(), 1, "{before}");
        let new = opened(&DOCUMENT.replace(before, after)).document;
        let found = compare(&old, &new).expect("both are documents");
        assert!(found.iter().any(|change| change.rule == rule), "{before} → {after}: {found:#?}");
        let breaks = found.iter().any(|change| change.level == Level::Error);
        assert_eq!(breaks, rule != "extension-changed", "{before} → {after}: {found:#?}");
    }
}

/// What strict readers refuse in such documents is named by its place.
#[test]
fn a_colon_in_a_plain_text_is_named_by_line_and_column() {
    let line = "      description: The order, with its key and its amount.";
    assert_eq!(DOCUMENT.matches(line).count(), 1);
    let broken = DOCUMENT.replace(line, "      description: The order. Set `test_mode: true` for a test.");
    let number = 1 + DOCUMENT.lines().position(|known| known == line).expect("the line is there");
    let error = read(broken.as_bytes(), "provider.yaml", &|_| Err(String::new())).expect_err("it is not YAML");
    let column = 1 + "      description: The order. Set `test_mode".len();
    let expected = format!("provider.yaml:{number}:{column}: this is not YAML: ");
    assert!(error.to_string().starts_with(&expected), "{error}, not {expected}");
}
