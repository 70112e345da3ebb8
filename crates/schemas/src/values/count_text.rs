//! Counts and percentages that stand in bodies as text.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A count as text: 12 is `"12"`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountText(pub u64);

/// A percentage as text, in whole percent: 20 % is `"20"`. Its schema also lets decimals pass, because providers do not say how they round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PercentageText(pub u64);

impl PercentageText {
    /// What part of the base `part` is, rounded half up; 0 when the base is 0.
    pub fn of(part: u64, base: u64) -> Self {
        let (part, base) = (u128::from(part), u128::from(base));
        let percent = (200 * part + base).checked_div(2 * base).unwrap_or_default();
        Self(u64::try_from(percent).unwrap_or(u64::MAX))
    }
}

impl fmt::Display for CountText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Display for PercentageText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for CountText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for PercentageText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CountText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        whole_number(deserializer, &"a count such as \"12\"").map(Self)
    }
}

impl<'de> Deserialize<'de> for PercentageText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        whole_number(deserializer, &"a whole percentage such as \"20\"").map(Self)
    }
}

impl JsonSchema for CountText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "CountText".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]+$" })
    }
}

impl JsonSchema for PercentageText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "PercentageText".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": r"^[0-9]+(?:\.[0-9]+)?$" })
    }
}

/// Reads digits alone; a sign, which `parse` would take, is refused.
fn whole_number<'de, D: Deserializer<'de>>(deserializer: D, expected: &dyn de::Expected) -> Result<u64, D::Error> {
    let text = Cow::<str>::deserialize(deserializer)?;
    let number = if text.starts_with('+') { None } else { text.parse().ok() };
    number.ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), expected))
}

#[cfg(test)]
mod tests {
    use super::PercentageText;

    #[test]
    fn rounds_percentages() {
        for (part, base, expected) in [
            (30, 150, 20),
            (25, 30, 83),
            (5, 8, 63),
            (0, 10, 0),
            (3, 0, 0),
            (0, 0, 0),
            (7, 2, 350),
            (u64::MAX, u64::MAX, 100),
        ] {
            assert_eq!(PercentageText::of(part, base), PercentageText(expected), "{part} of {base}");
        }
    }
}
