//! Texts about transactions, leads and payouts that must have a form.

#![expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "garde calls its checks with references")]

/// The form of the key of a transaction.
pub(super) const KEY: &str = "^[A-Za-z0-9][A-Za-z0-9._@+:-]*$";

/// The form of a currency's code.
pub(super) const CURRENCY: &str = "^([a-z]{3}|[A-Z]{3})$";

/// A letter or a digit, then also a few marks.
pub(super) fn is_key(text: &Option<String>, (): &()) -> garde::Result {
    check(text, "must begin with a letter or a digit, and have only those and . _ @ + : -", |text| {
        text.starts_with(|first: char| first.is_ascii_alphanumeric())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._@+:-".contains(&byte))
    })
}

/// Three letters, all of them small or all of them capitals.
pub(super) fn is_currency(text: &Option<String>, (): &()) -> garde::Result {
    check(text, "must be the code of a currency, such as USD", |text| {
        let (small, large) = (|byte: u8| byte.is_ascii_lowercase(), |byte: u8| byte.is_ascii_uppercase());
        text.len() == 3 && (text.bytes().all(small) || text.bytes().all(large))
    })
}

/// The same, of a text that must be given.
pub(super) fn is_currency_text(text: &str, (): &()) -> garde::Result {
    is_currency(&Some(text.to_owned()), &())
}

/// An e-mail address.
pub(super) fn is_email_text(text: &str, (): &()) -> garde::Result {
    check(&Some(text.to_owned()), "must be an e-mail address", |text| {
        email_address::EmailAddress::is_valid(text) && text.len() <= 200
    })
}

fn check(text: &Option<String>, otherwise: &str, fits: impl Fn(&str) -> bool) -> garde::Result {
    if text.as_deref().is_none_or(fits) { Ok(()) } else { Err(garde::Error::new(otherwise)) }
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::{CURRENCY, KEY, is_currency, is_key};

    #[test]
    fn the_running_checks_and_the_published_patterns_say_the_same() {
        let (key, currency) = [KEY, CURRENCY].map(|pattern| Regex::new(pattern).expect("a pattern")).into();
        for text in ["a", "9", "A.b_c@d+e:f-9", "USD", "usd", "Usd", "us", "usdx", "a b", "ä", ".a", "-a", "a/b"] {
            let given = Some(text.to_owned());
            assert_eq!(is_key(&given, &()).is_ok(), key.is_match(text), "{text}");
            assert_eq!(is_currency(&given, &()).is_ok(), currency.is_match(text), "{text}");
        }
    }
}
