//! Valid and invalid values of a schema.
//!
//! Every value has been checked against the schema before it is used: valid ones match it, invalid ones do not. A
//! schema that is too unusual has no values. Values that a `not` excludes are only filtered out.

mod arrays;
mod budget;
mod generator;
mod later;
mod numbers;
mod objects;
mod parameter;
mod pattern;
mod probe;
mod reachable;
mod shape;
mod texts;

use std::collections::HashSet;

use serde_json::Value;
use trackside_contract::Contract;

use generator::Generator;
pub(crate) use generator::in_turn;
use parameter::readings;
pub(crate) use probe::Probe;

pub use parameter::as_text;
pub(crate) use parameter::is_textual;

/// The most values of each kind.
const OFFERED: usize = 40;

/// A valid value.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// What is special about the value, in stable words: `the smallest`.
    pub name: String,
    pub value: Value,
}

/// An invalid value.
#[derive(Debug, Clone, PartialEq)]
pub struct Invalid {
    /// What is wrong with the value: `below the minimum`. Names must not change, because fingerprints in baselines
    /// depend on them.
    pub name: String,
    /// The kind of constraint that it breaks.
    pub kind: InvalidKind,
    pub value: Value,
}

/// The kind of constraint that a value breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvalidKind {
    /// A required field is missing.
    Missing,
    /// The value has another type.
    WrongType,
    /// The number is too small, too large, or not a multiple of the declared number.
    OutOfBounds,
    /// The text does not have the format.
    BadFormat,
    /// The text does not match the pattern.
    Pattern,
    /// The value is not one of the declared values.
    Enum,
    /// The text is too short or too long.
    Length,
    /// The array has too few, too many or duplicate items.
    Items,
    /// The value is null, which is not allowed.
    Null,
}

/// The domain of a schema: its valid and invalid values.
#[derive(Debug, Clone, Default)]
pub struct Domain {
    /// A typical value.
    pub plain: Option<Value>,
    /// Valid values at the boundaries, and some in between.
    pub boundaries: Vec<Sample>,
    /// Invalid values for a JSON body. Undeclared fields are not used, since schemas allow them.
    pub invalid: Vec<Invalid>,
    /// Invalid values for the text of a parameter: texts, or lists of texts. A text that a server could read as a valid
    /// value is not used.
    pub invalid_text: Vec<Invalid>,
}

impl Domain {
    /// The domain of a schema in the contract's document. The same seed gives the same domain.
    pub fn of(contract: &Contract, schema: &Value, seed: u64) -> Self {
        let Some(probe) = Probe::new(contract, schema) else { return Self::default() };
        let shown = Generator::new(contract, seed).plain(schema, 0).filter(|value| probe.keeps(value));
        let boundaries = Generator::new(contract, seed).boundaries(schema, 0);
        let mut boundaries = kept(boundaries, |value| probe.keeps(value));
        // An invalid example would make every value that contains it invalid.
        let without_examples = || Generator::without_examples(contract, seed);
        if shown.is_none() {
            boundaries.extend(kept(without_examples().boundaries(schema, 0), |value| probe.keeps(value)));
            boundaries = kept(boundaries, |_| true);
        }
        let plain = shown
            .or_else(|| without_examples().plain(schema, 0).filter(|value| probe.keeps(value)))
            .or_else(|| boundaries.first().map(|sample| sample.value.clone()));
        let invalid = Generator::new(contract, seed).invalid(schema, 0);
        let texts = Generator::new(contract, seed).invalid_text(schema, 0);
        Self {
            plain,
            boundaries,
            invalid: sharpened(kept(invalid, |value| probe.breaks(value)), &probe),
            invalid_text: sharpened(
                kept(texts, |value| readings(value).iter().all(|reading| probe.breaks(reading))),
                &probe,
            ),
        }
    }
}

/// A value with a name.
trait Named {
    fn name(&self) -> &str;
    fn rename(&mut self, name: String);
    fn value(&self) -> &Value;
}

impl Named for Sample {
    fn name(&self) -> &str {
        &self.name
    }

    fn rename(&mut self, name: String) {
        self.name = name;
    }

    fn value(&self) -> &Value {
        &self.value
    }
}

impl Named for Invalid {
    fn name(&self) -> &str {
        &self.name
    }

    fn rename(&mut self, name: String) {
        self.name = name;
    }

    fn value(&self) -> &Value {
        &self.value
    }
}

/// Keeps valid values, without duplicates, and makes their names unique.
fn kept<N: Named>(found: Vec<N>, is_wanted: impl Fn(&Value) -> bool) -> Vec<N> {
    let mut kept: Vec<N> = Vec::new();
    for mut sample in found {
        if kept.len() == OFFERED {
            break;
        }
        if kept.iter().any(|known| known.value() == sample.value()) || !is_wanted(sample.value()) {
            continue;
        }
        let own = sample.name().to_owned();
        let mut number = 1;
        while kept.iter().any(|known| known.name() == sample.name()) {
            number += 1;
            sample.rename(format!("{own} ({number})"));
        }
        kept.push(sample);
    }
    kept
}

/// Drops values that break several constraints where another one of the same kind, at the same place, breaks a single
/// one.
fn sharpened(found: Vec<Invalid>, probe: &Probe) -> Vec<Invalid> {
    let place = |invalid: &Invalid| {
        let place = invalid.name.rsplit_once(": ").map_or("", |(place, _)| place);
        (invalid.kind, place.to_owned())
    };
    let is_sharp: Vec<_> = found.iter().map(|invalid| probe.broken_constraints(&invalid.value) == 1).collect();
    let sharp: HashSet<_> =
        found.iter().zip(&is_sharp).filter(|(_, is_sharp)| **is_sharp).map(|(invalid, _)| place(invalid)).collect();
    let is_kept = |(invalid, is_sharp): &(Invalid, bool)| *is_sharp || !sharp.contains(&place(invalid));
    found.into_iter().zip(is_sharp).filter(is_kept).map(|(invalid, _)| invalid).collect()
}

fn named(name: impl Into<String>, value: Value) -> Sample {
    Sample { name: name.into(), value }
}

fn broken(kind: InvalidKind, name: impl Into<String>, value: Value) -> Invalid {
    Invalid { name: name.into(), kind, value }
}
