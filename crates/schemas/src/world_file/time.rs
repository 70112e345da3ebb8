//! Times in world files.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::control::{Span, parse_moment};

/// A time: absolute, or before the start of the sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinnedTime {
    /// A point in time.
    At(DateTime<Utc>),
    /// This long after the start; negative before it.
    FromStart(Span),
}

impl PinnedTime {
    /// The time in a sandbox that starts at `start`, in whole seconds.
    pub fn after(self, start: DateTime<Utc>) -> DateTime<Utc> {
        use chrono::SubsecRound as _;
        match self {
            Self::At(time) => time,
            Self::FromStart(span) => start + span.delta(),
        }
        .trunc_subsecs(0)
    }
}

impl FromStr for PinnedTime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(span) = Span::parse(text) {
            return Ok(Self::FromStart(span));
        }
        parse_moment(text).map(Self::At).map_err(|_| {
            format!(
                "{text:?} is not a time: write -3d or -2h30m for a time before the start, or a time with a zone, such as \
                 2026-06-08T12:00:00Z"
            )
        })
    }
}

impl fmt::Display for PinnedTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(time) => formatter.write_str(&time.to_rfc3339_opts(SecondsFormat::Secs, true)),
            Self::FromStart(span) => span.fmt(formatter),
        }
    }
}

impl Serialize for PinnedTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PinnedTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for PinnedTime {
    fn schema_name() -> Cow<'static, str> {
        "PinnedTime".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A time: `-3d` or `-2h30m` before the start of the sandbox, `0s` for the start, or a time with a zone, such as `2026-06-08T12:00:00Z`; a date alone is midnight UTC.",
            "type": "string",
            "anyOf": [
                { "pattern": "^-?(?=[0-9])([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$" },
                { "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2}))?$" }
            ],
            "examples": ["-3d", "2026-06-08T12:00:00Z"]
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::PinnedTime;

    #[test]
    fn reads_times_and_spans() {
        let start: DateTime<Utc> = "2026-06-08T12:00:00Z".parse().expect("a literal time");
        for (text, expected) in [
            ("-3d", Some("2026-06-05T12:00:00+00:00")),
            ("-2h30m", Some("2026-06-08T09:30:00+00:00")),
            ("0s", Some("2026-06-08T12:00:00+00:00")),
            ("2026-06-01", Some("2026-06-01T00:00:00+00:00")),
            ("2026-06-01T10:00:00+02:00", Some("2026-06-01T08:00:00+00:00")),
            ("2026-06-01T10:00:00", None),
            ("yesterday", None),
            ("3 days ago", None),
            ("", None),
        ] {
            let read = text.parse::<PinnedTime>();
            let time = read.map(|read| read.after(start).to_rfc3339());
            assert_eq!(time.ok().as_deref(), expected, "{text}");
        }
    }
}
