//! Numbers within bounds and beyond them.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;
use serde_json::{Value, json};

use super::shape::{Kind, Shape};
use super::{Sample, named};

/// How many numbers are chosen by chance.
const RANDOM: usize = 4;

/// How far a number chosen by chance lies from a bound when there is no other.
const SPAN: f64 = 100.0;

/// The largest whole number that is exact in a double.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The bounds of a schema, exclusive ones moved inwards by a step.
struct Bounds {
    smallest: Option<f64>,
    largest: Option<f64>,
    step: f64,
    is_whole: bool,
}

impl Bounds {
    fn of(shape: &Shape<'_>) -> Self {
        let is_whole = shape.kind() == Kind::Integer;
        let step = shape.number("multipleOf").filter(|step| *step > 0.0).unwrap_or(if is_whole { 1.0 } else { 0.5 });
        let smallest =
            shape.number("minimum").map(|bound| if shape.is("exclusiveMinimum") { bound + step } else { bound });
        let largest =
            shape.number("maximum").map(|bound| if shape.is("exclusiveMaximum") { bound - step } else { bound });
        let up = |bound: f64| (bound / step).ceil() * step;
        let down = |bound: f64| (bound / step).floor() * step;
        Self { smallest: smallest.map(up), largest: largest.map(down), step, is_whole }
    }

    fn value(&self, number: f64) -> Value {
        #[expect(clippy::cast_possible_truncation, reason = "the number is whole and exact")]
        if self.is_whole && number.abs() <= EXACT { json!(number.round() as i64) } else { json!(number) }
    }
}

/// An ordinary number.
pub(super) fn plain(shape: &Shape<'_>) -> Option<Value> {
    let bounds = Bounds::of(shape);
    let number = match (bounds.smallest, bounds.largest) {
        (Some(smallest), _) => smallest,
        (None, Some(largest)) => largest.min(bounds.step),
        (None, None) => bounds.step,
    };
    Some(bounds.value(number))
}

/// Numbers at the bounds and between them.
pub(super) fn corners(shape: &Shape<'_>, random: &mut ChaCha8Rng) -> Vec<Sample> {
    let bounds = Bounds::of(shape);
    let mut found = Vec::new();
    let mut add = |name: &str, number: f64| found.push(named(name, bounds.value(number)));
    if let Some(smallest) = bounds.smallest {
        add("the smallest", smallest);
        add("one more than the smallest", smallest + bounds.step);
    }
    if let Some(largest) = bounds.largest {
        add("the largest", largest);
        add("one less than the largest", largest - bounds.step);
    }
    add("zero", 0.0);
    add("one step", bounds.step);
    let low = bounds.smallest.unwrap_or_else(|| bounds.largest.map_or(0.0, |largest| largest - SPAN * bounds.step));
    let high = bounds.largest.unwrap_or(low + SPAN * bounds.step);
    for _ in 0..RANDOM {
        let share = f64::from(random.next_u32()) / f64::from(u32::MAX);
        let number = low + (((high - low) * share) / bounds.step).floor() * bounds.step;
        add(&format!("by chance {}", bounds.value(number)), number);
    }
    found
}

/// Numbers that the schema excludes.
pub(super) fn spoiled(shape: &Shape<'_>) -> Vec<Sample> {
    let bounds = Bounds::of(shape);
    let mut found = Vec::new();
    if let Some(smallest) = bounds.smallest {
        found.push(named("below the minimum", bounds.value(smallest - bounds.step)));
        found.push(named("far below the minimum", bounds.value(smallest - 1e6 * bounds.step)));
    }
    if let Some(largest) = bounds.largest {
        found.push(named("above the maximum", bounds.value(largest + bounds.step)));
        found.push(named("far above the maximum", bounds.value(largest + 1e6 * bounds.step)));
    }
    if shape.number("multipleOf").is_some() {
        found.push(named("no multiple", bounds.value(bounds.smallest.unwrap_or(0.0) + bounds.step / 2.0)));
    }
    match shape.text("format") {
        Some("int32") => found.push(named("beyond 32 bits", json!(4_294_967_296_i64))),
        Some("int64") => found.push(named("beyond 64 bits", json!(1e20))),
        _ => {}
    }
    found
}
