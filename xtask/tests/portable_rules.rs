//! Rules that engines of CEL do not read alike are refused: each pitfall, met by a rule, with what to write instead.

use serde_json::{Value, json};
use xtask::dialect::{Refusal, refusals};

/// A document whose component and operation have these rules.
fn document(on_schema: &str, on_operation: &str) -> Value {
    let documented = json!({ "source": "documented" });
    let field = |schema: Value| {
        let mut schema = schema;
        schema["x-provenance"] = documented.clone();
        schema
    };
    let rules = |rule: &str| json!([{ "rule": rule, "message": "it holds" }]);
    json!({
        "openapi": "3.0.3",
        "info": { "title": "A", "version": "1" },
        "paths": { "/a": { "get": {
            "operationId": "getA",
            "tags": ["A"],
            "summary": "A",
            "x-validations": rules(on_operation),
            "parameters": [{
                "name": "least", "in": "query", "x-provenance": documented, "schema": { "type": "number" }
            }],
            "responses": { "200": { "description": "A.", "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/Order" }, "examples": { "one": { "value": {} } }
            } } } }
        } } },
        "components": { "schemas": {
            "Order": { "type": "object", "x-validations": rules(on_schema), "properties": {
                "count": field(json!({ "type": "integer" })),
                "paid": field(json!({ "type": "integer" })),
                "price": field(json!({ "type": "number" })),
                "status": field(json!({ "type": "string" })),
                "total": field(json!({ "type": "string" })),
                "at": field(json!({ "type": "string", "format": "date-time" })),
                "coupon": field(json!({ "type": "string", "nullable": true })),
                "items": field(json!({ "type": "array", "items": { "$ref": "#/components/schemas/Item" } }))
            } },
            "Item": { "type": "object", "properties": {
                "price": field(json!({ "type": "number" })),
                "note": field(json!({ "type": "string", "nullable": true }))
            } }
        } }
    })
}

/// What is said of a rule on the schema.
fn said(rule: &str) -> Vec<String> {
    said_of(&document(rule, "true"))
}

fn said_of(document: &Value) -> Vec<String> {
    let pitfall = |refusal: Refusal| match refusal {
        Refusal::NotPortable { pitfall, .. } => pitfall.to_string(),
        other => panic!("{other}"),
    };
    refusals(document).into_iter().map(pitfall).collect()
}

#[track_caller]
fn check(rule: &str, instead: &[&str]) {
    let said = said(rule);
    assert_eq!(said.len(), instead.len(), "{rule}: {said:#?}");
    for (said, instead) in said.iter().zip(instead) {
        assert!(said.ends_with(instead), "{rule}: {said}");
    }
}

#[test]
fn what_engines_read_alike_is_accepted() {
    for rule in [
        "self.count <= self.paid",
        "self.count == 0 || self.status == 'paid'",
        "double(self.count) == double(self.paid) + 1.0",
        "int(self.count) % 2 == 0",
        "size(self.items) - 1 == self.items.size()",
        "double(self.price) >= 0.0",
        "number(self.total) / 2.0 > double(self.price)",
        "money(self.total) - money(self.total) == 0",
        "datetime(self.at) - datetime(self.at) <= duration('1h')",
        "datetime(self.at).getHours('UTC') < 12",
        "timestamp('2026-06-08T12:00:00Z') <= datetime(self.at)",
        "type(self.coupon) == null_type || self.coupon.startsWith('A')",
        "'status' in self && self.status.lowerAscii() != 'x'",
        "!('coupon' in self) || type(self.coupon) == null_type || self.coupon != ''",
        "self.exists(name, name == 'coupon')",
        "self.items.all(item, double(item.price) <= double(self.price))",
        "self.items.exists_one(item, double(item.price) == 1.0)",
        "self.items.filter(item, double(item.price) == 1.0).size() == 0",
        "string(self.status + '&').contains('a=' + self.status)",
        "string(int(self.count)) == self.status",
        "self.status == (self.count == 0 ? 'none' : 'some')",
        "self.status in ['paid', 'open']",
    ] {
        check(rule, &[]);
    }
}

#[test]
fn presence_is_asked_with_in() {
    check("has(self.status)", &["write `'status' in self`"]);
    check("has(self.status.length)", &["write `'length' in self.status`"]);
    check("self.items.all(item, has(item.price))", &["write `'price' in item`"]);
}

#[test]
fn whether_a_nullable_field_is_there_is_asked_by_name() {
    let instead = "also compare `type(self.coupon)` with `null_type`, or write `self.exists(name, name == 'coupon')`";
    check("'coupon' in self", &[instead]);
    check(
        "self.items.all(item, 'note' in item)",
        &["also compare `type(item.note)` with `null_type`, or write `item.exists(name, name == 'note')`"],
    );
}

