//! Converts an entry of a recording to an exchange.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use trackside_contract::Exchange;

use trackside_recording::har::format::{Entry, Pair, PostData};

/// Tools differ in whether they write padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Headers about compression and transfer. A recording has the decoded body.
const TRANSFER_HEADERS: [&str; 3] = ["content-encoding", "content-length", "transfer-encoding"];

/// An invalid field of an entry, and what is wrong with it.
pub(super) type InvalidField = (&'static str, String);

/// Converts an entry. `target` is its URL relative to the server.
pub(super) fn exchange(entry: Entry, target: String) -> Result<Exchange, InvalidField> {
    let method = method(&entry.request.method)?;
    let status = u16::try_from(entry.response.status)
        .ok()
        .and_then(|status| StatusCode::from_u16(status).ok())
        .ok_or_else(|| ("response.status", format!("is {}, which is not a status", entry.response.status)))?;
    let request_body = entry.request.post_data.map_or(Ok(Bytes::new()), request_body)?;
    let content = entry.response.content;
    // Browsers show the body from their cache with a 304, which has none.
    let text = content.text.filter(|_| status != StatusCode::NOT_MODIFIED).unwrap_or_default();
    let response_body = body(text, content.encoding.as_deref()).map_err(|why| ("response.content.text", why))?;
    Ok(Exchange {
        method,
        target,
        request_headers: headers(&entry.request.headers),
        request_body,
        status,
        response_headers: headers(&entry.response.headers),
        response_body,
    })
}

/// The method of a request. Some tools write the usual ones in lower case.
pub(super) fn method(text: &str) -> Result<Method, InvalidField> {
    const USUAL: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];
    let text = USUAL.into_iter().find(|usual| usual.eq_ignore_ascii_case(text)).unwrap_or(text);
    Method::from_bytes(text.as_bytes()).map_err(|_| ("request.method", format!("is {text:?}, which is not a method")))
}

/// The body of a request. A multipart body is not reassembled, because the recording does not have its boundary.
pub(super) fn request_body(data: PostData) -> Result<Bytes, InvalidField> {
    let is_in_parts = data.mime_type.to_ascii_lowercase().starts_with("multipart/");
    if !data.text.is_empty() || data.params.is_empty() || is_in_parts {
        return body(data.text, data.encoding.as_deref()).map_err(|why| ("request.postData.text", why));
    }
    let mut form = form_urlencoded::Serializer::new(String::new());
    for pair in &data.params {
        form.append_pair(&pair.name, &pair.value);
    }
    Ok(form.finish().into())
}

/// The valid headers. The pseudo-headers of HTTP/2, which start with a colon, are skipped.
pub(super) fn headers(pairs: &[Pair]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for pair in pairs {
        let Ok(name) = HeaderName::try_from(pair.name.as_str()) else { continue };
        if TRANSFER_HEADERS.contains(&name.as_str()) {
            continue;
        }
        // Browsers join headers with the same name by line breaks.
        for line in pair.value.split('\n') {
            if let Ok(value) = HeaderValue::from_bytes(line.trim().as_bytes())
                && headers.try_append(name.clone(), value).is_err()
            {
                return headers;
            }
        }
    }
    headers
}

fn body(text: String, encoding: Option<&str>) -> Result<Bytes, String> {
    match encoding {
        None | Some("") => Ok(text.into()),
        Some(name) if name.eq_ignore_ascii_case("base64") => {
            BASE64.decode(text.as_bytes()).map(Bytes::from).map_err(|error| format!("is not base64 ({error})"))
        }
        Some(name) => Err(format!("is encoded as {name:?}, but only base64 is supported")),
    }
}
