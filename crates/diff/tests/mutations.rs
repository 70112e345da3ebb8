//! Schemas of whole documents are changed at one place, and what a comparison says is held against values: one that was
//! accepted and is refused now is a break, and so is a response that was not possible before.
//!
//! The documents are those of the project. `MUTATED_DOCUMENTS` names a folder with others, in JSON and of OpenAPI 3.0.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use jsonschema::{Draft, Validator};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};
use trackside_diff::{Direction, Level, compare};
use trackside_openapi::raised;

use crate::documents::{answering, asking};
use crate::specs::specs;

/// The folder of other documents.
const DOCUMENTS: &str = "MUTATED_DOCUMENTS";
/// Changes that are tried.
const CASES: u32 = 600;
/// Values that are tried for each change.
const VALUES: usize = 150;
/// How deep values are nested.
const DEEPEST: usize = 6;

/// A body, with the components that it leads to.
#[derive(Debug, Clone)]
struct Body {
    direction: Direction,
    schema: Value,
    components: Map<String, Value>,
}

static BODIES: LazyLock<Vec<Body>> = LazyLock::new(|| {
    let documents = match std::env::var_os(DOCUMENTS) {
        Some(folder) => others(&PathBuf::from(folder)),
        None => specs().into_iter().map(|(_, document)| document).collect(),
    };
    let bodies: Vec<_> = documents.iter().flat_map(bodies).collect();
    assert!(bodies.len() > 20, "there are only {} bodies", bodies.len());
    bodies
});

/// Documents of another collection. Those that are not of 3.0 are left out.
fn others(folder: &PathBuf) -> Vec<Value> {
    let files = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be listed").path());
    let documents = files.filter_map(|path| serde_json::from_slice(&fs::read(path).ok()?).ok());
    documents.filter(|document: &Value| document["openapi"].as_str().is_some_and(|it| it.starts_with("3.0"))).collect()
}

fn bodies(document: &Value) -> Vec<Body> {
    let resolved = |part: &Value| match part["$ref"].as_str() {
        Some(reference) => document.pointer(&reference[1..]).cloned().unwrap_or_default(),
        None => part.clone(),
    };
    let mut bodies = Vec::new();
    let items = document["paths"].as_object().into_iter().flatten().map(|(_, item)| item);
    for operation in items.filter_map(Value::as_object).flat_map(Map::values) {
        let mut add = |direction, part: &Value| {
            let schema = resolved(part)["content"]["application/json"]["schema"].clone();
            if let Some(components) = schema.is_object().then(|| closure(document, &schema)).flatten() {
                bodies.push(Body { direction, schema, components });
            }
        };
        add(Direction::Request, &operation["requestBody"]);
        for (_, response) in operation["responses"].as_object().into_iter().flatten() {
            add(Direction::Response, response);
        }
    }
    bodies
}

/// The components that a schema leads to; `None` if a reference leads elsewhere.
fn closure(document: &Value, schema: &Value) -> Option<Map<String, Value>> {
    let (mut components, mut waiting) = (Map::new(), vec![schema]);
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items),
            Value::Object(members) => {
                if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                    let name = reference.strip_prefix("#/components/schemas/")?;
                    let component = document["components"]["schemas"].get(name)?;
                    if components.insert(name.to_owned(), component.clone()).is_none() {
                        waiting.push(component);
                    }
                }
                waiting.extend(members.values());
            }
            _ => {}
        }
    }
    Some(components)
}

impl Body {
    fn document(&self) -> Value {
        let components = Value::Object(self.components.clone());
        match self.direction {
            Direction::Request => asking(self.schema.clone(), components),
            Direction::Response => answering(self.schema.clone(), components),
        }
    }

    /// A validator that knows nothing of this project; `None` if it cannot read the schema.
    fn validator(&self) -> Option<Validator> {
        let mut components = self.components.clone();
        components.insert("Body".to_owned(), self.schema.clone());
        let components = self.sent(&Value::Object(components));
        let raised = raised(&json!({ "openapi": "3.0.3", "components": { "schemas": components } }));
        let schema = json!({ "$ref": "#/components/schemas/Body", "components": raised["components"] });
        jsonschema::options().with_draft(Draft::Draft202012).build(&schema).ok()
    }

