//! Which member of a union is which.

use serde_json::{Value, json};
use trackside_diff::Level;

use crate::documents::{answering, asking, changes, found, none};

fn variant(kind: &str, fields: &[&str]) -> Value {
    let mut properties = json!({ "kind": { "type": "string", "enum": [kind] } });
    for field in fields {
        properties[*field] = json!({ "type": "string" });
    }
    json!({ "type": "object", "properties": properties })
}

#[test]
fn members_are_told_by_what_they_are() {
    let cases = [
        // By the value of a field, though the fields are like those of the other one.
        (
            json!({ "oneOf": [variant("a", &["x", "y"]), variant("b", &["z"])] }),
            json!({ "oneOf": [variant("b", &["x", "y", "z"]), variant("a", &["x", "y"])] }),
            vec![
                "response-property-added response 200 body /oneOf(kind=b)/x",
                "response-property-added response 200 body /oneOf(kind=b)/y",
            ],
        ),
        // By likeness.
        (
            json!({ "anyOf": [{ "type": "object", "properties": { "a": {}, "b": {} } }, { "type": "string" }] }),
            json!({ "anyOf": [{ "type": "string" }, { "type": "object", "properties": { "a": {}, "b": {}, "c": {} } }] }),
            vec!["response-property-added response 200 body /anyOf(0)/c"],
        ),
        // Nothing in common.
        (
            json!({ "oneOf": [{ "type": "string" }, { "type": "object", "properties": { "a": {} } }] }),
            json!({ "oneOf": [{ "type": "string" }, { "type": "object", "properties": { "b": {} } }] }),
            vec!["response-one-of-member-removed response 200 body", "response-one-of-member-added response 200 body"],
        ),
        // A plain schema becomes one of two.
        (
            variant("a", &["x"]),
            json!({ "oneOf": [variant("b", &[]), variant("a", &["x"])] }),
            vec!["response-one-of-member-added response 200 body"],
        ),
        (
            json!({ "oneOf": [variant("b", &[]), variant("a", &["x"])] }),
            variant("a", &["x", "y"]),
            vec![
                "response-one-of-member-removed response 200 body",
                "response-property-added response 200 body /oneOf(kind=a)/y",
            ],
        ),
    ];
    for (old, new, expected) in cases {
        assert_eq!(found(&answering(old.clone(), none()), &answering(new.clone(), none())), expected, "{old} → {new}");
    }
}

/// Without a mapping the name of a component is what stands on the wire, so that renaming it is a change.
#[test]
fn names_that_a_discriminator_sends_are_part_of_the_contract() {
    let document = |name: &str| {
        let member = json!({ "$ref": format!("#/components/schemas/{name}") });
        let union = json!({ "oneOf": [member], "discriminator": { "propertyName": "kind" } });
        answering(union, json!({ name: { "type": "object", "properties": { "kind": { "type": "string" } } } }))
    };
    let expected = [
        "response-discriminator-value-removed response 200 body",
        "response-discriminator-value-added response 200 body",
    ];
    assert_eq!(found(&document("Cat"), &document("Kitten")), expected);
}

#[test]
fn with_a_mapping_the_names_of_components_mean_nothing() {
    let document = |name: &str| {
        let reference = format!("#/components/schemas/{name}");
        let union = json!({ "oneOf": [{ "$ref": reference }], "discriminator": { "propertyName": "kind", "mapping": { "cat": reference } } });
        answering(union, json!({ name: { "type": "object" } }))
    };
    assert!(found(&document("Cat"), &document("Kitten")).is_empty());
}

#[test]
fn the_variants_of_a_base_type_are_reached_by_its_mapping() {
    let document = |kind: &str| {
        let base =
            json!({ "type": "object", "discriminator": { "propertyName": "kind", "mapping": { "cat": "Cat" } } });
        let cat = json!({ "allOf": [{ "$ref": "#/components/schemas/Pet" }, { "properties": { "lives": { "type": kind } } }] });
        answering(json!({ "$ref": "#/components/schemas/Pet" }), json!({ "Pet": base, "Cat": cat }))
    };
    let expected = ["response-type-changed response 200 body /discriminator(cat)/lives"];
    assert_eq!(found(&document("integer"), &document("string")), expected);
}

