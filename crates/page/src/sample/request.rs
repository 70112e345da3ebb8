//! A call as an HTTP request.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Context;
use crate::documents::{Location, Scheme};

/// The characters that JavaScript's `encodeURIComponent` escapes, so that the try-it form writes the same curl command.
pub(crate) const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// An HTTP request to the sandbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method, in upper case.
    pub method: String,
    /// The URL. A path parameter without a value stays in braces.
    pub url: String,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<String>,
}

impl Request {
    /// Builds the request of a call.
    pub fn new(context: &Context<'_>) -> Self {
        let Context { operation, call, secrets, .. } = *context;
        let mut headers = Vec::new();
        let mut query: Vec<(String, String)> = Vec::new();
        for (scheme, secret) in schemes(context).iter().zip(secrets) {
            match &scheme.location {
                Location::Header(name, prefix) => headers.push((name.clone(), format!("{prefix}{secret}"))),
                Location::Query(name) => query.push((name.clone(), secret.clone())),
            }
        }
        let mut path = operation.path.clone();
        for parameter in &operation.parameters {
            for value in call.values(&parameter.name).filter(|value| !value.is_empty()) {
                if parameter.location == "path" {
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
        let url = format!("{}{path}{query}", context.base_url());
        Self { method: operation.method.clone(), url, headers, body: call.body.clone() }
    }
}

/// The schemes of the secrets: the first alternative of the operation.
pub(super) fn schemes<'w>(context: &Context<'w>) -> &'w [Scheme] {
    context.operation.security.first().map_or(&[], Vec::as_slice)
}

/// Percent-encodes text. Colons are kept, because they make times readable and are allowed in paths and queries.
fn encoded(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string().replace("%3A", ":")
}
