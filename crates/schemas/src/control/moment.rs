//! Times in requests: with a zone, or a date alone.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize as _, Deserializer, de};

/// Reads a time with a zone, such as `2026-06-08T12:00:00Z`, or a date, such as `2026-06-09`: midnight UTC.
///
/// Returns an error that says what is expected if the text is neither.
pub fn parse_moment(text: &str) -> Result<DateTime<Utc>, String> {
    let date = |text: &str| text.parse::<NaiveDate>().ok().map(|date| date.and_time(NaiveTime::MIN).and_utc());
    let is_date = text.len() == "2026-06-09".len();
    let moment = if is_date { date(text) } else { text.parse().ok() };
    moment
        .ok_or_else(|| format!("{text:?} is neither a date-time with a zone, such as 2026-06-08T12:00:00Z, nor a date"))
}

/// Reads an optional time in a body as [`parse_moment`] does.
pub(crate) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| parse_moment(&text).map_err(de::Error::custom)).transpose()
}

#[cfg(test)]
mod tests {
    use super::parse_moment;

    #[test]
    fn reads_times_with_a_zone_and_dates() {
        for (text, expected) in [
            ("2026-06-08T12:00:00Z", Some("2026-06-08T12:00:00+00:00")),
            ("2026-06-08T12:00:00+02:00", Some("2026-06-08T10:00:00+00:00")),
            ("2026-06-09", Some("2026-06-09T00:00:00+00:00")),
            ("2026-02-30", None),
            ("2026-06-09T00:00:00", None),
            ("9-06-2026!", None),
            ("now", None),
            ("", None),
        ] {
            assert_eq!(parse_moment(text).map(|time| time.to_rfc3339()).ok().as_deref(), expected, "{text}");
        }
    }
}
