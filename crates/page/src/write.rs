//! Formats times, numbers and JSON for pages.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};

/// `2026-06-08 12:00:00`, in UTC.
pub(crate) fn time(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// `2026-06-08T12:00:00Z`.
pub(crate) fn machine_time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// `1,234`.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// Numbers in ascending order, with neighbours drawn together: `3, 5–9`. `exchange.js` writes the same.
pub(crate) fn numbers(numbers: &[u64]) -> String {
    /// A longer list says how many it leaves out.
    const MOST: usize = 12;
    let runs: Vec<&[u64]> = numbers.chunk_by(|one, next| *next == one + 1).collect();
    let shown = runs.iter().take(MOST).map(|run| match run {
        [first, .., last] => format!("{first}–{last}"),
        _ => run[0].to_string(),
    });
    let text = shown.collect::<Vec<_>>().join(", ");
    let left_out: usize = runs.iter().skip(MOST).map(|run| run.len()).sum();
    if left_out == 0 { text } else { format!("{text} and {} more", count(left_out as u64)) }
}

/// `85 µs`, `1.2 ms`, `340 ms`, `2.5 s`.
#[expect(clippy::cast_precision_loss, reason = "only three digits are shown")]
pub(crate) fn duration(micros: u64) -> String {
    match micros {
        0..1_000 => format!("{micros} µs"),
        1_000..100_000 => format!("{:.1} ms", micros as f64 / 1e3),
        100_000..1_000_000 => format!("{} ms", micros / 1_000),
        _ => format!("{:.1} s", micros as f64 / 1e6),
    }
}

/// `512 B`, `1.2 kB`, `3.4 MB`.
#[expect(clippy::cast_precision_loss, reason = "only three digits are shown")]
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// Cuts the text after this many characters and adds an ellipsis. A shorter text is returned unchanged.
pub(crate) fn shortened(text: &str, characters: usize) -> Cow<'_, str> {
    match text.char_indices().nth(characters) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// Indents a text that is a JSON object or array. Any other text is returned unchanged.
pub(crate) fn indented(text: &str) -> Cow<'_, str> {
    let is_structure = text.trim_start().starts_with(['{', '[']);
    let read = || serde_json::from_str::<serde_json::Value>(text).ok();
    is_structure.then(read).flatten().map_or(Cow::Borrowed(text), |value| Cow::Owned(format!("{value:#}")))
}

/// Formats JSON with an indent of one space, because examples are deeply nested and pages are narrow.
pub(crate) fn narrow(value: &serde_json::Value) -> String {
    let mut written = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut written, formatter);
    match serde::Serialize::serialize(value, &mut serializer) {
        Ok(()) => String::from_utf8_lossy(&written).into_owned(),
        Err(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{count, duration, indented, numbers, shortened, size};

    #[test]
    fn formats_numbers() {
        for (number, expected) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(count(number), expected);
        }
        for (micros, expected) in [(85, "85 µs"), (1_234, "1.2 ms"), (340_999, "340 ms"), (2_500_000, "2.5 s")] {
            assert_eq!(duration(micros), expected);
        }
        for (bytes, expected) in [(0, "0 B"), (1_250, "1.2 kB"), (3_400_000, "3.4 MB")] {
            assert_eq!(size(bytes), expected);
        }
    }

    #[test]
    fn draws_neighbours_together() {
        let long: Vec<u64> = (0..40).map(|number| number * 2).collect();
        for (given, expected) in [
            (&[][..], ""),
            (&[7], "7"),
            (&[3, 5, 6, 7, 9], "3, 5–7, 9"),
            (&[0, 1], "0–1"),
            (&long, "0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22 and 28 more"),
        ] {
            assert_eq!(numbers(given), expected, "{given:?}");
        }
    }

    #[test]
    fn shortens_between_characters() {
        for (text, expected) in [("äöü", "äöü"), ("äöüß", "äöü…"), ("", "")] {
            assert_eq!(shortened(text, 3), expected);
        }
    }

    #[test]
    fn indents_only_json() {
        for (text, expected) in [(r#"{"a":1}"#, "{\n  \"a\": 1\n}"), ("{", "{"), ("a: b", "a: b"), ("12", "12")] {
            assert_eq!(indented(text), expected);
        }
        let deep = "[".repeat(100_000);
        assert_eq!(indented(&deep), deep);
    }
}
