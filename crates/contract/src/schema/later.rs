//! Keywords of OpenAPI 3.1 for which 3.0 has no words.
//!
//! Whoever reads a document of 3.1 as one of 3.0 keeps them under names of their own: `x-3.1-contains`.

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::Builder;
use super::node::NodeId;
use super::patterns::pattern;
use crate::ContractError;
use crate::load::{Unsupported, join};

/// What a schema says with these keywords.
#[derive(Debug, Default)]
pub(crate) struct Later {
    /// The schema in `if`, with the keyword and the schema of each of its consequences.
    pub(crate) condition: Option<(NodeId, Vec<(&'static str, NodeId)>)>,
    /// What some of the items are.
    pub(crate) contains: Option<Contains>,
    /// The schemas of the first items.
    pub(crate) prefix: Vec<NodeId>,
    /// The schemas of fields whose names match a pattern.
    pub(crate) patterns: Vec<NamePattern>,
    /// Whether there is a pattern that cannot be read, so that any field may be one with a schema.
    pub(crate) is_unclear: bool,
    /// The schema of the names of fields.
    pub(crate) names: Option<NodeId>,
    /// The fields that each field requires.
    pub(crate) dependent_required: Map<String, Value>,
    /// The schemas that apply if a field is there.
    pub(crate) dependent_schemas: Vec<(String, NodeId)>,
    /// What items may be that no other part of the schema knows.
    pub(crate) rest_of_items: Option<Rest>,
    /// What fields may be that no other part of the schema knows.
    pub(crate) rest_of_fields: Option<Rest>,
}

/// A number of items that match a schema.
#[derive(Debug)]
pub(crate) struct Contains {
    pub(crate) schema: NodeId,
    pub(crate) least: u64,
    pub(crate) most: Option<u64>,
}

/// Fields whose names match a pattern.
#[derive(Debug)]
pub(crate) struct NamePattern {
    pub(crate) text: String,
    pub(crate) schema: NodeId,
    validator: Validator,
}

/// What no other part of a schema knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    Refused,
    Schema(NodeId),
}

impl Later {
    /// The schemas that apply to the same value, if something else holds for it.
    pub(crate) fn in_place(&self) -> impl Iterator<Item = NodeId> + '_ {
        let condition = self
            .condition
            .iter()
            .flat_map(|(condition, then)| [*condition].into_iter().chain(then.iter().map(|(_, id)| *id)));
        condition.chain(self.dependent_schemas.iter().map(|(_, id)| *id))
    }

    /// The schemas that apply to fields, their names, and items.
    pub(crate) fn inside(&self) -> impl Iterator<Item = NodeId> + '_ {
        let rests = [self.rest_of_items, self.rest_of_fields];
        let rests =
            rests.into_iter().filter_map(|rest| if let Some(Rest::Schema(id)) = rest { Some(id) } else { None });
        self.prefix
            .iter()
            .copied()
            .chain(self.patterns.iter().map(|pattern| pattern.schema))
            .chain(self.names)
            .chain(self.contains.iter().map(|contains| contains.schema))
            .chain(rests)
    }

    /// The schemas of a field whose name matches patterns.
    pub(crate) fn of_field(&self, name: &str) -> impl Iterator<Item = NodeId> {
        let name = json!(name);
        self.patterns.iter().filter(move |pattern| pattern.validator.is_valid(&name)).map(|pattern| pattern.schema)
    }
}

/// Reads the keywords of the schema at a place; nothing if it has none of them.
pub(super) fn read(
    builder: &mut Builder<'_>,
    fields: &Map<String, Value>,
    pointer: &str,
) -> Result<Option<Box<Later>>, ContractError> {
    if !fields.keys().any(|name| name.starts_with("x-3.1-")) {
        return Ok(None);
    }
    let mut reader = Reader { builder, fields, pointer };
    let condition = match reader.schema("x-3.1-if")? {
        Some(condition) => {
            let mut then = Vec::new();
            for (keyword, name) in [("then", "x-3.1-then"), ("else", "x-3.1-else")] {
                then.extend(reader.schema(name)?.map(|id| (keyword, id)));
            }
            Some((condition, then))
        }
        None => None,
    };
    let contains = match reader.schema("x-3.1-contains")? {
        Some(schema) => {
            let least = reader.count("x-3.1-minContains").unwrap_or(1);
            Some(Contains { schema, least, most: reader.count("x-3.1-maxContains") })
        }
        None => None,
    };
    let (patterns, is_unclear) = reader.patterns()?;
    Ok(Some(Box::new(Later {
        condition,
        contains,
        prefix: reader.list("x-3.1-prefixItems")?,
        patterns,
        is_unclear,
        names: reader.schema("x-3.1-propertyNames")?,
        dependent_required: reader.dependent_required(),
        dependent_schemas: reader.named("x-3.1-dependentSchemas")?,
        rest_of_items: reader.rest("x-3.1-unevaluatedItems")?,
        rest_of_fields: reader.rest("x-3.1-unevaluatedProperties")?.filter(|_| !is_unclear),
    })))
}

