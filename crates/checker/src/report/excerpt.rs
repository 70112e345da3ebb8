//! Texts of others, cut to a length and made harmless.

use serde_json::Value;
use trackside_recording::is_harmless;

/// How many characters of a body are shown.
const BODY: usize = 300;

/// How many characters of a value are shown.
const VALUE: usize = 80;

/// The beginning of a body, on one line.
pub(crate) fn excerpt(body: &[u8]) -> String {
    // Only so many bytes can be shown; the rest need not be read. A character has four bytes at most.
    let start = &body[..body.len().min((BODY + 1) * 4)];
    cut(&String::from_utf8_lossy(start), BODY)
}

/// A value, short and on one line.
pub(crate) fn short(value: &Value) -> String {
    cut(&value.to_string(), VALUE)
}

/// A text on one line, without anything that a terminal would obey.
pub fn line(text: &str) -> String {
    text.chars().map(harmless).collect()
}

/// The beginning of a text on one line, of so many characters at most; a longer one ends in `…`.
pub(super) fn cut(text: &str, length: usize) -> String {
    let mut cut: String = text.chars().take(length).map(harmless).collect();
    if text.chars().nth(length).is_some() {
        cut.push('…');
    }
    cut
}

fn harmless(character: char) -> char {
    if is_harmless(character) { character } else { ' ' }
}
