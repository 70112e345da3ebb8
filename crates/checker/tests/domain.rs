//! Values of schemas: what must be taken keeps the schema, what must be refused breaks it.

use std::collections::HashSet;
use std::path::Path;

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use trackside_checker::domain::{Domain, InvalidKind, as_text};
use trackside_contract::Contract;

const NAME: &str = "Subject";

#[test]
fn the_corners_and_spoils_of_a_schema_are_found() {
    let cases = [
        (json!({ "type": "integer", "minimum": 3, "maximum": 9 }), vec![json!(3), json!(9)], vec![json!(2), json!(10)]),
        (json!({ "type": "integer", "minimum": 3, "exclusiveMinimum": true }), vec![json!(4)], vec![json!(3)]),
        (json!({ "type": "integer", "minimum": 11, "multipleOf": 5 }), vec![json!(15)], vec![json!(10), json!(16)]),
        (
            json!({ "type": "integer", "maximum": 9_223_372_036_854_775_807_i64 }),
            vec![json!(9_223_372_036_854_775_807_i64)],
            vec![json!(9_223_372_036_854_775_808_u64)],
        ),
        (
            json!({ "type": "number", "minimum": 0.25, "maximum": 0.5 }),
            vec![json!(0.25), json!(0.5)],
            vec![json!(true)],
        ),
        (
            json!({ "type": "number", "minimum": 0.1, "multipleOf": 0.1 }),
            vec![json!(0.1), json!(0.2)],
            vec![json!(0.0)],
        ),
        (json!({ "type": "string", "maxLength": 3 }), vec![], vec![json!(7), Value::Null]),
        (json!({ "type": "string", "enum": ["a", "b"] }), vec![json!("a"), json!("b")], vec![json!("no-such-value")]),
        (json!({ "type": "boolean", "nullable": true }), vec![json!(true), Value::Null], vec![json!("text")]),
        (
            json!({ "allOf": [{ "type": "integer", "minimum": 1 }, { "minimum": 5, "maximum": 8 }] }),
            vec![json!(5), json!(8)],
            vec![json!(4), json!(9)],
        ),
        (
            json!({ "oneOf": [{ "type": "integer", "minimum": 2 }, { "type": "string", "enum": ["all"] }] }),
            vec![json!(2), json!("all")],
            vec![json!(1), json!("no-such-value"), json!([])],
        ),
        (
            json!({ "type": "array", "items": { "type": "integer", "minimum": 1 }, "maxItems": 2 }),
            vec![json!([])],
            vec![json!([0])],
        ),
    ];
    for (schema, kept, broken) in cases {
        let domain = domain(&schema);
        let boundaries: Vec<_> = domain.boundaries.iter().map(|sample| &sample.value).collect();
        let invalid: Vec<_> = domain.invalid.iter().map(|invalid| &invalid.value).collect();
        for value in &kept {
            assert!(boundaries.contains(&value), "{schema} has no corner {value}: {boundaries:?}");
        }
        for value in &broken {
            assert!(invalid.contains(&value), "{schema} has no spoil {value}: {invalid:?}");
        }
    }
}

#[test]
fn each_kind_of_spoil_is_met() {
    let schema = json!({ "type": "object", "required": ["id"], "properties": {
        "id": { "type": "string", "format": "uuid" },
        "code": { "type": "string", "pattern": "^[A-Z]{3}[0-9]{2,4}$" },
        "name": { "type": "string", "minLength": 2, "maxLength": 5 },
        "count": { "type": "integer", "minimum": 1 },
        "state": { "type": "string", "enum": ["on", "off"] },
    } });
    let domain = domain(&schema);
    for kind in [
        InvalidKind::Missing,
        InvalidKind::WrongType,
        InvalidKind::OutOfBounds,
        InvalidKind::BadFormat,
        InvalidKind::Pattern,
        InvalidKind::Enum,
        InvalidKind::Length,
        InvalidKind::Null,
    ] {
        assert!(domain.invalid.iter().any(|invalid| invalid.kind == kind), "{kind:?}");
    }
    let list = self::domain(&json!({ "type": "array", "items": { "type": "string" }, "maxItems": 2 }));
    assert!(list.invalid.iter().any(|invalid| invalid.kind == InvalidKind::Items), "{list:?}");
}

