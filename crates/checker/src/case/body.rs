//! Bodies as they are sent.

use bytes::Bytes;
use serde_json::Value;
use url::form_urlencoded;

use crate::domain::as_text;
use crate::spec::{Body, BodyKind};

/// What separates the parts of a multipart body. No generated value contains it.
const BOUNDARY: &str = "trackside-7d1f3a90c2b84e56";

/// The content type and the bytes of a body.
pub(super) fn written(body: &Body, value: &Value) -> (String, Bytes) {
    let media_type = body.media_type.clone();
    match body.kind {
        BodyKind::Json => (media_type, Bytes::from(value.to_string())),
        BodyKind::Form => (media_type, form(body, value).into()),
        BodyKind::Multipart => (format!("{media_type}; boundary={BOUNDARY}"), multipart(body, value).into()),
        BodyKind::Text | BodyKind::Bytes => (media_type, as_text(value, false).concat().into()),
    }
}

fn form(body: &Body, value: &Value) -> String {
    let mut written = form_urlencoded::Serializer::new(String::new());
    for (name, value) in value.as_object().into_iter().flatten() {
        let explode = body.parts.get(name).is_none_or(|part| part.explode);
        for text in as_text(value, explode) {
            written.append_pair(name, &text);
        }
    }
    written.finish()
}

fn multipart(body: &Body, value: &Value) -> Vec<u8> {
    let mut written = Vec::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let items = match value {
            Value::Array(items) => items.iter().collect(),
            value => vec![value],
        };
        for item in items {
            let part = body.parts.get(name);
            let is_file = part.is_some_and(|part| part.is_file);
            let declared = part.and_then(|part| part.content_type.as_deref());
            let usual = match item {
                Value::Object(_) | Value::Array(_) => Some("application/json"),
                _ if is_file => Some("application/octet-stream"),
                _ => None,
            };
            let name = name.replace('"', "%22");
            let file = if is_file { "; filename=\"trackside.bin\"" } else { "" };
            let mut head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n");
            if let Some(content_type) = declared.or(usual) {
                head = format!("{head}content-type: {content_type}\r\n");
            }
            written.extend_from_slice(format!("{head}\r\n").as_bytes());
            written.extend_from_slice(as_text(item, false).concat().as_bytes());
            written.extend_from_slice(b"\r\n");
        }
    }
    written.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    written
}
