//! Regular expressions of a contract.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jsonschema::{Draft, PatternOptions, ValidationOptions, Validator};
use serde_json::json;

/// The backtracking limit of a match: enough for any reasonable pattern, and milliseconds at most.
const BACKTRACKING: usize = 100_000;

/// Whether the pattern compiles.
pub(super) fn is_readable(pattern: &str) -> bool {
    self::pattern(pattern).is_some()
}

/// A validator of texts that match a pattern; `None` if it does not compile.
pub(super) fn pattern(pattern: &str) -> Option<Validator> {
    options().build(&json!({ "pattern": pattern })).ok()
}

/// The options for compiling schemas.
pub(super) fn options<'i>() -> ValidationOptions<'i> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(BACKTRACKING).size_limit(1 << 20))
        .with_format("byte", is_base64)
        .with_format("date-time", is_timestamp)
        .with_format("local-date-time", is_local_timestamp)
}

/// Bytes in base64 (RFC 4648, 4). Tools differ in whether they write padding.
fn is_base64(text: &str) -> bool {
    const BASE64: GeneralPurpose = GeneralPurpose::new(
        &ALPHABET,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    BASE64.decode(text).is_ok()
}

/// RFC 3339 as commonly written. Leap seconds are valid.
fn is_timestamp(text: &str) -> bool {
    text.len() >= 20
        && text.as_bytes()[10].eq_ignore_ascii_case(&b'T')
        && chrono::DateTime::parse_from_rfc3339(text).is_ok()
}

/// A date-time that exists, to the second and without a zone; `T` or a blank separates day and time. Documents fix one
/// of the two with a pattern.
fn is_local_timestamp(text: &str) -> bool {
    // A leap second begins with 6.
    text.len() == 19
        && text.as_bytes()[17] < b'6'
        && ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"].into_iter().any(|written| {
            // Formatting again refuses signs and blanks in place of digits.
            chrono::NaiveDateTime::parse_from_str(text, written)
                .is_ok_and(|time| time.format(written).to_string() == text)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_asserted() {
        let cases = [
            ("byte", "dGV4dA==", true),
            ("byte", "dGV4dA", true),
            ("byte", "", true),
            ("byte", "not-a-value!", false),
            ("byte", "dGV4d", false),
            ("date-time", "2026-06-08T12:00:00Z", true),
            ("date-time", "2026-06-08T12:00:00.123456Z", true),
            ("date-time", "2026-06-08T12:00:00+02:00", true),
            ("date-time", "2026-06-08t12:00:00z", true),
            ("date-time", "2026-06-08 12:00:00Z", false),
            ("date-time", "2026-06-08T12:00:00", false),
            ("date-time", "2026-02-30T12:00:00Z", false),
            ("date-time", "", false),
            ("local-date-time", "2026-06-08T12:00:00", true),
            ("local-date-time", "2026-06-08 12:00:00", true),
            ("local-date-time", "2024-02-29 23:59:59", true),
            ("local-date-time", "2026-02-29 12:00:00", false),
            ("local-date-time", "2026-06-31T12:00:00", false),
            ("local-date-time", "2026-13-01T12:00:00", false),
            ("local-date-time", "2026-06-08T24:00:00", false),
            ("local-date-time", "2026-06-08T12:00:60", false),
            ("local-date-time", "2026-06-08T12:00:00Z", false),
            ("local-date-time", "+026-06-08T12:00:00", false),
            ("local-date-time", "2026-06-08", false),
            ("date", "2026-06-08", true),
            ("date", "2026-02-29", false),
            ("uuid", "0b0e9b6e-3f34-4e0e-9d3c-3a8b9c5f2a11", true),
            ("uuid", "0b0e9b6e3f344e0e9d3c3a8b9c5f2a11", false),
            ("uri", "https://shop.example/a?b=c", true),
            ("uri", "/a", false),
            ("email", "a@shop.example", true),
            ("email", "a", false),
        ];
        for (format, text, expected) in cases {
            let validator = options().build(&json!({ "format": format })).expect("a schema");
            assert_eq!(validator.is_valid(&json!(text)), expected, "{format} {text:?}");
        }
    }

    #[test]
    fn patterns_that_do_not_compile_are_told_apart() {
        for (pattern, expected) in [("^[a-z]+$", true), ("(?=a)a", true), ("[", false), ("(a{1000}){1000}", false)] {
            assert_eq!(is_readable(pattern), expected, "{pattern}");
        }
    }
}
