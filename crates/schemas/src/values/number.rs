//! Numbers of which a provider says only that they are numbers.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A count of zero or more that is documented as `number`: its schema says number, its values are whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WholeNumber(pub u64);

/// A number with at most two decimals, held in hundredths: 78743 is `787.43`, 5000 is `50`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecimalNumber {
    /// The number times one hundred.
    pub hundredths: i64,
}

impl DecimalNumber {
    /// A whole number.
    pub const fn whole(number: i64) -> Self {
        Self { hundredths: number.saturating_mul(100) }
    }

    /// The nearest number with two decimals.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, and no documented number comes near the bounds"
    )]
    pub fn rounded(number: f64) -> Self {
        Self { hundredths: (number * 100.0).round() as i64 }
    }
}

impl Serialize for WholeNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

impl Serialize for DecimalNumber {
    #[expect(clippy::cast_precision_loss, reason = "a JSON number has the precision of a double")]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.hundredths % 100 == 0 {
            serializer.serialize_i64(self.hundredths / 100)
        } else {
            serializer.serialize_f64(self.hundredths as f64 / 100.0)
        }
    }
}

impl<'de> Deserialize<'de> for WholeNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WholeNumberVisitor)
    }
}

impl<'de> Deserialize<'de> for DecimalNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self::rounded)
    }
}

impl JsonSchema for WholeNumber {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "WholeNumber".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }
}

impl JsonSchema for DecimalNumber {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "DecimalNumber".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }
}

struct WholeNumberVisitor;

impl de::Visitor<'_> for WholeNumberVisitor {
    type Value = WholeNumber;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number that is not negative")
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<WholeNumber, E> {
        Ok(WholeNumber(number))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<WholeNumber, E> {
        u64::try_from(number).map(WholeNumber).map_err(|_| E::invalid_value(de::Unexpected::Signed(number), &self))
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "the range is checked before the cast"
    )]
    fn visit_f64<E: de::Error>(self, number: f64) -> Result<WholeNumber, E> {
        if number.fract() == 0.0 && (0.0..u64::MAX as f64).contains(&number) {
            Ok(WholeNumber(number as u64))
        } else {
            Err(E::invalid_value(de::Unexpected::Float(number), &self))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DecimalNumber, WholeNumber};

    #[test]
    fn whole_numbers_stay_whole() {
        for (text, expected) in [
            ("0", Some(0)),
            ("3", Some(3)),
            ("3.0", Some(3)),
            ("3.5", None),
            ("-1", None),
            ("1e30", None),
            ("\"3\"", None),
            ("null", None),
        ] {
            assert_eq!(serde_json::from_str(text).ok(), expected.map(WholeNumber), "{text}");
        }
        assert_eq!(serde_json::to_string(&WholeNumber(3)).expect("a number"), "3");
    }

    #[test]
    fn decimal_numbers_show_cents_only_when_there_are_any() {
        for (text, hundredths) in
            [("787.43", 78_743), ("50", 5_000), ("-3.2", -320), ("0", 0), ("0.07", 7), ("123456789.01", 12_345_678_901)]
        {
            let parsed: DecimalNumber = serde_json::from_str(text).expect("a number");
            assert_eq!(parsed.hundredths, hundredths, "{text}");
            assert_eq!(serde_json::to_string(&parsed).expect("a number"), text);
        }
    }
}
