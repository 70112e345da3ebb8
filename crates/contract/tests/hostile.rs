//! Documents and bodies that nobody wrote: no panic, whatever they hold.

use http::{Method, StatusCode};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};
use trackside_contract::{Contract, Exchange, Origin};

use crate::support::{check, components, paths};

/// Names that mean something to the loader, and some that do not.
const NAMES: [&str; 44] = [
    "$ref",
    "type",
    "properties",
    "required",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "additionalProperties",
    "enum",
    "nullable",
    "format",
    "pattern",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "multipleOf",
    "minLength",
    "maxItems",
    "uniqueItems",
    "discriminator",
    "propertyName",
    "mapping",
    "x-validations",
    "rule",
    "x-provenance",
    "source",
    "get",
    "responses",
    "200",
    "default",
    "content",
    "application/json",
    "schema",
    "headers",
    "parameters",
    "name",
    "in",
    "examples",
    "value",
    "operationId",
    "a",
    "~/",
];

/// Texts that mean something to the loader, and some that do not.
const TEXTS: [&str; 22] = [
    "object",
    "string",
    "integer",
    "array",
    "number",
    "boolean",
    "#/components/schemas/A",
    "#/components/schemas/B",
    "#",
    "#/",
    "a",
    "",
    "path",
    "query",
    "int32",
    "date-time",
    "^(a+)+$",
    "[",
    "self == 1",
    "self.a.all(x, x",
    "inferred",
    "/{a}",
];

fn any_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![proptest::sample::select(TEXTS.as_slice()).prop_map(str::to_owned), ".{0,12}"];
    let name = prop_oneof![8 => proptest::sample::select(NAMES.as_slice()).prop_map(str::to_owned), 1 => ".{0,6}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 48, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            btree_map(name.clone(), inner, 0..6).prop_map(|fields| Value::Object(fields.into_iter().collect()))
        ]
    })
}

fn exchange(target: &str, body: Vec<u8>) -> Exchange {
    Exchange {
        method: Method::GET,
        target: target.to_owned(),
        request_headers: http::HeaderMap::new(),
        request_body: bytes::Bytes::new(),
        status: StatusCode::OK,
        response_headers: http::HeaderMap::from_iter([(
            http::header::CONTENT_TYPE,
            http::HeaderValue::from_static("application/json"),
        )]),
        response_body: body.into(),
    }
}

/// Asks everything that can be asked of a document and a value.
fn ask_everything(document: &Value, value: &Value) {
    let Ok(contract) = Contract::from_value(document) else { return };
    for name in ["A", "B"] {
        let lines: Vec<_> = contract.judge_component(name, value).iter().map(ToString::to_string).collect();
        assert!(lines.iter().all(|line| !line.contains('\n')), "{lines:?}");
    }
    for operation in contract.operations() {
        contract.judge_body(&operation.id, 200, value);
    }
    for target in ["/a", "/a/b?a=1&status[]=x", ""] {
        contract.judge(&exchange(target, value.to_string().into_bytes()), Origin::Foreign);
    }
    contract.examples().for_each(drop);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_document_is_loaded_or_refused(document in any_json(), items in any_json(), components in any_json(), value in any_json()) {
        ask_everything(&document, &value);
        ask_everything(&json!({ "openapi": "3.0.3", "paths": items, "components": components }), &value);
    }

    #[test]
    fn any_schema_judges_any_value(a in any_json(), b in any_json(), value in any_json()) {
        ask_everything(&components(&json!({ "A": a, "B": b })), &value);
    }

    #[test]
    fn any_operation_judges_any_value(item in any_json(), responses in any_json(), value in any_json()) {
        ask_everything(&paths(&json!({ "/a": item, "/{a}/b": { "get": { "responses": { "200": responses } } } }), &json!({ "A": {}, "B": {} })), &value);
    }

    #[test]
    fn any_bytes_are_judged(target in ".{0,30}", body in vec(any::<u8>(), 0..60)) {
        let document = paths(&json!({ "/{a}": { "get": { "responses": { "200": { "content": { "application/json": { "schema": { "type": "object" } } } } } } } }), &json!({}));
        let contract = Contract::from_value(&document).expect("the document loads");
        contract.judge(&exchange(&target, body), Origin::Sandbox);
    }

    #[test]
    fn any_text_is_a_rule_or_refused(rule in "[-a-z0-9 .()\\[\\]{}'\"?:<>=!&|,+*/%\\\\ü]{0,30}", value in any_json()) {
        ask_everything(&components(&json!({ "A": { "x-validations": [{ "rule": rule }] }, "B": {} })), &value);
    }

    #[test]
    fn any_text_is_read_as_date_and_money_or_refused(text in ".{0,24}") {
        let rule = |call: &str| json!({ "x-validations": [{ "rule": format!("{call}(self) == {call}(self)") }] });
        ask_everything(&components(&json!({ "A": rule("datetime"), "B": rule("money") })), &Value::from(text));
    }
}

#[test]
fn variants_that_share_a_field_are_not_tried_without_end() {
    let variant = |name: &str| json!({ "type": "object", "required": ["child", name], "properties": { "child": { "$ref": "#/components/schemas/Tree" }, name: { "type": "integer" } } });
    let leaf = json!({ "type": "object", "required": ["leaf"], "properties": { "leaf": { "type": "integer" } } });
    let document = components(
        &json!({ "Tree": { "oneOf": [variant("a"), variant("b"), leaf], "x-validations": [{ "rule": "size(self) > 0" }] } }),
    );
    let contract = Contract::from_value(&document).expect("the document loads");
    let nested = |depth: usize, leaf: Value| (0..depth).fold(leaf, |child, _| json!({ "child": child, "b": 1 }));
    check(&contract, "Tree", &nested(5, json!({ "leaf": 1 })), &[]);
    check(&contract, "Tree", &nested(3, json!({ "leaf": "x" })), &[("body/type", "/child/child/child/leaf")]);
    check(&contract, "Tree", &nested(60, json!({ "leaf": 1 })), &[("body/depth", "")]);
}
