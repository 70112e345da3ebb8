//! Finds out whether a body was parsed and written again.

use std::fmt::Write as _;

use serde_json::Value;

use crate::SignatureError;

/// Longer bodies are not read again: no event of a provider is that long.
const LONGEST: usize = 1 << 20;

/// Why nothing fits a body. `fits` says whether the signature is of another body. As the order of fields survives, what
/// was sent can often be found again: compact, as JavaScript and PHP write it.
pub(crate) fn reason(body: &[u8], fits: impl Fn(&[u8]) -> bool) -> SignatureError {
    if body.is_empty() {
        return SignatureError::EmptyBody;
    }
    // What JavaScript makes of an object that is used as text.
    if body == b"[object Object]" {
        return SignatureError::RewrittenBody;
    }
    let parsed: Option<Value> = if body.len() > LONGEST { None } else { serde_json::from_slice(body).ok() };
    match parsed {
        Some(value) if [value.to_string(), as_php_writes(&value)].iter().any(|text| fits(text.as_bytes())) => {
            SignatureError::RewrittenBody
        }
        _ => SignatureError::WrongSecret,
    }
}

/// JSON as PHP writes it unless it is asked otherwise: slashes and everything beyond ASCII are escaped.
fn as_php_writes(value: &Value) -> String {
    let compact = value.to_string();
    let mut text = String::with_capacity(compact.len());
    for character in compact.chars() {
        match character {
            '/' => text.push_str("\\/"),
            character if character.is_ascii() => text.push(character),
            character => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(text, "\\u{unit:04x}").expect("memory takes everything");
                }
            }
        }
    }
    text
}
