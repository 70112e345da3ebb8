//! Dates and date-times without a zone. They are read and written as UTC.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, Timelike as _, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Written;

/// The shape of a day and of a time of day. It has no alternatives and no anchors, of which mock generators make texts that do not match; the
/// lengths beside it leave no room for more than the pattern. That the day and the hour exist is the part of the format.
const DAY: &str = "[0-9]{4}-[01][0-9]-[0-3][0-9]";
const TIME: &str = "[0-2][0-9]:[0-5][0-9]:[0-5][0-9]";

/// The format of a date-time without a zone that exists, with `T` or a blank between day and time.
const FORMAT: &str = "local-date-time";

/// A date-time to the second without a zone; `SEPARATOR` stands between day and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDateTime<const SEPARATOR: char>(pub NaiveDateTime);

/// A date-time as query parameters give it: `2026-06-08T12:00:00`.
pub type QueryDateTime = LocalDateTime<'T'>;

/// A date-time as PHP writes it into bodies: `2026-06-08 12:00:00`.
pub type SpacedDateTime = LocalDateTime<' '>;

/// A day: `2026-06-08`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDate(pub NaiveDate);

impl<const SEPARATOR: char> LocalDateTime<SEPARATOR> {
    /// The same instant, read as UTC.
    pub fn as_utc(self) -> DateTime<Utc> {
        self.0.and_utc()
    }
}

impl<const SEPARATOR: char> From<DateTime<Utc>> for LocalDateTime<SEPARATOR> {
    fn from(instant: DateTime<Utc>) -> Self {
        Self(instant.naive_utc())
    }
}

impl From<DateTime<Utc>> for LocalDate {
    fn from(instant: DateTime<Utc>) -> Self {
        Self(instant.date_naive())
    }
}

impl<const SEPARATOR: char> LocalDateTime<SEPARATOR> {
    const WRITTEN_SEPARATOR: u8 = {
        assert!(SEPARATOR.is_ascii(), "day and time are separated by an ASCII character");
        SEPARATOR as u8
    };

    fn written(self) -> Written<19> {
        let mut text = Written::new();
        text.prepend_number(self.0.second().into(), 2);
        text.prepend(b':');
        text.prepend_number(self.0.minute().into(), 2);
        text.prepend(b':');
        text.prepend_number(self.0.hour().into(), 2);
        text.prepend(Self::WRITTEN_SEPARATOR);
        prepend_day(&mut text, self.0.date());
        text
    }
}

impl LocalDate {
    fn written(self) -> Written<10> {
        let mut text = Written::new();
        prepend_day(&mut text, self.0);
        text
    }
}

fn prepend_day<const N: usize>(text: &mut Written<N>, day: NaiveDate) {
    text.prepend_number(day.day().into(), 2);
    text.prepend(b'-');
    text.prepend_number(day.month().into(), 2);
    text.prepend(b'-');
    text.prepend_number(u64::from(day.year().unsigned_abs() % 10_000), 4);
}

impl<const SEPARATOR: char> fmt::Display for LocalDateTime<SEPARATOR> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.written().as_str())
    }
}

impl fmt::Display for LocalDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.written().as_str())
    }
}

impl<const SEPARATOR: char> Serialize for LocalDateTime<SEPARATOR> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written().serialize(serializer)
    }
}

impl Serialize for LocalDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written().serialize(serializer)
    }
}

impl<'de, const SEPARATOR: char> Deserialize<'de> for LocalDateTime<SEPARATOR> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &Expected::<SEPARATOR>(PhantomData)))
    }
}

impl<'de> Deserialize<'de> for LocalDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        parse_day(&text)
            .map(Self)
            .ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &"a day such as 2026-06-08"))
    }
}

impl<const SEPARATOR: char> JsonSchema for LocalDateTime<SEPARATOR> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "LocalDateTime".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": FORMAT,
            "minLength": 19,
            "maxLength": 19,
            "pattern": format!("{DAY}{SEPARATOR}{TIME}"),
        })
    }
}

impl JsonSchema for LocalDate {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "LocalDate".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

impl<const SEPARATOR: char> LocalDateTime<SEPARATOR> {
    fn parse(text: &str) -> Option<Self> {
        let (day, time) = text.split_once(SEPARATOR)?;
        let bytes = time.as_bytes();
        if bytes.len() != 8 || bytes[2] != b':' || bytes[5] != b':' {
            return None;
        }
        let [hour, minute, second] = [two(&bytes[0..2])?, two(&bytes[3..5])?, two(&bytes[6..8])?];
        parse_day(day)?.and_hms_opt(hour, minute, second).map(Self)
    }
}

struct Expected<const SEPARATOR: char>(PhantomData<()>);

impl<const SEPARATOR: char> de::Expected for Expected<SEPARATOR> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a date-time such as 2026-06-08{SEPARATOR}12:00:00")
    }
}

fn parse_day(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = two(&bytes[0..2])? * 100 + two(&bytes[2..4])?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, two(&bytes[5..7])?, two(&bytes[8..10])?)
}

/// Reads a date-time with a zone, or a day, which is its midnight in UTC; absent and null are `None`. For `deserialize_with` beside `default`.
pub(crate) fn day_or_instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let Some(text) = Option::<Cow<'_, str>>::deserialize(deserializer)? else { return Ok(None) };
    let midnight = parse_day(&text).and_then(|day| day.and_hms_opt(0, 0, 0)).map(|midnight| midnight.and_utc());
    let instant = midnight.or_else(|| DateTime::parse_from_rfc3339(&text).ok().map(|instant| instant.to_utc()));
    instant.map(Some).ok_or_else(|| {
        de::Error::invalid_value(de::Unexpected::Str(&text), &"a date-time such as 2026-06-08T12:00:00.000Z, or a date")
    })
}

/// Reads exactly two ASCII digits; signs and spaces, which `parse` would take, are refused.
fn two(bytes: &[u8]) -> Option<u32> {
    match bytes {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some(u32::from(tens - b'0') * 10 + u32::from(ones - b'0')),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{QueryDateTime, SpacedDateTime};

    #[test]
    fn reads_only_days_and_times_that_exist() {
        for (text, exists) in [
            ("2026-06-08T12:00:00", true),
            ("2024-02-29T23:59:59", true),
            ("2000-02-29T00:00:00", true),
            ("0000-02-29T00:00:00", true),
            ("2026-02-29T12:00:00", false),
            ("1900-02-29T12:00:00", false),
            ("2026-02-30T12:00:00", false),
            ("2026-04-31T12:00:00", false),
            ("2026-13-01T12:00:00", false),
            ("2026-00-01T12:00:00", false),
            ("2026-06-08T24:00:00", false),
            ("2026-06-08T12:60:00", false),
            ("2026-06-08T12:00:60", false),
            ("2026-06-08 12:00:00", false),
            ("2026-06-08T12:00:00Z", false),
            ("2026-6-8T12:00:00", false),
            ("+026-06-08T12:00:00", false),
            ("2026-06-08T1:00:000", false),
            ("", false),
        ] {
            assert_eq!(QueryDateTime::parse(text).is_some(), exists, "{text}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        let parsed = SpacedDateTime::parse("2020-05-14 21:26:05").expect("a date-time");
        assert_eq!(parsed.to_string(), "2020-05-14 21:26:05");
    }
}
