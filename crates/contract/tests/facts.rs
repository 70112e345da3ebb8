//! Rules of schemas: where they apply, what they can say, and what is said of them.

use serde_json::{Value, json};
use trackside_contract::{Contract, Level, Source};

use crate::support::{check, components, load, schema};

fn rule(rule: &str) -> Value {
    json!([{ "rule": rule, "message": "the rule holds", "provenance": { "source": "documented" } }])
}

fn sum() -> Value {
    json!({
        "type": "object", "required": ["total", "parts"],
        "properties": { "total": { "type": "integer" }, "parts": { "type": "array", "items": { "type": "integer" } }, "other": { "type": "integer" } },
        "x-validations": rule("self.total == (size(self.parts) == 0 ? 0 : self.parts[0] + (size(self.parts) == 1 ? 0 : self.parts[1]))")
    })
}

/// A contract whose schema leads to the sum in every way.
fn contract() -> Contract {
    let sum_ref = json!({ "$ref": "#/components/schemas/Sum" });
    load(&components(&json!({
        "Sum": sum(),
        "Holder": {
            "type": "object",
            "properties": {
                "direct": sum_ref,
                "maybe": { "type": "object", "nullable": true, "allOf": [sum_ref] },
                "list": { "type": "array", "items": { "type": "array", "items": sum_ref } },
                "map": { "type": "object", "additionalProperties": sum_ref },
                "composed": { "allOf": [sum_ref, { "type": "object", "properties": { "more": { "type": "integer" } } }] },
                "choice": { "oneOf": [
                    { "type": "object", "required": ["kind", "sum"], "properties": { "kind": { "type": "string", "enum": ["sum"] }, "sum": sum_ref } },
                    { "type": "object", "required": ["kind", "sum"], "properties": { "kind": { "type": "string", "enum": ["free"] }, "sum": { "type": "object" } } }
                ] },
                "any": { "anyOf": [sum_ref, { "type": "string" }] },
                "inline": { "type": "integer", "x-validations": rule("self > 0") },
                "again": { "$ref": "#/components/schemas/Holder" }
            }
        }
    })))
}

#[test]
fn rules_apply_wherever_their_schema_does() {
    let contract = contract();
    let (good, bad) = (json!({ "total": 3, "parts": [1, 2] }), json!({ "total": 4, "parts": [1, 2] }));
    for (value, place) in [
        (json!({ "direct": bad }), Some("/direct")),
        (json!({ "direct": good }), None),
        (json!({ "maybe": bad }), Some("/maybe")),
        (json!({ "maybe": null }), None),
        (json!({ "list": [[good], [good, bad]] }), Some("/list/1/1")),
        (json!({ "map": { "a/b": bad, "c": good } }), Some("/map/a~1b")),
        (json!({ "composed": { "total": 4, "parts": [], "more": 1 } }), Some("/composed")),
        (json!({ "choice": { "kind": "sum", "sum": bad } }), Some("/choice/sum")),
        (json!({ "choice": { "kind": "free", "sum": bad } }), None),
        (json!({ "any": bad }), Some("/any")),
        (json!({ "any": "text" }), None),
        (json!({ "inline": 0 }), Some("/inline")),
        (json!({ "again": { "again": { "direct": bad } } }), Some("/again/again/direct")),
    ] {
        let expected: Vec<_> = place.into_iter().map(|place| ("semantic", place)).collect();
        check(&contract, "Holder", &value, &expected);
    }
    check(&contract, "Sum", &bad, &[("semantic", "")]);
}

#[test]
fn a_broken_schema_explains_a_rule_that_cannot_be_computed() {
    let contract = contract();
    check(&contract, "Sum", &json!({ "total": "3", "parts": [1, 2] }), &[("body/type", "/total"), ("semantic", "")]);
    check(&contract, "Sum", &json!({ "parts": [1, 2] }), &[("body/required", "/total")]);
    check(
        &contract,
        "Holder",
        &json!({ "list": [[{ "total": 3, "parts": [1, "2"] }]] }),
        &[("body/type", "/list/0/0/parts/1")],
    );
    let missing = schema(&json!({ "type": "object", "properties": { "a": {} }, "x-validations": rule("self.a == 1") }));
    check(&missing, "Value", &json!({}), &[("semantic/evaluation", "")]);
    check(&missing, "Value", &json!({ "b": 1 }), &[("body/unknown-field", "/b")]);
}

