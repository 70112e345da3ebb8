//! Texts about partners that must have a form.

#![expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "garde calls its checks with references")]

/// The form of a referral key.
pub(super) const KEY: &str = "^[A-Za-z0-9_-]+$";

/// The form of an id that a caller gives.
pub(super) const ID: &str = "^[A-Za-z0-9][A-Za-z0-9._@+-]*$";

/// An e-mail address.
pub(super) fn is_email(text: &Option<String>, (): &()) -> garde::Result {
    check(text, "must be an e-mail address", |text| email_address::EmailAddress::is_valid(text) && text.len() <= 200)
}

/// The same, of a text that must be given.
pub(super) fn is_email_text(text: &str, (): &()) -> garde::Result {
    is_email(&Some(text.to_owned()), &())
}

/// Letters, digits, hyphens and underscores.
pub(super) fn is_key(text: &Option<String>, (): &()) -> garde::Result {
    check(text, "must have letters, digits, hyphens and underscores only", |text| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    })
}

/// The same, of a text that must be given.
pub(super) fn is_key_text(text: &str, (): &()) -> garde::Result {
    is_key(&Some(text.to_owned()), &())
}

/// A letter or a digit, then also a few marks.
pub(super) fn is_id(text: &Option<String>, (): &()) -> garde::Result {
    check(text, "must begin with a letter or a digit, and have only those and . _ @ + -", |text| {
        text.starts_with(|first: char| first.is_ascii_alphanumeric())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._@+-".contains(&byte))
    })
}

/// A small letter, a capital letter and a digit.
pub(super) fn is_password(text: &Option<String>, (): &()) -> garde::Result {
    check(text, "must have a small letter, a capital letter and a digit", |text| {
        let has = |fits: fn(&u8) -> bool| text.as_bytes().iter().any(fits);
        has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit)
    })
}

fn check(text: &Option<String>, otherwise: &str, fits: impl Fn(&str) -> bool) -> garde::Result {
    if text.as_deref().is_none_or(fits) { Ok(()) } else { Err(garde::Error::new(otherwise)) }
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::{ID, KEY, is_id, is_key, is_password};

    #[test]
    fn the_running_checks_and_the_published_patterns_say_the_same() {
        let (key, id) = (Regex::new(KEY).expect("a pattern"), Regex::new(ID).expect("a pattern"));
        for text in ["a", "A_b-9", "9", "", "a b", "ä", "a@b.example", "a+b", ".a", "-a", "_a", "a/b"] {
            let given = Some(text.to_owned());
            // The shortest length is a bound of its own.
            assert_eq!(is_key(&given, &()).is_ok() && !text.is_empty(), key.is_match(text), "{text}");
            assert_eq!(is_id(&given, &()).is_ok(), id.is_match(text), "{text}");
        }
    }

    #[test]
    fn passwords_have_three_kinds_of_characters() {
        for (text, fits) in [("Passw0rd", true), ("password1", false), ("PASSWORD1", false), ("Password", false)] {
            assert_eq!(is_password(&Some(text.to_owned()), &()).is_ok(), fits, "{text}");
        }
    }
}