#[test]
fn texts_match_patterns_and_formats() {
    let cases = [
        json!({ "type": "string", "pattern": "^[a-z]{3}-\\d+$" }),
        json!({ "type": "string", "pattern": "^(?:EUR|USD)$" }),
        json!({ "type": "string", "pattern": "^[a-z]+$", "minLength": 30 }),
        json!({ "type": "string", "pattern": "^\\p{L}+$" }),
        json!({ "type": "string", "pattern": "^(a|b)*c?$", "maxLength": 2 }),
        json!({ "type": "string", "format": "date" }),
        json!({ "type": "string", "format": "date-time" }),
        json!({ "type": "string", "format": "local-date-time" }),
        json!({ "type": "string", "format": "local-date-time", "pattern": "^[0-9]{4}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9]$" }),
        json!({ "type": "string", "format": "uuid" }),
        json!({ "type": "string", "format": "email" }),
        json!({ "type": "string", "format": "uri" }),
        json!({ "type": "string", "format": "hostname" }),
        json!({ "type": "string", "format": "ipv4" }),
        json!({ "type": "string", "format": "ipv6" }),
        json!({ "type": "string", "format": "password", "minLength": 12 }),
        json!({ "type": "string", "format": "date", "pattern": "^2026-" }),
    ];
    for schema in cases {
        let domain = domain(&schema);
        assert!(domain.plain.is_some() && !domain.boundaries.is_empty(), "{schema}: {domain:?}");
        assert!(!domain.invalid_text.is_empty(), "{schema}");
    }
}

#[test]
fn wrong_types_of_parameters_are_those_that_differ_as_text() {
    let none: &[&str] = &[];
    let cases = [
        (json!({ "type": "string" }), none),
        (json!({}), none),
        (json!({ "type": "integer" }), &["text", "1.5", "12abc"]),
        (json!({ "type": "number" }), &["text", "12abc"]),
        (json!({ "type": "boolean" }), &["maybe"]),
        (json!({ "type": "string", "x-extensible-enum": ["a", "b"] }), none),
        (json!({ "type": "string", "enum": ["a", "b"] }), &["no-such-value"]),
        (json!({ "type": "integer", "minimum": 1 }), &["text", "1.5", "12abc", "0", "-999999"]),
        (json!({ "type": "integer", "format": "int64" }), &["text", "1.5", "12abc", "100000000000000000000"]),
    ];
    for (schema, expected) in cases {
        let domain = domain(&schema);
        let found: Vec<_> = domain.invalid_text.iter().filter_map(|invalid| invalid.value.as_str()).collect();
        assert_eq!(found, expected, "{schema}");
    }
}

#[test]
fn values_become_texts() {
    let cases = [
        (json!(100_000_000_000_000_000_000.0), false, vec!["100000000000000000000"]),
        (json!(0.000_000_1), false, vec!["0.0000001"]),
        (json!(-7), false, vec!["-7"]),
        (json!(true), false, vec!["true"]),
        (json!(["a", 1]), false, vec!["a,1"]),
        (json!(["a", 1]), true, vec!["a", "1"]),
        (Value::Null, false, vec![""]),
    ];
    for (value, explode, expected) in cases {
        assert_eq!(as_text(&value, explode), expected, "{value}");
    }
}

#[test]
fn fields_follow_the_direction_of_a_request() {
    let schema = json!({ "type": "object", "required": ["id", "secret"], "properties": {
        "id": { "type": "integer", "readOnly": true },
        "secret": { "type": "string", "writeOnly": true },
    } });
    let domain = domain(&schema);
    assert_eq!(domain.plain.as_ref().and_then(|plain| plain.get("id")), None, "what is read only is not sent");
    assert!(domain.plain.is_some(), "what is read only is not missed");
    assert!(domain.invalid.iter().any(|invalid| invalid.name == "missing field secret"), "{:?}", domain.invalid);
}

#[test]
fn a_field_that_nobody_declares_is_no_spoil() {
    let schema = json!({ "oneOf": [
        { "type": "object", "properties": { "a": { "type": "integer" } }, "required": ["a"] },
        { "type": "object", "properties": { "b": { "type": "string" } } },
    ] });
    let domain = domain(&schema);
    // The second variant says nothing of the field, so that a server may well take any value of it.
    assert!(domain.invalid.iter().all(|invalid| invalid.value.get("a").is_none()), "{:?}", domain.invalid);
}

