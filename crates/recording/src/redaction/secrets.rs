//! Values that must not show.

use std::cmp::Reverse;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use super::{BLOT, Form};

/// The shortest value of which the end may show.
const SHORTEST_WITH_END: usize = 9;

/// How many characters of its end show.
const END: usize = 4;

/// The words of JSON, which are no secrets even when somebody sends them as one: without them a body could not be read any more.
const WORDS: [&str; 3] = ["true", "false", "null"];

/// Values that must not show, in all the forms that they may take in an URL, a header or a body.
///
/// A value is found as it is, percent-encoded, as forms and JSON write it, and in base64, as `Basic` sends `user:password`. One of less than
/// four characters is blotted out only where it stands as a whole value (`?key=abc&`, `"abc"`, `Bearer abc`): it would be found in too many
/// words.
#[derive(Clone, Default)]
pub struct Secrets {
    /// The forms, the longest first.
    forms: Vec<Form>,
    shows_ends: bool,
}

impl Secrets {
    /// No secrets. Those that are added do not show at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// No secrets. Those that are added show as their last four characters, by which a person tells keys apart, when there are nine of them at least.
    pub fn showing_ends() -> Self {
        Self { shows_ends: true, ..Self::default() }
    }

    /// Adds a secret. White space around it does not belong to it; an empty one, and `true`, `false` and `null`, are none.
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

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// What stands in the place of a value.
    pub(crate) fn stand_in(&self, value: &str) -> String {
        if !self.shows_ends {
            return BLOT.to_owned();
        }
        let start = value.char_indices().rev().nth(END - 1).map_or(0, |(start, _)| start);
        let end = &value[start..];
        // Anything else could end the text, the address or the JSON that it stands in.
        let is_plain = end.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let shows = is_plain && value.chars().nth(SHORTEST_WITH_END - 1).is_some();
        format!("…{}", if shows { end } else { "" })
    }

    /// The text with every secret blotted out.
    pub fn blot(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.blot_bytes(text.as_bytes())).into_owned()
    }

    /// Bytes with every secret blotted out. Bytes that hold none stay as they are, whatever they are.
    pub fn blot_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        if self.is_empty() {
            return bytes.to_vec();
        }
        let mut kept = Vec::with_capacity(bytes.len());
        let mut place = 0;
        while place < bytes.len() {
            // The forms are sorted: the longest that begins here counts.
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
    /// Shows how many forms there are, and none of them.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Secrets").field("forms", &self.forms.len()).finish_non_exhaustive()
    }
}
