//! The domain of a schema: values that must be taken, and values that must be refused.
//!
//! Whatever is offered has been held against the schema: a value that must be taken keeps it, a value that must be refused breaks it. A
//! schema that is too odd to find values for has an empty domain. What a `not` excludes is not aimed at, only left out.

mod arrays;
mod numbers;
mod objects;
mod pattern;
mod probe;
mod shape;
mod texts;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use serde_json::{Value, json};
use trackside_contract::Contract;

use probe::Probe;
use shape::{Kind, Shape};
pub(crate) use texts::is_textual;

/// How many values are offered of each sort at most.
const OFFERED: usize = 40;

/// How deep schemas are followed into each other.
const DEPTH: usize = 6;

/// A value that must be taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// What is special about it, in stable words: `the smallest`.
    pub name: String,
    /// The value.
    pub value: Value,
}

/// The domain of a schema.
#[derive(Debug, Clone, Default)]
pub struct Domain {
    /// An ordinary value.
    pub plain: Option<Value>,
    /// Values at the corners of the domain, and some from within, each of which must be taken.
    pub corners: Vec<Sample>,
    /// Values that must be refused in a JSON body; the name says what is wrong with each.
    pub spoiled: Vec<Sample>,
    /// Values that must be refused as the text of a parameter. A text that could be read as something that the schema allows is not among
    /// them.
    pub spoiled_text: Vec<Sample>,
}

impl Domain {
    /// The domain of a schema of the contract's document. The same seed gives the same domain.
    pub fn of(contract: &Contract, schema: &Value, seed: u64) -> Self {
        let Some(probe) = Probe::new(contract, schema) else { return Self::default() };
        let mut maker = Maker { contract, random: ChaCha8Rng::seed_from_u64(seed) };
        let plain = maker.plain(schema, 0);
        let corners = maker.corners(schema, 0);
        let spoiled = maker.spoiled(schema, 0);
        let texts = maker.spoiled_text(schema);
        let kept = |samples: Vec<Sample>, is_wanted: &dyn Fn(&Value) -> bool| {
            let mut kept: Vec<Sample> = Vec::new();
            for sample in samples {
                let is_new = kept.iter().all(|known| known.value != sample.value);
                if kept.len() < OFFERED && is_new && is_wanted(&sample.value) {
                    kept.push(sample);
                }
            }
            kept
        };
        let corners = kept(corners, &|value| probe.keeps(value));
        Self {
            plain: plain
                .filter(|value| probe.keeps(value))
                .or_else(|| corners.first().map(|sample| sample.value.clone())),
            spoiled: kept(spoiled, &|value| !probe.keeps(value)),
            spoiled_text: kept(texts, &|value| !probe.keeps(value) && !probe.keeps(&read(value))),
            corners,
        }
    }
}

/// Makes values.
struct Maker<'m> {
    contract: &'m Contract,
    random: ChaCha8Rng,
}

impl Maker<'_> {
    /// An ordinary value: what the document shows, else one that is made up.
    fn plain(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        let shape = Shape::of(self.contract, schema);
        let shown = shape.example().or_else(|| shape.values().into_iter().find(|value| !value.is_null()));
        if shown.is_some() || depth > DEPTH {
            return shown;
        }
        if let Some(variant) = shape.variants().first() {
            return self.plain(variant, depth + 1);
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
    fn corners(&mut self, schema: &Value, depth: usize) -> Vec<Sample> {
        let shape = Shape::of(self.contract, schema);
        if depth > DEPTH {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (index, variant) in shape.variants().into_iter().enumerate().take(OFFERED) {
            let samples = self.corners(variant, depth + 1).into_iter();
            found.extend(samples.map(|sample| named(format!("variant {}, {}", index + 1, sample.name), sample.value)));
        }
        let values = shape.values();
        if values.is_empty() {
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
        if shape.is_nullable() {
            found.push(named("null", Value::Null));
        }
        found
    }

    /// Values that break a schema.
    fn spoiled(&mut self, schema: &Value, depth: usize) -> Vec<Sample> {
        let shape = Shape::of(self.contract, schema);
        if depth > DEPTH {
            return Vec::new();
        }
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
            if is_other && kind != Kind::Any {
                found.push(named(name, value));
            }
        }
        found.push(named("null", Value::Null));
        if !shape.values().is_empty() && !shape.is_extensible() {
            found.push(named("not one of the values", json!("no-such-value")));
        }
        found.extend(match kind {
            Kind::Text => self.spoiled_texts(&shape),
            Kind::Integer | Kind::Number => numbers::spoiled(&shape),
            Kind::Array => self.spoiled_arrays(&shape, depth),
            Kind::Object => self.spoiled_objects(&shape, depth),
            Kind::Boolean | Kind::Any => Vec::new(),
        });
        found
    }

    /// Texts that break the schema of a parameter.
    fn spoiled_text(&mut self, schema: &Value) -> Vec<Sample> {
        let shape = Shape::of(self.contract, schema);
        let mut found = match shape.kind() {
            Kind::Integer => vec![
                named("wrong type: a text", json!("text")),
                named("wrong type: a fraction", json!("1.5")),
                named("wrong type: digits and letters", json!("12abc")),
            ],
            Kind::Number => vec![
                named("wrong type: a text", json!("text")),
                named("wrong type: digits and letters", json!("12abc")),
            ],
            Kind::Boolean => vec![named("wrong type: a text", json!("maybe"))],
            Kind::Text => self.spoiled_texts(&shape),
            Kind::Array => self.spoiled_items(&shape),
            Kind::Object | Kind::Any => Vec::new(),
        };
        if matches!(shape.kind(), Kind::Integer | Kind::Number) {
            found.extend(numbers::spoiled(&shape));
        }
        if !shape.values().is_empty() && !shape.is_extensible() {
            found.push(named("not one of the values", json!("no-such-value")));
        }
        found
    }
}

fn named(name: impl Into<String>, value: Value) -> Sample {
    Sample { name: name.into(), value }
}

/// A value for a name: short, and on one line.
fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(40).collect()
}

/// What a server may read in the text of a parameter.
fn read(value: &Value) -> Value {
    match value {
        Value::String(text) => match text.as_str() {
            "true" | "1" => json!(true),
            "false" | "0" => json!(false),
            text => text
                .parse::<i64>()
                .map(|number| json!(number))
                .or_else(|_| text.parse::<f64>().map(|number| json!(number)))
                .unwrap_or_else(|_| value.clone()),
        },
        Value::Array(items) => items.iter().map(read).collect(),
        value => value.clone(),
    }
}
