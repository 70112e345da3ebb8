//! Invents schemas.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;
use serde_json::{Map, Value, json};

/// The names of fields.
pub(crate) const NAMES: [&str; 4] = ["a", "b", "c", "ab"];

/// An edition of OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edition {
    V3_0,
    V3_1,
}

impl Edition {
    pub(crate) fn name(self) -> &'static str {
        if self == Self::V3_0 { "3.0" } else { "3.1" }
    }

    pub(crate) fn version(self) -> &'static str {
        if self == Self::V3_0 { "3.0.3" } else { "3.1.0" }
    }
}

/// Random decisions.
pub(crate) struct Chance {
    random: ChaCha8Rng,
    /// Whether objects say what they do with undeclared fields.
    says_all: bool,
}

impl Chance {
    pub(crate) fn new(random: ChaCha8Rng, says_all: bool) -> Self {
        Self { random, says_all }
    }

    /// A number below a limit.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.random.next_u32() as usize % limit
    }

    /// Whether something happens that happens once in `times` times.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
}

/// A schema. If its objects do not say what they do with undeclared fields, the checker is stricter on purpose.
pub(crate) fn schema(chance: &mut Chance, edition: Edition, depth: usize) -> Value {
    let mut schema = Map::new();
    let kinds = ["string", "integer", "number", "boolean", "array", "object"];
    let kind = chance.pick(if depth == 0 { &kinds[..4] } else { &kinds });
    match kind {
        "string" => text(chance, &mut schema),
        "integer" | "number" => number(chance, edition, kind, &mut schema),
        "array" => list(chance, edition, depth, &mut schema),
        "object" => object(chance, edition, depth, &mut schema),
        _ => {}
    }
    if chance.once_in(6) {
        let values: Vec<_> = (0..=chance.below(3)).map(|_| scalar(chance)).collect();
        let mut distinct: Vec<Value> = Vec::new();
        for value in values {
            if !distinct.contains(&value) {
                distinct.push(value);
            }
        }
        if edition == Edition::V3_1 && chance.once_in(2) {
            schema.insert("const".to_owned(), distinct[0].clone());
        } else {
            schema.insert("enum".to_owned(), Value::Array(distinct));
        }
    }
    typed(chance, edition, kind, &mut schema);
    if depth > 0 && chance.once_in(3) {
        composed(chance, edition, depth - 1, &mut schema);
    }
    if edition == Edition::V3_1 && depth > 0 && chance.once_in(6) {
        conditional(chance, depth, &mut schema);
    }
    if edition == Edition::V3_1 && !chance.says_all && chance.once_in(3) {
        let keyword = chance.pick(&["unevaluatedItems", "unevaluatedProperties"]);
        let rest = match chance.below(4) {
            0 if depth > 0 => self::schema(chance, edition, depth - 1),
            1 => json!(true),
            _ => json!(false),
        };
        schema.insert(keyword.to_owned(), rest);
    }
    Value::Object(schema)
}

/// A value that is no list and no object.
pub(crate) fn scalar(chance: &mut Chance) -> Value {
    let all = [json!("a"), json!("ab"), json!(""), json!(0), json!(1), json!(3), json!(2.5), json!(true), json!(null)];
    chance.pick(&all)
}

/// Says the type, in the ways of the edition.
fn typed(chance: &mut Chance, edition: Edition, kind: &str, schema: &mut Map<String, Value>) {
    let says_nothing = chance.once_in(6);
    match edition {
        // Such a schema is one of objects, too.
        _ if says_nothing && chance.says_all => _ = schema.entry("additionalProperties").or_insert(json!(true)),
        _ if says_nothing => {}
        Edition::V3_0 => {
            schema.insert("type".to_owned(), json!(kind));
            if chance.once_in(4) {
                schema.insert("nullable".to_owned(), json!(true));
            }
        }
        Edition::V3_1 => {
            let other = chance.pick(&["null", "string", "integer", "boolean"]);
            let is_several = chance.once_in(3) && other != kind;
            schema.insert("type".to_owned(), if is_several { json!([kind, other]) } else { json!(kind) });
        }
    }
}

fn text(chance: &mut Chance, schema: &mut Map<String, Value>) {
    match chance.below(5) {
        0 => _ = schema.insert("minLength".to_owned(), json!(chance.below(3))),
        1 => _ = schema.insert("maxLength".to_owned(), json!(chance.below(3))),
        2 => _ = schema.insert("pattern".to_owned(), json!(chance.pick(&["^a", "b$", "^[a-c]+$", "a|b"]))),
        3 => _ = schema.insert("format".to_owned(), json!(chance.pick(&["date", "uuid", "ipv4"]))),
        _ => {}
    }
}

fn number(chance: &mut Chance, edition: Edition, kind: &str, schema: &mut Map<String, Value>) {
    for (inclusive, exclusive, at) in [("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", 3)] {
        if !chance.once_in(3) {
            continue;
        }
        let bound = json!(at + chance.below(2));
        match (edition, chance.once_in(2)) {
            (_, false) => _ = schema.insert(inclusive.to_owned(), bound),
            (Edition::V3_1, true) => _ = schema.insert(exclusive.to_owned(), bound),
            (Edition::V3_0, true) => {
                schema.insert(inclusive.to_owned(), bound);
                schema.insert(exclusive.to_owned(), json!(true));
            }
        }
    }
    if chance.once_in(4) {
        schema.insert("multipleOf".to_owned(), chance.pick(&[json!(2), json!(0.5), json!(3)]));
    }
    if kind == "integer" && chance.once_in(4) {
        schema.insert("format".to_owned(), json!("int32"));
    }
}

