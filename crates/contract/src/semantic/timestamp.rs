//! Timestamps with and without a time zone.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// Parses a timestamp: a date, or a date with a time, or these with an offset. Without an offset it is UTC. It has
/// microseconds; further digits are ignored. A leap second is the second after it.
///
/// `docs/rules` has the same for other engines, so what is accepted is written out here.
pub(super) fn timestamp(text: &str) -> Result<DateTime<FixedOffset>, String> {
    // CEL supports the years 1 to 9999.
    parse(text).filter(|timestamp| (1..=9999).contains(&timestamp.to_utc().year())).ok_or_else(|| {
        format!(
            "{:?} is not a date; write it as 2026-06-08, 2026-06-08 12:00:00 or in RFC 3339",
            text.chars().take(40).collect::<String>()
        )
    })
}

fn parse(text: &str) -> Option<DateTime<FixedOffset>> {
    let (date, rest) = text.split_at_checked(10)?;
    let [year, month, day] = numbers(date, "0000-00-00")?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    if rest.is_empty() {
        return at(date.and_time(NaiveTime::MIN), 0);
    }
    let (time, rest) = rest.strip_prefix(['T', 't', ' '])?.split_at_checked(8)?;
    let [hour, minute, second] = numbers(time, "00:00:00")?;
    let (micros, offset) = match rest.strip_prefix('.') {
        Some(rest) => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (fraction, offset) = rest.split_at(digits);
            (micros(fraction)?, offset)
        }
        None => (0, rest),
    };
    let leap = second == 60;
    let time = NaiveTime::from_hms_micro_opt(hour, minute, if leap { 59 } else { second }, micros)?;
    let local = date.and_time(time).checked_add_signed(TimeDelta::seconds(i64::from(leap)))?;
    at(local, seconds_east(offset)?)
}

fn at(local: NaiveDateTime, east: i32) -> Option<DateTime<FixedOffset>> {
    local.and_local_timezone(FixedOffset::east_opt(east)?).single()
}

/// The numbers of a text with this shape, in which `0` is any digit.
fn numbers(text: &str, shape: &str) -> Option<[u32; 3]> {
    let fits = |(found, wanted): (u8, u8)| if wanted == b'0' { found.is_ascii_digit() } else { found == wanted };
    if text.len() != shape.len() || !text.bytes().zip(shape.bytes()).all(fits) {
        return None;
    }
    let mut parts = text.split(['-', ':']).map(|part| part.parse().ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}

fn micros(fraction: &str) -> Option<u32> {
    let digits: String = fraction.chars().chain("00000".chars()).take(6).collect();
    (!fraction.is_empty()).then_some(digits)?.parse().ok()
}

fn seconds_east(offset: &str) -> Option<i32> {
    if matches!(offset, "" | "Z" | "z") {
        return Some(0);
    }
    let (sign, rest) = offset.strip_prefix('+').map_or_else(|| (-1, offset.strip_prefix('-')), |rest| (1, Some(rest)));
    let [hours, minutes, _] = numbers(&format!("{}:00", rest?), "00:00:00")?;
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    (hours < 24 && minutes < 60).then_some(sign * seconds)
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
        check("2026-06-08 12:00:01-02:30", Some("2026-06-08T14:30:01+00:00"));
        check("2026-06-08t12:00:01z", Some("2026-06-08T12:00:01+00:00"));
        check("2026-06-08T12:00:01.123456789Z", Some("2026-06-08T12:00:01.123456+00:00"));
        check("2016-12-31T23:59:60Z", Some("2017-01-01T00:00:00+00:00"));
        check("2026-02-30", None);
        check("2026-06-08T24:00:00Z", None);
        check("2026-06-08T12:00:61Z", None);
        check("2026-06-08T12:00:01.Z", None);
        check("2026-06-08T12:00:01+0200", None);
        check("2026-06-08T12:00:01+24:00", None);
        check("2026-06-08T12:00:01+02:60", None);
        check("2026-06-08T12:00:01 Z", None);
        check("2026-06-08Z", None);
        check("9999-12-31T23:59:60Z", None);
        check("2026-06-0\u{661}", None);
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