#[test]
fn a_broken_rule_says_what_was_there() {
    let contract = schema(&json!({
        "type": "object",
        "properties": { "total": { "type": "integer" }, "parts": { "type": "object", "properties": { "a": { "type": "integer" } } } },
        "x-validations": [{ "rule": "self.total == self.parts.a", "message": "the total is the part", "provenance": { "source": "inferred", "reason": "so it seems" } }]
    }));
    let violations = contract.judge_component("Value", &json!({ "total": 2, "parts": { "a": 1 } }));
    let expected = "error semantic body: the total is the part; found: self.parts.a = 1, self.total = 2 [self.total == self.parts.a]";
    let mut said = violations[0].to_string();
    said = said.replace("self.total = 2, self.parts.a = 1", "self.parts.a = 1, self.total = 2");
    assert_eq!(said, expected);
    let provenance = violations[0].provenance.as_ref().expect("the rule has a provenance");
    assert_eq!(
        (provenance.source, provenance.reason.as_deref(), violations[0].level),
        (Source::Inferred, Some("so it seems"), Level::Error)
    );
    let failed = contract.judge_component("Value", &json!({ "total": 2 }));
    assert_eq!(
        failed[0].to_string(),
        "error semantic/evaluation body: the total is the part (cannot be evaluated: No such key: parts); found: self.total = 2, self.parts.a is missing [self.total == self.parts.a]"
    );
}

/// Checks what becomes of an expression on a value.
#[track_caller]
fn evaluates(expression: &str, value: &Value, expected: &[(&str, &str)]) {
    check(&schema(&json!({ "x-validations": rule(expression) })), "Value", value, expected);
}

#[test]
fn expressions_can_say_what_is_documented() {
    let value = json!({
        "n": 7, "m": -3, "x": 2.5, "big": u64::MAX, "text": "Grüße", "list": [3, 1, 2], "empty": [], "nothing": null, "flag": true,
        "map": { "usd": "$1,124.90", "eur": "€87.00" }, "at": "2026-06-08 12:00:00", "zoned": "2026-06-08T14:00:00+02:00", "count": "12"
    });
    for expression in [
        "self.n + self.m == 4 && self.m - self.n == -10 && self.n * self.m == -21 && self.n / 2 == 3 && self.n % 2 == 1",
        "self.n > self.x && self.x < self.n && self.n == 7.0 && self.big > self.n",
        "double(self.n) * self.x == 17.5 && int(self.x) == 2 && int(self.count) == 12 && double('1.5') == 1.5 && uint(self.n) == 7u",
        "string(self.n) == '7' && string(self.flag) == 'true' && bool('true') && type(self.n) == int && type(self.text) == string && dyn(self.n) == 7",
        "self.nothing == null && self.n != null && !(self.n == '7')",
        "has(self.nothing) && !has(self.missing) && has(self.map.usd) && !has(self.map.gbp)",
        "size(self.text) == 5 && self.list.size() == 3 && size(self.map) == 2 && size(self.empty) == 0",
        "self.text.contains('üß') && self.text.startsWith('Gr') && self.text.endsWith('e') && self.text < 'H' && self.text + '!' == 'Grüße!'",
        "self.list.all(x, x > 0) && self.list.exists(x, x == 2) && self.list.exists_one(x, x == 2) && self.empty.all(x, false) && !self.empty.exists(x, true)",
        "self.list.map(x, x * 2) == [6, 2, 4] && self.list.filter(x, x > 1) == [3, 2] && self.list[0] == 3 && self.list + [4] == [3, 1, 2, 4]",
        "self.map.all(key, self.map[key].size() > 3) && 'usd' in self.map && !('gbp' in self.map) && 2 in self.list && self.map.map(key, key).size() == 2",
        "self.empty == [] && {} != self.map && {'usd': '$1,124.90', 'eur': '€87.00'} == self.map && self.map == {'usd': '$1,124.90', 'eur': '€87.00'}",
        "datetime(self.at) == timestamp(self.zoned) && datetime(self.at) == datetime(self.zoned) && datetime('2026-06-08') < datetime(self.at)",
        "datetime(self.at) - datetime('2026-06-08') == duration('12h') && datetime('2026-06-08') + duration('12h') == datetime(self.at)",
        "datetime(self.at).getFullYear() == 2026 && datetime(self.at).getMonth() == 5 && datetime(self.at).getDate() == 8 && datetime(self.at).getDayOfMonth() == 7",
        "datetime(self.at).getDayOfWeek() == 1 && datetime(self.at).getHours() == 12 && datetime(self.at).getHours('Europe/Berlin') == 14 && duration('90m').getHours() == 1",
        "datetime(self.at).getDayOfYear() == 158 && datetime(self.at).getMinutes() == 0 && datetime(self.at).getSeconds() == 0 && datetime(self.at).getMilliseconds() == 0",
        "int(datetime(self.at)) == 1780920000 && string(datetime(self.at)) == '2026-06-08T12:00:00Z'",
        "money(self.map.usd) == 112490 && money(self.map['eur']) == 8700 && money('-$3.20') == -320 && money('CA$1.00') == 100 && money('0') == 0 && money('12.5') == 1250",
        "self.map.all(currency, money(self.map[currency]) > 0)",
        "[self.map][0].usd == '$1,124.90' && [self.list][0][1] == 1 && [[self.map]].map(x, x[0])[0].eur == '€87.00' && [self.list][0] + [4] == [3, 1, 2, 4]",
        "(self.flag ? self.map : {}).usd == '$1,124.90' && [self.map, self.map].all(m, m == self.map) && self.map in [self.map] && [self.list].map(l, l.size()) == [3]",
        "'ABC-é'.lowerAscii() == 'abc-é'",
        "number('12') == 12.0 && number('-0.50') == -0.5 && number(self.count) * 2.0 == 24.0",
        "self.flag || self.missing == 1",
        "!self.flag ? self.missing == 1 : true",
        "self.flag && (self.n > 100 || self.text != '')",
        "self.n == (self.flag ? 7 : 8) && [self.n, self.m].all(x, x != 0) && [[self.n, 'a'], [self.m, 'b']].exists(pair, pair[1] == 'b' && pair[0] < 0)",
    ] {
        evaluates(expression, &value, &[]);
    }
}

