//! Secret values.

use std::cmp::Reverse;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use super::{BLOT, Form};

/// The shortest value whose end can be shown.
const SHORTEST_WITH_END: usize = 9;

/// The number of characters that are shown.
const END: usize = 4;

/// JSON literals are never secrets: without them, a body could not be read.
const WORDS: [&str; 3] = ["true", "false", "null"];

/// Secret values in every encoding that they can have in a URL, header or body.
///
/// A value is found literally, percent-encoded, as written in forms and JSON, and in base64, as `Basic` sends
/// `user:password`. A value of less than four characters is only redacted as a whole value (`?key=abc&`, `"abc"`,
/// `Bearer abc`), because it would be found in too many words.
#[derive(Clone, Default)]
pub struct Secrets {
    /// The encodings, the longest first.
    forms: Vec<Form>,
    shows_ends: bool,
}

impl Secrets {
    /// No secrets. Those that are added are not shown at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// No secrets. Those that are added are shown by their last four characters if they have at least nine, so that the
    /// reader can tell keys apart.
    pub fn showing_ends() -> Self {
        Self { shows_ends: true, ..Self::default() }
    }

    /// Adds a secret. Surrounding white space is ignored. Empty values, and `true`, `false` and `null`, are not
    /// secrets.
    pub fn add(&mut self, value: &str) {
        let value = value.trim();
        if value.is_empty() || WORDS.contains(&value) {
            return;
        }
        let user = format!("{value}:");
        let encoded = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
            .iter()
            .flat_map(|engine| [engine.encode(value), engine.encode(&user)])
            .collect::<Vec<_>>();
        for form in encoded.iter().map(String::as_str).chain([value]).filter_map(Form::new) {
            if !self.forms.contains(&form) {
                self.forms.push(form);
            }
        }
        self.forms.sort_by_key(|form| Reverse(form.length()));
    }

    /// Whether there are no secrets.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// The replacement for a value.
    pub(crate) fn stand_in(&self, value: &str) -> String {
        if !self.shows_ends {
            return BLOT.to_owned();
        }
        let start = value.char_indices().rev().nth(END - 1).map_or(0, |(start, _)| start);
        let end = &value[start..];
        // Other characters could end the text, URL or JSON around them.
        let is_plain = end.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let shows = is_plain && value.chars().nth(SHORTEST_WITH_END - 1).is_some();
        format!("…{}", if shows { end } else { "" })
    }

    /// Redacts every secret in a text.
    pub fn blot(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.blot_bytes(text.as_bytes())).into_owned()
    }

    /// Redacts every secret in bytes. Bytes without secrets are unchanged.
    pub fn blot_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        if self.is_empty() {
            return bytes.to_vec();
        }
        let mut kept = Vec::with_capacity(bytes.len());
        let mut place = 0;
        while place < bytes.len() {
            // The longest encoding that starts here wins.
            let found = self.forms.iter().find_map(|form| Some((form, form.matched(bytes, place)?)));
            if let Some((form, length)) = found {
                kept.extend_from_slice(self.stand_in(form.value()).as_bytes());
                place += length;
            } else {
                kept.push(bytes[place]);
                place += 1;
            }
        }
        kept
    }
}

impl fmt::Debug for Secrets {
    /// Shows the number of encodings, and none of them.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Secrets").field("forms", &self.forms.len()).finish_non_exhaustive()
    }
}
