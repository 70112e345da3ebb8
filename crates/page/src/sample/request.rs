//! A call as a request.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Written;
use crate::documents::{Place, Scheme};

/// What JavaScript's `encodeURIComponent` writes as it is: the try-it form writes the same line.
pub(super) const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// A request to the sandbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method, in capitals.
    pub method: String,
    /// The address. A parameter of the path without a value stands there in braces.
    pub url: String,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<String>,
}

impl Request {
    /// The request of a call.
    pub fn new(written: &Written<'_>) -> Self {
        let Written { operation, call, secrets, .. } = *written;
        let mut headers = Vec::new();
        let mut query: Vec<(String, String)> = Vec::new();
        for (scheme, secret) in schemes(written).iter().zip(secrets) {
            match &scheme.place {
                Place::Header(name, word) => headers.push((name.clone(), format!("{word}{secret}"))),
                Place::Query(name) => query.push((name.clone(), secret.clone())),
            }
        }
        let mut path = operation.path.clone();
        for parameter in &operation.parameters {
            for value in call.values(&parameter.name).filter(|value| !value.is_empty()) {
                if parameter.place == "path" {
                    path = path.replace(&format!("{{{}}}", parameter.name), &encoded(value));
                } else {
                    query.push((parameter.name.clone(), value.to_owned()));
                }
            }
        }
        if call.body.is_some() {
            headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        }
        let query: Vec<_> = query.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        let url = format!("{}{path}{query}", written.base_url());
        Self { method: operation.method.clone(), url, headers, body: call.body.clone() }
    }
}

/// The schemes that the secrets belong to: the first alternative of the operation.
fn schemes<'w>(written: &Written<'w>) -> &'w [Scheme] {
    written.operation.security.first().map_or(&[], Vec::as_slice)
}

/// Instants read better with their colons, which stand in paths and queries for themselves.
fn encoded(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string().replace("%3A", ":")
}
