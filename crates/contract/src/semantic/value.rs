//! Converts JSON to values of expressions.

use std::collections::HashMap;

use cel::common::types::{CelBool, CelDouble, CelInt, CelList, CelMap, CelMapKey, CelNull, CelString, CelUInt};
use cel::common::value::Val;
use serde_json::{Number, Value};

use super::shared::Shared;

/// The fields of a map under construction.
pub(crate) type Fields<'v> = HashMap<CelMapKey<'v>, Box<dyn Val + 'v>>;

/// The value for expressions. It borrows its texts. Whole numbers are ints, as long as they fit, so that differences
/// can be negative.
pub(crate) fn to_cel(value: &Value) -> Box<dyn Val + '_> {
    match value {
        Value::Null => Box::new(CelNull),
        Value::Bool(flag) => Box::new(CelBool::from(*flag)),
        Value::Number(number) => number_to_cel(number),
        Value::String(text) => Box::new(CelString::from(text.as_str())),
        Value::Array(items) => Box::new(Shared::new(CelList::from(items.iter().map(to_cel).collect::<Vec<_>>()))),
        Value::Object(fields) => {
            let fields: Fields<'_> =
                fields.iter().map(|(name, value)| (CelMapKey::from(name.as_str()), to_cel(value))).collect();
            Box::new(Shared::new(CelMap::from(fields)))
        }
    }
}

/// A number of JSON, as rules see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Numeral {
    Int(i64),
    /// A whole number that is too large to have a sign.
    UInt(u64),
    Double(f64),
}

/// How rules see a number of JSON. Every whole number is an int, also if it is written as `1.0` or `1e2`: JSON does not
/// tell them apart.
pub(super) fn numeral(number: &Number) -> Numeral {
    match (number.as_i64(), number.as_u64()) {
        (Some(whole), _) => Numeral::Int(whole),
        (None, Some(whole)) => Numeral::UInt(whole),
        _ => {
            let number = number.as_f64().unwrap_or(f64::NAN);
            whole(number).map_or(Numeral::Double(number), Numeral::Int)
        }
    }
}

/// The number as an int, if it is whole and so small that every whole number near it can be written as a double.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
pub(crate) fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

fn number_to_cel(number: &Number) -> Box<dyn Val> {
    match numeral(number) {
        Numeral::Int(whole) => Box::new(CelInt::from(whole)),
        Numeral::UInt(whole) => Box::new(CelUInt::from(whole)),
        Numeral::Double(number) => Box::new(CelDouble::from(number)),
    }
}