#[test]
fn whole_numbers_are_ints_however_they_are_written() {
    let value: Value =
        serde_json::from_str(r#"{ "plain": 2, "point": 2.0, "power": 2e0, "part": 2.5, "far": 1e300 }"#).expect("JSON");
    for expression in [
        "self.plain + self.point == 4 && self.point * self.power == 4 && self.point - 3 == -1",
        "type(self.point) == int && type(self.power) == int && type(self.part) == double && type(self.far) == double",
    ] {
        evaluates(expression, &value, &[]);
    }
}

#[test]
fn expressions_fail_without_harm() {
    let value = json!({ "n": 9_223_372_036_854_775_807_i64, "text": "a", "list": [1], "nothing": null, "x": 1.5 });
    for expression in [
        "self.missing == 1",
        "number(self.text) == 1.0",
        "number('0x10') == 16.0",
        "number(self.n) == 1.0",
        "self.list[1] == 1",
        "self.n + 1 > 0",
        "self.n / 0 == 1",
        "self.n % 0 == 1",
        "self.n + self.text == 1",
        "self.n * self.x > 1.0",
        "self.text < self.n",
        "self.nothing < 1",
        "self.nothing.field == 1",
        "self.text.field == 1",
        "has(self.nothing.field)",
        "int(self.text) == 1",
        "datetime(self.text) == datetime(self.text)",
        "datetime(self.n) == datetime('2026-06-08')",
        "datetime('2026-02-30') == datetime('2026-06-08')",
        "money(self.text) == 1",
        "money(self.n) == 1",
        "timestamp('2026-06-08 12:00:00') == timestamp('2026-06-08T12:00:00Z')",
        "self.text.all(x, true)",
        "size(self.n) == 1",
        "self.n",
        "self.text",
        "null",
    ] {
        evaluates(expression, &value, &[("semantic/evaluation", "")]);
    }
}

#[test]
fn scalars_are_bound_as_they_are() {
    evaluates("self == 'a'", &json!("a"), &[]);
    evaluates("self.size() == 2", &json!([1, 2]), &[]);
    evaluates("self == 1", &json!(2), &[("semantic", "")]);
    evaluates("self == 1", &Value::Null, &[]);
}
