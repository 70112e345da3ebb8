//! A status, or a class of them.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A status such as `404`, or a class of statuses such as `4xx`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatusFilter {
    /// This status.
    Exactly(u16),
    /// Every status whose first digit is this one.
    Class(u16),
}

impl StatusFilter {
    /// Reads `404` or `4xx`.
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |place: usize| text.as_bytes().get(place).filter(|byte| byte.is_ascii_digit());
        let class =
            digit(0).map(|byte| u16::from(byte - b'0')).filter(|class| (1..=5).contains(class) && text.len() == 3)?;
        if text.ends_with("xx") {
            return Some(Self::Class(class));
        }
        digit(1).and(digit(2)).and(text.parse().ok()).map(Self::Exactly)
    }

    /// Whether the status matches.
    pub fn takes(self, status: u16) -> bool {
        match self {
            Self::Exactly(wanted) => wanted == status,
            Self::Class(class) => status / 100 == class,
        }
    }
}

impl fmt::Display for StatusFilter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(status) => write!(formatter, "{status}"),
            Self::Class(class) => write!(formatter, "{class}xx"),
        }
    }
}

impl Serialize for StatusFilter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for StatusFilter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("expected a status such as 404, or a class such as 4xx"))
    }
}

impl JsonSchema for StatusFilter {
    fn schema_name() -> Cow<'static, str> {
        "StatusFilter".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[1-5]([0-9][0-9]|xx)$", "example": "4xx" })
    }
}

#[cfg(test)]
mod tests {
    use super::StatusFilter;

    #[test]
    fn reads_statuses_and_classes() {
        for (text, status) in [("404", 404), ("4xx", 404), ("4xx", 499), ("100", 100), ("599", 599)] {
            let filter = StatusFilter::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert!(filter.takes(status), "{text} {status}");
            assert_eq!(filter.to_string(), text);
        }
        for text in ["600", "099", "0xx", "6xx", "+40", "44xx", "4x4", "xx", "4é", ""] {
            assert_eq!(StatusFilter::parse(text), None, "{text}");
        }
        assert!(!StatusFilter::Class(4).takes(500) && !StatusFilter::Exactly(404).takes(403));
    }
}
