//! The domain of a schema: values that must be taken, and values that must be refused.
//!
//! Whatever is offered has been held against the schema: a value that must be taken keeps it, a value that must be refused breaks it. A
//! schema that is too odd to find values for has an empty domain. What a `not` excludes is not aimed at, only left out.

mod arrays;
mod budget;
mod maker;
mod numbers;
mod objects;
mod parameter;
mod pattern;
mod probe;
mod reachable;
mod shape;
mod texts;

use serde_json::Value;
use trackside_contract::Contract;

use maker::Maker;
use parameter::readings;
use probe::Probe;

pub use parameter::as_text;
pub(crate) use parameter::is_textual;

/// How many values are offered of each sort at most.
const OFFERED: usize = 40;

/// A value that must be taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// What is special about it, in stable words: `the smallest`.
    pub name: String,
    /// The value.
    pub value: Value,
}

/// A value that must be refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoiled {
    /// What is wrong with it, in stable words: `below the minimum`.
    pub name: String,
    /// What sort of rule it breaks.
    pub kind: SpoilKind,
    /// The value.
    pub value: Value,
}

/// The sort of rule that a value breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpoilKind {
    /// A required field is left out.
    Missing,
    /// The value is of another type.
    WrongType,
    /// The number is too small, too large, or no multiple of what it must be a multiple of.
    OutOfBounds,
    /// The text is not of the format.
    BadFormat,
    /// The text does not match the pattern.
    Pattern,
    /// The value is not one of those that are listed.
    Enum,
    /// The text is too short or too long.
    Length,
    /// The list has too few items, too many, or one twice.
    Items,
    /// The value is null, which is not allowed.
    Null,
}

/// The domain of a schema.
#[derive(Debug, Clone, Default)]
pub struct Domain {
    /// An ordinary value.
    pub plain: Option<Value>,
    /// Values at the corners of the domain, and some from within, each of which must be taken.
    pub corners: Vec<Sample>,
    /// Values that must be refused in a JSON body. Fields that nobody declares are not among them, since a schema allows them.
    pub spoiled: Vec<Spoiled>,
    /// Values that must be refused as the text of a parameter: texts, or lists of texts. A text that could be read as something that the
    /// schema allows is not among them.
    pub spoiled_text: Vec<Spoiled>,
}

impl Domain {
    /// The domain of a schema of the contract's document. The same seed gives the same domain.
    pub fn of(contract: &Contract, schema: &Value, seed: u64) -> Self {
        let Some(probe) = Probe::new(contract, schema) else { return Self::default() };
        let shown = Maker::new(contract, seed).plain(schema, 0).filter(|value| probe.keeps(value));
        let corners = Maker::new(contract, seed).corners(schema, 0);
        let mut corners = kept(corners, |value| probe.keeps(value));
        // An example that breaks its own schema would take all values that it is a part of with it.
        let without_examples = || Maker::without_examples(contract, seed);
        if shown.is_none() {
            corners.extend(kept(without_examples().corners(schema, 0), |value| probe.keeps(value)));
            corners = kept(corners, |_| true);
        }
        let plain = shown
            .or_else(|| without_examples().plain(schema, 0).filter(|value| probe.keeps(value)))
            .or_else(|| corners.first().map(|sample| sample.value.clone()));
        let spoiled = Maker::new(contract, seed).spoiled(schema, 0);
        let texts = Maker::new(contract, seed).spoiled_text(schema, 0);
        Self {
            plain,
            corners,
            spoiled: kept(spoiled, |value| probe.breaks(value)),
            spoiled_text: kept(texts, |value| readings(value).iter().all(|reading| probe.breaks(reading))),
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

impl Named for Spoiled {
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

/// The first values that are wanted, each once, under names of their own.
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

fn named(name: impl Into<String>, value: Value) -> Sample {
    Sample { name: name.into(), value }
}

fn broken(kind: SpoilKind, name: impl Into<String>, value: Value) -> Spoiled {
    Spoiled { name: name.into(), kind, value }
}
