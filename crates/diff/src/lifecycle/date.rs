//! Dates of a sunset.

use chrono::{DateTime, NaiveDate};
use serde_json::Value;

/// The day of a sunset: a date of RFC 3339 with or without a time (`2027-01-31`, `2027-01-31T12:00:00Z`), a date as the
/// header `Sunset` of RFC 8594 has it (`Sun, 31 Jan 2027 12:00:00 GMT`), or one as the header `Deprecation` of RFC 9745
/// has it (`@1801396800`). Times are read in the zone that they name. `None` for everything else.
pub(crate) fn day(value: &Value) -> Option<NaiveDate> {
    let text = value.as_str()?.trim();
    if let Some(seconds) = text.strip_prefix('@') {
        return Some(DateTime::from_timestamp(seconds.parse().ok()?, 0)?.date_naive());
    }
    // Chrono takes one digit for two, which RFC 3339 does not.
    let plain = || (text.len() == "2027-01-31".len()).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())?;
    let timed = || DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text)).ok();
    plain().or_else(|| Some(timed()?.date_naive()))
}