/// The place of a schema, with the keywords in it as they are written in 3.1.
pub(super) fn as_written(pointer: &str) -> String {
    pointer.replace("/x-3.1-", "/")
}

struct Reader<'r, 'd> {
    builder: &'r mut Builder<'d>,
    fields: &'r Map<String, Value>,
    pointer: &'r str,
}

impl Reader<'_, '_> {
    fn schema(&mut self, name: &str) -> Result<Option<NodeId>, ContractError> {
        match self.fields.get(name) {
            Some(Value::Object(_)) => Ok(Some(self.builder.place(join(self.pointer, name))?)),
            Some(_) => Ok(self.invalid(name)),
            None => Ok(None),
        }
    }

    fn rest(&mut self, name: &str) -> Result<Option<Rest>, ContractError> {
        match self.fields.get(name) {
            Some(Value::Bool(false)) => Ok(Some(Rest::Refused)),
            Some(Value::Bool(true)) => Ok(None),
            _ => Ok(self.schema(name)?.map(Rest::Schema)),
        }
    }

    fn list(&mut self, name: &str) -> Result<Vec<NodeId>, ContractError> {
        let place = join(self.pointer, name);
        match self.fields.get(name) {
            Some(Value::Array(list)) => {
                (0..list.len()).map(|index| self.builder.place(format!("{place}/{index}"))).collect()
            }
            Some(_) => Ok(self.invalid(name).unwrap_or_default()),
            None => Ok(Vec::new()),
        }
    }

    fn named(&mut self, name: &str) -> Result<Vec<(String, NodeId)>, ContractError> {
        let place = join(self.pointer, name);
        match self.fields.get(name) {
            Some(Value::Object(parts)) => {
                parts.keys().map(|name| Ok((name.clone(), self.builder.place(join(&place, name))?))).collect()
            }
            Some(_) => Ok(self.invalid(name).unwrap_or_default()),
            None => Ok(Vec::new()),
        }
    }

    /// The patterns of names, and whether one of them cannot be read.
    fn patterns(&mut self) -> Result<(Vec<NamePattern>, bool), ContractError> {
        let name = "x-3.1-patternProperties";
        let (mut patterns, mut is_unclear) = (Vec::new(), false);
        for (text, schema) in self.named(name)? {
            if let Some(validator) = pattern(&text) {
                patterns.push(NamePattern { text, schema, validator });
            } else {
                is_unclear = true;
                self.note(name, &format!("has the pattern `{text}`, which cannot be read and is not checked"));
            }
        }
        Ok((patterns, is_unclear))
    }

    fn count(&mut self, name: &str) -> Option<u64> {
        let count = self.fields.get(name)?;
        count.as_u64().or_else(|| self.invalid(name))
    }

    fn dependent_required(&mut self) -> Map<String, Value> {
        let name = "x-3.1-dependentRequired";
        let is_sound = |names: &Value| names.as_array().is_some_and(|names| names.iter().all(Value::is_string));
        match self.fields.get(name) {
            Some(Value::Object(parts)) if parts.values().all(is_sound) => {
                parts.iter().map(|(name, required)| (name.clone(), distinct(required))).collect()
            }
            Some(_) => self.invalid(name).unwrap_or_default(),
            None => Map::new(),
        }
    }

    fn invalid<T>(&mut self, name: &str) -> Option<T> {
        self.note(name, "has an invalid value and is not checked");
        None
    }

    fn note(&mut self, name: &str, why: &str) {
        let keyword = name.trim_start_matches("x-3.1-");
        self.builder.note(Unsupported { pointer: join(self.pointer, keyword), message: format!("`{keyword}` {why}") });
    }
}

/// A list without duplicates, which the validator refuses.
fn distinct(list: &Value) -> Value {
    let mut distinct: Vec<Value> = Vec::new();
    for item in list.as_array().into_iter().flatten() {
        if !distinct.contains(item) {
            distinct.push(item.clone());
        }
    }
    Value::Array(distinct)
}
