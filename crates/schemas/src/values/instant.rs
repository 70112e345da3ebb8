//! Instants with a fixed number of fractional digits, as JavaScript and PHP write them.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Written;

/// An instant in RFC 3339, UTC, always written with the same number of fractional digits (at most nine). Any RFC 3339 date-time is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstantWithDigits<const DIGITS: usize>(pub DateTime<Utc>);

/// An instant as JavaScript's `toISOString` writes it: `2026-06-07T10:23:45.000Z`.
pub type MillisecondInstant = InstantWithDigits<3>;

/// An instant as Laravel writes it: `2025-04-30T15:15:12.000000Z`.
pub type MicrosecondInstant = InstantWithDigits<6>;

impl<const DIGITS: usize> InstantWithDigits<DIGITS> {
    fn written(self) -> Written<36> {
        let (instant, mut text) = (self.0, Written::new());
        text.prepend(b'Z');
        let unit = 10_u64.pow(u32::try_from(9_usize.saturating_sub(DIGITS)).expect("at most nine"));
        text.prepend_number(u64::from(instant.nanosecond() % 1_000_000_000) / unit, DIGITS.min(9));
        text.prepend(b'.');
        for (part, before) in [(instant.second(), b':'), (instant.minute(), b':'), (instant.hour(), b'T')] {
            text.prepend_number(part.into(), 2);
            text.prepend(before);
        }
        text.prepend_number(instant.day().into(), 2);
        text.prepend(b'-');
        text.prepend_number(instant.month().into(), 2);
        text.prepend(b'-');
        text.prepend_number(u64::from(instant.year().unsigned_abs() % 10_000), 4);
        text
    }
}

impl<const DIGITS: usize> fmt::Display for InstantWithDigits<DIGITS> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.written().as_str())
    }
}

impl<const DIGITS: usize> From<DateTime<Utc>> for InstantWithDigits<DIGITS> {
    fn from(instant: DateTime<Utc>) -> Self {
        Self(instant)
    }
}

impl<const DIGITS: usize> Serialize for InstantWithDigits<DIGITS> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written().serialize(serializer)
    }
}

impl<'de, const DIGITS: usize> Deserialize<'de> for InstantWithDigits<DIGITS> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        DateTime::<Utc>::deserialize(deserializer).map(Self)
    }
}

impl<const DIGITS: usize> JsonSchema for InstantWithDigits<DIGITS> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "DateTime".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

#[cfg(test)]
mod tests {
    use super::{MicrosecondInstant, MillisecondInstant};

    #[test]
    fn writes_its_digits_and_reads_any() {
        for (input, millis, micros) in [
            ("2026-06-07T10:23:45.000Z", "2026-06-07T10:23:45.000Z", "2026-06-07T10:23:45.000000Z"),
            // As an example of Fullwhere shows it.
            ("2025-10-28T12:26:05.938Z", "2025-10-28T12:26:05.938Z", "2025-10-28T12:26:05.938000Z"),
            ("2026-06-07T12:23:45+02:00", "2026-06-07T10:23:45.000Z", "2026-06-07T10:23:45.000000Z"),
            ("2026-06-07T10:23:45.123456Z", "2026-06-07T10:23:45.123Z", "2026-06-07T10:23:45.123456Z"),
        ] {
            let json = serde_json::Value::from(input);
            let parsed: MillisecondInstant = serde_json::from_value(json).expect("an RFC 3339 date-time");
            assert_eq!(parsed.to_string(), millis, "{input}");
            assert_eq!(MicrosecondInstant::from(parsed.0).to_string(), micros, "{input}");
        }
    }
}
