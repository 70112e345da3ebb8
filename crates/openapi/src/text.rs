//! A text as JSON or YAML.

use serde_json::Value;
use trackside_yaml::{Limits, Node};

use crate::{ReadError, json};

/// How large a YAML document may be: the largest public ones have about a million values.
const LIMITS: Limits = Limits { values: 20_000_000, depth: 256 };

/// Parses JSON if the text begins as JSON does, otherwise YAML. A byte order mark is skipped.
pub(crate) fn parse(bytes: &[u8], name: &str) -> Result<Value, ReadError> {
    let broken = |line, column, reason| ReadError::Text { name: name.to_owned(), line, column, reason };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let is_json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| b"{[".contains(byte));
    if is_json {
        return json::parse(bytes).map_err(|error| {
            let reason = error.to_string();
            // The place is said already.
            let reason = reason.rsplit_once(" at line ").map_or(reason.as_str(), |(reason, _)| reason).to_owned();
            broken(error.line(), error.column(), format!("this is not JSON: {reason}"))
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        broken(line, 1, "this is not UTF-8".to_owned())
    })?;
    Node::read(text, LIMITS)
        .map(|node| node.value())
        .map_err(|error| broken(error.place.line, error.place.column, format!("this is not YAML: {}", error.reason)))
}
