//! Cuts texts, and makes them safe to print.

use serde_json::Value;
use trackside_recording::is_harmless;

/// The most characters of a body.
const BODY: usize = 300;

/// The most characters of a value.
const VALUE: usize = 80;

/// The start of a body, on one line.
pub(crate) fn excerpt(body: &[u8]) -> String {
    // A character takes at most four bytes, so the rest need not be decoded.
    let start = &body[..body.len().min((BODY + 1) * 4)];
    cut(&String::from_utf8_lossy(start), BODY)
}

/// A value, short and on one line.
pub(crate) fn short(value: &Value) -> String {
    cut(&value.to_string(), VALUE)
}

/// A text on one line, without control characters.
pub fn line(text: &str) -> String {
    text.chars().map(harmless).collect()
}

/// The start of a text on one line. A longer text ends in `…`.
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