/// A value that is mapped to another schema is a change of what comes with that value.
#[test]
fn the_value_decides_and_not_the_likeness() {
    let document = |cat: &str, dog: &str| {
        let union = json!({
            "oneOf": [{ "$ref": "#/components/schemas/A" }, { "$ref": "#/components/schemas/B" }],
            "discriminator": { "propertyName": "kind", "mapping": { "cat": cat, "dog": dog } }
        });
        let object = |field: &str| json!({ "type": "object", "properties": { field: { "type": "string" } } });
        answering(union, json!({ "A": object("a"), "B": object("b") }))
    };
    let expected = [
        "response-property-removed response 200 body /oneOf(cat)/a",
        "response-property-added response 200 body /oneOf(cat)/b",
        "response-property-added response 200 body /oneOf(dog)/a",
        "response-property-removed response 200 body /oneOf(dog)/b",
    ];
    assert_eq!(found(&document("A", "B"), &document("B", "A")), expected);
}

/// The highest level of the changes in a request, and in a response.
fn levels(old: &Value, new: &Value, schemas: &Value) -> [Option<Level>; 2] {
    [asking, answering].map(|document| {
        let changes = changes(&document(old.clone(), schemas.clone()), &document(new.clone(), schemas.clone()));
        changes.iter().map(|change| change.level).max()
    })
}

fn cat() -> Value {
    json!({ "type": "object", "required": ["kind", "lives"], "properties": { "kind": { "type": "string", "enum": ["cat"] }, "lives": { "type": "integer" } } })
}

fn dog() -> Value {
    json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string", "enum": ["dog"] }, "name": { "type": "string" } } })
}

fn object(required: &[&str], closed: bool) -> Value {
    let properties: serde_json::Map<_, _> =
        required.iter().map(|name| ((*name).to_owned(), json!({ "type": "string" }))).collect();
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": !closed })
}

/// A member that joins an exclusive union: values that matched one may match two now.
#[test]
fn a_member_that_overlaps_another_one_breaks_requests() {
    use Level::{Error, Info, Warning};
    let integer = json!({ "type": "integer" });
    let small = json!({ "type": "integer", "maximum": 5 });
    let large = json!({ "type": "integer", "minimum": 6 });
    let anything = json!({});
    let date = json!({ "type": "string", "format": "date" });
    let time = json!({ "type": "string", "format": "date-time" });
    let short = json!({ "type": "string", "maxLength": 3 });
    let long = json!({ "type": "string", "minLength": 4 });
    let pattern = json!({ "type": "string", "pattern": "^a" });
    let code = json!({ "type": "string", "enum": ["abc", "d"] });
    let rows = [
        (integer.clone(), json!({ "type": "number" }), Error),
        (json!({ "type": "number" }), integer.clone(), Error),
        (integer.clone(), anything, Error),
        (integer.clone(), json!({ "type": "string" }), Info),
        (small.clone(), large.clone(), Info),
        (small.clone(), json!({ "type": "number", "minimum": 5 }), Warning),
        (small, json!({ "type": "number", "minimum": 5, "exclusiveMinimum": true }), Info),
        (date.clone(), time, Info),
        (date, pattern.clone(), Warning),
        (short.clone(), long, Info),
        (short, pattern.clone(), Warning),
        (code.clone(), json!({ "type": "string", "enum": ["e"] }), Info),
        (code.clone(), json!({ "type": "string", "enum": ["d", "e"] }), Error),
        (code.clone(), json!({ "type": "string", "enum": ["d", "e"], "pattern": "^a" }), Warning),
        (code.clone(), json!({ "type": "string", "enum": ["d"] }), Error),
        (code.clone(), json!({ "type": "integer" }), Info),
        (code, json!({ "type": "string", "minLength": 4 }), Info),
        (cat(), dog(), Info),
        (cat(), json!({ "type": "object" }), Error),
        (
            cat(),
            json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } } }),
            Error,
        ),
        (object(&["a"], false), object(&["b"], false), Warning),
        (object(&["a"], true), object(&["b"], true), Info),
        (object(&["a"], true), object(&["b"], false), Info),
        (object(&["a"], false), object(&["a", "b"], false), Error),
        (
            json!({ "type": "array", "items": { "type": "string" } }),
            json!({ "type": "array", "items": { "type": "integer" } }),
            Warning,
        ),
        (
            json!({ "type": "array", "minItems": 1, "items": { "type": "string" } }),
            json!({ "type": "array", "items": { "type": "integer" } }),
            Info,
        ),
        (json!({ "anyOf": [{ "type": "string" }, { "type": "boolean" }] }), integer.clone(), Info),
        (json!({ "anyOf": [{ "type": "string" }, { "type": "number" }] }), integer, Error),
        (json!({ "type": "string", "nullable": true }), json!({ "type": "object", "nullable": true }), Warning),
    ];
    for (kept, added, level) in rows {
        let (old, new) = (json!({ "oneOf": [kept] }), json!({ "oneOf": [kept, added] }));
        // In a response, another variant breaks in any case.
        assert_eq!(levels(&old, &new, &none()), [Some(level), Some(Error)], "{old} → {new}");
        // The plain schema is wrapped together with the other one.
        if kept.get("anyOf").is_none() && kept.get("nullable").is_none() {
            assert_eq!(levels(&kept, &new, &none())[0], Some(level), "{kept} → {new}");
        }
        let any = json!({ "anyOf": [kept, added] });
        assert!(levels(&json!({ "anyOf": [kept] }), &any, &none())[0] <= Some(Info), "{any} is not exclusive");
        assert_eq!(levels(&new, &new, &none()), [None, None], "{new}");
        assert_eq!(levels(&new, &old, &none())[0], Some(Error), "{new} → {old}");
    }
}