#[test]
fn null_is_a_type() {
    check("self.coupon == null", &["write `type(self.coupon) == null_type`"]);
    check("null != self.items[0].note", &["write `type(self.items[0].note) != null_type`"]);
    check("self.coupon == (self.count == 0 ? null : 'A')", &["or test for it with `type(…) == null_type`"]);
}

#[test]
fn numbers_are_converted_before_they_are_reckoned_with() {
    check("self.count * 2 == 4", &["write `double(self.count)`, or `int(self.count)` to count"]);
    check(
        "self.count - self.paid > 0",
        &[
            "write `double(self.count)`, or `int(self.count)` to count",
            "write `double(self.paid)`, or `int(self.paid)` to count",
        ],
    );
    check("-self.count < 0", &["write `double(self.count)`, or `int(self.count)` to count"]);
    check("self['count'] % 2 == 0", &["write `double(self['count'])`, or `int(self['count'])` to count"]);
    check("self.items.all(item, item.price * 1.0 > 0.0)", &["or `int(item.price)` to count"]);
}

#[test]
fn numbers_with_a_fraction_are_converted_before_they_are_compared() {
    check("self.price == 1", &["write `double(self.price)`"]);
    check("self.count == 1.0", &["write `double(self.count)`"]);
    check(
        "self.items.all(item, item.price <= self.price)",
        &["write `double(item.price)`", "write `double(self.price)`"],
    );
}

#[test]
fn ints_and_doubles_are_not_mixed() {
    let instead = "convert both with `double(…)`, and write numbers like `1.0`";
    check("double(self.count) == 5", &[instead]);
    check("size(self.items) <= double(self.count)", &[instead]);
    check("double(self.count) * 2 == 4.0", &[instead]);
}

#[test]
fn parts_of_timestamps_have_a_zone() {
    check("datetime(self.at).getHours() < 12", &["write `getHours('UTC')`"]);
    check("datetime(self.at).getFullYear() > 2000", &["write `getFullYear('UTC')`"]);
}

#[test]
fn texts_are_read_by_functions_that_are_the_same_everywhere() {
    check("timestamp(self.at) <= timestamp(self.at)", &["write `datetime(self.at)`"]);
    check("int(self.total) == 0", &["write `number(self.total)`"]);
    check("double(self.total) == 0.0", &["write `number(self.total)`"]);
    check("string(self.count) == self.status", &["write `string(int(self.count))`, or compare without a conversion"]);
    check("string(self.count == 1) == 'true'", &["or compare without a conversion"]);
}

#[test]
fn joined_texts_are_searched_as_texts() {
    check("(self.status + '&').contains('a&')", &["write `string(self.status + '&').contains(…)`"]);
    check("('x' + self.status).endsWith('a')", &["write `string('x' + self.status).endsWith(…)`"]);
}

#[test]
fn functions_are_defined_for_every_engine() {
    let instead = "define it in docs/rules-elsewhere.md, with code for each engine in docs/rules";
    for rule in [
        "self.status.upperAscii() == 'A'",
        "self.status.matches('a')",
        "dyn(self.count) == 1",
        "bool(self.status)",
        "ours(self)",
    ] {
        check(rule, &[instead]);
    }
}

#[test]
fn what_does_not_parse_is_refused() {
    let said = said("self.count ==");
    assert!(matches!(said.as_slice(), [only] if only.starts_with("it does not parse (")), "{said:?}");
}

#[test]
fn rules_of_operations_are_read_with_their_types() {
    let said = |rule: &str| said_of(&document("true", rule));
    assert_eq!(said("response.status != 200 || double(response.body.price) >= double(request.query.least)"), [""; 0]);
    let [compared, least] = said("response.body.price >= request.query.least").try_into().expect("two");
    assert!(compared.ends_with("write `double(response.body.price)`"), "{compared}");
    assert!(least.ends_with("write `double(request.query.least)`"), "{least}");
    let [nullable] = said("'coupon' in response.body").try_into().expect("one");
    assert!(nullable.ends_with("write `response.body.exists(name, name == 'coupon')`"), "{nullable}");
}

#[test]
fn a_refusal_names_rule_and_place() {
    let found = refusals(&document("has(self.status)", "true"));
    let [refusal] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        refusal.to_string(),
        "/components/schemas/Order/x-validations/0 has the rule `has(self.status)`, which engines of CEL do not read \
         alike: `has(self.status)` is false for a parent that is no object in one engine and an error in others: write \
         `'status' in self`"
    );
}
