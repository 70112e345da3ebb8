//! Generates values for a schema.

use std::collections::HashMap;
use std::rc::Rc;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use serde_json::{Value, json};
use trackside_contract::Contract;

use super::budget::{Budget, weight};
use super::parameter::as_text;
use super::probe::Probe;
use super::shape::{Kind, Shape};
use super::{Invalid, InvalidKind, OFFERED, Sample, broken, named, numbers};

/// The depth to which schemas are followed.
pub(super) const DEPTH: usize = 6;

/// Generates values for one purpose.
pub(super) struct Generator<'m> {
    pub(super) contract: &'m Contract,
    /// Probes of objects with rules, by the place of their schema in memory: making one takes long.
    probes: HashMap<usize, Option<Rc<Probe>>>,
    pub(super) random: ChaCha8Rng,
    pub(super) budget: Budget,
    /// Schemas that were made on the way.
    pub(super) made: Vec<Rc<Value>>,
    shows_examples: bool,
}

impl<'m> Generator<'m> {
    /// A generator that uses the examples in the document.
    pub(super) fn new(contract: &'m Contract, seed: u64) -> Self {
        let random = ChaCha8Rng::seed_from_u64(seed);
        Self { contract, probes: HashMap::new(), random, budget: Budget::new(), made: Vec::new(), shows_examples: true }
    }

    /// A generator that ignores the examples in the document.
    pub(super) fn without_examples(contract: &'m Contract, seed: u64) -> Self {
        Self { shows_examples: false, ..Self::new(contract, seed) }
    }

    /// A typical value: an example of the document, or else a generated one.
    pub(super) fn plain(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        self.budget.spend(1)?;
        let shape = Shape::of(self.contract, schema);
        let example = shape.example().filter(|_| self.shows_examples);
        let shown = example.or_else(|| shape.values().into_iter().find(|value| !value.is_null()));
        if shown.is_some() || depth > DEPTH {
            return shown;
        }
        if let Some(value) = shape.variants().into_iter().find_map(|variant| self.plain(variant, depth + 1)) {
            return match self.typical_object(&shape, depth) {
                Some(own) if shape.has_fields() => Some(joined(own, value)),
                _ => Some(value),
            };
        }
        let value = match shape.kind() {
            Kind::Text => self.typical_text(&shape).map(Value::String),
            Kind::Integer | Kind::Number => numbers::plain(&shape),
            Kind::Boolean => Some(json!(true)),
            Kind::Array => self.typical_array(&shape, depth),
            Kind::Object => self.typical_object(&shape, depth),
            Kind::Any => Some(json!("text")),
        };
        value.map(|value| self.mended(&shape, value, depth))
    }

    /// A probe for the rules of an object, if it has any.
    pub(super) fn probe(&mut self, shape: &Shape<'_>) -> Option<Rc<Probe>> {
        let part = shape.with_rules()?;
        let contract = self.contract;
        let make = || Probe::new(contract, &Value::Object(part.clone())).map(Rc::new);
        self.probes.entry(std::ptr::from_ref(part).addr()).or_insert_with(make).clone()
    }

    /// Values at the boundaries of a schema.
    pub(super) fn boundaries(&mut self, schema: &Value, depth: usize) -> Vec<Sample> {
        if depth > DEPTH || self.budget.spend(1).is_none() {
            return Vec::new();
        }
        let shape = Shape::of(self.contract, schema);
        let values = shape.values();
        let mut found = self.variant_boundaries(&shape, depth);
        if values.is_empty() && (found.is_empty() || shape.kind() != Kind::Any) {
            found.extend(match shape.kind() {
                Kind::Text => self.text_boundaries(&shape),
                Kind::Integer | Kind::Number => numbers::boundaries(&shape, &mut self.random),
                Kind::Boolean => vec![named("true", json!(true)), named("false", json!(false))],
                Kind::Array => self.array_boundaries(&shape, depth),
                Kind::Object => self.object_boundaries(&shape, depth),
                Kind::Any => vec![named("a text", json!("text"))],
            });
        }
        found.extend(self.consequence_boundaries(&shape, depth));
        found.extend(values.into_iter().map(|value| named(format!("the value {}", shown(&value)), value)));
        // Not everything that is generated is valid, so more is generated at the top level.
        found.truncate(if depth == 0 { 4 * OFFERED } else { OFFERED });
        if shape.is_nullable() {
            found.push(named("null", Value::Null));
        }
        if depth > 0 {
            found.retain(|sample| self.budget.spend(weight(&sample.value)).is_some());
        }
        found
    }

