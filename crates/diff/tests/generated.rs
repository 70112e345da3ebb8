//! Properties that hold for any document.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};
use trackside_diff::{DiffError, Level, compare, rules};

use crate::documents::{answering, with_operation};
use crate::specs::{pointers, specs};

static SPECS: LazyLock<Vec<Value>> = LazyLock::new(|| specs().into_iter().map(|(_, spec)| spec).collect());

/// Names of components, few enough that references meet and form circles.
const NAMES: [&str; 4] = ["A", "B", "C", "D"];

fn keyword() -> impl Strategy<Value = (String, Value)> {
    let texts = ["a", "b", "^a$", "date"];
    prop_oneof![
        select(vec!["object", "array", "string", "integer", "number", "boolean"])
            .prop_map(|kind| ("type".to_owned(), json!(kind))),
        (
            select(vec![
                "nullable",
                "readOnly",
                "writeOnly",
                "deprecated",
                "uniqueItems",
                "exclusiveMinimum",
                "x-extensible-enum"
            ]),
            any::<bool>()
        )
            .prop_map(|(key, value)| (key.to_owned(), json!(value))),
        (
            select(vec![
                "minimum",
                "maximum",
                "minLength",
                "maxLength",
                "minItems",
                "maxItems",
                "multipleOf",
                "maxProperties"
            ]),
            0..4
        )
            .prop_map(|(key, value)| (key.to_owned(), json!(value))),
        (select(vec!["format", "pattern", "description", "default", "x-made-up"]), select(texts.to_vec()))
            .prop_map(|(key, value)| (key.to_owned(), json!(value))),
        vec(select(texts.to_vec()), 0..3).prop_map(|values| ("enum".to_owned(), json!(values))),
        vec(select(texts.to_vec()), 0..3).prop_map(|values| ("required".to_owned(), json!(values))),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    let reference =
        || select(NAMES.to_vec()).prop_map(|name| json!({ "$ref": format!("#/components/schemas/{name}") }));
    let object = |keywords: Vec<(String, Value)>| Value::Object(keywords.into_iter().collect());
    let leaf = prop_oneof![vec(keyword(), 0..4).prop_map(object), reference()];
    leaf.prop_recursive(3, 24, 4, move |inner| {
        let members = vec(inner.clone(), 1..3);
        let within = prop_oneof![
            (select(vec!["items", "not", "additionalProperties"]), inner.clone())
                .prop_map(|(key, value)| (key.to_owned(), value)),
            (select(vec!["allOf", "oneOf", "anyOf"]), members)
                .prop_map(|(key, members)| (key.to_owned(), json!(members))),
            vec((select(vec!["a", "b", "c"]), inner), 0..3).prop_map(|fields| {
                let fields: Map<_, _> = fields.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
                ("properties".to_owned(), Value::Object(fields))
            }),
        ];
        (vec(keyword(), 0..3), vec(within, 1..3))
            .prop_map(|(keywords, within)| Value::Object(keywords.into_iter().chain(within).collect()))
    })
}

fn document() -> impl Strategy<Value = Value> {
    let schemas = [schema(), schema(), schema(), schema()];
    (schema(), schema(), schemas).prop_map(|(sent, received, schemas)| {
        let components: Map<_, _> = NAMES.into_iter().map(str::to_owned).zip(schemas).collect();
        let answering = answering(received, json!({}));
        let mut document = with_operation(
            json!({ "requestBody": { "content": { "application/json": { "schema": sent } } } }),
            json!(components),
        );
        document["paths"]["/orders"]["get"]["responses"] = answering["paths"]["/orders"]["get"]["responses"].clone();
        document
    })
}

/// A small document, or one of the project.
fn starting_point() -> impl Strategy<Value = Value> {
    prop_oneof![3 => document(), 1 => select(SPECS.clone())]
}

/// Any small JSON value, and some that a document may hold.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z/~{}#$é]{0,6}".prop_map(Value::from),
        schema(),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        let key = select(vec![
            "$ref",
            "type",
            "allOf",
            "properties",
            "in",
            "name",
            "schema",
            "get",
            "",
            "x-",
            "200",
            "default",
        ]);
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            vec((key, inner), 0..3).prop_map(|members| Value::Object(
                members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
            )),
        ]
    })
}

/// What is done to a document: values at random places are replaced, or removed when there is nothing to replace them.
fn mutations() -> impl Strategy<Value = Vec<(Index, Option<Value>)>> {
    vec((any::<Index>(), proptest::option::weighted(0.8, value())), 1..5)
}

