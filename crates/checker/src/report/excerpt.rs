//! Texts of others, cut to a length and made harmless.

use serde_json::Value;

/// How many characters of a body are shown.
const BODY: usize = 300;

/// How many characters of a value are shown.
const VALUE: usize = 80;

/// The beginning of a body, on one line.
pub(crate) fn excerpt(body: &[u8]) -> String {
    // Only so many bytes can be shown; the rest need not be read.
    let start = &body[..body.len().min(BODY * 4)];
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

fn cut(text: &str, length: usize) -> String {
    let mut cut: String = text.chars().take(length).map(harmless).collect();
    if text.chars().nth(length).is_some() {
        cut.push('…');
    }
    cut
}

/// A character that only shows: marks that change the direction of writing are none.
fn harmless(character: char) -> char {
    let turns = ('\u{200e}'..='\u{200f}').contains(&character)
        || ('\u{202a}'..='\u{202e}').contains(&character)
        || ('\u{2066}'..='\u{2069}').contains(&character);
    if character.is_control() || turns || ['\u{2028}', '\u{2029}', '\u{feff}'].contains(&character) {
        ' '
    } else {
        character
    }
}
