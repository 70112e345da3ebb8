//! Amounts of money as strings with two decimals.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Written;

/// An amount in minor units (cents), written as a decimal string: 329 is `"3.29"`. The currency stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub i64);

impl Amount {
    fn written(self) -> Written<24> {
        let mut text = Written::new();
        let minor = self.0.unsigned_abs();
        text.prepend_number(minor % 100, 2);
        text.prepend(b'.');
        text.prepend_number(minor / 100, 1);
        if self.0 < 0 {
            text.prepend(b'-');
        }
        text
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.written().as_str())
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        parse(&text)
            .map(Self)
            .ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &"an amount such as 3.29"))
    }
}

impl JsonSchema for Amount {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Amount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$" })
    }
}

fn parse(text: &str) -> Option<i64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, decimals) = digits.split_once('.')?;
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if decimals.len() != 2 || !all_digits(whole) || !all_digits(decimals) {
        return None;
    }
    let minor = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(decimals.parse().ok()?)?;
    Some(if negative { -minor } else { minor })
}

#[cfg(test)]
mod tests {
    use super::{Amount, parse};

    #[test]
    fn reads_what_it_writes() {
        for (text, minor) in [("3.29", 329), ("0.00", 0), ("0.07", 7), ("-12.50", -1250), ("123456.78", 12_345_678)] {
            assert_eq!(parse(text), Some(minor), "{text}");
            assert_eq!(Amount(minor).to_string(), text);
        }
    }

    #[test]
    fn refuses_other_notations() {
        for text in ["", "3", "3.2", "3.290", ".29", "3.", "1,000.00", "+3.29", "3.2x", "99999999999999999999.00"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