    /// Schemas without the demand for fields that are not sent in this direction.
    fn sent(&self, schema: &Value) -> Value {
        match schema {
            Value::Array(items) => items.iter().map(|item| self.sent(item)).collect(),
            Value::Object(members) => {
                let mut sent: Map<_, _> = members.iter().map(|(key, part)| (key.clone(), self.sent(part))).collect();
                if let Some(Value::Array(required)) = sent.get_mut("required") {
                    required
                        .retain(|name| !name.as_str().is_some_and(|name| self.is_hidden(&schema["properties"][name])));
                }
                Value::Object(sent)
            }
            other => other.clone(),
        }
    }

    fn is_hidden(&self, field: &Value) -> bool {
        let hidden = if self.direction == Direction::Request { "readOnly" } else { "writeOnly" };
        self.resolved(field)[hidden] == true
    }

    fn resolved<'b>(&'b self, schema: &'b Value) -> &'b Value {
        let name = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/"));
        name.and_then(|name| self.components.get(name)).unwrap_or(schema)
    }

    /// All schemas: `None` and a pointer into the body, or a component and a pointer into it.
    fn places(&self) -> Vec<(Option<String>, String)> {
        let roots = std::iter::once((None, &self.schema));
        let roots = roots.chain(self.components.iter().map(|(name, schema)| (Some(name.clone()), schema)));
        let mut places = Vec::new();
        for (root, schema) in roots {
            let mut waiting = vec![(String::new(), schema)];
            while let Some((pointer, schema)) = waiting.pop() {
                let Some(members) = schema.as_object().filter(|members| !members.contains_key("$ref")) else {
                    continue;
                };
                for (keyword, part) in members {
                    match (keyword.as_str(), part) {
                        ("properties", Value::Object(fields)) => waiting.extend(fields.iter().map(|(name, field)| {
                            let name = name.replace('~', "~0").replace('/', "~1");
                            (format!("{pointer}/properties/{name}"), field)
                        })),
                        ("items" | "additionalProperties", part) => {
                            waiting.push((format!("{pointer}/{keyword}"), part));
                        }
                        ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => waiting.extend(
                            parts
                                .iter()
                                .enumerate()
                                .map(|(index, part)| (format!("{pointer}/{keyword}/{index}"), part)),
                        ),
                        _ => {}
                    }
                }
                places.push((root.clone(), pointer));
            }
        }
        places
    }

    /// The same body with a change at one place, and what was changed; `None` if that is no change there.
    fn mutated(&self, place: &(Option<String>, String), change: usize, chance: &mut Chance) -> Option<Self> {
        let mut body = self.clone();
        let root = match &place.0 {
            Some(name) => body.components.get_mut(name)?,
            None => &mut body.schema,
        };
        let members = root.pointer_mut(&place.1)?.as_object_mut()?;
        let before = members.clone();
        mutate(members, change, chance);
        (*members != before).then_some(body)
    }

    fn has(&self, keyword: &str) -> bool {
        let text = format!("{}{}", self.schema, Value::Object(self.components.clone()));
        text.contains(&format!("\"{keyword}\":"))
    }

