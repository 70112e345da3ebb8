//! Objects.

use serde_json::{Map, Value, json};

use super::shape::Shape;
use super::{Maker, OFFERED, Sample, named};

impl Maker<'_> {
    /// An ordinary object: what is required, and nothing else.
    pub(super) fn plain_object(&mut self, shape: &Shape<'_>, depth: usize) -> Option<Value> {
        self.object(shape, false, depth)
    }

    /// Objects at the corners of a domain.
    pub(super) fn object_corners(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Sample> {
        let Some(least) = self.object(shape, false, depth) else { return Vec::new() };
        let mut found = vec![named("only required fields", least.clone())];
        if let Some(most) = self.object(shape, true, depth) {
            found.push(named("every field", most));
        }
        for (name, field, _) in shape.fields().into_iter().take(OFFERED) {
            for sample in self.corners(field, depth + 1).into_iter().take(4) {
                found.push(named(format!("{name}: {}", sample.name), with(&least, name, sample.value)));
            }
        }
        found
    }

    /// Objects that the schema excludes.
    pub(super) fn spoiled_objects(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Sample> {
        let Some(least) = self.object(shape, false, depth) else { return Vec::new() };
        let mut found = Vec::new();
        for (name, field, is_required) in shape.fields().into_iter().take(OFFERED) {
            if is_required {
                let mut without = least.clone();
                if let Value::Object(fields) = &mut without {
                    fields.remove(name);
                }
                found.push(named(format!("missing field {name}"), without));
            }
            for sample in self.spoiled(field, depth + 1).into_iter().take(4) {
                found.push(named(format!("{name}: {}", sample.name), with(&least, name, sample.value)));
            }
        }
        if shape.is_closed() {
            found.push(named("a field that is not declared", with(&least, "noSuchField", json!(1))));
        }
        found
    }

    fn object(&mut self, shape: &Shape<'_>, is_full: bool, depth: usize) -> Option<Value> {
        let mut fields = Map::new();
        for (name, field, is_required) in shape.fields() {
            if is_required || is_full {
                match self.plain(field, depth + 1) {
                    Some(value) => _ = fields.insert(name.clone(), value),
                    None if is_required => return None,
                    None => {}
                }
            }
        }
        Some(Value::Object(fields))
    }
}

fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut object = object.clone();
    object[name] = value;
    object
}
