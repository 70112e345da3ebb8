//! Schemas as clients see them: references are resolved, and members of `allOf` are merged.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ptr;
use std::rc::Rc;

use serde_json::{Map, Value};

use crate::document::Document;
use crate::error::DiffError;
use crate::lifecycle::{End, SUNSET_KEY};
use crate::value::{canonical, weight};

/// The id of a shape in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ShapeId(usize);

/// The shapes of a document that were needed so far.
pub(crate) struct Shapes<'d> {
    pub(crate) document: Document<'d>,
    ids: HashMap<Vec<usize>, ShapeId>,
    /// The shapes of single schemas, by the schema as JSON.
    alone: HashMap<usize, ShapeId>,
    flat: Vec<Rc<Flat<'d>>>,
    merged: usize,
    limit: usize,
}

/// A schema merged with its `allOf`. Nested schemas are left as written.
#[derive(Default)]
pub(crate) struct Flat<'d> {
    /// The schemas that apply together, the outermost first.
    pub(crate) parts: Vec<&'d Map<String, Value>>,
    /// Values in place of a schema that are not schemas.
    pub(crate) malformed: Vec<&'d Value>,
    /// The size, in values.
    pub(crate) weight: usize,
    /// Whether null is allowed. The outermost schema with a type or `nullable` decides.
    pub(crate) nullable: bool,
}

impl<'d> Shapes<'d> {
    /// No shapes. `limit` is the total size of schemas that can be merged.
    pub(crate) fn new(document: Document<'d>, limit: usize) -> Self {
        Self { document, ids: HashMap::new(), alone: HashMap::new(), flat: Vec::new(), merged: 0, limit }
    }

    /// The shape of schemas that apply together. Without schemas, every value is allowed.
    pub(crate) fn intern(&mut self, schemas: &[&'d Value]) -> Result<ShapeId, DiffError> {
        let [schema] = schemas else { return self.intern_together(schemas) };
        if let Some(id) = self.alone.get(&address(schema)) {
            return Ok(*id);
        }
        let id = self.intern_together(schemas)?;
        self.alone.insert(address(schema), id);
        Ok(id)
    }

    fn intern_together(&mut self, schemas: &[&'d Value]) -> Result<ShapeId, DiffError> {
        let mut roots = Vec::with_capacity(schemas.len());
        for schema in schemas {
            roots.push(self.document.resolve(schema)?);
        }
        let key: Vec<_> = roots.iter().map(|root| address(root)).collect();
        if let Some(id) = self.ids.get(&key) {
            return Ok(*id);
        }
        let flat = self.flatten(&roots)?;
        let id = ShapeId(self.flat.len());
        self.flat.push(Rc::new(flat));
        self.ids.insert(key, id);
        Ok(id)
    }

    /// A shape by its id.
    pub(crate) fn flat(&self, id: ShapeId) -> Rc<Flat<'d>> {
        Rc::clone(&self.flat[id.0])
    }

    fn flatten(&mut self, roots: &[&'d Value]) -> Result<Flat<'d>, DiffError> {
        let mut flat = Flat::default();
        let mut decisions = Vec::new();
        let mut seen = HashSet::new();
        // Schemas are taken from the end. The flag says whether an outer schema has decided about null.
        let mut waiting: Vec<_> = roots.iter().rev().map(|root| (*root, true)).collect();
        while let Some((schema, undecided)) = waiting.pop() {
            let schema = self.document.resolve(schema)?;
            if !seen.insert(address(schema)) {
                continue;
            }
            let weight = own_weight(schema);
            flat.weight += weight;
            self.merged += weight;
            if self.merged > self.limit {
                return Err(DiffError::TooComplex { limit: self.limit });
            }
            let Value::Object(part) = schema else {
                flat.malformed.push(schema);
                continue;
            };
            flat.parts.push(part);
            let decides = part.contains_key("nullable") || part.contains_key("type");
            if undecided && decides {
                decisions.push(part.get("nullable") == Some(&Value::Bool(true)));
            }
            match part.get("allOf") {
                Some(Value::Array(members)) => {
                    waiting.extend(members.iter().rev().map(|member| (member, undecided && !decides)));
                }
                Some(other) => flat.malformed.push(other),
                None => {}
            }
        }
        flat.nullable = !decisions.is_empty() && decisions.iter().all(|nullable| *nullable);
        Ok(flat)
    }
}

impl<'d> Flat<'d> {
    /// Whether two shapes are written in the same way and have no nested schemas, so that they are equal.
    pub(crate) fn surely_equals(&self, other: &Self) -> bool {
        let within = ["properties", "items", "additionalProperties", "oneOf", "anyOf", "not", "discriminator"];
        let holds = |keyword: &String| within.contains(&keyword.as_str()) || keyword.starts_with("x-3.1-");
        let leaf = |flat: &Self| !flat.parts.iter().any(|part| part.keys().any(holds));
        self.malformed.is_empty() && other.malformed.is_empty() && leaf(self) && self.parts == other.parts
    }

    /// The keywords of all parts, without those that only combine them.
    pub(crate) fn keywords(&self) -> BTreeSet<&'d str> {
        let keywords = self.parts.iter().flat_map(|part| part.keys().map(String::as_str));
        keywords.filter(|keyword| *keyword != "allOf").collect()
    }

    /// The value of the outermost part that has the keyword. This is for keywords that describe rather than constrain.
    pub(crate) fn outermost(&self, keyword: &str) -> Option<&'d Value> {
        self.parts.iter().find_map(|part| part.get(keyword))
    }

    /// The values of a keyword in all parts.
    pub(crate) fn all(&self, keyword: &str) -> Vec<&'d Value> {
        self.parts.iter().filter_map(|part| part.get(keyword)).collect()
    }

