//! Finds the variant of a union that a value is meant to be.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::Schemas;
use super::excerpt::{alternatives_of, excerpt};
use super::node::{Node, NodeId, Union};
use super::outline::{Outline, Pins, pins};
use crate::load::join;

/// The variant that a value is meant to be.
pub(super) enum Choice {
    /// The variant with this index.
    Variant(usize),
    /// No variant is close enough.
    Unclear {
        /// The place in the value where that shows, as a JSON pointer relative to the value.
        pointer: String,
        /// What was found there, and what tells the variants apart.
        message: String,
    },
}

/// The pinned values of every schema that is a variant of a union.
pub(super) fn variant_pins(nodes: &[Node]) -> HashMap<NodeId, Pins> {
    let variants = nodes.iter().flat_map(Node::unions).flat_map(|union| &union.variants);
    variants.map(|variant| (variant.node, pins(nodes, variant.node))).collect()
}

impl Schemas {
    /// Chooses by the discriminator, then by type, by pinned values, and by the fields that are there.
    pub(super) fn choose(&self, union: &Union, value: &Value) -> Choice {
        if let Some(choice) = choose_by_discriminator(union, value) {
            return choice;
        }
        let fitting: Vec<_> =
            (0..union.variants.len()).filter(|index| self.outline(union, *index).admits(value)).collect();
        match fitting.as_slice() {
            [only] => Choice::Variant(*only),
            [] => self.unclear(union, value),
            several => self.choose_among(union, several, value),
        }
    }

    /// The variant that applies to a value: the intended one, or else the first one that it matches.
    pub(crate) fn variant_of(&self, union: &Union, value: &Value) -> Option<NodeId> {
        match self.choose(union, value) {
            Choice::Variant(index) => Some(union.variants[index].node),
            Choice::Unclear { .. } => {
                union.variants.iter().map(|variant| variant.node).find(|node| self.accepts(*node, value))
            }
        }
    }

    fn choose_among(&self, union: &Union, candidates: &[usize], value: &Value) -> Choice {
        let pins: Vec<_> = candidates.iter().map(|index| self.distinctive_pins(union, candidates, *index)).collect();
        let scores: Vec<_> = pins.iter().map(|pins| Score::of(pins, value)).collect();
        let best = scores.iter().filter(|score| score.conflicts == 0).map(|score| score.matches).max().unwrap_or(0);
        let leading: Vec<_> = (0..candidates.len())
            .filter(|index| scores[*index].conflicts == 0 && scores[*index].matches == best)
            .collect();
        match leading.as_slice() {
            [only] if best > 0 => return Choice::Variant(candidates[*only]),
            [] => return unknown_pin(union, candidates, &pins, value),
            _ if best == 0 && scores.iter().any(|score| score.conflicts > 0) => {
                // A pinned place has a value that no variant allows; a variant without pins can only be intended if it
                // has such a place.
                let place = pins.iter().flatten().map(|(path, _)| *path).find(|path| below(value, path).is_some());
                let has_place =
                    |index: &usize| place.is_some_and(|path| self.declares(union.variants[*index].node, path));
                let meant: Vec<_> = leading.into_iter().map(|index| candidates[index]).filter(has_place).collect();
                return if meant.is_empty() {
                    unknown_pin(union, candidates, &pins, value)
                } else {
                    self.choose_by_fields(union, &meant, value)
                };
            }
            _ => {}
        }
        let leading: Vec<_> = leading.into_iter().map(|index| candidates[index]).collect();
        self.choose_by_fields(union, &leading, value)
    }

    fn choose_by_fields(&self, union: &Union, candidates: &[usize], value: &Value) -> Choice {
        let distances: Vec<_> =
            candidates.iter().map(|index| self.distance(union.variants[*index].node, value)).collect();
        let least = distances.iter().flatten().min();
        let mut nearest =
            candidates.iter().zip(&distances).filter(|(_, distance)| distance.as_ref() == least && least.is_some());
        match (nearest.next(), nearest.next()) {
            (Some((index, _)), None) => Choice::Variant(*index),
            _ => self.unclear(union, value),
        }
    }

    fn unclear(&self, union: &Union, value: &Value) -> Choice {
        let all: Vec<_> = (0..union.variants.len()).collect();
        let variants: Vec<_> = all
            .iter()
            .map(|index| format!("{} ({})", union.variants[*index].name, self.mark(union, &all, *index)))
            .collect();
        let message = format!(
            "is {}, which matches none of the variants: the contract says {}",
            excerpt(value),
            alternatives_of(&variants)
        );
        Choice::Unclear { pointer: String::new(), message }
    }