    /// A value that the schema may accept.
    fn value(&self, schema: &Value, depth: usize, chance: &mut Chance) -> Value {
        let schema = self.resolved(schema);
        // A schema that needs itself has no value.
        if depth > 2 * DEEPEST {
            return Value::Null;
        }
        if schema["nullable"] == true && chance.one_in(8) {
            return Value::Null;
        }
        if let Some(values) = schema["enum"].as_array().filter(|values| !values.is_empty()) {
            return values[chance.below(values.len())].clone();
        }
        for union in ["oneOf", "anyOf"] {
            if let Some(members) = schema[union].as_array().filter(|members| !members.is_empty()) {
                return self.value(&members[chance.below(members.len())], depth + 1, chance);
            }
        }
        let mut object = Map::new();
        for part in schema["allOf"].as_array().into_iter().flatten() {
            match self.value(part, depth + 1, chance) {
                Value::Object(members) => object.extend(members),
                other => return other,
            }
        }
        if let (Some(example), true) = (schema.get("example"), chance.one_in(2)) {
            return example.clone();
        }
        let number = |keyword: &str| schema[keyword].as_i64();
        let length = |least: &str, most: &str, chance: &mut Chance| {
            let least = number(least).unwrap_or(0);
            let most = number(most).unwrap_or(least + 4).min(least + 4);
            usize::try_from(if chance.one_in(2) { most } else { least }).unwrap_or(0).min(500)
        };
        match schema["type"].as_str() {
            Some("string") => "a".repeat(length("minLength", "maxLength", chance)).into(),
            Some("integer" | "number") => {
                let (least, most) = (number("minimum"), number("maximum"));
                (if chance.one_in(2) { least.or(most) } else { most.or(least) }).unwrap_or(1).into()
            }
            Some("boolean") => chance.one_in(2).into(),
            Some("array") if depth < DEEPEST => {
                let count = length("minItems", "maxItems", chance).min(4);
                (0..count).map(|_| self.value(&schema["items"], depth + 1, chance)).collect()
            }
            Some("array") => json!([]),
            _ => {
                let required = names(&schema["required"]);
                for (name, field) in schema["properties"].as_object().into_iter().flatten() {
                    let is_needed = required.contains(name);
                    if !self.is_hidden(field) && (is_needed || depth < DEEPEST && chance.one_in(2)) {
                        object.insert(name.clone(), self.value(field, depth + 1, chance));
                    }
                }
                Value::Object(object)
            }
        }
    }
}

fn names(list: &Value) -> BTreeSet<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The number of kinds of changes.
const CHANGES: usize = 16;

fn mutate(members: &mut Map<String, Value>, change: usize, chance: &mut Chance) {
    let shift = |members: &mut Map<String, Value>, keyword: &str, by: i64, start: i64| {
        let bound = members.get(keyword).and_then(Value::as_i64).map_or(start, |bound| bound + by);
        members.insert(keyword.to_owned(), json!(bound));
    };
    let kind = members.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    match (change, kind.as_str()) {
        (0, "string") => shift(members, "maxLength", -1, 3),
        (1, "string") => shift(members, "minLength", 1, 2),
        (2, "integer" | "number") => shift(members, "maximum", -1, 2),
        (3, "integer" | "number") => shift(members, "minimum", 1, 2),
        (4, "array") => shift(members, "maxItems", -1, 1),
        (5, "array") => shift(members, "minItems", 1, 1),
        (6, _) => {
            let bounds = ["maxLength", "minLength", "maximum", "minimum", "maxItems", "minItems", "pattern"];
            members.retain(|keyword, _| !bounds.contains(&keyword.as_str()));
        }
        (7, _) => {
            if let Some(values) = members.get_mut("enum").and_then(Value::as_array_mut).filter(|it| it.len() > 1) {
                values.remove(chance.below(values.len()));
            }
        }
        (8, "string") => {
            if let Some(values) = members.get_mut("enum").and_then(Value::as_array_mut) {
                values.push(json!("mutated"));
            }
        }
        (9, "string" | "integer" | "number" | "boolean" | "array" | "object") => {
            let types = ["string", "integer", "number", "boolean"];
            members.insert("type".to_owned(), json!(types[chance.below(types.len())]));
        }
        (10, "string" | "integer" | "number" | "boolean" | "array" | "object") => {
            let nullable = members.get("nullable") == Some(&json!(true));
            members.insert("nullable".to_owned(), json!(!nullable));
        }
        (11, _) => {
            if let Some(required) =
                members.get_mut("required").and_then(Value::as_array_mut).filter(|it| !it.is_empty())
            {
                required.remove(chance.below(required.len()));
            }
        }
        (12, _) => {
            let fields = members.get("properties").and_then(Value::as_object);
            let fields: Vec<_> = fields.into_iter().flat_map(Map::keys).cloned().collect();
            let mut required = names(members.get("required").unwrap_or(&Value::Null));
            if !fields.is_empty() && required.insert(fields[chance.below(fields.len())].clone()) {
                members.insert("required".to_owned(), json!(required));
            }
        }
        (13, _) => {
            if let Some(fields) =
                members.get_mut("properties").and_then(Value::as_object_mut).filter(|it| !it.is_empty())
            {
                let name = fields.keys().nth(chance.below(fields.len())).expect("the field is there").clone();
                fields.shift_remove(&name);
                if let Some(required) = members.get_mut("required").and_then(Value::as_array_mut) {
                    required.retain(|other| *other != name);
                }
            }
        }
        (14, "object") if members.contains_key("properties") => {
            let is_closed = members.get("additionalProperties") == Some(&json!(false));
            members.insert("additionalProperties".to_owned(), json!(is_closed));
        }
        (15, "string") => _ = members.insert("pattern".to_owned(), json!("^z")),
        _ => {}
    }
}

