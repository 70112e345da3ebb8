//! Texts of requests that must have a form.

#![expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "garde calls its checks with references")]

/// The form of an address of a page.
pub(super) const WEB_ADDRESS: &str = r"^https?://[A-Za-z0-9][A-Za-z0-9._~:/@!$&()*+,;=%-]*$";

/// The form of a name that is a part of an address.
pub(super) const SLUG: &str = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$";

/// The form of a currency's code.
pub(super) const CURRENCY: &str = "^([a-z]{3}|[A-Z]{3})$";

/// The form of a code in links and coupons.
pub(super) const CODE: &str = "^[A-Za-z0-9_-]+$";

/// An address of a page: `http://` or `https://`, and a host.
pub(super) fn is_web_address(text: &Option<impl AsRef<str>>, (): &()) -> garde::Result {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._~:/@!$&()*+,;=%-".contains(&byte);
    check(text, "must be an address such as https://shop.example", |text| {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
        rest.starts_with(|first: char| first.is_ascii_alphanumeric()) && rest.bytes().all(is_allowed)
    })
}

/// Small letters, digits and hyphens, none of them at the ends.
pub(super) fn is_slug(text: &Option<impl AsRef<str>>, (): &()) -> garde::Result {
    check(text, "must have small letters and digits, with hyphens only between them", |text| {
        let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        text.bytes().all(is_allowed) && !text.is_empty() && !text.starts_with('-') && !text.ends_with('-')
    })
}

/// Three letters, all of them small or all of them capitals.
pub(super) fn is_currency(text: &Option<impl AsRef<str>>, (): &()) -> garde::Result {
    check(text, "must be the code of a currency, such as usd", |text| {
        let is_lower = |byte: u8| byte.is_ascii_lowercase();
        text.len() == 3 && (text.bytes().all(is_lower) || text.bytes().all(|byte| byte.is_ascii_uppercase()))
    })
}

/// Letters, digits, hyphens and underscores.
pub(super) fn is_code(text: &Option<impl AsRef<str>>, (): &()) -> garde::Result {
    check(text, "must have letters, digits, hyphens and underscores only", |text| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    })
}

/// The same, of a text that must be given.
pub(super) fn is_code_text(text: &str, (): &()) -> garde::Result {
    is_code(&Some(text), &())
}

/// An e-mail address.
pub(super) fn is_email(text: &Option<impl AsRef<str>>, (): &()) -> garde::Result {
    check(text, "must be an e-mail address", |text| email_address::EmailAddress::is_valid(text) && text.len() <= 200)
}

fn check(text: &Option<impl AsRef<str>>, otherwise: &str, fits: impl Fn(&str) -> bool) -> garde::Result {
    let text = text.as_ref().map(AsRef::as_ref);
    if text.is_none_or(fits) { Ok(()) } else { Err(garde::Error::new(otherwise)) }
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::{CODE, CURRENCY, SLUG, WEB_ADDRESS, is_code, is_currency, is_slug, is_web_address};

    /// The running check and the published pattern say the same.
    fn agree(pattern: &str, check: impl Fn(&Option<String>, &()) -> garde::Result, texts: &[(&str, bool)]) {
        let pattern = Regex::new(pattern).expect("a pattern");
        for (text, fits) in texts {
            assert_eq!(check(&Some((*text).to_owned()), &()).is_ok(), *fits, "{text}");
            assert_eq!(pattern.is_match(text), *fits, "{text}");
        }
    }

    #[test]
    fn forms_are_checked_as_they_are_published() {
        agree(
            WEB_ADDRESS,
            is_web_address,
            &[
                ("https://shop.example", true),
                ("http://localhost:3000/a/b", true),
                ("https://", false),
                ("shop.example", false),
                ("https://shop example", false),
                ("https://shop.example/\u{e9}", false),
                ("ftp://shop.example", false),
            ],
        );
        agree(
            SLUG,
            is_slug,
            &[("acme", true), ("a", true), ("acme-2", true), ("-a", false), ("a-", false), ("A", false), ("", false)],
        );
        agree(CURRENCY, is_currency, &[("usd", true), ("USD", true), ("Usd", false), ("us", false), ("", false)]);
        agree(CODE, is_code, &[("maria-20", true), ("A_b", true), ("a b", false)]);
    }
}
