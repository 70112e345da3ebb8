//! Numbers.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;
use serde_json::{Number, Value, json};

use super::shape::{Kind, Shape};
use super::{Invalid, InvalidKind, Sample, broken, named};

/// How many random numbers are generated.
const RANDOM: usize = 4;

/// The largest distance of a random number from a bound, in steps.
const SPAN: u32 = 100;

/// How many steps count as far beyond a bound.
const FAR: u32 = 1_000_000;

/// The largest double whose neighbouring integers are still distinct.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The bounds of a schema, with exclusive ones moved inwards by a step. Integers use 128 bits, so that 64-bit bounds
/// are exact.
struct Bounds<N> {
    smallest: Option<N>,
    largest: Option<N>,
    step: N,
}

/// A typical number.
pub(super) fn plain(shape: &Shape<'_>) -> Option<Value> {
    if shape.kind() == Kind::Integer {
        let bounds = whole_bounds(shape);
        let number = bounds.smallest.or(bounds.largest.map(|largest| largest.min(bounds.step))).unwrap_or(bounds.step);
        return whole(number);
    }
    let bounds = fraction_bounds(shape);
    fraction(bounds.smallest.or(bounds.largest.map(|largest| largest.min(bounds.step))).unwrap_or(bounds.step))
}

/// Numbers at the bounds and in between.
pub(super) fn boundaries(shape: &Shape<'_>, random: &mut ChaCha8Rng) -> Vec<Sample> {
    let mut shares = Vec::new();
    for _ in 0..RANDOM {
        shares.push(random.next_u32());
    }
    if shape.kind() == Kind::Integer {
        let Bounds { smallest, largest, step } = whole_bounds(shape);
        let span = step.saturating_mul(SPAN.into());
        let low = smallest.or(largest.map(|largest| largest - span)).unwrap_or(0);
        let steps = (largest.unwrap_or(low + span) - low) / step;
        let numbers = shares.iter().map(|share| low + (steps + 1).max(1) * i128::from(*share) / (1 << 32) * step);
        return samples(smallest, largest, step, numbers.collect(), whole);
    }
    let Bounds { smallest, largest, step } = fraction_bounds(shape);
    let span = step * f64::from(SPAN);
    let low = smallest.or(largest.map(|largest| largest - span)).unwrap_or(0.0);
    let steps = (largest.unwrap_or(low + span) - low) / step;
    let number = |share: &u32| tidy(low + (steps * f64::from(*share) / f64::from(u32::MAX)).floor() * step, step);
    samples(smallest, largest, step, shares.iter().map(number).collect(), fraction)
}

/// Invalid numbers.
pub(super) fn invalid(shape: &Shape<'_>) -> Vec<Invalid> {
    let mut found = Vec::new();
    let mut add = |name: &str, value: Option<Value>| {
        found.extend(value.map(|value| broken(InvalidKind::OutOfBounds, name, value)));
    };
    if shape.kind() == Kind::Integer {
        let Bounds { smallest, largest, step } = whole_bounds(shape);
        let far = step.saturating_mul(FAR.into());
        add("below the minimum", smallest.and_then(|smallest| whole(smallest - step)));
        add("far below the minimum", smallest.and_then(|smallest| whole(smallest - far)));
        add("above the maximum", largest.and_then(|largest| whole(largest + step)));
        add("far above the maximum", largest.and_then(|largest| whole(largest + far)));
        if step > 1 {
            add("no multiple", whole(smallest.unwrap_or(0) + 1));
        }
    } else {
        let Bounds { smallest, largest, step } = fraction_bounds(shape);
        let far = step * f64::from(FAR);
        add("below the minimum", smallest.and_then(|smallest| fraction(tidy(smallest - step, step))));
        add("far below the minimum", smallest.and_then(|smallest| fraction(smallest - far)));
        add("above the maximum", largest.and_then(|largest| fraction(tidy(largest + step, step))));
        add("far above the maximum", largest.and_then(|largest| fraction(largest + far)));
        if shape.first("multipleOf").is_some() {
            add("no multiple", fraction(smallest.unwrap_or(0.0) + step / 2.0));
        }
    }
    match shape.text("format") {
        Some("int32") => add("beyond 32 bits", Some(json!(4_294_967_296_i64))),
        Some("int64") => add("beyond 64 bits", Some(json!(99_999_999_999_999_999_999.0))),
        _ if shape.first("maximum").is_some() => add("beyond 64 bits", Some(json!(99_999_999_999_999_999_999.0))),
        _ => {}
    }
    found
}

