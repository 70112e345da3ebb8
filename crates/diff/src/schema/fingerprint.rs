//! A hash of a shape, which is the same for equal shapes. It is used to match the members of unions.
//!
//! It covers only a few levels. Shapes with the same hash are compared in full later.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashMap};
use std::hash::{Hash as _, Hasher as _};

use serde_json::Value;

use super::DOCUMENTATION;
use crate::documentation::PROVENANCE;
use crate::error::DiffError;
use crate::shape::{ShapeId, Shapes};
use crate::value::canonical;

/// The number of nested levels that are covered.
pub(super) const LEVELS: usize = 3;

/// The hashes so far.
#[derive(Default)]
pub(crate) struct Fingerprints {
    known: HashMap<(ShapeId, usize), u64>,
}

impl Fingerprints {
    /// The hash of a shape, up to a number of levels.
    pub(super) fn of(&mut self, shapes: &mut Shapes<'_>, shape: ShapeId, levels: usize) -> Result<u64, DiffError> {
        if levels == 0 {
            return Ok(0);
        }
        if let Some(known) = self.known.get(&(shape, levels)) {
            return Ok(*known);
        }
        let flat = shapes.flat(shape);
        let mut hasher = DefaultHasher::new();
        flat.nullable.hash(&mut hasher);
        flat.required().hash(&mut hasher);
        for (name, schemas) in flat.properties() {
            let property = shapes.intern(&schemas)?;
            (name, self.of(shapes, property, levels - 1)?).hash(&mut hasher);
        }
        for keyword in flat.keywords() {
            match keyword {
                "properties" | "required" | "nullable" | PROVENANCE | "discriminator" => {}
                "items" | "not" | "additionalProperties" => {
                    let within = shapes.intern(&flat.all(keyword))?;
                    (keyword, self.of(shapes, within, levels - 1)?).hash(&mut hasher);
                }
                "oneOf" | "anyOf" => {
                    let mut members = Vec::new();
                    for member in flat.all(keyword).into_iter().filter_map(Value::as_array).flatten() {
                        let member = shapes.intern(&[member])?;
                        members.push(self.of(shapes, member, levels - 1)?);
                    }
                    members.sort_unstable();
                    (keyword, members).hash(&mut hasher);
                }
                "enum" => {
                    let values = flat.all(keyword).into_iter().filter_map(Value::as_array).flatten();
                    (keyword, values.map(canonical).collect::<BTreeSet<_>>()).hash(&mut hasher);
                }
                keyword if DOCUMENTATION.contains(&keyword) => {}
                keyword => (keyword, flat.distinct(keyword).keys().collect::<Vec<_>>()).hash(&mut hasher),
            }
        }
        let fingerprint = hasher.finish();
        self.known.insert((shape, levels), fingerprint);
        Ok(fingerprint)
    }
}
