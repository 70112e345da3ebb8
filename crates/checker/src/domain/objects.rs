//! Objects.

use serde_json::{Map, Value, json};

use super::budget::weight;
use super::generator::{Generator, in_turn};
use super::later::ANY_NAME;
use super::shape::Shape;
use super::{Invalid, InvalidKind, OFFERED, Sample, broken, named};

/// The most boundary values of each field.
const OF_EACH: usize = 4;

impl Generator<'_> {
    /// A typical object: only what is required, by the schema or, of the optional fields, by a rule.
    pub(super) fn typical_object(&mut self, shape: &Shape<'_>, depth: usize) -> Option<Value> {
        let least = self.object(shape, false, depth)?;
        let Some(probe) = self.probe(shape).filter(|probe| !probe.keeps(&least)) else { return Some(least) };
        let optional = shape.fields().into_iter().filter(|(_, _, is_required)| !is_required).take(OFFERED);
        for (name, field, _) in optional {
            let more = self.plain(field, depth + 1).map(|value| with(&least, name, value));
            if more.as_ref().is_some_and(|more| probe.keeps(more)) {
                return more;
            }
        }
        Some(least)
    }

    /// Objects at the boundaries of a schema.
    pub(super) fn object_boundaries(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Sample> {
        let Some(least) = self.typical_object(shape, depth) else { return Vec::new() };
        let mut found = vec![named("only required fields", least.clone())];
        if let Some(most) = self.with_part(1, |maker| maker.object(shape, true, depth)) {
            found.push(named("every field", most));
        }
        if let Some(free) = shape.free_fields().and_then(|schema| self.plain(schema, depth + 1)) {
            let name = self.free_name(shape);
            found.push(named("a field of any name", with(&least, &name, free)));
        }
        for (name, schema) in self.pattern_fields(shape) {
            let value = self.plain(schema, depth + 1).map(|value| with(&least, &name, value));
            found.extend(value.map(|value| named("a field named by a pattern", value)));
        }
        let mut queues = Vec::new();
        let fields = shape.fields();
        let count = fields.len().min(OFFERED);
        for (index, (name, field, _)) in fields.into_iter().enumerate().take(OFFERED) {
            let mut of_field = Vec::new();
            let boundaries = self.with_part(count - index, |maker| maker.boundaries(field, depth + 1));
            for sample in boundaries.into_iter().take(OF_EACH) {
                if self.budget.spend(weight(&least)).is_some() {
                    of_field.push(named(format!("{name}: {}", sample.name), with(&least, name, sample.value)));
                }
            }
            queues.push(of_field);
        }
        found.extend(in_turn(queues));
        found
    }

    /// Invalid objects.
    pub(super) fn invalid_objects(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Invalid> {
        let Some(least) = self.typical_object(shape, depth) else { return Vec::new() };
        let mut found = Vec::new();
        let fields = shape.fields();
        for (name, _, _) in fields.iter().filter(|(_, _, is_required)| *is_required).take(OFFERED) {
            let mut without = least.clone();
            if let Value::Object(fields) = &mut without {
                fields.shift_remove(*name);
            }
            if self.budget.spend(weight(&without)).is_some() {
                found.push(broken(InvalidKind::Missing, format!("missing field {name}"), without));
            }
        }
        found.extend(self.invalid_dependents(shape, &least, depth));
        let free = shape.free_fields().map(|schema| (self.free_name(shape), schema));
        let named = self.pattern_fields(shape);
        let declared = fields.into_iter().take(OFFERED).map(|(name, field, _)| (name.clone(), field));
        let parts: Vec<_> = declared.chain(free).chain(named).collect();
        let mut queues = Vec::new();
        for (index, (name, field)) in parts.iter().enumerate() {
            let mut of_field = Vec::new();
            let spoils = self.with_part(parts.len() - index, |maker| maker.invalid(field, depth + 1));
            for invalid in spoils {
                if self.budget.spend(weight(&least)).is_some() {
                    let value = with(&least, name, invalid.value);
                    of_field.push(broken(invalid.kind, format!("{name}: {}", invalid.name), value));
                }
            }
            queues.push(of_field);
        }
        found.extend(in_turn(queues));
        found
    }

    fn object(&mut self, shape: &Shape<'_>, is_full: bool, depth: usize) -> Option<Value> {
        let declared = shape.fields();
        // Looking for required fields costs budget, even if there are none.
        self.budget.spend(declared.len())?;
        let mut fields = Map::new();
        for (name, field, is_required) in declared {
            if is_required || is_full {
                match self.plain(field, depth + 1) {
                    Some(value) => _ = fields.insert(name.clone(), value),
                    None if is_required => return None,
                    None => {}
                }
            }
        }
        let free = shape.free_fields();
        for name in shape.required_but_undeclared() {
            let value = match free {
                Some(schema) => self.plain(schema, depth + 1)?,
                None => json!("text"),
            };
            fields.insert(name.to_owned(), value);
        }
        let fewest = shape.least("minProperties").unwrap_or(0).min(OFFERED);
        for (name, field, _) in shape.fields() {
            if fields.len() < fewest && !fields.contains_key(name) {
                fields.extend(self.plain(field, depth + 1).map(|value| (name.clone(), value)));
            }
        }
        while let Some(schema) = free.filter(|_| fields.len() < fewest) {
            let value = self.plain(schema, depth + 1)?;
            let name = self.free_name(shape);
            let is_taken = name == ANY_NAME || fields.contains_key(&name);
            fields.insert(if is_taken { format!("{name}{}", fields.len() + 1) } else { name }, value);
        }
        self.add_dependent(shape, &mut fields, depth)?;
        let object = Value::Object(fields);
        self.budget.spend(weight(&object))?;
        Some(object)
    }
}

fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut object = object.clone();
    object[name] = value;
    object
}
