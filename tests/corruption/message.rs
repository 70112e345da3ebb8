//! Requests and answers on their way through the proxy, and how they are changed.

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde_json::Value;
use url::form_urlencoded;

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Request {
    /// The method.
    pub(crate) method: Method,
    /// The path and the query, as they stand in the request.
    pub(crate) target: String,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Vec<u8>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: StatusCode,
    /// The headers; what they say of the length is made to fit the body when the body is changed.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// The path, without the query.
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The value of a query parameter.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        self.pairs().into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Gives a query parameter one value, whatever it had before.
    pub(crate) fn set_query(&mut self, name: &str, value: &str) {
        let mut pairs = self.pairs();
        pairs.retain(|(known, _)| known != name);
        pairs.push((name.to_owned(), value.to_owned()));
        self.set_pairs(&pairs);
    }

    /// Removes a query parameter.
    pub(crate) fn drop_query(&mut self, name: &str) {
        let mut pairs = self.pairs();
        let before = pairs.len();
        pairs.retain(|(known, _)| known != name);
        if pairs.len() < before {
            self.set_pairs(&pairs);
        }
    }

    /// A segment of the path, counted from zero.
    pub(crate) fn segment(&self, index: usize) -> &str {
        self.path().trim_start_matches('/').split('/').nth(index).unwrap_or_default()
    }

    /// Gives a segment of the path another value.
    pub(crate) fn set_segment(&mut self, index: usize, value: &str) {
        let mut segments: Vec<_> = self.path().trim_start_matches('/').split('/').map(str::to_owned).collect();
        if let Some(segment) = segments.get_mut(index) {
            value.clone_into(segment);
        }
        let query = self.target.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
        self.target = format!("/{}{query}", segments.join("/"));
    }

    /// The body as JSON; null when it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Gives the request a JSON body.
    pub(crate) fn set_json(&mut self, body: &Value) {
        self.body = body.to_string().into_bytes();
    }

    /// Takes a field out of the JSON body when its value is such a one.
    pub(crate) fn drop_field(&mut self, name: &str, is_such: impl FnOnce(&Value) -> bool) {
        let mut body = self.json();
        if body.get(name).is_some_and(is_such) {
            remove(&mut body, &format!("/{name}"));
            self.set_json(&body);
        }
    }

    /// A header as text; empty when it is missing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn pairs(&self) -> Vec<(String, String)> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    fn set_pairs(&mut self, pairs: &[(String, String)]) {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.target = format!("{}?{query}", self.path());
    }
}

impl Answer {
    /// Gives a header one value.
    pub(crate) fn set_header(&mut self, name: &'static str, value: &str) {
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("a corruption writes what can stand in a header");
        self.headers.insert(HeaderName::from_static(name), value);
    }

    /// Gives the answer a JSON body.
    pub(crate) fn set_json(&mut self, body: &Value) {
        self.body = body.to_string().into_bytes();
    }
}

/// Replaces a value that is there; what is not there stays away.
pub(crate) fn set(body: &mut Value, pointer: &str, value: impl Into<Value>) {
    if let Some(place) = body.pointer_mut(pointer) {
        *place = value.into();
    }
}

/// Adds a field to an object.
pub(crate) fn add(body: &mut Value, pointer: &str, name: &str, value: impl Into<Value>) {
    if let Some(object) = body.pointer_mut(pointer).and_then(Value::as_object_mut) {
        object.insert(name.to_owned(), value.into());
    }
}

/// Removes a field of an object or an item of an array.
pub(crate) fn remove(body: &mut Value, pointer: &str) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    match body.pointer_mut(parent) {
        Some(Value::Object(object)) => {
            object.shift_remove(name);
        }
        Some(Value::Array(items)) => {
            if let Some(index) = name.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

/// Changes a value that is there by what it is.
pub(crate) fn change(body: &mut Value, pointer: &str, change: impl FnOnce(&Value) -> Value) {
    if let Some(place) = body.pointer_mut(pointer) {
        *place = change(place);
    }
}

/// Adds to a whole number that is there.
pub(crate) fn shift(body: &mut Value, pointer: &str, by: i64) {
    change(body, pointer, |value| value.as_i64().map_or_else(|| value.clone(), |number| Value::from(number + by)));
}

/// Repeats the first item of an array at its end.
pub(crate) fn repeat_first(body: &mut Value, pointer: &str) {
    if let Some(items) = body.pointer_mut(pointer).and_then(Value::as_array_mut)
        && let Some(first) = items.first().cloned()
    {
        items.push(first);
    }
}
