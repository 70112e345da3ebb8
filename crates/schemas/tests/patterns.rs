//! What a schema's pattern lets pass is what the type reads.

use regex::Regex;
use schemars::{JsonSchema, SchemaGenerator};
use serde::de::DeserializeOwned;
use trackside_schemas::values::{
    Amount, CountText, CurrencyCode, FormattedMoney, PercentageText, QueryDateTime, SpacedDateTime,
};
use trackside_schemas::wecantrack::Reference;

#[test]
fn dates_agree() {
    agree::<QueryDateTime>(&[
        ("2026-06-08T12:00:00", true),
        ("2024-02-29T23:59:59", true),
        ("2000-02-29T00:00:00", true),
        ("0000-02-29T00:00:00", true),
        ("0400-02-29T00:00:00", true),
        ("0004-02-29T00:00:00", true),
        ("2096-02-29T00:00:00", true),
        ("2026-01-31T00:00:00", true),
        ("2026-04-30T00:00:00", true),
        ("2026-12-31T23:59:59", true),
        ("9999-12-31T23:59:59", true),
        ("1900-02-29T12:00:00", false),
        ("2100-02-29T12:00:00", false),
        ("2026-02-29T12:00:00", false),
        ("2024-02-30T12:00:00", false),
        ("2026-04-31T12:00:00", false),
        ("2026-06-31T12:00:00", false),
        ("2026-09-31T12:00:00", false),
        ("2026-11-31T12:00:00", false),
        ("2026-01-32T12:00:00", false),
        ("2026-01-00T12:00:00", false),
        ("2026-00-01T12:00:00", false),
        ("2026-13-01T12:00:00", false),
        ("2026-06-08T24:00:00", false),
        ("2026-06-08T12:60:00", false),
        ("2026-06-08T12:00:60", false),
        ("2026-06-08 12:00:00", false),
        ("2026-06-08t12:00:00", false),
        ("2026-06-08T12:00:00Z", false),
        ("2026-06-08T12:00:00+02:00", false),
        ("2026-06-08T12:00:00.5", false),
        ("2026-06-08T12:00", false),
        ("2026-06-08", false),
        ("2026-6-8T12:00:00", false),
        ("26-06-08T12:00:00", false),
        ("+026-06-08T12:00:00", false),
        (" 2026-06-08T12:00:00", false),
        ("2026-06-08T12:00:00 ", false),
        ("1780920000", false),
        ("", false),
    ]);
    agree::<SpacedDateTime>(&[
        ("2026-06-08 12:00:00", true),
        ("2024-02-29 00:00:00", true),
        ("2026-06-08T12:00:00", false),
        ("2026-06-08  12:00:00", false),
        ("2023-02-29 00:00:00", false),
    ]);
}

#[test]
fn date_patterns_are_short_and_bound_each_part() {
    for (pattern, separator) in [(pattern::<QueryDateTime>(), 'T'), (pattern::<SpacedDateTime>(), ' ')] {
        assert!(pattern.as_str().len() < 80, "{pattern}");
        assert!(
            !pattern.as_str().contains(['(', '|', '^', '$']),
            "{pattern}: generators of samples know none of these"
        );
        for (day, time, fits) in [
            ("2026-06-08", "12:00:00", true),
            ("2026-20-08", "12:00:00", false),
            ("2026-06-40", "12:00:00", false),
            ("2026-06-08", "30:00:00", false),
            ("2026-06-08", "12:60:00", false),
            ("2026-06-08", "12:00", false),
            ("2026-06-08", "12:00:00Z", false),
            ("12026-06-08", "12:00:00", false),
        ] {
            let text = format!("{day}{separator}{time}");
            let passes = pattern.is_match(&text) && self::fits::<SpacedDateTime>(&text);
            assert_eq!(passes, fits, "{text}");
        }
    }
}