#[test]
fn a_wrong_example_takes_nothing_else_with_it() {
    let schema = json!({ "type": "object", "required": ["count"], "properties": {
        "count": { "type": "integer", "minimum": 10, "example": 1 },
    } });
    assert_eq!(domain(&schema).plain, Some(json!({ "count": 10 })));
}

#[test]
fn names_tell_samples_apart() {
    let schema = json!({ "type": "string", "enum": [format!("{}a", "x".repeat(60)), format!("{}b", "x".repeat(60))] });
    let names: HashSet<_> = domain(&schema).boundaries.into_iter().map(|sample| sample.name).collect();
    assert_eq!(names.len(), 2);
}

#[test]
fn hostile_schemas_have_bounded_domains() {
    let wide = |target: &str| {
        let fields: Map<_, _> = (0..40).map(|index| (format!("field{index}"), json!({ "$ref": target }))).collect();
        let required: Vec<_> = fields.keys().cloned().collect();
        (fields, required)
    };
    let own = format!("#/components/schemas/{NAME}");
    let (fields, required) = wide(&own);
    let long = 10_000_000;
    let cases = [
        ("recursive", json!({ "type": "object", "properties": fields })),
        ("recursive and required", json!({ "type": "object", "properties": fields, "required": required })),
        ("lists of lists", json!({ "type": "array", "minItems": 200, "items": { "$ref": own } })),
        (
            "its own variant in a field",
            json!({ "oneOf": [
            { "type": "object", "properties": { "next": { "$ref": own } } }, { "type": "string" }] }),
        ),
        ("a very long text", json!({ "type": "string", "minLength": long })),
        ("a very long list", json!({ "type": "array", "minItems": long, "items": { "type": "string" } })),
        ("a pattern repeated without end", json!({ "type": "string", "pattern": "^(?:^){4294967295}$" })),
        ("a pattern of repeated repetitions", json!({ "type": "string", "pattern": "((a?){1000}){1000}" })),
        ("a pattern too large", json!({ "type": "string", "pattern": "x{4294967295}" })),
        ("no pattern", json!({ "type": "string", "pattern": "[" })),
        ("bounds beyond doubles", json!({ "type": "number", "minimum": -1.7e308, "maximum": 1.7e308 })),
        ("bounds the wrong way round", json!({ "type": "integer", "minimum": 9, "maximum": 1 })),
        ("lengths the wrong way round", json!({ "type": "string", "minLength": 9, "maxLength": 1 })),
        ("a multiple of nothing", json!({ "type": "number", "multipleOf": 0 })),
        ("a tiny step", json!({ "type": "number", "multipleOf": 5e-324, "minimum": 1 })),
        (
            "a reference into nowhere",
            json!({ "type": "object", "properties": {} , "example": { "$ref": "#/nowhere" } }),
        ),
        (
            "keywords of the wrong type",
            json!({ "type": 7, "enum": {}, "required": 1, "properties": [], "minimum": "x" }),
        ),
        ("no schema", json!([1, 2])),
    ];
    for (name, schema) in cases {
        let domain = domain(&schema);
        for count in [domain.boundaries.len(), domain.invalid.len(), domain.invalid_text.len()] {
            assert!(count <= 40, "{name}: {count}");
        }
        let size = serde_json::to_vec(&domain.invalid.iter().map(|invalid| &invalid.value).collect::<Vec<_>>());
        assert!(size.expect("values are JSON").len() < 64 << 20, "{name}");
    }
}

#[test]
fn every_field_of_a_recursive_schema_is_tried() {
    let own = json!({ "$ref": format!("#/components/schemas/{NAME}") });
    let schema = json!({ "type": "object", "properties": {
        "left": own, "right": own, "children": { "type": "array", "items": own }, "weight": { "type": "integer" },
    } });
    let domain = domain(&schema);
    for name in ["left", "right", "children", "weight"] {
        assert!(domain.boundaries.iter().any(|sample| sample.name.starts_with(&format!("{name}:"))), "{name}");
        assert!(domain.invalid.iter().any(|invalid| invalid.name.starts_with(&format!("{name}:"))), "{name}");
    }
}

#[test]
fn the_same_seed_gives_the_same_domain() {
    let schema = json!({ "type": "string", "pattern": "^[a-z0-9]{4,30}$" });
    let boundaries = |seed| domain_of(&schema, seed).boundaries;
    assert_eq!(boundaries(7), boundaries(7));
    assert_ne!(boundaries(7), boundaries(8));
}