fn list(chance: &mut Chance, edition: Edition, depth: usize, schema: &mut Map<String, Value>) {
    if chance.says_all || chance.once_in(2) {
        schema.insert("items".to_owned(), self::schema(chance, edition, depth - 1));
    }
    match chance.below(5) {
        0 => _ = schema.insert("minItems".to_owned(), json!(chance.below(3))),
        1 => _ = schema.insert("maxItems".to_owned(), json!(chance.below(3))),
        2 => _ = schema.insert("uniqueItems".to_owned(), json!(true)),
        _ => {}
    }
    if edition == Edition::V3_1 && chance.once_in(3) {
        later_keywords_of_lists(chance, depth, schema);
    }
}

fn object(chance: &mut Chance, edition: Edition, depth: usize, schema: &mut Map<String, Value>) {
    let mut properties = Map::new();
    for name in NAMES {
        if chance.once_in(2) {
            properties.insert(name.to_owned(), self::schema(chance, edition, depth - 1));
        }
    }
    let required: Vec<_> = NAMES.into_iter().filter(|_| chance.once_in(4)).collect();
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    if !properties.is_empty() {
        schema.insert("properties".to_owned(), Value::Object(properties));
    }
    if chance.says_all || chance.once_in(3) {
        let additional = match chance.below(3) {
            0 => json!(false),
            1 => self::schema(chance, edition, depth - 1),
            _ => json!(true),
        };
        schema.insert("additionalProperties".to_owned(), additional);
    }
    match chance.below(6) {
        0 => _ = schema.insert("minProperties".to_owned(), json!(chance.below(3))),
        1 => _ = schema.insert("maxProperties".to_owned(), json!(chance.below(3))),
        _ => {}
    }
    if edition == Edition::V3_1 && chance.once_in(3) {
        later_keywords_of_objects(chance, depth, schema);
    }
}

/// What 3.0 has no words for.
fn later_keywords_of_lists(chance: &mut Chance, depth: usize, schema: &mut Map<String, Value>) {
    let mut part = || self::schema(chance, Edition::V3_1, depth - 1);
    let (first, second) = (part(), part());
    match chance.below(3) {
        0 => {
            schema.insert("contains".to_owned(), first);
            if chance.once_in(2) {
                let keyword = chance.pick(&["minContains", "maxContains"]);
                schema.insert(keyword.to_owned(), json!(chance.below(3)));
            }
        }
        1 => _ = schema.insert("prefixItems".to_owned(), json!([first, second])),
        _ => {
            schema.insert("prefixItems".to_owned(), json!([first]));
            schema.insert("items".to_owned(), json!(chance.once_in(2)));
        }
    }
}

/// A condition about values of any type. Schemas of objects that do not say what they do with undeclared fields would be
/// stricter in the consequences than beside them.
fn conditional(chance: &mut Chance, depth: usize, schema: &mut Map<String, Value>) {
    for keyword in ["if", "then", "else"] {
        if keyword == "if" || !chance.once_in(3) {
            schema.insert(keyword.to_owned(), self::schema(chance, Edition::V3_1, depth - 1));
        }
    }
}

fn later_keywords_of_objects(chance: &mut Chance, depth: usize, schema: &mut Map<String, Value>) {
    let mut part = || self::schema(chance, Edition::V3_1, depth - 1);
    let parts = [part(), part(), part()];
    let [first, second, third] = parts;
    match chance.below(5) {
        0 => {
            schema.insert("if".to_owned(), json!({ "properties": { "a": first }, "required": ["a"] }));
            schema.insert("then".to_owned(), json!({ "properties": { "b": second } }));
            schema.insert("else".to_owned(), json!({ "properties": { "b": third } }));
        }
        1 => {
            let names = [json!({ "maxLength": 1 }), json!({ "enum": ["a", "b"] }), json!({ "not": { "const": "c" } })];
            schema.insert("propertyNames".to_owned(), chance.pick(&names));
        }
        2 => {
            let patterns = [json!({ "^a": first }), json!({ "b$": first, "^a": second }), json!({ "c|b": false })];
            schema.insert("patternProperties".to_owned(), chance.pick(&patterns));
        }
        3 => {
            let required = [json!({ "a": ["b"] }), json!({ "a": ["b", "ab"], "b": ["c"] }), json!({ "c": [] })];
            schema.insert("dependentRequired".to_owned(), chance.pick(&required));
        }
        _ => {
            let schemas = [json!({ "a": { "properties": { "b": first } } }), json!({ "b": second, "c": false })];
            schema.insert("dependentSchemas".to_owned(), chance.pick(&schemas));
        }
    }
}

fn composed(chance: &mut Chance, edition: Edition, depth: usize, schema: &mut Map<String, Value>) {
    let keyword = chance.pick(&["allOf", "anyOf", "oneOf", "not"]);
    let mut part = || self::schema(chance, edition, depth);
    let composed = if keyword == "not" { part() } else { json!([part(), part()]) };
    schema.insert(keyword.to_owned(), composed);
}
