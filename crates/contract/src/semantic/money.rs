//! Formatted money.

/// The most characters of a currency: `CA$`, `EUR`. `kr.` is written without its dot.
const CURRENCY: usize = 4;

/// Parses an amount, in minor units of a currency with two decimals: `$1,124.90` is 112490.
pub(super) fn minor_units(text: &str) -> Result<i64, String> {
    parse(text).ok_or_else(|| {
        format!(
            "{:?} is not an amount of money; write it as $1,124.90, -€3.20 or 12.5",
            text.chars().take(40).collect::<String>()
        )
    })
}

fn parse(text: &str) -> Option<i64> {
    let (before, text) = sign(text);
    let amount = text.trim_start_matches(is_currency);
    if text[..text.len() - amount.len()].chars().count() > CURRENCY {
        return None;
    }
    // Formatters differ in the space: usual, no-break, narrow no-break.
    let amount = amount.strip_prefix(char::is_whitespace).filter(|_| amount.len() < text.len()).unwrap_or(amount);
    let (after, amount) = sign(amount);
    if before && after {
        return None;
    }
    let (whole, cents) = amount.split_once('.').map_or((amount, Some(0)), |(whole, fraction)| (whole, cents(fraction)));
    let units = major_units(whole)?.checked_mul(100)?.checked_add(cents?)?;
    Some(if before || after { -units } else { units })
}

fn sign(text: &str) -> (bool, &str) {
    text.strip_prefix(['-', '−']).map_or((false, text), |rest| (true, rest))
}

fn is_currency(character: char) -> bool {
    // `docs/rules` has the same for other engines, in terms that all languages know.
    character == '$'
        || character.is_ascii_alphabetic()
        || (!character.is_ascii() && !character.is_whitespace() && !character.is_numeric() && character != '−')
}

fn cents(fraction: &str) -> Option<i64> {
    match fraction.as_bytes() {
        [tens @ b'0'..=b'9'] => Some(i64::from(tens - b'0') * 10),
        [b'0'..=b'9', b'0'..=b'9'] => fraction.parse().ok(),
        _ => None,
    }
}

/// Digits, or groups of three digits separated by commas.
fn major_units(whole: &str) -> Option<i64> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_grouped = whole.contains(',');
    let is_sound = |group: &str, length: std::ops::RangeInclusive<usize>| {
        length.contains(&group.len()) && group.bytes().all(|digit| digit.is_ascii_digit())
    };
    if !is_sound(first, 1..=if is_grouped { 3 } else { 18 }) || !groups.all(|group| is_sound(group, 3..=3)) {
        return None;
    }
    whole.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[track_caller]
    fn check(text: &str, expected: Option<i64>) {
        assert_eq!(parse(text), expected, "{text:?}");
    }

    #[test]
    fn money_is_read() {
        check("$1,124.90", Some(112_490));
        check("€87.00", Some(8_700));
        check("-$3.20", Some(-320));
        check("$-3.20", Some(-320));
        check("−€3.20", Some(-320));
        check("EUR 12.50", Some(1_250));
        check("EUR\u{a0}12.50", Some(1_250));
        check("EUR\u{202f}12.50", Some(1_250));
        check("EUR\t12.50", Some(1_250));
        check("EUR  12.50", None);
        check("CA$1.00", Some(100));
        check("EUR 1.00", Some(100));
        check("zł5", Some(500));
        check("0", Some(0));
        check("-0", Some(0));
        check("12.5", Some(1_250));
        check("1234567.89", Some(123_456_789));
        check("$1,234,567.89", Some(123_456_789));
    }

    #[test]
    fn what_is_no_money_is_refused() {
        for text in [
            "",
            "$",
            "-",
            "--1",
            "-$-1",
            "1.",
            ".5",
            "1.234",
            "1,23",
            "12,34.00",
            "1234,567",
            "1,,000",
            "abc",
            "USDOLLAR1",
            " 1",
            "1 ",
            "1e3",
            "$ 1 ",
            "(1.00)",
            "+1",
            "1.2.3",
            "١٢",
            "99999999999999999999",
        ] {
            check(text, None);
        }
    }
}