/// Members that both sides have, and one of them is wider than before.
#[test]
fn a_widened_member_that_overlaps_another_one_breaks_requests() {
    use Level::{Error, Info, Warning};
    let small = |most: i32| json!({ "type": "integer", "minimum": 0, "maximum": most });
    let large = json!({ "type": "integer", "minimum": 6, "maximum": 9 });
    let codes = |values: &[&str]| json!({ "type": "string", "enum": values });
    let named = |kinds: &[&str]| json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string", "enum": kinds } } });
    let unnamed = json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } } });
    let rows = [
        (small(4), small(5), large.clone(), Info),
        (small(5), small(9), large.clone(), Error),
        (small(5), small(7), large, Warning),
        (codes(&["a"]), codes(&["a", "b"]), codes(&["c"]), Info),
        (codes(&["a"]), codes(&["a", "c"]), codes(&["c"]), Error),
        (codes(&["a", "c"]), codes(&["a", "c", "d"]), codes(&["c", "d"]), Warning),
        (named(&["a"]), named(&["a", "x"]), named(&["b", "c"]), Info),
        (named(&["a"]), named(&["a", "b"]), named(&["b", "c"]), Warning),
        (named(&["a"]), unnamed, named(&["b", "c"]), Error),
        // An object is opened.
        (object(&["a", "c"], true), object(&["a", "c"], false), object(&["b", "d"], false), Warning),
        (object(&["a", "c"], true), object(&["a", "c"], false), object(&["b", "d"], true), Info),
    ];
    for (before, after, other, level) in rows {
        let (old, new) = (json!({ "oneOf": [before, other] }), json!({ "oneOf": [after, other] }));
        assert_eq!(levels(&old, &new, &none())[0], Some(level), "{old} → {new}");
        let (old, new) = (json!({ "anyOf": [before, other] }), json!({ "anyOf": [after, other] }));
        assert_eq!(levels(&old, &new, &none())[0], Some(Info), "{old} → {new}");
    }
    // What has nothing to do with which values match is no reason to look.
    let words = |words: &str| json!({ "oneOf": [object(&["a"], false), { "type": "object", "description": words }] });
    assert_eq!(levels(&words("a"), &words("b"), &none())[0], Some(Info));
}

