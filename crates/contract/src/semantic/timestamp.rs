//! Timestamps with and without a time zone.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime};

/// Parses a timestamp: RFC 3339, or a date with or without a time, which is read as UTC.
pub(super) fn timestamp(text: &str) -> Result<DateTime<FixedOffset>, String> {
    let zoned = DateTime::parse_from_rfc3339(text).ok();
    let timed = || {
        ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"]
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
    };
    let dated = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(|date| date.and_hms_opt(0, 0, 0));
    let timestamp = zoned.or_else(|| timed().or_else(dated).map(|timestamp| timestamp.and_utc().fixed_offset()));
    // CEL supports the years 1 to 9999. The form is checked because chrono accepts numbers of any width.
    match timestamp {
        Some(timestamp) if (1..=9999).contains(&timestamp.to_utc().year()) && has_shape(text) => Ok(timestamp),
        _ => Err(format!(
            "{:?} is not a date; write it as 2026-06-08, 2026-06-08 12:00:00 or in RFC 3339",
            text.chars().take(40).collect::<String>()
        )),
    }
}

/// Whether the text starts like `2026-06-08` and has two digits in each part of its time.
fn has_shape(text: &str) -> bool {
    let shape = "0000-00-00T00:00:00";
    let fits = |(found, wanted): (u8, u8)| match wanted {
        b'0' => found.is_ascii_digit(),
        b'T' => matches!(found, b'T' | b't' | b' '),
        other => found == other,
    };
    (text.len() == 10 || text.len() >= shape.len()) && text.bytes().zip(shape.bytes()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::timestamp;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(
            timestamp(text).ok().map(|timestamp| timestamp.to_utc().to_rfc3339()).as_deref(),
            expected,
            "{text:?}"
        );
    }

    #[test]
    fn dates_are_read() {
        check("2026-06-08", Some("2026-06-08T00:00:00+00:00"));
        check("2026-06-08 12:00:01", Some("2026-06-08T12:00:01+00:00"));
        check("2026-06-08T12:00:01", Some("2026-06-08T12:00:01+00:00"));
        check("2026-06-08T12:00:01.5", Some("2026-06-08T12:00:01.500+00:00"));
        check("2026-06-08T12:00:01Z", Some("2026-06-08T12:00:01+00:00"));
        check("2026-06-08T12:00:01+02:00", Some("2026-06-08T10:00:01+00:00"));
        check("2026-02-30", None);
        check("2026-6-8", None);
        check("2026-06-08 1:00:00", None);
        check("2026-06-08T12:00", None);
        check("+12026-06-08", None);
        check("0000-01-01", None);
        check("0001-01-01T00:00:00+12:00", None);
        check(" 2026-06-08", None);
        check("", None);
        check("today", None);
    }
}