    /// Invalid values.
    pub(super) fn invalid(&mut self, schema: &Value, depth: usize) -> Vec<Invalid> {
        if depth > DEPTH || self.budget.spend(1).is_none() {
            return Vec::new();
        }
        let shape = Shape::of(self.contract, schema);
        let kind = shape.kind();
        let mut found = Vec::new();
        for (is_other, name, value) in [
            (kind != Kind::Text, "wrong type: a text", json!("text")),
            (!matches!(kind, Kind::Integer | Kind::Number), "wrong type: a number", json!(7)),
            (kind == Kind::Integer, "wrong type: a fraction", json!(1.5)),
            (kind != Kind::Boolean, "wrong type: a boolean", json!(true)),
            (kind != Kind::Array, "wrong type: a list", json!([])),
            (kind != Kind::Object, "wrong type: an object", json!({})),
        ] {
            if is_other {
                found.push(broken(InvalidKind::WrongType, name, value));
            }
        }
        found.push(broken(InvalidKind::Null, "null", Value::Null));
        found.extend(unlisted(&shape));
        found.extend(match kind {
            Kind::Text => self.invalid_texts(&shape),
            Kind::Integer | Kind::Number => numbers::invalid(&shape),
            Kind::Array => self.invalid_arrays(&shape, depth),
            Kind::Object => self.invalid_objects(&shape, depth),
            Kind::Boolean | Kind::Any => Vec::new(),
        });
        found.extend(self.invalid_consequences(&shape, depth));
        let variants = shape.variants();
        let count = variants.len().min(OFFERED);
        for (index, variant) in variants.into_iter().enumerate().take(OFFERED) {
            found.extend(self.with_part(count - index, |maker| maker.invalid(variant, depth + 1)));
        }
        if depth > 0 {
            found.retain(|invalid| self.budget.spend(weight(&invalid.value)).is_some());
        }
        found
    }

    /// Generates something with its share of the budget, so that a large part of a schema leaves something to the
    /// others.
    pub(super) fn with_part<T>(&mut self, parts: usize, make: impl FnOnce(&mut Self) -> T) -> T {
        let part = self.budget.part(parts);
        let rest = std::mem::replace(&mut self.budget, part);
        let made = make(self);
        self.budget.add(&rest);
        made
    }

    /// Invalid texts for a parameter.
    pub(super) fn invalid_text(&mut self, schema: &Value, depth: usize) -> Vec<Invalid> {
        if depth > DEPTH || self.budget.spend(1).is_none() {
            return Vec::new();
        }
        let shape = Shape::of(self.contract, schema);
        let mut found: Vec<_> = wrong_texts(shape.kind())
            .iter()
            .map(|(name, text)| broken(InvalidKind::WrongType, format!("wrong type: {name}"), json!(text)))
            .collect();
        found.extend(match shape.kind() {
            Kind::Integer | Kind::Number => numbers::invalid(&shape),
            Kind::Text => self.invalid_texts(&shape),
            Kind::Array => self.invalid_lists(&shape, depth),
            Kind::Boolean | Kind::Object | Kind::Any => Vec::new(),
        });
        found.extend(unlisted(&shape));
        for invalid in &mut found {
            if let Value::Number(_) = invalid.value {
                invalid.value = as_text(&invalid.value, false).into_iter().collect::<String>().into();
            }
        }
        found
    }

    /// Boundary values of the variants of a union, combined with the fields next to the union.
    fn variant_boundaries(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Sample> {
        let variants = shape.variants();
        let own = if variants.is_empty() || !shape.has_fields() { None } else { self.typical_object(shape, depth) };
        let mut queues = Vec::new();
        let count = variants.len().min(OFFERED);
        for (index, variant) in variants.into_iter().enumerate().take(OFFERED) {
            let boundaries = self.with_part(count - index, |maker| maker.boundaries(variant, depth + 1));
            let samples = boundaries.into_iter().map(|sample| {
                let value = match &own {
                    Some(own) => joined(own.clone(), sample.value),
                    None => sample.value,
                };
                named(format!("variant {}, {}", index + 1, sample.name), value)
            });
            queues.push(samples.collect());
        }
        in_turn(queues)
    }
}

/// Interleaves lists, so that a limit keeps some items of each.
pub(crate) fn in_turn<T>(lists: Vec<Vec<T>>) -> Vec<T> {
    let mut lists: Vec<_> = lists.into_iter().map(Vec::into_iter).collect();
    let mut found = Vec::new();
    loop {
        let before = found.len();
        found.extend(lists.iter_mut().filter_map(Iterator::next));
        if found.len() == before {
            return found;
        }
    }
}

fn unlisted(shape: &Shape<'_>) -> Option<Invalid> {
    let is_closed = !shape.values().is_empty() && !shape.is_extensible();
    is_closed.then(|| broken(InvalidKind::Enum, "not one of the values", json!("no-such-value")))
}

/// Texts that cannot be parsed as a type.
fn wrong_texts(kind: Kind) -> &'static [(&'static str, &'static str)] {
    match kind {
        Kind::Integer => &[("a text", "text"), ("a fraction", "1.5"), ("digits and letters", "12abc")],
        Kind::Number => &[("a text", "text"), ("digits and letters", "12abc")],
        Kind::Boolean => &[("a text", "maybe")],
        Kind::Text | Kind::Array | Kind::Object | Kind::Any => &[],
    }
}

fn joined(own: Value, variant: Value) -> Value {
    match (own, variant) {
        (Value::Object(mut own), Value::Object(variant)) => {
            own.extend(variant);
            Value::Object(own)
        }
        (_, variant) => variant,
    }
}

/// A value as part of a name: short, and on one line.
fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(40).collect()
}