#[test]
fn references_agree() {
    agree::<Reference>(&[
        ("WCT200514135314e7x4d", true),
        ("WCT200514135314ABCDE", true),
        ("WCT200514135314e7x4", true),
        ("WCT200514135314e", true),
        ("wct200514135314e7x4d", true),
        ("wCT200514135314e7x4d", false),
        ("WCT200514135314", false),
        ("WCT200514135314e7x4d9", false),
        ("WCT200514135314e7x-d", false),
        ("XCT200514135314e7x4d", false),
        ("", false),
    ]);
}

#[test]
fn numbers_in_texts_agree() {
    agree::<Amount>(&[
        ("3.29", true),
        ("0.00", true),
        ("-12.50", true),
        ("3.2", false),
        ("3", false),
        ("1,000.00", false),
        ("", false),
    ]);
    agree::<CountText>(&[
        ("0", true),
        ("12", true),
        ("-1", false),
        ("+1", false),
        ("1.5", false),
        ("1,000", false),
        ("ten", false),
        ("", false),
    ]);
    agree::<PercentageText>(&[("0", true), ("83", true), ("-1", false), ("+1", false), ("83%", false), ("", false)]);
}

#[test]
fn money_survives_and_keeps_its_pattern() {
    let pattern = pattern::<FormattedMoney>();
    for (code, minor, expected) in [
        ("USD", 0, "$0.00"),
        ("USD", 7, "$0.07"),
        ("USD", 112_490, "$1,124.90"),
        ("USD", -320, "-$3.20"),
        ("USD", 100_000_000, "$1,000,000.00"),
        ("EUR", 8_700, "€87.00"),
        ("GBP", 123_456_789, "£1,234,567.89"),
        ("CAD", 1_200, "CA$12.00"),
        ("AUD", 1_200, "A$12.00"),
        ("NZD", 1_200, "NZ$12.00"),
        ("SEK", 112_490, "SEK 1,124.90"),
        ("SEK", -112_490, "-SEK 1,124.90"),
        ("DKK", 99_999, "DKK 999.99"),
        ("USD", i64::MAX, "$92,233,720,368,547,758.07"),
    ] {
        let money = FormattedMoney { minor, currency: CurrencyCode::parse(code).expect("a code") };
        assert_eq!(money.to_string(), expected);
        assert_eq!(FormattedMoney::parse(expected), Some(money), "{expected}");
        assert!(pattern.is_match(expected), "{expected}");
    }
    for (text, passes) in
        [("¥1,125", true), ("1,124.90", false), ("$1124.90", false), ("$", false), ("free", false), ("", false)]
    {
        assert_eq!(pattern.is_match(text), passes, "{text}");
    }
}

fn agree<T: JsonSchema + DeserializeOwned>(table: &[(&str, bool)]) {
    let (pattern, has_format) = (pattern::<T>(), keyword::<T>("format").is_some());
    for (text, valid) in table {
        let passes = pattern.is_match(text) && fits::<T>(text);
        // A format says more than the pattern beside it.
        assert!(passes == *valid || (passes && has_format), "the pattern on {text:?}");
        assert_eq!(serde_json::from_value::<T>((*text).into()).is_ok(), *valid, "the parser on {text:?}");
    }
}

/// Whether the text has the length that the schema asks for.
fn fits<T: JsonSchema>(text: &str) -> bool {
    let limit = |name| keyword::<T>(name).and_then(|limit| limit.as_u64());
    let length = text.chars().count() as u64;
    limit("minLength").is_none_or(|least| length >= least) && limit("maxLength").is_none_or(|most| length <= most)
}

fn keyword<T: JsonSchema>(name: &str) -> Option<serde_json::Value> {
    T::json_schema(&mut SchemaGenerator::default()).get(name).cloned()
}

fn pattern<T: JsonSchema>() -> Regex {
    let schema = T::json_schema(&mut SchemaGenerator::default());
    let pattern = schema.get("pattern").and_then(|pattern| pattern.as_str()).expect("a schema with a pattern");
    Regex::new(pattern).expect("a regular expression")
}