    /// The features of a variant, in words.
    fn mark(&self, union: &Union, all: &[usize], index: usize) -> String {
        let pins = self.distinctive_pins(union, all, index);
        if !pins.is_empty() {
            let pins: Vec<_> =
                pins.iter().take(2).map(|(path, value)| format!("{} is {}", path.join("."), excerpt(value))).collect();
            return pins.join(", ");
        }
        let outline = self.outline(union, index);
        let others: BTreeSet<_> = all
            .iter()
            .filter(|other| **other != index)
            .flat_map(|other| &self.outline(union, *other).required)
            .collect();
        let own: Vec<_> =
            outline.required.iter().filter(|name| !others.contains(name)).take(3).map(String::as_str).collect();
        if !own.is_empty() {
            return format!("has {}", own.join(", "));
        }
        let kinds: Vec<_> = outline.kinds.iter().map(String::as_str).collect();
        if kinds.is_empty() { "anything".to_owned() } else { kinds.join(" or ") }
    }

    /// The pinned values of a variant that not every other variant shares.
    fn distinctive_pins(&self, union: &Union, candidates: &[usize], index: usize) -> Vec<(&Vec<String>, &Value)> {
        let of = |index: usize| &self.pins[&union.variants[index].node];
        let is_shared =
            |path: &Vec<String>, value: &Value| candidates.iter().all(|other| of(*other).get(path) == Some(value));
        of(index).iter().filter(|(path, value)| !is_shared(path, value)).collect()
    }

    fn outline(&self, union: &Union, index: usize) -> &Outline {
        &self.outlines[union.variants[index].node]
    }
}

impl Outline {
    /// Whether the schema allows the type of the value.
    fn admits(&self, value: &Value) -> bool {
        match value {
            _ if self.kinds.is_empty() => true,
            Value::Null => self.nullable,
            Value::Bool(_) => self.kinds.contains("boolean"),
            Value::Number(number) => {
                self.kinds.contains("number") || (self.kinds.contains("integer") && !number.is_f64())
            }
            Value::String(_) => self.kinds.contains("string"),
            Value::Array(_) => self.kinds.contains("array"),
            Value::Object(_) => self.kinds.contains("object"),
        }
    }
}

/// How the pinned values of a variant compare with a value.
struct Score {
    matches: usize,
    conflicts: usize,
}

impl Score {
    fn of(pins: &[(&Vec<String>, &Value)], value: &Value) -> Self {
        let mut score = Self { matches: 0, conflicts: 0 };
        for (path, pinned) in pins {
            match below(value, path) {
                Some(found) if found == *pinned => score.matches += 1,
                Some(_) => score.conflicts += 1,
                None => {}
            }
        }
        score
    }
}

fn choose_by_discriminator(union: &Union, value: &Value) -> Option<Choice> {
    let field = union.discriminator.as_ref()?;
    let found = value.get(field)?;
    let means = |index: &usize| union.variants[*index].discriminated_by.iter().any(|name| found == name);
    if let Some(index) = (0..union.variants.len()).find(means) {
        return Some(Choice::Variant(index));
    }
    if !union.is_mapped {
        return None;
    }
    let names = union.variants.iter().flat_map(|variant| &variant.discriminated_by).map(|name| format!("{name:?}"));
    let message = format!("is {}, the contract says {}", excerpt(found), alternatives_of(&names.collect::<Vec<_>>()));
    Some(Choice::Unclear { pointer: join("", field), message })
}

/// The message for a value that no variant allows at a place where the variants are pinned.
fn unknown_pin(union: &Union, candidates: &[usize], pins: &[Vec<(&Vec<String>, &Value)>], value: &Value) -> Choice {
    let mut all = pins.iter().flatten();
    let path = all
        .find_map(|(path, pinned)| below(value, path).filter(|found| found != pinned).map(|_| *path))
        .expect("a pinned value is in conflict");
    let found = below(value, path).expect("what is in conflict is there");
    let mut meant = Vec::new();
    for (index, pins) in candidates.iter().zip(pins) {
        for (_, pinned) in pins.iter().filter(|(pinned_path, _)| *pinned_path == path) {
            meant.push(format!("{} ({})", excerpt(pinned), union.variants[*index].name));
        }
    }
    let pointer = path.iter().fold(String::new(), |pointer, name| join(&pointer, name));
    Choice::Unclear {
        pointer,
        message: format!("is {}, the contract says {}", excerpt(found), alternatives_of(&meant)),
    }
}

fn below<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, name| value.get(name))
}
