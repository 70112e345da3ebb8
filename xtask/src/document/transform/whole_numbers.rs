//! Writes whole numbers as integers.

use serde_json::{Map, Value};

/// Writes bounds such as `1.0` as `1`: a bound with a decimal point makes `openapiv3` lose the type of an integer
/// schema.
pub(super) fn write_whole(schema: &mut Map<String, Value>) {
    for key in ["minimum", "maximum", "multipleOf"] {
        if let Some(bound) = schema.get_mut(key)
            && let Some(whole) = whole(bound)
        {
            *bound = whole.into();
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53 fits")]
fn whole(bound: &Value) -> Option<i64> {
    let number = bound.as_f64().filter(|_| bound.is_f64())?;
    (number.fract().abs() < f64::EPSILON && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::applied;
    use super::write_whole;

    #[test]
    fn whole_bounds_lose_their_point() {
        for (from, to) in [
            (json!(1.0), json!(1)),
            (json!(-3.0), json!(-3)),
            (json!(0.5), json!(0.5)),
            (json!(1e300), json!(1e300)),
            (json!(7), json!(7)),
        ] {
            let schema = json!({ "properties": { "a": { "minimum": from } } });
            assert_eq!(applied(schema, write_whole), json!({ "properties": { "a": { "minimum": to } } }));
        }
    }
}
