//! Requests as separate parts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use trackside_contract::Location;

use super::body::written;
use crate::Credentials;
use crate::domain::as_text;
use crate::spec::{Carrier, Declared, DeclaredParameter, Spec};
use crate::wire::Request;

/// The characters that are percent-encoded in a path or query: all but the unreserved ones of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A credential that is invalid at every server. It has a realistic length, so that it is not refused for being too
/// short.
const WRONG: &str = "wrong-credential-0123456789abcdef";

/// A request as separate parts, each of which can be changed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    /// The values of parameters, by the index of the parameter.
    pub(crate) parameters: BTreeMap<usize, Value>,
    /// The value of the body.
    pub(crate) body: Option<Value>,
    /// Bytes that are sent in place of the written body.
    pub(crate) raw_body: Option<Bytes>,
    /// The other media type in which the body is sent, by its place among [`Declared::other_bodies`].
    pub(crate) body_as: Option<usize>,
    /// The shortest valid body, from which one is made if there is none and a field is set: a body may be left out as a
    /// whole, but not its required fields.
    pub(crate) shortest_body: Option<Value>,
    /// A method that overrides the declared one.
    pub(crate) method: Option<Method>,
    /// A content type that overrides the declared one.
    pub(crate) content_type: Option<&'static str>,
    /// How the request authenticates.
    pub(crate) authentication: Authentication,
    /// The operation whose credentials are sent, if not its own: what one credential created, another may not find.
    pub(crate) credentials_of: Option<String>,
    /// The status to ask for with `Prefer`.
    pub(crate) prefer: Option<u16>,
    /// Further headers.
    pub(crate) headers: Vec<(String, String)>,
}

/// How a request authenticates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Authentication {
    /// With the credentials of one of the declared alternatives.
    Alternative(usize),
    /// Not at all.
    None,
    /// With made-up credentials for the first alternative.
    Wrong,
    /// With the credentials of an alternative, but for one scheme, whose own is missing or made up.
    Partly {
        /// The alternative.
        alternative: usize,
        /// The scheme, by its place in the alternative.
        scheme: usize,
        /// Whether its credential is made up. Otherwise it is missing.
        is_made_up: bool,
    },
}

impl Default for Authentication {
    fn default() -> Self {
        Self::Alternative(0)
    }
}

impl Draft {
    /// Assembles the request.
    pub(crate) fn request(&self, spec: &Spec, declared: &Declared, credentials: &Credentials) -> Request {
        let mut parts =
            Parts { path: declared.path.clone(), query: Vec::new(), headers: HeaderMap::new(), cookies: Vec::new() };
        for (index, value) in &self.parameters {
            if let Some(parameter) = declared.parameters.get(*index) {
                parts.place(parameter, value);
            }
        }
        let alternative = match self.authentication {
            Authentication::Alternative(index) => declared.security.get(index),
            Authentication::None => None,
            Authentication::Wrong => declared.security.first(),
            Authentication::Partly { alternative, .. } => declared.security.get(alternative),
        };
        for (place, name) in alternative.into_iter().flatten().enumerate() {
            let Some(scheme) = spec.scheme(name) else { continue };
            let value = match self.authentication {
                Authentication::Wrong => Some(WRONG),
                Authentication::Partly { scheme, is_made_up, .. } if scheme == place => is_made_up.then_some(WRONG),
                _ => credentials.value(self.credentials_of.as_ref().unwrap_or(&declared.id), &scheme.name),
            };
            if let Some(value) = value {
                parts.authenticate(&scheme.carrier, value);
            }
        }
        parts.header("accept", "application/json, */*;q=0.1");
        for (name, value) in &self.headers {
            parts.header(name, value);
        }
        if let Some(status) = self.prefer {
            parts.header("prefer", &format!("code={status}"));
        }
        let other = self.body_as.and_then(|place| declared.other_bodies.get(place));
        let body = self.body.as_ref().zip(other.or(declared.body.as_ref()));
        let body = body.map(|(value, body)| {
            let (media_type, bytes) = written(body, value);
            parts.header("content-type", self.content_type.unwrap_or(&media_type));
            self.raw_body.clone().unwrap_or(bytes)
        });
        parts.finish(self.method.clone().unwrap_or_else(|| declared.method.clone()), body)
    }