/// A discriminator tells members apart that overlap otherwise.
#[test]
fn a_discriminator_tells_members_apart() {
    use Level::{Info, Warning};
    let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let schemas =
        json!({ "A": object(&["kind"], false), "B": object(&["kind", "b"], false), "C": object(&["c"], false) });
    let union = |names: &[&str], told: bool| {
        let members: Vec<_> = names.iter().map(|name| to(name)).collect();
        if told {
            json!({ "oneOf": members, "discriminator": { "propertyName": "kind" } })
        } else {
            json!({ "oneOf": members })
        }
    };
    assert_eq!(levels(&union(&["A"], true), &union(&["A", "C"], true), &schemas)[0], Some(Info));
    assert_eq!(levels(&union(&["A"], false), &union(&["A", "C"], false), &schemas)[0], Some(Warning));
    assert_eq!(levels(&union(&["A", "C"], true), &union(&["A", "C"], false), &schemas)[0], Some(Warning));
    assert_eq!(levels(&union(&["A", "B"], true), &union(&["A", "B"], true), &schemas)[0], None);
}

#[test]
fn one_of_and_any_of_the_same_members() {
    use Level::{Error, Info, Warning};
    let rows = [
        (json!([{ "type": "string" }, { "type": "integer" }]), [Info; 4]),
        (json!([cat(), dog()]), [Info; 4]),
        (json!([{ "type": "number" }, { "type": "integer" }]), [Info, Warning, Error, Info]),
        (json!([object(&["a"], false), object(&["b"], false)]), [Info, Warning, Warning, Info]),
    ];
    for (members, expected) in rows {
        let (one, any) = (json!({ "oneOf": members }), json!({ "anyOf": members }));
        let [wider, received_wider] = levels(&one, &any, &none());
        let [narrower, received_narrower] = levels(&any, &one, &none());
        let found = [wider, received_wider, narrower, received_narrower];
        assert_eq!(found, expected.map(Some), "{members}");
    }
    let (old, new) = (json!({ "oneOf": [cat(), dog()] }), json!({ "anyOf": [cat()] }));
    assert_eq!(levels(&old, &new, &none()), [Some(Error), Some(Info)], "what is within them is compared");
}

#[test]
fn an_enumeration_may_be_split() {
    use Level::{Error, Info};
    let whole = json!({ "type": "string", "enum": ["a", "b", "c"], "default": "a" });
    let split = |values: [&[&str]; 2]| {
        let members = values.map(|values| json!({ "type": "string", "enum": values, "description": "Some." }));
        json!({ "oneOf": members, "default": "a" })
    };
    let same = split([&["a"], &["b", "c"]]);
    assert_eq!(levels(&whole, &same, &none()), [None, None]);
    assert_eq!(levels(&same, &whole, &none()), [None, None]);
    assert_eq!(levels(&same, &split([&["a", "c"], &["b"]]), &none())[0], Some(Error), "the members are compared");
    let recut =
        json!({ "anyOf": [{ "enum": ["a"] }, { "enum": ["b"] }, { "type": "string", "enum": ["c"] }], "default": "a" });
    assert_eq!(levels(&same, &recut, &none()), [None, None]);
    let mut described = same.clone();
    described["description"] = json!("Some.");
    assert_eq!(levels(&whole, &described, &none()), [Some(Info), Some(Info)]);
    let more = split([&["a", "d"], &["b", "c"]]);
    assert_eq!(levels(&whole, &more, &none()), [Some(Info), Some(Error)]);
    assert_eq!(levels(&more, &whole, &none()), [Some(Error), Some(Info)]);
    let twice = split([&["a", "b"], &["b", "c"]]);
    assert_eq!(levels(&whole, &twice, &none()), [Some(Error), Some(Info)], "`b` matches two");
    let open =
        json!({ "oneOf": [{ "type": "string", "enum": ["a", "b", "c"] }, { "type": "string" }], "default": "a" });
    assert_eq!(levels(&whole, &open, &none())[1], Some(Error));
}
