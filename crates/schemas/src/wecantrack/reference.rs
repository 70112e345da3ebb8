//! The reference that ties a transaction to a click.

use std::borrow::Cow;
use std::fmt;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, Timelike as _};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::values::Written;

/// A reference such as `WCT200514135314e7x4d`: `WCT` or `wct`, a date and time from the year's last two digits to the second, and one to five
/// letters or digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reference {
    at: NaiveDateTime,
    /// The letters or digits, followed by zeros.
    code: [u8; 5],
    is_lower: bool,
}

impl Reference {
    /// The reference of a session at the date and time (years 2000 to 2099, read modulo 100; fractions of a second are dropped) with one to
    /// five ASCII letters or digits. None when the code holds anything else. It is written with a `WCT` in capitals, as in transactions.
    pub fn new(at: NaiveDateTime, code: &[u8]) -> Option<Self> {
        let year = 2000 + at.year().rem_euclid(100);
        let day = NaiveDate::from_ymd_opt(year, at.month(), at.day())?;
        let at = day.and_hms_opt(at.hour(), at.minute(), at.second())?;
        let mut padded = [0; 5];
        padded.get_mut(..code.len())?.copy_from_slice(code);
        let is_sound = !code.is_empty() && code.iter().all(u8::is_ascii_alphanumeric);
        is_sound.then_some(Self { at, code: padded, is_lower: false })
    }

    /// The last reference in a text, such as the sub id of a link in which other words stand before it.
    pub fn find(text: &str) -> Option<Self> {
        let mut starts = text.rmatch_indices("WCT").chain(text.rmatch_indices("wct"));
        starts.find_map(|(start, _)| Self::parse(&text[start..]))
    }

    /// The letters or digits at its end.
    pub fn code(&self) -> &[u8] {
        let length = self.code.iter().position(|character| *character == 0).unwrap_or(self.code.len());
        &self.code[..length]
    }

    /// Whether both stand for the same click, in capitals or not.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.at, self.code) == (other.at, other.code)
    }

    /// Reads what [`Reference`] prints, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let is_lower = bytes.starts_with(b"wct");
        if bytes.len() < 16 || !(is_lower || bytes.starts_with(b"WCT")) {
            return None;
        }
        let two = |index: usize| match bytes[index..index + 2] {
            [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some(u32::from(tens - b'0') * 10 + u32::from(ones - b'0')),
            _ => None,
        };
        let year = 2000 + i32::try_from(two(3)?).ok()?;
        let at = NaiveDate::from_ymd_opt(year, two(5)?, two(7)?)?.and_hms_opt(two(9)?, two(11)?, two(13)?)?;
        Self::new(at, &bytes[15..]).map(|reference| Self { is_lower, ..reference })
    }
}

impl Reference {
    fn written(self) -> Written<20> {
        let mut text = Written::new();
        for character in self.code.into_iter().rev().filter(|character| *character != 0) {
            text.prepend(character);
        }
        let year = self.at.year().unsigned_abs() % 100;
        for part in [self.at.second(), self.at.minute(), self.at.hour(), self.at.day(), self.at.month(), year] {
            text.prepend_number(part.into(), 2);
        }
        for character in if self.is_lower { *b"tcw" } else { *b"TCW" } {
            text.prepend(character);
        }
        text
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.written().as_str())
    }
}

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            de::Error::invalid_value(de::Unexpected::Str(&text), &"a reference such as WCT200514135314e7x4d")
        })
    }
}

impl JsonSchema for Reference {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Reference".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^(WCT|wct)[0-9]{12}[0-9A-Za-z]{1,5}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn reads_what_it_writes_and_nothing_else() {
        for (text, valid) in [
            ("WCT200514135314e7x4d", true),
            ("WCT000229235959AAAAA", true),
            ("WCT991231000000zzzzz", true),
            ("WCT200514135314e7x4", true),
            ("WCT200514135314e", true),
            ("wct200514135314e7x4d", true),
            ("wct200514135314E7", true),
            ("WCT200514135314", false),
            ("WCT200514135314e7x4dd", false),
            ("WCT200230135314e7x4d", false),
            ("WCT200514245314e7x4d", false),
            ("WCT200514135314e7x4-", false),
            ("Wct200514135314e7x4d", false),
            ("WCT+00514135314e7x4d", false),
            ("", false),
        ] {
            assert_eq!(
                Reference::parse(text).map(|reference| reference.to_string()).as_deref(),
                valid.then_some(text),
                "{text}"
            );
        }
    }
}