    /// Sets the value of a parameter.
    pub(crate) fn with(&self, parameter: usize, value: Value) -> Self {
        let mut draft = self.clone();
        draft.parameters.insert(parameter, value);
        draft
    }

    /// Removes a parameter.
    pub(crate) fn without(&self, parameter: usize) -> Self {
        let mut draft = self.clone();
        draft.parameters.remove(&parameter);
        draft
    }

    /// Sets the body.
    pub(crate) fn with_body(&self, body: Option<Value>) -> Self {
        Self { body, ..self.clone() }
    }

    /// Sets a top-level field of the body. If there is no body, it is the shortest one with this field.
    pub(crate) fn with_field(&self, name: &str, value: Value) -> Self {
        let body = self.body.clone().or_else(|| self.shortest_body.clone());
        let mut body = body.filter(Value::is_object).unwrap_or_else(|| serde_json::json!({}));
        body[name] = value;
        self.with_body(Some(body))
    }

    /// The value of a parameter or of a field of the body, if the request has it.
    pub(crate) fn value(&self, declared: &Declared, name: &str) -> Option<&Value> {
        match declared.parameter(name) {
            Some(index) => self.parameters.get(&index),
            None => self.body.as_ref()?.get(name),
        }
    }

    /// Whether a valid body can be made by setting fields.
    pub(crate) fn can_have_fields(&self) -> bool {
        self.body.is_some() || self.shortest_body.is_some()
    }

    /// Sets a header.
    pub(crate) fn with_header(&self, name: &str, value: &str) -> Self {
        let mut draft = self.clone();
        draft.headers.push((name.to_owned(), value.to_owned()));
        draft
    }

    /// Sets how the request authenticates.
    pub(crate) fn by(&self, authentication: Authentication) -> Self {
        Self { authentication, ..self.clone() }
    }
}

/// A request that is being assembled.
struct Parts {
    path: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    cookies: Vec<String>,
}

impl Parts {
    fn place(&mut self, parameter: &DeclaredParameter, value: &Value) {
        let name = &parameter.name;
        match parameter.location {
            Location::Path => {
                let text = encoded(&as_text(value, false).concat());
                self.path = self.path.replace(&format!("{{{name}}}"), &text);
            }
            Location::Query => {
                let texts = as_text(value, parameter.explode);
                self.query.extend(texts.into_iter().map(|text| (name.clone(), text)));
            }
            Location::Header => self.header(name, &as_text(value, false).concat()),
            Location::Cookie => self.cookies.push(format!("{name}={}", encoded(&as_text(value, false).concat()))),
        }
    }

    fn authenticate(&mut self, carrier: &Carrier, value: &str) {
        match carrier {
            Carrier::Header(name) => self.header(name, value),
            Carrier::Query(name) => self.query.push((name.clone(), value.to_owned())),
            Carrier::Cookie(name) => self.cookies.push(format!("{name}={value}")),
            Carrier::Bearer => self.header("authorization", &format!("Bearer {value}")),
            Carrier::Basic => self.header("authorization", &format!("Basic {}", STANDARD.encode(value))),
        }
    }

    /// Sets a header. A value that is not allowed in a header is skipped.
    fn header(&mut self, name: &str, value: &str) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_bytes(value.as_bytes())) {
            self.headers.insert(name, value);
        }
    }

    fn finish(mut self, method: Method, body: Option<Bytes>) -> Request {
        if !self.cookies.is_empty() {
            let cookies = self.cookies.join("; ");
            self.header("cookie", &cookies);
        }
        let mut target = self.path;
        for (index, (name, value)) in self.query.iter().enumerate() {
            let mark = if index == 0 { '?' } else { '&' };
            // Brackets in names are sent as the documentation shows them.
            let name = encoded(name).replace("%5B", "[").replace("%5D", "]");
            write!(target, "{mark}{name}={}", encoded(value)).expect("writing to a string never fails");
        }
        Request { method, target, headers: self.headers, body }
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}
