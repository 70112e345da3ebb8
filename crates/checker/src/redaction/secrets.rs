//! Values that must not show.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode_byte, utf8_percent_encode};

/// What stands in the place of a secret.
const BLOT: &str = "[redacted]";

/// The shortest secret that is blotted out wherever it shows: shorter ones are found in too many words.
const SHORTEST: usize = 4;

/// Values that must not show, in all the forms that they may take in an URL, a header or a body.
#[derive(Clone, Default)]
pub struct Secrets {
    /// The forms, the longest first.
    forms: Vec<String>,
}

impl Secrets {
    /// No secrets.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a secret. One of less than four characters is not looked for: it would be found in too many words.
    pub fn add(&mut self, value: &str) {
        let value = value.trim();
        if value.chars().count() < SHORTEST {
            return;
        }
        let percent = utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
        // Writers differ in what they leave as it is; these are the marks that keys are made of.
        let light: String = value
            .bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                    char::from(byte).to_string()
                } else {
                    percent_encode_byte(byte).to_owned()
                }
            })
            .collect();
        let json = serde_json::to_string(value).unwrap_or_default();
        let json = json.trim_matches('"').to_owned();
        for form in [
            value.to_owned(),
            percent.to_lowercase(),
            percent,
            light.replace("%20", "+"),
            light.to_lowercase(),
            light,
            json.replace('/', "\\/"),
            json,
            STANDARD.encode(value),
        ] {
            if !self.forms.contains(&form) {
                self.forms.push(form);
            }
        }
        self.forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// The text with every secret blotted out.
    pub fn blot(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for form in &self.forms {
            if text.contains(form.as_str()) {
                text = text.replace(form.as_str(), BLOT);
            }
        }
        text
    }

    /// Bytes with every secret blotted out. Bytes that hold none stay as they are, whatever they are.
    pub fn blot_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for form in &self.forms {
            bytes = replaced(bytes, form.as_bytes());
        }
        bytes
    }
}

fn replaced(bytes: Vec<u8>, form: &[u8]) -> Vec<u8> {
    if form.is_empty() || !bytes.windows(form.len()).any(|window| window == form) {
        return bytes;
    }
    let mut kept = Vec::with_capacity(bytes.len());
    let mut rest = bytes.as_slice();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(form) {
            kept.extend_from_slice(BLOT.as_bytes());
            rest = after;
        } else {
            kept.push(rest[0]);
            rest = &rest[1..];
        }
    }
    kept
}

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Secrets").field("forms", &self.forms.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Secrets;

    #[test]
    fn secrets_are_blotted_out_in_every_form() {
        let mut secrets = Secrets::new();
        secrets.add("a+b/c d=");
        secrets.add("key");
        for (text, expected) in [
            ("x a+b/c d= y", "x [redacted] y"),
            ("?api_key=a%2Bb%2Fc%20d%3D&x=1", "?api_key=[redacted]&x=1"),
            ("?api_key=a%2bb%2fc%20d%3d", "?api_key=[redacted]"),
            ("?api_key=a%2Bb%2Fc+d%3D", "?api_key=[redacted]"),
            (r#"{"next":"a+b\/c d="}"#, r#"{"next":"[redacted]"}"#),
            ("Basic YStiL2MgZD0=", "Basic [redacted]"),
            ("a monkey has a key", "a monkey has a key"),
        ] {
            assert_eq!(secrets.blot(text), expected);
            assert_eq!(secrets.blot_bytes(text.as_bytes()), expected.as_bytes());
        }
    }

    proptest! {
        #[test]
        fn no_secret_is_left(secret in "[ -~]{4,20}", before in ".{0,20}", after in ".{0,20}") {
            let mut secrets = Secrets::new();
            secrets.add(&secret);
            let trimmed = secret.trim();
            prop_assume!(trimmed.chars().count() >= 4 && !"[redacted]".contains(trimmed));
            let encoded: String = form_urlencoded::byte_serialize(secret.trim().as_bytes()).collect();
            let json = serde_json::to_string(trimmed).unwrap();
            for shown in [trimmed, &encoded, json.trim_matches('"')] {
                // What is put in its place may join its neighbours to the same letters again; such neighbours are left out.
                let text = format!("{before} {shown} {after}");
                prop_assume!(!before.contains(trimmed) && !after.contains(trimmed));
                let blotted = secrets.blot(&text);
                prop_assert!(blotted.contains("[redacted]"), "{text:?} became {blotted:?}");
                prop_assert!(!secrets.blot_bytes(text.as_bytes()).windows(shown.len()).any(|window| window == shown.as_bytes()));
            }
        }
    }
}