#[test]
fn every_parameter_and_body_of_the_specs_has_a_domain() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
    let mut seen = 0;
    for entry in std::fs::read_dir(directory).expect("the specs are there") {
        let path = entry.expect("the directory can be read").path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let contract = Contract::from_file(&path).expect("our own documents load");
        for (place, schema) in inputs(&contract) {
            let place = format!("{} {place}", path.display());
            let domain = Domain::of(&contract, &schema, 1);
            assert!(domain.plain.is_some() && !domain.boundaries.is_empty(), "{place}: {domain:?}");
            let judge = Oracle::new(&contract, &schema);
            for sample in &domain.boundaries {
                assert!(judge.takes(&sample.value), "{place}: {} {}", sample.name, sample.value);
            }
            for invalid in &domain.invalid {
                assert!(!judge.takes(&invalid.value), "{place}: {} {}", invalid.name, invalid.value);
            }
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} parameters and bodies were found");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn domains_keep_and_break_any_schema(schema in any_schema(), seed in any::<u64>()) {
        let contract = contract(&schema);
        let domain = domain_of(&schema, seed);
        let oracle = Oracle::new(&contract, &schema);
        if let Some(plain) = &domain.plain {
            prop_assert!(oracle.takes(plain), "plain {plain}");
        }
        for sample in &domain.boundaries {
            prop_assert!(oracle.takes(&sample.value), "{} {}", sample.name, sample.value);
        }
        for invalid in &domain.invalid {
            prop_assert!(!oracle.takes(&invalid.value), "{} {}", invalid.name, invalid.value);
        }
        for invalid in &domain.invalid_text {
            prop_assert!(!oracle.takes(&invalid.value), "{} {}", invalid.name, invalid.value);
        }
    }
}

/// Judges by the schema as JSON Schema reads it, without the code that is tested.
struct Oracle(jsonschema::Validator);

impl Oracle {
    fn new(contract: &Contract, schema: &Value) -> Self {
        let schemas = contract.document().pointer("/components/schemas").cloned().unwrap_or_default();
        let mut root = converted(schema);
        if let Some(root) = root.as_object_mut() {
            root.insert("components".to_owned(), json!({ "schemas": converted(&schemas) }));
        }
        let options = jsonschema::options().should_validate_formats(true);
        Self(options.build(&root).expect("the schema is one of JSON Schema"))
    }

    fn takes(&self, value: &Value) -> bool {
        self.0.is_valid(value)
    }
}

/// A schema of OpenAPI 3.0 as one of JSON Schema.
fn converted(schema: &Value) -> Value {
    match schema {
        Value::Array(items) => items.iter().map(converted).collect(),
        Value::Object(fields) => {
            let mut found: Map<_, _> = fields.iter().map(|(name, value)| (name.clone(), converted(value))).collect();
            for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
                if let Some(Value::Bool(is_exclusive)) = found.remove(exclusive)
                    && is_exclusive
                    && let Some(limit) = found.remove(bound)
                {
                    found.insert(exclusive.to_owned(), limit);
                }
            }
            let range = match found.get("format").and_then(Value::as_str) {
                Some("int32") => Some(json!({ "minimum": i32::MIN, "maximum": i32::MAX })),
                Some("int64") => Some(json!({ "minimum": i64::MIN, "maximum": i64::MAX })),
                _ => None,
            };
            let is_nullable = found.remove("nullable") == Some(Value::Bool(true));
            let mut whole = Value::Object(found);
            if let Some(range) = range {
                whole = json!({ "allOf": [whole, range] });
            }
            if is_nullable { json!({ "anyOf": [{ "type": "null" }, whole] }) } else { whole }
        }
        value => value.clone(),
    }
}

/// The schemas of the parameters and bodies of a document, with their places.
fn inputs(contract: &Contract) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for (path, item) in contract.document()["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let parameters = if method == "parameters" { Some(operation) } else { operation.get("parameters") };
            for parameter in parameters.and_then(Value::as_array).into_iter().flatten() {
                let parameter = contract.resolve(parameter);
                found.push((format!("{method} {path} {}", parameter["name"]), parameter["schema"].clone()));
            }
            if let Some(body) = operation.get("requestBody") {
                let body = contract.resolve(body);
                for (media_type, media) in body["content"].as_object().into_iter().flatten() {
                    found.push((format!("{method} {path} {media_type}"), media["schema"].clone()));
                }
            }
        }
    }
    found
}