fn mutated(mut document: Value, mutations: Vec<(Index, Option<Value>)>) -> Value {
    for (index, value) in mutations {
        let pointers = pointers(&document);
        if pointers.is_empty() {
            break;
        }
        let pointer = index.get(&pointers);
        match value {
            Some(value) => *document.pointer_mut(pointer).expect("the place is there") = value,
            None => remove(&mut document, pointer),
        }
    }
    document
}

fn remove(document: &mut Value, pointer: &str) {
    let (parent, step) = pointer.rsplit_once('/').expect("it is not the root");
    match document.pointer_mut(parent).expect("the place is there") {
        Value::Object(members) => {
            members.shift_remove(&step.replace("~1", "/").replace("~0", "~"));
        }
        Value::Array(items) => {
            items.remove(step.parse().expect("items are numbered"));
        }
        _ => {}
    }
}

/// The same document with the members of all objects in the opposite order.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            Value::Object(members.iter().rev().map(|(name, member)| (name.clone(), reversed(member))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(reversed).collect()),
        other => other.clone(),
    }
}

/// The same document with a title in every component, request and response.
fn titled(document: &Value) -> Value {
    let mut document = document.clone();
    let body = "content/application~1json/schema";
    let operation = "/paths/~1orders/get";
    let components = NAMES.map(|name| format!("/components/schemas/{name}"));
    let bodies = [format!("{operation}/requestBody/{body}"), format!("{operation}/responses/200/{body}")];
    for place in components.iter().chain(&bodies) {
        if let Some(Value::Object(schema)) = document.pointer_mut(place) {
            schema.insert("title".to_owned(), json!("Another title"));
        }
    }
    document
}

/// The same document with other names of components.
fn renamed(document: &Value) -> Value {
    let mut text = document.to_string();
    for name in NAMES {
        text = text.replace(&format!("#/components/schemas/{name}\""), &format!("#/components/schemas/Other{name}\""));
    }
    let mut document: Value = serde_json::from_str(&text).expect("names keep it JSON");
    let schemas = document["components"]["schemas"].take();
    let schemas = schemas.as_object().expect("components are an object").iter();
    document["components"]["schemas"] =
        schemas.map(|(name, schema)| (format!("Other{name}"), schema.clone())).collect();
    document
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_differs_from_itself(document in document()) {
        if let Ok(changes) = compare(&document, &document) {
            prop_assert_eq!(changes, Vec::new());
        }
    }

    #[test]
    fn order_and_names_mean_nothing(document in document()) {
        if compare(&document, &document).is_ok() {
            prop_assert_eq!(compare(&document, &reversed(&document)), Ok(Vec::new()));
            prop_assert_eq!(compare(&document, &renamed(&document)), Ok(Vec::new()));
        }
    }

    /// What is the same is left out of the comparison. A title in every schema makes it another one, and means nothing
    /// otherwise.
    #[test]
    fn what_is_left_out_has_no_changes(old in document(), name in select(NAMES.to_vec()), other in schema()) {
        let mut new = old.clone();
        new["components"]["schemas"][name] = other;
        let contract = |new: &Value| {
            let changes = compare(&old, new)?;
            Ok::<_, DiffError>(changes.into_iter().filter(|change| change.rule != "documentation-changed").collect::<Vec<_>>())
        };
        // Only what is compared can be too complex.
        if let Ok(full) = contract(&titled(&new)) {
            prop_assert_eq!(contract(&new), Ok(full));
        }
    }

    /// Any comparison ends in changes of known rules or in an error; and what is no change forth is none back.
    #[test]
    fn mutated_documents_are_compared_or_refused(start in starting_point(), first in mutations(), second in mutations()) {
        let old = mutated(start.clone(), first);
        let new = mutated(old.clone(), second);
        for (old, new) in [(&start, &old), (&old, &new), (&start, &new)] {
            let Ok(forth) = compare(old, new) else { continue };
            for change in &forth {
                prop_assert!(rules().iter().any(|rule| rule.id == change.rule && rule.level == change.level), "{}", change);
            }
            let back = compare(new, old);
            prop_assert_eq!(back.map(|back| back.is_empty()), Ok(forth.is_empty()));
        }
    }

    /// A schema that admits less than another breaks who sends, and one that admits more breaks who receives: never is
    /// a change of a bound harmless both ways.
    #[test]
    fn a_bound_breaks_one_way(keyword in select(vec!["minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"]), one in 1..9, other in 1..9) {
        prop_assume!(one != other);
        let document = |bound: i32| answering(json!({ keyword: bound }), json!({}));
        let level = |old, new| compare(&document(old), &document(new)).expect("both are documents")[0].level;
        prop_assert_ne!(level(one, other), level(other, one));
        prop_assert_eq!(level(one, other).max(level(other, one)), Level::Error);
    }
}
