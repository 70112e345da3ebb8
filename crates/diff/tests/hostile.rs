//! Documents that are made to be hard: the answer is a comparison or an error, in bounded time and memory.

use serde_json::{Map, Value, json};
use trackside_diff::{DiffError, Which, compare};

use crate::documents::{answering, asking, found, none};

fn to(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Schemas that lead from one to the next, the last of the given type.
fn chain(length: usize, link: impl Fn(Value) -> Value, last: &Value) -> Value {
    let mut schemas = Map::new();
    for index in 0..length {
        schemas.insert(format!("S{index}"), link(to(&format!("S{}", index + 1))));
    }
    schemas.insert(format!("S{length}"), last.clone());
    answering(to("S0"), Value::Object(schemas))
}

#[test]
fn nesting_is_limited() {
    let mut schema = json!({});
    for _ in 0..1000 {
        schema = json!({ "items": schema });
    }
    let (deep, flat) = (answering(schema, none()), answering(json!({}), none()));
    let error = |which| Err(DiffError::TooDeep { which, limit: 256 });
    assert_eq!(compare(&deep, &flat), error(Which::Old));
    assert_eq!(compare(&flat, &deep), error(Which::New));
}

#[test]
fn chains_of_schemas_may_be_long() {
    let links: [fn(Value) -> Value; 3] = [
        |next| json!({ "allOf": [next, { "type": "object" }] }),
        |next| json!({ "allOf": [{ "oneOf": [next] }] }),
        |next| json!({ "type": "object", "properties": { "a": next } }),
    ];
    let last = |length: u32| json!({ "type": "object", "minProperties": length });
    for link in links {
        let changes = compare(&chain(3000, link, &last(2)), &chain(3000, link, &last(1))).expect("it can be compared");
        let rules: Vec<_> = changes.iter().map(|change| change.rule).collect();
        assert_eq!(rules, ["response-min-properties-lowered"]);
    }
}

#[test]
fn chains_of_references_are_limited() {
    let document = chain(3000, |next| next, &json!({}));
    let error = compare(&document, &document).expect_err("the chain is too long");
    assert!(matches!(error, DiffError::Reference { reason: "is part of a chain that is too long", .. }), "{error}");
}

/// Each schema leads twice to the next: 2^60 places, and the change is told at one of them.
#[test]
fn places_that_multiply_are_told_once() {
    let link = |next: Value| json!({ "type": "object", "properties": { "a": next, "b": { "items": next } }, "oneOf": [next, { "type": "string" }] });
    let old = chain(60, link, &json!({ "type": "integer" }));
    let new = chain(60, link, &json!({ "type": "integer", "minimum": 1 }));
    assert_eq!(found(&old, &new), [format!("response-minimum-raised response 200 body {}", "/a".repeat(60))]);
    assert!(found(&old, &old).is_empty());
}

/// Which schemas hold together at a place is any subset of thirty.
#[test]
fn combinations_that_multiply_are_an_error() {
    let mut schemas = Map::new();
    let heavy = json!(vec![0; 5000]);
    let start = json!({ "properties": { "a": { "allOf": [to("S0"), to("S1")] }, "b": to("S0") } });
    schemas.insert("S0".to_owned(), start);
    for index in 1..30 {
        let next = to(&format!("S{}", index + 1));
        schemas.insert(format!("S{index}"), json!({ "x-heavy": heavy, "properties": { "a": next, "b": next } }));
    }
    let document = |last: Value| {
        let mut schemas = schemas.clone();
        schemas.insert("S30".to_owned(), last);
        answering(to("S0"), Value::Object(schemas))
    };
    let (old, new) = (document(json!({})), document(json!({ "type": "string" })));
    assert!(matches!(compare(&old, &new), Err(DiffError::TooComplex { .. })));
    assert_eq!(compare(&old, &old), Ok(Vec::new()), "nothing has changed");
}

#[test]
fn more_changes_than_anybody_reads_are_an_error() {
    let fields =
        |kind: &str| (0..2000).map(|index| (format!("f{index}"), json!({ "type": kind }))).collect::<Map<_, _>>();
    let paths = |kind: &str| {
        let body = json!({ "content": { "application/json": { "schema": { "type": "object", "properties": fields(kind) } } } });
        let path = json!({ "get": { "responses": { "200": body } } });
        // 202,000 changes.
        let paths: Map<_, _> = (0..101).map(|index| (format!("/{index}"), path.clone())).collect();
        json!({ "openapi": "3.0.3", "paths": paths })
    };
    let compared = compare(&paths("string"), &paths("integer"));
    assert!(matches!(compared, Err(DiffError::TooDifferent { .. })), "{:?}", compared.map(|changes| changes.len()));
}

/// A schema that is changed and reached from everywhere is told at some places, and the last of them says that there
/// are more.
#[test]
fn what_everything_leads_to_is_told_at_some_places() {
    let paths = |kind: &str| {
        let schema = json!({ "properties": { "a": to("A") } });
        let path =
            json!({ "get": { "responses": { "200": { "content": { "application/json": { "schema": schema } } } } } });
        let paths: Map<_, _> = (0..100).map(|index| (format!("/{index}"), path.clone())).collect();
        json!({ "openapi": "3.0.3", "paths": paths, "components": { "schemas": { "A": { "type": kind } } } })
    };
    let changes = compare(&paths("string"), &paths("integer")).expect("both are documents");
    assert_eq!(changes.len(), 32);
    let noted = |change: &trackside_diff::Change| change.message.ends_with(" (and in other places)");
    assert_eq!(changes.iter().position(noted), Some(31));
}

/// Thousands of ways to be let in, all others than before, are not held against each other one by one.
#[test]
fn alternatives_of_credentials_may_be_many() {
    let document = |prefix: &str| {
        let security: Vec<_> = (0..4000).map(|index| json!({ format!("{prefix}{index}"): [] })).collect();
        crate::documents::with_operation(json!({ "security": security }), none())
    };
    assert_eq!(found(&document("a"), &document("b")).len(), 8000);
}

#[test]
fn members_of_unions_may_be_many() {
    let union = |reverse: bool, extra: u32| {
        let mut members: Vec<_> = (0..1000)
            .map(|index| json!({ "type": "object", "properties": { format!("p{index}"): { "maxLength": extra } } }))
            .collect();
        if reverse {
            members.reverse();
        }
        answering(json!({ "oneOf": members }), none())
    };
    assert!(found(&union(false, 1), &union(true, 1)).is_empty());
    assert_eq!(found(&union(false, 1), &union(true, 2)).len(), 2000);
}

/// Each member may match what the others match, and each of them is wider than before.
#[test]
fn members_that_exclude_each_other_may_be_many() {
    let nested = |depth: usize, most: u32| {
        let start = json!({ "type": "string", "maxLength": most });
        (0..depth).fold(
            start,
            |schema, _| json!({ "type": "object", "required": ["a", "b"], "properties": { "a": schema, "b": schema } }),
        )
    };
    let union = |members: u32, depth: usize, most: u32| {
        let members: Vec<_> = (0..members)
            .map(|index| json!({ "type": "object", "required": [format!("p{index}"), "a"], "properties": { format!("p{index}"): {}, "a": nested(depth, most) } }))
            .collect();
        asking(json!({ "oneOf": members }), none())
    };
    let collisions = |old: &Value, new: &Value| {
        found(old, new).iter().filter(|found| found.starts_with("request-one-of-members-may-collide")).count()
    };
    assert_eq!(collisions(&union(90, 0, 1), &union(90, 0, 2)), 89);
    assert_eq!(collisions(&union(300, 0, 1), &union(600, 0, 1)), 300);
    assert_eq!(collisions(&union(10, 6, 1), &union(10, 6, 2)), 9);
    assert!(found(&union(1000, 0, 1), &union(1000, 0, 1)).is_empty());
    let apart = |members: u32| {
        let members: Vec<_> = (0..members)
            .map(|index| json!({ "type": "object", "required": ["a"], "properties": { "a": { "enum": [index] } } }))
            .collect();
        asking(json!({ "oneOf": members }), none())
    };
    assert_eq!(found(&apart(300), &apart(600)).len(), 300);
    let compared = compare(&apart(1500), &apart(3000));
    assert!(matches!(compared, Err(DiffError::TooComplex { .. })), "{:?}", compared.map(|changes| changes.len()));
}