fn any_schema() -> impl Strategy<Value = Value> {
    let bound = || proptest::option::of(-50_i32..50);
    let whole = (bound(), bound(), any::<bool>(), proptest::option::of(1_i64..9), any::<bool>()).prop_map(
        |(minimum, maximum, is_exclusive, multiple, is_nullable)| {
            with(
                json!({ "type": "integer", "exclusiveMinimum": is_exclusive, "nullable": is_nullable }),
                [
                    ("minimum", minimum.map(Value::from)),
                    ("maximum", maximum.map(Value::from)),
                    ("multipleOf", multiple.map(Value::from)),
                ],
            )
        },
    );
    let fraction = (bound(), bound(), any::<bool>()).prop_map(|(minimum, maximum, is_exclusive)| {
        with(
            json!({ "type": "number", "exclusiveMaximum": is_exclusive }),
            [
                ("minimum", minimum.map(|bound| json!(f64::from(bound) / 4.0))),
                ("maximum", maximum.map(|bound| json!(f64::from(bound) / 4.0))),
            ],
        )
    });
    let length = || proptest::option::of(0_usize..12);
    let text = (length(), length(), any::<bool>()).prop_map(|(shortest, longest, is_nullable)| {
        with(
            json!({ "type": "string", "nullable": is_nullable }),
            [("minLength", shortest.map(Value::from)), ("maxLength", longest.map(Value::from))],
        )
    });
    let special = proptest::sample::select(vec![
        json!({ "type": "boolean" }),
        json!({ "type": "string", "format": "uuid" }),
        json!({ "type": "string", "format": "date" }),
        json!({ "type": "string", "format": "date-time", "nullable": true }),
        json!({ "type": "string", "pattern": "^[a-f]{2,5}(?:-[0-9]+)?$" }),
        json!({ "type": "string", "enum": ["on", "off"] }),
        json!({ "type": "integer", "format": "int32" }),
        json!({ "type": "integer", "enum": [1, 2, 3] }),
    ]);
    let leaf = prop_oneof![whole, fraction, text, special];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let list = (inner.clone(), proptest::option::of(0_usize..4), proptest::option::of(0_usize..4), any::<bool>())
            .prop_map(|(items, fewest, most, is_set)| {
                with(
                    json!({ "type": "array", "items": items, "uniqueItems": is_set }),
                    [("minItems", fewest.map(Value::from)), ("maxItems", most.map(Value::from))],
                )
            });
        let object = (proptest::collection::vec((inner.clone(), any::<bool>()), 0..4), any::<bool>()).prop_map(
            |(fields, is_closed)| {
                let names = ["id", "name", "total", "state"];
                let required: Vec<&str> = names
                    .iter()
                    .zip(&fields)
                    .filter(|(_, (_, is_required))| *is_required)
                    .map(|(name, _)| *name)
                    .collect();
                let properties: Map<_, _> =
                    names.iter().zip(&fields).map(|(name, (field, _))| ((*name).to_owned(), field.clone())).collect();
                with(
                    json!({ "type": "object", "properties": properties, "required": required }),
                    [("additionalProperties", is_closed.then_some(json!(false)))],
                )
            },
        );
        let union = (proptest::collection::vec(inner.clone(), 1..3), any::<bool>())
            .prop_map(|(variants, is_one)| json!({ (if is_one { "oneOf" } else { "anyOf" }): variants }));
        let whole = inner.prop_map(|member| json!({ "allOf": [member] }));
        prop_oneof![list, object, union, whole]
    })
}

fn with<const N: usize>(mut schema: Value, keywords: [(&str, Option<Value>); N]) -> Value {
    for (keyword, value) in keywords {
        if let Some(value) = value {
            schema[keyword] = value;
        }
    }
    schema
}

fn domain(schema: &Value) -> Domain {
    domain_of(schema, 1)
}

fn domain_of(schema: &Value, seed: u64) -> Domain {
    Domain::of(&contract(schema), &json!({ "$ref": format!("#/components/schemas/{NAME}") }), seed)
}

fn contract(schema: &Value) -> Contract {
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Schemas", "version": "1" },
        "paths": {},
        "components": { "schemas": { NAME: schema } },
    });
    Contract::from_value(&document).expect("the document loads")
}