    /// The same without duplicates.
    pub(crate) fn distinct(&self, keyword: &str) -> BTreeMap<String, &'d Value> {
        self.all(keyword).into_iter().map(|value| (canonical(value), value)).collect()
    }

    /// The distinct strings of a keyword; `None` if a value is not a string.
    pub(crate) fn texts(&self, keyword: &str) -> Option<BTreeSet<&'d str>> {
        self.all(keyword).into_iter().map(Value::as_str).collect()
    }

    /// Whether a flag is set; a missing one is false. `None` if a value is not a flag.
    pub(crate) fn flag(&self, keyword: &str) -> Option<bool> {
        self.outermost(keyword).map_or(Some(false), Value::as_bool)
    }

    /// What the schema says about its end. An invalid flag counts as not set.
    pub(crate) fn end(&self) -> End<'d> {
        End { deprecated: self.flag("deprecated") == Some(true), sunset: self.outermost(SUNSET_KEY) }
    }

    /// The declared fields, with their schemas. An invalid value declares no fields.
    pub(crate) fn properties(&self) -> BTreeMap<&'d str, Vec<&'d Value>> {
        let mut properties: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (name, schema) in self.all("properties").into_iter().filter_map(Value::as_object).flatten() {
            properties.entry(name.as_str()).or_default().push(schema);
        }
        properties
    }

    /// The required fields. Invalid values require none.
    pub(crate) fn required(&self) -> BTreeSet<&'d str> {
        let lists = self.all("required").into_iter().filter_map(Value::as_array);
        lists.flatten().filter_map(Value::as_str).collect()
    }

    /// Whether undeclared fields are excluded.
    pub(crate) fn closed(&self) -> bool {
        let rests = ["additionalProperties", "x-3.1-unevaluatedProperties"];
        rests.iter().any(|rest| self.all(rest).contains(&&Value::Bool(false)))
    }
}

/// The size of a schema in values, without nested schemas.
fn own_weight(schema: &Value) -> usize {
    let Value::Object(schema) = schema else { return weight(schema) };
    let keywords = schema.iter().map(|(keyword, value)| match keyword.as_str() {
        "properties" => value.as_object().map_or(1, Map::len),
        "allOf" | "oneOf" | "anyOf" => value.as_array().map_or(1, Vec::len),
        "items" | "not" | "additionalProperties" => 1,
        _ => weight(value),
    });
    1 + keywords.sum::<usize>()
}

/// Compares values by address: equal values at different places are different.
pub(crate) fn address(value: &Value) -> usize {
    ptr::from_ref(value).addr()
}
