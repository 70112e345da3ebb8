//! Shows compressed request bodies as what they mean. Secrets in them are found only so.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::CONTENT_ENCODING;

use super::record::Record;
use crate::pipeline::inflated;

/// The content coding of a request body that can be decoded, in lower case, such as `gzip`.
pub(super) fn coding_of(record: &Record) -> Option<String> {
    decoded(record)?;
    let coding = record.request_headers.get(CONTENT_ENCODING)?.to_str().ok()?;
    Some(coding.trim().to_ascii_lowercase())
}

/// The request body, decoded if it was compressed and can be decoded as a whole; otherwise as it was sent.
pub(super) fn request_body(record: &Record) -> Cow<'_, Bytes> {
    decoded(record).map_or(Cow::Borrowed(&record.request_body.bytes), Cow::Owned)
}

fn decoded(record: &Record) -> Option<Bytes> {
    let body = &record.request_body;
    let is_coded = record.request_headers.contains_key(CONTENT_ENCODING) && !body.bytes.is_empty();
    let decoded = if is_coded && !body.is_truncated() { inflated(&record.request_headers, &body.bytes) } else { None };
    // "identity" is none.
    decoded.filter(|decoded| *decoded != body.bytes)
}