/// Changes a value at one place: something else instead, or a member less.
fn perturbed(mut value: Value, chance: &mut Chance) -> Value {
    let mut place = &mut value;
    loop {
        let count = match &*place {
            Value::Array(items) => items.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        };
        if count == 0 || chance.one_in(6) {
            break;
        }
        let index = chance.below(count);
        if let Value::Object(members) = place
            && chance.one_in(6)
        {
            let name = members.keys().nth(index).expect("the member is there").clone();
            members.shift_remove(&name);
            return value;
        }
        place = match place {
            Value::Array(items) => &mut items[index],
            Value::Object(members) => members.values_mut().nth(index).expect("the member is there"),
            _ => unreachable!("it has members"),
        };
    }
    let others = [
        json!(null),
        json!("z"),
        json!("mutated"),
        json!("aaaa"),
        json!(0),
        json!(2),
        json!(1.5),
        json!(true),
        json!([]),
    ];
    *place = others[chance.below(others.len())].clone();
    value
}

/// Numbers that look random, from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % count
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

/// What came of a change.
fn tried(body: Index, place: Index, change: usize, seed: u64) -> Result<bool, TestCaseError> {
    let old = body.get(&BODIES);
    let mut chance = Chance(seed);
    // A response that matched two members of a union and matches one now is of a kind that clients know.
    if old.direction == Direction::Response && old.has("oneOf") {
        return Ok(false);
    }
    let places = old.places();
    let place = place.get(&places);
    // Not every change is possible everywhere.
    let new = (change..change + CHANGES).find_map(|change| old.mutated(place, change % CHANGES, &mut chance));
    let Some(new) = new else { return Ok(false) };
    let (Some(old_validator), Some(new_validator)) = (old.validator(), new.validator()) else { return Ok(false) };
    // Who sends keeps to the old document, who receives gets what the new one allows.
    let (from, accepts, refuses) = match old.direction {
        Direction::Request => (old, &old_validator, &new_validator),
        Direction::Response => (&new, &new_validator, &old_validator),
    };
    let witness = (0..VALUES).find_map(|round| {
        let value = from.value(&from.schema, 0, &mut chance);
        let value = if round % 3 == 0 { perturbed(value, &mut chance) } else { value };
        (accepts.is_valid(&value) && !refuses.is_valid(&value)).then_some(value)
    });
    let Some(value) = witness else { return Ok(false) };
    let Ok(changes) = compare(&old.document(), &new.document()) else { return Ok(false) };
    let is_told = changes.iter().any(|change| change.level > Level::Info);
    prop_assert!(is_told, "{:?} {value}: {changes:#?}", old.direction);
    Ok(true)
}

#[test]
fn what_values_say_is_told() {
    let found = AtomicU32::new(0);
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    let strategy = (any::<Index>(), any::<Index>(), 0..CHANGES, any::<u64>());
    let result = TestRunner::new(config).run(&strategy, |(body, place, change, seed)| {
        found.fetch_add(u32::from(tried(body, place, change, seed)?), Ordering::Relaxed);
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
    let found = found.into_inner();
    assert!(found > CASES / 20, "only {found} of {CASES} changes were seen in values");
}
