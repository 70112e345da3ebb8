//! Spans of time such as `250ms`, `3d`, `1h30m`, `-2w`; and ranges of them: `50ms..200ms`.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use chrono::TimeDelta;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Units in milliseconds, the largest first.
const UNITS: [(&str, i64); 6] =
    [("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

/// A span of time in milliseconds. Negative spans go back. Written as numbers with units (`w`, `d`, `h`, `m`, `s`,
/// `ms`), the largest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(TimeDelta);

/// A span of time, or a range with both ends included: `250ms`, `50ms..200ms`. Never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SpanRange {
    /// The shortest.
    pub from: Duration,
    /// The longest.
    pub until: Duration,
}

impl Span {
    /// A span of this many milliseconds.
    pub const fn milliseconds(milliseconds: i64) -> Self {
        Self(TimeDelta::milliseconds(milliseconds))
    }

    /// A span of this many seconds.
    pub fn seconds(seconds: u32) -> Self {
        Self(TimeDelta::seconds(seconds.into()))
    }

    /// The span in whole seconds; a negative one is 0.
    pub fn whole_seconds(self) -> u32 {
        u32::try_from(self.0.num_seconds().max(0)).unwrap_or(u32::MAX)
    }

    /// Whether it goes back.
    pub fn is_negative(self) -> bool {
        self.0 < TimeDelta::zero()
    }

    /// Reads `3d`, `1h30m`, `-2w`; each unit at most once, the largest first.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, mut rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let mut units = UNITS.iter();
        let mut sum: i64 = 0;
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let number: i64 = rest[..digits].parse().ok()?;
            rest = &rest[digits..];
            let letters = rest.bytes().take_while(u8::is_ascii_lowercase).count();
            let (_, milliseconds) = units.find(|(unit, _)| *unit == &rest[..letters])?;
            sum = sum.checked_add(number.checked_mul(*milliseconds)?)?;
            rest = &rest[letters..];
        }
        // The limit keeps all arithmetic with times in range.
        (text.len() > usize::from(sign < 0) && sum <= 3_000_000_000_000).then(|| Self::milliseconds(sign * sum))
    }

    /// The span as chrono's type.
    pub const fn delta(self) -> TimeDelta {
        self.0
    }
}

impl SpanRange {
    /// Reads `250ms` or `50ms..200ms`; the first one must not be the longer one.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ends(text).filter(|range| range.from <= range.until)
    }

    /// Reads both ends, in any order.
    fn ends(text: &str) -> Option<Self> {
        let (from, until) = text.split_once("..").unwrap_or((text, text));
        let duration = |text: &str| Span::parse(text)?.0.to_std().ok();
        Some(Self { from: duration(from)?, until: duration(until)? })
    }
}

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.num_milliseconds();
        if rest == 0 {
            return formatter.write_str("0s");
        }
        if rest < 0 {
            formatter.write_str("-")?;
        }
        rest = rest.abs();
        for (unit, milliseconds) in UNITS {
            if rest >= milliseconds {
                write!(formatter, "{}{unit}", rest / milliseconds)?;
                rest %= milliseconds;
            }
        }
        Ok(())
    }
}

impl fmt::Display for SpanRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let span = |duration: Duration| Span(TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX));
        span(self.from).fmt(formatter)?;
        if self.from != self.until {
            write!(formatter, "..{}", span(self.until))?;
        }
        Ok(())
    }
}

/// Why the text is not a span.
fn not_a_span(_: &str) -> String {
    "expected a span of time such as 3d, 1h30m or -2w".to_owned()
}

/// Why the text is not a range.
fn not_a_range(text: &str) -> String {
    match SpanRange::ends(text) {
        Some(SpanRange { from, until }) => {
            format!("the range is reversed; write {}", SpanRange { from: until, until: from })
        }
        None => "expected a span of time such as 250ms, or a range such as 50ms..200ms".to_owned(),
    }
}

macro_rules! text {
    ($type:ident, $error:ident, $pattern:literal) => {
        impl std::str::FromStr for $type {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text).ok_or_else(|| $error(text))
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<str>::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| de::Error::custom(format_args!("invalid value: string {text:?}, {}", $error(&text))))
            }
        }

        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}

text!(Span, not_a_span, "^-?(?=[0-9])([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$");
text!(SpanRange, not_a_range, "^[0-9][0-9a-z]*(\\.\\.[0-9][0-9a-z]*)?$");

#[cfg(test)]
mod tests {
    use super::{Span, SpanRange};

    #[test]
    fn reads_and_writes_spans() {
        for (text, milliseconds, written) in [
            ("3d", Some(259_200_000), "3d"),
            ("1h30m", Some(5_400_000), "1h30m"),
            ("-2w", Some(-1_209_600_000), "-2w"),
            ("90m", Some(5_400_000), "1h30m"),
            ("250ms", Some(250), "250ms"),
            ("1m5ms", Some(60_005), "1m5ms"),
            ("0s", Some(0), "0s"),
            ("-0s", Some(0), "0s"),
            ("30m1h", None, ""),
            ("1h1h", None, ""),
            ("3 d", None, ""),
            ("3", None, ""),
            ("d", None, ""),
            ("", None, ""),
            ("-", None, ""),
            ("3y", None, ""),
            ("99999999999999999999d", None, ""),
            ("9999999w", None, ""),
            ("é", None, ""),
        ] {
            let span = Span::parse(text);
            assert_eq!(span, milliseconds.map(Span::milliseconds), "{text}");
            assert_eq!(span.map(|span| span.to_string()).unwrap_or_default(), written, "{text}");
        }
    }

    #[test]
    fn reads_and_writes_ranges() {
        for (text, written) in [
            ("250ms", Some("250ms")),
            ("50ms..200ms", Some("50ms..200ms")),
            ("0s..1s", Some("0s..1s")),
            ("1s..1000ms", Some("1s")),
            ("200ms..50ms", None),
            ("-1s", None),
            ("..", None),
            ("1s..", None),
            ("1s..2s..3s", None),
        ] {
            assert_eq!(SpanRange::parse(text).map(|range| range.to_string()).as_deref(), written, "{text}");
        }
    }
    #[test]
    fn a_reversed_range_is_named_as_one() {
        let error = "200ms..50ms".parse::<SpanRange>().expect_err("it is reversed");
        assert_eq!(error, "the range is reversed; write 50ms..200ms");
    }
}
