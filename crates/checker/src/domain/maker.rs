//! Makes values of a schema, by what the schema describes.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use serde_json::{Value, json};
use trackside_contract::Contract;

use super::budget::{Budget, weight};
use super::parameter::as_text;
use super::shape::{Kind, Shape};
use super::{OFFERED, Sample, SpoilKind, Spoiled, broken, named, numbers};

/// How deep schemas are followed into each other.
pub(super) const DEPTH: usize = 6;

/// Makes values for one purpose.
pub(super) struct Maker<'m> {
    pub(super) contract: &'m Contract,
    pub(super) random: ChaCha8Rng,
    pub(super) budget: Budget,
    shows_examples: bool,
}

impl<'m> Maker<'m> {
    /// A maker that shows the examples of the document where it has some.
    pub(super) fn new(contract: &'m Contract, seed: u64) -> Self {
        let random = ChaCha8Rng::seed_from_u64(seed);
        Self { contract, random, budget: Budget::new(), shows_examples: true }
    }

    /// A maker that makes everything up.
    pub(super) fn without_examples(contract: &'m Contract, seed: u64) -> Self {
        Self { shows_examples: false, ..Self::new(contract, seed) }
    }

    /// An ordinary value: what the document shows, else one that is made up.
    pub(super) fn plain(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        self.budget.spend(1)?;
        let shape = Shape::of(self.contract, schema);
        let example = shape.example().filter(|_| self.shows_examples);
        let shown = example.or_else(|| shape.values().into_iter().find(|value| !value.is_null()));
        if shown.is_some() || depth > DEPTH {
            return shown;
        }
        if let Some(value) = shape.variants().into_iter().find_map(|variant| self.plain(variant, depth + 1)) {
            return match self.plain_object(&shape, depth) {
                Some(own) if shape.has_fields() => Some(joined(own, value)),
                _ => Some(value),
            };
        }
        match shape.kind() {
            Kind::Text => self.plain_text(&shape).map(Value::String),
            Kind::Integer | Kind::Number => numbers::plain(&shape),
            Kind::Boolean => Some(json!(true)),
            Kind::Array => self.plain_array(&shape, depth),
            Kind::Object => self.plain_object(&shape, depth),
            Kind::Any => Some(json!("text")),
        }
    }

    /// Values at the corners of a domain.
    pub(super) fn corners(&mut self, schema: &Value, depth: usize) -> Vec<Sample> {
        if depth > DEPTH || self.budget.spend(1).is_none() {
            return Vec::new();
        }
        let shape = Shape::of(self.contract, schema);
        let values = shape.values();
        let mut found = self.variant_corners(&shape, depth);
        if values.is_empty() && (found.is_empty() || shape.kind() != Kind::Any) {
            found.extend(match shape.kind() {
                Kind::Text => self.text_corners(&shape),
                Kind::Integer | Kind::Number => numbers::corners(&shape, &mut self.random),
                Kind::Boolean => vec![named("true", json!(true)), named("false", json!(false))],
                Kind::Array => self.array_corners(&shape, depth),
                Kind::Object => self.object_corners(&shape, depth),
                Kind::Any => vec![named("a text", json!("text"))],
            });
        }
        found.extend(values.into_iter().map(|value| named(format!("the value {}", shown(&value)), value)));
        // Not all that is made of the whole is kept, so more is made of it than of a part.
        found.truncate(if depth == 0 { 4 * OFFERED } else { OFFERED });
        if shape.is_nullable() {
            found.push(named("null", Value::Null));
        }
        if depth > 0 {
            found.retain(|sample| self.budget.spend(weight(&sample.value)).is_some());
        }
        found
    }

    /// Values that break a schema.
    pub(super) fn spoiled(&mut self, schema: &Value, depth: usize) -> Vec<Spoiled> {
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
                found.push(broken(SpoilKind::WrongType, name, value));
            }
        }
        found.push(broken(SpoilKind::Null, "null", Value::Null));
        found.extend(unlisted(&shape));
        found.extend(match kind {
            Kind::Text => self.spoiled_texts(&shape),
            Kind::Integer | Kind::Number => numbers::spoiled(&shape),
            Kind::Array => self.spoiled_arrays(&shape, depth),
            Kind::Object => self.spoiled_objects(&shape, depth),
            Kind::Boolean | Kind::Any => Vec::new(),
        });
        let variants = shape.variants();
        let count = variants.len().min(OFFERED);
        for (index, variant) in variants.into_iter().enumerate().take(OFFERED) {
            found.extend(self.with_part(count - index, |maker| maker.spoiled(variant, depth + 1)));
        }
        if depth > 0 {
            found.retain(|spoiled| self.budget.spend(weight(&spoiled.value)).is_some());
        }
        found
    }

    /// Makes something with its part of the budget, of so many, so that a part of a schema that leads far leaves something to the others.
    pub(super) fn with_part<T>(&mut self, parts: usize, make: impl FnOnce(&mut Self) -> T) -> T {
        let part = self.budget.part(parts);
        let rest = std::mem::replace(&mut self.budget, part);
        let made = make(self);
        self.budget.add(&rest);
        made
    }

    /// Texts that break the schema of a parameter.
    pub(super) fn spoiled_text(&mut self, schema: &Value, depth: usize) -> Vec<Spoiled> {
        if depth > DEPTH || self.budget.spend(1).is_none() {
            return Vec::new();
        }
        let shape = Shape::of(self.contract, schema);
        let mut found: Vec<_> = wrong_texts(shape.kind())
            .iter()
            .map(|(name, text)| broken(SpoilKind::WrongType, format!("wrong type: {name}"), json!(text)))
            .collect();
        found.extend(match shape.kind() {
            Kind::Integer | Kind::Number => numbers::spoiled(&shape),
            Kind::Text => self.spoiled_texts(&shape),
            Kind::Array => self.spoiled_lists(&shape, depth),
            Kind::Boolean | Kind::Object | Kind::Any => Vec::new(),
        });
        found.extend(unlisted(&shape));
        for spoiled in &mut found {
            if let Value::Number(_) = spoiled.value {
                spoiled.value = as_text(&spoiled.value, false).into_iter().collect::<String>().into();
            }
        }
        found
    }

    /// The corners of the variants of a union, together with the fields that stand beside the union.
    fn variant_corners(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Sample> {
        let variants = shape.variants();
        let own = if variants.is_empty() || !shape.has_fields() { None } else { self.plain_object(shape, depth) };
        let mut queues = Vec::new();
        let count = variants.len().min(OFFERED);
        for (index, variant) in variants.into_iter().enumerate().take(OFFERED) {
            let corners = self.with_part(count - index, |maker| maker.corners(variant, depth + 1));
            let samples = corners.into_iter().map(|sample| {
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

/// The items of several lists, one of each list at a time, so that a limit cuts off something of each.
pub(super) fn in_turn<T>(lists: Vec<Vec<T>>) -> Vec<T> {
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

fn unlisted(shape: &Shape<'_>) -> Option<Spoiled> {
    let is_closed = !shape.values().is_empty() && !shape.is_extensible();
    is_closed.then(|| broken(SpoilKind::Enum, "not one of the values", json!("no-such-value")))
}

/// Texts that are no value of a kind.
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

/// A value for a name: short, and on one line.
fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(40).collect()
}
