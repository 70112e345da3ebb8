//! The HTTP request of a delivery, with its signature.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use http_body_util::Full;
use serde_json::Value;
use trackside_schemas::control::WebhookTrouble;
use trackside_schemas::declare::{DeliveryForm, SignatureKind, SignatureScheme};
use trackside_signature::{body_hex, svix};
use url::Url;

use super::delivery::Delivery;
use crate::serve::Receiver;

/// A request that is ready to be sent.
pub(super) struct Prepared {
    pub(super) url: Url,
    pub(super) request: Request<Full<Bytes>>,
    /// What was signed, with `{body}` for the body.
    pub(super) signed: Option<String>,
}

/// What the sandbox calls itself. What the providers call themselves is not documented.
const AGENT: &str = concat!("Trackside-Webhooks/", env!("CARGO_PKG_VERSION"));

/// The request that delivers a payload at a real time, in seconds of UNIX time: receivers compare it with their own clock.
///
/// Returns an error if the address or the secret cannot be used.
pub(super) fn prepare(
    delivery: &Delivery,
    receiver: &Receiver,
    scheme: Option<&SignatureScheme>,
    now: i64,
) -> Result<Prepared, String> {
    let mut url = super::configured::address(&receiver.url)?;
    url.set_fragment(None);
    let mut headers = HeaderMap::new();
    let (method, body) = match receiver.form {
        DeliveryForm::PostJson => {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            (Method::POST, Bytes::from(delivery.body.clone()))
        }
        DeliveryForm::GetQuery => {
            let payload = serde_json::from_str(&delivery.body).map_err(|error| error.to_string())?;
            append_query(&mut url, &payload);
            (Method::GET, Bytes::new())
        }
    };
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    headers.insert(HOST, value(&authority(&url))?);
    let signed = scheme.map(|scheme| sign(&mut headers, scheme, delivery, receiver, &body, now)).transpose()?;
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = method;
    *request.uri_mut() = target.parse().map_err(|error| format!("the address cannot be used: {error}"))?;
    *request.headers_mut() = headers;
    Ok(Prepared { url, request, signed })
}

/// Host and port as a request names them.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn sign(
    headers: &mut HeaderMap,
    scheme: &SignatureScheme,
    delivery: &Delivery,
    receiver: &Receiver,
    body: &[u8],
    now: i64,
) -> Result<String, String> {
    let secret = &receiver.secret;
    // Well-formed, and of another body: what a receiver must refuse.
    let other = [body, b" "].concat();
    let body = if delivery.trouble == Some(WebhookTrouble::WrongSignature) { &other } else { body };
    match scheme.scheme {
        SignatureKind::SvixBase64url => {
            let id = &delivery.message;
            let signature = svix::sign(secret, id, now, body).map_err(|error| error.to_string())?;
            headers.insert(HeaderName::from_static(svix::ID), value(id)?);
            headers.insert(HeaderName::from_static(svix::TIMESTAMP), HeaderValue::from(now));
            headers.insert(HeaderName::from_static(svix::SIGNATURE), value(&signature)?);
            Ok(format!("{id}.{now}.{{body}}"))
        }
        SignatureKind::BodyHex => {
            let name: HeaderName =
                scheme.header.parse().map_err(|_| format!("{} is not a header name", scheme.header))?;
            headers.insert(name, value(&body_hex::sign(secret, body))?);
            Ok("{body}".to_owned())
        }
    }
}

fn value(text: &str) -> Result<HeaderValue, String> {
    HeaderValue::from_str(text).map_err(|_| format!("{text:?} cannot be sent in a header"))
}

/// Adds the fields of a payload to the query. Those that are null are left out, and a field of an object is written
/// `object[field]`.
fn append_query(url: &mut Url, payload: &Value) {
    let Value::Object(fields) = payload else { return };
    let mut pairs = url.query_pairs_mut();
    for (name, value) in fields {
        match value {
            Value::Object(inner) => {
                for (inner_name, value) in inner {
                    if let Some(text) = text(value) {
                        pairs.append_pair(&format!("{name}[{inner_name}]"), &text);
                    }
                }
            }
            value => {
                if let Some(text) = text(value) {
                    pairs.append_pair(name, &text);
                }
            }
        }
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use url::Url;

    use super::append_query;

    #[test]
    fn a_payload_is_a_query() {
        let mut url = Url::parse("http://localhost/hooks?a=b").expect("an address");
        let payload = json!({"id": "7", "amount": -5, "none": null, "sub_ids": {"clickref": "x y", "clickref2": null}});
        append_query(&mut url, &payload);
        assert_eq!(url.query(), Some("a=b&id=7&amount=-5&sub_ids%5Bclickref%5D=x+y"));
    }
}