fn samples<N>(
    smallest: Option<N>,
    largest: Option<N>,
    step: N,
    chosen: Vec<N>,
    value: impl Fn(N) -> Option<Value>,
) -> Vec<Sample>
where
    N: Copy + Default + std::ops::Add<Output = N> + std::ops::Sub<Output = N>,
{
    let mut found = Vec::new();
    let mut add = |name: &str, number: Option<N>| {
        found.extend(number.and_then(&value).map(|value| named(name, value)));
    };
    add("the smallest", smallest);
    add("one more than the smallest", smallest.map(|smallest| smallest + step));
    add("the largest", largest);
    add("one less than the largest", largest.map(|largest| largest - step));
    add("zero", Some(N::default()));
    add("one step", Some(step));
    for number in chosen {
        if let Some(value) = value(number) {
            found.push(named(format!("random {value}"), value));
        }
    }
    found
}

fn whole_bounds(shape: &Shape<'_>) -> Bounds<i128> {
    let step = shape.number("multipleOf").and_then(whole_step).unwrap_or(1);
    let smallest = shape.bounds("minimum", "exclusiveMinimum").filter_map(|(number, is_exclusive)| {
        let bound = read(number, f64::ceil)?;
        let is_on_it = is_exclusive && number.as_f64().is_some_and(|number| number.fract() == 0.0);
        Some(-(-bound - i128::from(is_on_it)).div_euclid(step) * step)
    });
    let largest = shape.bounds("maximum", "exclusiveMaximum").filter_map(|(number, is_exclusive)| {
        let bound = read(number, f64::floor)?;
        let is_on_it = is_exclusive && number.as_f64().is_some_and(|number| number.fract() == 0.0);
        Some((bound - i128::from(is_on_it)).div_euclid(step) * step)
    });
    Bounds { smallest: smallest.max(), largest: largest.min(), step }
}

fn fraction_bounds(shape: &Shape<'_>) -> Bounds<f64> {
    let multiple = shape.number("multipleOf").filter(|step| *step > 0.0);
    let found = |bound, exclusive| {
        shape
            .bounds(bound, exclusive)
            .filter_map(|(number, is_exclusive)| Some((number.as_f64()?, is_exclusive)))
            .collect::<Vec<_>>()
    };
    let low = found("minimum", "exclusiveMinimum").into_iter().reduce(|a, b| if b.0 > a.0 { b } else { a });
    let high = found("maximum", "exclusiveMaximum").into_iter().reduce(|a, b| if b.0 < a.0 { b } else { a });
    // A narrow range must still have room for a few steps.
    let room = low.zip(high).map_or(f64::INFINITY, |(low, high)| (high.0 - low.0) / 8.0);
    let step = multiple.unwrap_or(if room > 0.0 { room.min(0.5) } else { 0.5 });
    let smallest = low.map(|(bound, is_exclusive)| {
        let first = multiple.map_or(bound, |step| tidy((bound / step).ceil() * step, step));
        if is_exclusive && first <= bound { tidy(first + step, step) } else { first }
    });
    let largest = high.map(|(bound, is_exclusive)| {
        let last = multiple.map_or(bound, |step| tidy((bound / step).floor() * step, step));
        if is_exclusive && last >= bound { tidy(last - step, step) } else { last }
    });
    Bounds { smallest, largest, step }
}

/// The smallest multiple of a step that is at least this number.
fn whole_step(step: f64) -> Option<i128> {
    let multiples = (1..=1_000_u32).map(|times| tidy(step * f64::from(times), step));
    #[expect(clippy::cast_possible_truncation, reason = "the number is an exact integer")]
    multiples
        .into_iter()
        .find(|multiple| multiple.fract() == 0.0 && (1.0..EXACT).contains(multiple))
        .map(|it| it as i128)
}

fn read(number: &Number, rounded: fn(f64) -> f64) -> Option<i128> {
    let exact = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    #[expect(clippy::cast_possible_truncation, reason = "the number is an integer within the range")]
    exact.or_else(|| number.as_f64().filter(|number| number.abs() < 1e24).map(|number| rounded(number) as i128))
}

fn whole(number: i128) -> Option<Value> {
    let exact = i64::try_from(number).map(Value::from).or_else(|_| u64::try_from(number).map(Value::from));
    #[expect(clippy::cast_precision_loss, reason = "beyond 64 bits no document is exact")]
    exact.ok().or_else(|| fraction(number as f64))
}

fn fraction(number: f64) -> Option<Value> {
    Number::from_f64(number).map(Value::Number)
}

/// The number with the digits that the step has.
fn tidy(number: f64, step: f64) -> f64 {
    let digits = step.to_string().split_once('.').map_or(0, |(_, digits)| digits.len());
    if digits > 15 || !number.is_finite() { number } else { format!("{number:.digits$}").parse().unwrap_or(number) }
}
