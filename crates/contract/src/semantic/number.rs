//! Numbers in texts.

/// Parses a number that is written as JSON writes it, but without an exponent: `-12.5`.
///
/// Engines of CEL disagree about what `double('')` or `double('0x10')` is, so rules have this function.
pub(super) fn number(text: &str) -> Result<f64, String> {
    let refused =
        || format!("{:?} is not a number; write it as 12, -3 or 12.5", text.chars().take(40).collect::<String>());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    let are_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    let number = text.parse().ok().filter(|number: &f64| number.is_finite());
    number.filter(|_| are_digits(whole) && are_digits(fraction)).ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_read() {
        for (text, expected) in [
            ("0", Some(0.0)),
            ("12", Some(12.0)),
            ("-12.50", Some(-12.5)),
            ("007", Some(7.0)),
            ("", None),
            ("-", None),
            (".5", None),
            ("5.", None),
            ("+5", None),
            (" 5", None),
            ("1e3", None),
            ("0x10", None),
            ("1_0", None),
            ("1,000", None),
            ("NaN", None),
            ("inf", None),
            ("\u{661}", None),
        ] {
            assert_eq!(number(text).ok(), expected, "{text:?}");
        }
        assert_eq!(number(&"9".repeat(400)).ok(), None);
    }
}
