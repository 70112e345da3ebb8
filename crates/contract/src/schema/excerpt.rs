//! Short forms of values, for messages.

use std::io::{self, Write};

use serde_json::Value;

/// The most characters of a value in a message.
const LENGTH: usize = 80;

/// The value as JSON, cut after about 80 characters.
pub(crate) fn excerpt(value: &Value) -> String {
    let mut written = Limited { bytes: Vec::new() };
    // A character takes at most four bytes, so the last character that is kept is complete.
    let whole = serde_json::to_writer(&mut written, value).is_ok();
    cut(&String::from_utf8_lossy(&written.bytes), whole)
}

/// A list of values, shortened if it is long.
pub(super) fn alternatives<'v>(values: impl IntoIterator<Item = &'v Value>) -> String {
    let values: Vec<_> = values.into_iter().take(30).map(excerpt).collect();
    alternatives_of(&values)
}

/// A list of texts, as "a, b or c".
pub(super) fn alternatives_of(texts: &[String]) -> String {
    let mut list = String::new();
    for (index, text) in texts.iter().enumerate() {
        if list.chars().count() + text.chars().count() > 3 * LENGTH {
            list.push_str(", …");
            break;
        }
        list.push_str(match index {
            0 => "",
            _ if index + 1 == texts.len() => " or ",
            _ => ", ",
        });
        list.push_str(text);
    }
    list
}

fn cut(text: &str, whole: bool) -> String {
    match text.char_indices().nth(LENGTH) {
        None if whole => text.to_owned(),
        None => format!("{text}…"),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

struct Limited {
    bytes: Vec<u8>,
}

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() > 4 * LENGTH {
            return Err(io::Error::other("enough is written"));
        }
        let length = bytes.len().min(8 * LENGTH);
        self.bytes.extend_from_slice(&bytes[..length]);
        // A longer piece counts as written: the rest is cut anyway.
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::excerpt;

    #[track_caller]
    fn check(value: &Value, expected: &str) {
        assert_eq!(excerpt(value), expected);
    }

    #[test]
    fn short_values_are_shown_whole_and_long_ones_cut() {
        check(&json!({"a": [1, null, "x"]}), r#"{"a":[1,null,"x"]}"#);
        check(&json!("x".repeat(78)), &format!("\"{}\"", "x".repeat(78)));
        check(&json!("x".repeat(79)), &format!("\"{}…", "x".repeat(79)));
        check(&json!("é".repeat(100_000)), &format!("\"{}…", "é".repeat(79)));
        check(&json!(vec![7; 100_000]), &format!("[{}7…", "7,".repeat(39)));
        check(&json!("line\nbreak"), r#""line\nbreak""#);
    }
}
