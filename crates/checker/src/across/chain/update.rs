//! The change that a chain makes.

use serde_json::Value;

use crate::case::{Draft, Planner};
use crate::report::short;
use crate::spec::Declared;

/// A new value for a field of a record.
pub(super) struct Change {
    name: String,
    before: Value,
    after: Value,
}

impl Change {
    /// A change that an operation can make, and that the record would show: a field of its body that the record has too,
    /// with another valid value.
    pub(super) fn of(planner: &Planner<'_>, declared: &Declared, record: &Value) -> Option<Self> {
        let plain = Self::alone(&planner.plain(declared)?);
        planner.other_values(declared, &plain).into_iter().find_map(|(name, values)| {
            let before = shown(record, &name)?.clone();
            let is_scalar = !before.is_object() && !before.is_array() && !before.is_null();
            let is_other =
                |value: &Value| *value != before && std::mem::discriminant(value) == std::mem::discriminant(&before);
            let after = values.into_iter().find(is_other).filter(|_| is_scalar)?;
            Some(Self { name, before, after })
        })
    }

    /// The request that makes the change.
    pub(super) fn applied(&self, plain: &Draft) -> Draft {
        Self::alone(plain).with_field(&self.name, self.after.clone())
    }

    /// The request with as few fields as possible: another field may say that this one does not count.
    fn alone(plain: &Draft) -> Draft {
        plain.with_body(plain.shortest_body.clone())
    }

    /// What is wrong if the record still has the old value: `told` is the response to the change. The server may have
    /// written the new value in another way.
    pub(super) fn lost(&self, told: Option<&Value>, record: &Value) -> Option<(String, String)> {
        let now = shown(record, &self.name)?;
        let told = told.and_then(|told| shown(told, &self.name));
        let is_lost = match told {
            Some(told) => told != now,
            None => *now == self.before,
        } || *now == self.before && *now != self.after;
        let message = || format!("is {}, although an update set it to {}", short(now), short(&self.after));
        is_lost.then(|| (format!("/{}", self.name), message()))
    }
}

/// The field of a record, which may be in an envelope.
fn shown<'v>(body: &'v Value, name: &str) -> Option<&'v Value> {
    let fields = body.as_object()?;
    fields.get(name).or_else(|| fields.values().find_map(|inner| inner.as_object()?.get(name)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Change;

    #[test]
    fn an_update_is_lost_if_the_old_value_stays_or_another_one_is_told() {
        let change = Change { name: "name".to_owned(), before: json!("a"), after: json!("B ") };
        let is_lost =
            |told: Option<Value>, now: &str| change.lost(told.as_ref(), &json!({ "data": { "name": now } })).is_some();
        let told = |name: &str| Some(json!({ "name": name }));
        for (response, now, expected) in [
            (told("B "), "B ", false),
            (told("B"), "B", false),
            (told("B "), "a", true),
            (told("a"), "a", true),
            (None, "a", true),
            (None, "B ", false),
            (None, "b", false),
        ] {
            assert_eq!(is_lost(response.clone(), now), expected, "{response:?} {now}");
        }
    }
}
