//! Keys and codes that a client may choose.

#![expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "garde calls its checks with references")]

/// The form of a key or code that a client chooses.
pub(super) const CODE: &str = "^[A-Za-z0-9_-]+$";

/// Letters, digits, hyphens and underscores.
pub(super) fn is_code(text: &Option<impl AsRef<str>>, (): &()) -> garde::Result {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if text.as_ref().is_none_or(|text| text.as_ref().bytes().all(is_allowed)) {
        Ok(())
    } else {
        Err(garde::Error::new("must have letters, digits, hyphens and underscores only"))
    }
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::{CODE, is_code};

    #[test]
    fn the_running_check_and_the_published_pattern_say_the_same() {
        let pattern = Regex::new(CODE).expect("a pattern");
        for text in ["SPRING-20", "spring_20", "a", "a b", "ä", "a.b", "a/b"] {
            assert_eq!(is_code(&Some(text), &()).is_ok(), pattern.is_match(text), "{text}");
        }
    }
}
