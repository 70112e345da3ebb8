//! Whole numbers are written as integers.

use serde_json::{Map, Value};

/// Writes bounds such as `1.0` as `1`: beside an integer, a bound with a point makes `openapiv3` forget the type of the schema.
pub(super) fn write_whole(schema: &mut Map<String, Value>) {
    for key in ["minimum", "maximum", "multipleOf"] {
        if let Some(bound) = schema.get_mut(key)
            && let Some(whole) = whole(bound)
        {
            *bound = whole.into();
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "only what comes back unchanged is taken")]
fn whole(bound: &Value) -> Option<i64> {
    let number = bound.as_f64().filter(|_| bound.is_f64())?;
    let whole = number as i64;
    (whole as f64 == number && whole.unsigned_abs() < 1 << 53).then_some(whole)
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
