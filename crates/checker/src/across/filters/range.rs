//! Filters that are the start or the end of a range of dates.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use serde_json::{Value, json};

use super::field::fields_of;
use crate::case::Planner;

/// An end of a range of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// Rows are as late as this, or later.
    Start,
    /// Rows are as early as this, or earlier.
    End,
}

impl Bound {
    /// The end that a filter is, by its name.
    pub(super) fn of(name: &str) -> Option<Self> {
        let words = words(name);
        let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
        if has(&["from", "since", "after", "start"]) {
            return Some(Self::Start);
        }
        has(&["to", "until", "before", "end"]).then_some(Self::End)
    }

    /// A bound within which all dates of a row are.
    pub(super) fn around(self, row: &Value) -> Option<DateTime<Utc>> {
        let dates = dates(row);
        match self {
            Self::Start => Some(*dates.iter().min()? - Duration::days(1)),
            Self::End => Some(*dates.iter().max()? + Duration::days(1)),
        }
    }

    /// A bound beyond all dates of all rows.
    pub(super) fn beyond(self, rows: &[Value]) -> Option<DateTime<Utc>> {
        let dates = rows.iter().flat_map(dates);
        match self {
            Self::Start => Some(dates.max()? + Duration::days(1)),
            Self::End => Some(dates.min()? - Duration::days(1)),
        }
    }
}

/// The words of a name, in lower case: `fromSendAt` and `from_send_at` have the same.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in name.chars() {
        if !letter.is_ascii_alphanumeric() || letter.is_ascii_uppercase() {
            words.push(String::new());
        }
        if letter.is_ascii_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(letter.to_ascii_lowercase());
        }
    }
    words
}

/// All dates of a row.
fn dates(row: &Value) -> Vec<DateTime<Utc>> {
    fields_of(row).iter().filter_map(|field| date(field.value.as_str()?)).collect()
}

fn date(text: &str) -> Option<DateTime<Utc>> {
    let whole = || DateTime::parse_from_rfc3339(text).ok().map(|date| date.to_utc());
    let local = || NaiveDateTime::parse_from_str(&text.replace('T', " "), "%Y-%m-%d %H:%M:%S%.f").ok();
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    whole().or_else(|| local().or_else(day).map(|date| date.and_utc()))
}

/// A date as a filter takes it; `None` if the document does not say how.
pub(super) fn written(
    planner: &Planner<'_>,
    schema: &Value,
    example: Option<&Value>,
    date: DateTime<Utc>,
) -> Option<Value> {
    let says_how = |schema: &Value| schema.get("format").is_some() || schema.get("pattern").is_some();
    let resolved = planner.resolved(schema);
    let example = example.or_else(|| resolved.get("example")).and_then(Value::as_str);
    let forms = ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"];
    forms.into_iter().map(|form| date.format(form).to_string()).find_map(|text| {
        let is_like =
            example.is_some_and(|example| example.len() == text.len() && example.get(10..11) == text.get(10..11));
        let is_meant = is_like || example.is_none() && says_how(resolved);
        let value = json!(text);
        (is_meant && planner.takes(schema, &value)).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Bound;

    #[test]
    fn the_ends_of_a_range_are_known_by_their_names() {
        for (name, expected) in [
            ("from", Some(Bound::Start)),
            ("dateFrom", Some(Bound::Start)),
            ("start_date", Some(Bound::Start)),
            ("fromSendAt", Some(Bound::Start)),
            ("created_after", Some(Bound::Start)),
            ("to", Some(Bound::End)),
            ("endDate", Some(Bound::End)),
            ("toSendAt", Some(Bound::End)),
            ("status", None),
            ("total", None),
            ("token", None),
        ] {
            assert_eq!(Bound::of(name), expected, "{name}");
        }
    }

    #[test]
    fn a_bound_is_a_day_beside_the_dates_of_a_row() {
        let row = json!({ "a": "2026-03-02", "b": "2026-03-05T12:00:00Z", "c": "2026-03-04 10:00:00" });
        let day = |bound: Bound| bound.around(&row).expect("a date").format("%m-%d").to_string();
        assert_eq!((day(Bound::Start), day(Bound::End)), ("03-01".to_owned(), "03-06".to_owned()));
    }
}
