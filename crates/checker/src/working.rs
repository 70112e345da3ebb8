//! The calls that work on a sandbox, as it lists them itself.

use std::time::Duration;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value};
use trackside_contract::Location;
use url::Url;

use crate::spec::{Declared, DeclaredParameter};
use crate::wire::{Limits, Request, Wire};
use crate::{Options, Spec};

/// Where the control surface lists the operations, below the address of the sandbox.
const LIST: &str = "/_mock/operations";

/// The largest list that is read, in bytes.
const LARGEST: usize = 64 << 20;

/// The longest wait for the list.
const PATIENCE: Duration = Duration::from_secs(10);

/// Calls that work on a sandbox, by operation.
#[derive(Debug, Clone, Default)]
pub struct WorkingCalls(Vec<WorkingCall>);

/// A call that works.
#[derive(Debug, Clone)]
pub(crate) struct WorkingCall {
    /// The id of the operation.
    operation: String,
    /// The values of its parameters.
    parameters: Vec<(String, Value)>,
    /// The JSON body.
    pub(crate) body: Option<Value>,
    /// The credential of each security scheme.
    credentials: Vec<(String, String)>,
}

/// Why the working calls of a sandbox cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum UnlistedError {
    /// There was no response.
    #[error("{url} cannot be read ({why}); check that --base-url is the address of a sandbox")]
    Unreachable {
        /// The address of the list.
        url: String,
        /// What happened, without secrets.
        why: String,
    },
    /// The control surface wants the token.
    #[error("{url} responds with {status}; set TRACKSIDE_TOKEN to the token that the sandbox printed when it started")]
    Refused {
        /// The address of the list.
        url: String,
        /// The status of the response.
        status: u16,
    },
    /// The response is not the list.
    #[error("{url} does not list the operations ({why}); check that --base-url is the address of a sandbox")]
    NotAList {
        /// The address of the list.
        url: String,
        /// What is wrong with the response.
        why: String,
    },
    /// The list has no operation of the document.
    #[error("{url} lists no operation of the document; check that the sandbox is of the same version")]
    Unknown {
        /// The address of the list.
        url: String,
    },
}

impl WorkingCalls {
    /// Reads the calls that a sandbox lists for the operations of a document.
    ///
    /// `base_url` is the address of the provider in the sandbox. `token` is that of the control surface; it is only
    /// needed if the sandbox listens beyond loopback, and only sent to the control surface.
    ///
    /// # Errors
    /// Returns an error if the sandbox does not list its operations, or none of the document.
    pub async fn read(spec: &Spec, base_url: &Url, token: Option<&str>) -> Result<Self, UnlistedError> {
        let mut failure = None;
        for (address, target) in places(base_url) {
            let url = format!("{}{target}", crate::wire::without_user(&address).trim_end_matches('/'));
            match list(&address, &target, &url, token).await {
                Ok(listed) => return Self::of(spec, listed, url),
                // The list is elsewhere, if it is anywhere.
                Err(error @ UnlistedError::NotAList { .. }) => failure = Some(error),
                Err(error) => return Err(error),
            }
        }
        let nowhere =
            || UnlistedError::NotAList { url: base_url.to_string(), why: "there is no such place".to_owned() };
        Err(failure.unwrap_or_else(nowhere))
    }

    fn of(spec: &Spec, listed: Vec<Listed>, url: String) -> Result<Self, UnlistedError> {
        let call = |listed: Listed| {
            let declared = spec.operation(&listed.id)?;
            let is_meant = declared.method.as_str() == listed.method && declared.path == listed.template;
            is_meant.then(|| listed.call(spec, declared))
        };
        let calls: Vec<_> = listed.into_iter().filter_map(call).collect();
        if calls.is_empty() { Err(UnlistedError::Unknown { url }) } else { Ok(Self(calls)) }
    }

    /// The call of an operation.
    pub(crate) fn of_operation(&self, id: &str) -> Option<&WorkingCall> {
        self.0.iter().find(|call| call.operation == id)
    }
}

impl WorkingCall {
    /// The value of a parameter or body field.
    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        let parameter = self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value);
        parameter.or_else(|| self.body.as_ref()?.get(name))
    }
}

impl Options {
    /// Makes requests from the calls that work on the sandbox. Credentials and values of the caller are preferred.
    #[must_use]
    pub fn with_working_calls(mut self, calls: WorkingCalls) -> Self {
        for call in &calls.0 {
            for (scheme, secret) in &call.credentials {
                self.credentials.list(&call.operation, scheme, secret);
            }
        }
        self.calls = calls;
        self
    }
}

/// An operation in the list. What a check does not need is ignored.
#[derive(Debug, Deserialize)]
struct Listed {
    id: String,
    method: String,
    template: String,
    #[serde(default)]
    path_parameters: Map<String, Value>,
    #[serde(default)]
    query: Vec<Pair>,
    #[serde(default)]
    headers: Map<String, Value>,
    #[serde(default)]
    credential: Vec<String>,
    body: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Pair {
    name: String,
    value: String,
}

impl Listed {
    fn call(self, spec: &Spec, declared: &Declared) -> WorkingCall {
        let parameters = declared.parameters.iter();
        let parameters =
            parameters.filter_map(|parameter| Some((parameter.name.clone(), self.value(spec, parameter)?)));
        // Every alternative takes the same secrets, in the same order.
        let alternatives = declared.security.iter().filter(|alternative| alternative.len() == self.credential.len());
        let credentials = alternatives.flat_map(|alternative| alternative.iter().cloned().zip(self.credential.clone()));
        WorkingCall {
            operation: declared.id.clone(),
            parameters: parameters.collect(),
            credentials: credentials.collect(),
            body: self.body.clone().filter(|body| !body.is_null()),
        }
    }

    fn value(&self, spec: &Spec, parameter: &DeclaredParameter) -> Option<Value> {
        let schema = spec.contract().resolve(&parameter.schema);
        let is_list = schema.get("type").and_then(Value::as_str) == Some("array");
        let texts: Vec<&str> = match parameter.location {
            Location::Path => return self.path_parameters.get(&parameter.name).cloned(),
            Location::Query => {
                let pairs = self.query.iter().filter(|pair| pair.name == parameter.name);
                pairs.map(|pair| pair.value.as_str()).collect()
            }
            Location::Header => {
                let found = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(&parameter.name));
                found.and_then(|(_, value)| value.as_str()).into_iter().collect()
            }
            Location::Cookie => Vec::new(),
        };
        let first = *texts.first()?;
        if !is_list {
            return Some(typed(schema, first));
        }
        let items = schema.get("items").map_or(&Value::Null, |items| spec.contract().resolve(items));
        let split = if parameter.explode { texts } else { first.split(',').collect() };
        Some(split.into_iter().map(|text| typed(items, text)).collect())
    }
}

/// The text of a parameter in the type of its schema.
pub(crate) fn typed(schema: &Value, text: &str) -> Value {
    match schema.get("type").and_then(Value::as_str) {
        Some("integer" | "number" | "boolean") => {
            serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
        }
        _ => Value::String(text.to_owned()),
    }
}

/// Where the list may be: beside the provider's path, or at the root.
fn places(base_url: &Url) -> Vec<(Url, String)> {
    let path = base_url.path().trim_end_matches('/');
    // The control surface lists its own operations apart.
    let query = if path.ends_with("/_mock") { "?provider=control" } else { "" };
    let beside = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    let mut starts = vec![beside];
    if !beside.is_empty() {
        starts.push("");
    }
    let at = |start: &str| {
        let mut address = base_url.clone();
        address.set_path(start);
        address.set_query(None);
        address.set_fragment(None);
        (address, format!("{LIST}{query}"))
    };
    starts.into_iter().map(at).collect()
}

async fn list(address: &Url, target: &str, url: &str, token: Option<&str>) -> Result<Vec<Listed>, UnlistedError> {
    let unreachable = |why: String| UnlistedError::Unreachable { url: url.to_owned(), why };
    let limits = Limits { response: PATIENCE, body_bytes: LARGEST, ..Limits::default() };
    let wire = Wire::new(address, limits).map_err(|error| unreachable(error.to_string()))?;
    let mut headers = HeaderMap::new();
    if let Some(token) = token {
        let value = HeaderValue::from_str(&format!("Bearer {token}"));
        headers.insert(AUTHORIZATION, value.map_err(|_| unreachable("the token has invalid characters".to_owned()))?);
    }
    let request = Request { method: Method::GET, target: target.to_owned(), headers, body: None };
    let exchange = wire.send(&request).await.map_err(|error| unreachable(error.to_string()))?.exchange;
    match exchange.status {
        StatusCode::OK => {}
        status @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
            return Err(UnlistedError::Refused { url: url.to_owned(), status: status.as_u16() });
        }
        status => {
            let why = format!("the status is {}", status.as_u16());
            return Err(UnlistedError::NotAList { url: url.to_owned(), why });
        }
    }
    let not_a_list = |why: String| UnlistedError::NotAList { url: url.to_owned(), why };
    let mut body: Value =
        serde_json::from_slice(&exchange.response_body).map_err(|error| not_a_list(error.to_string()))?;
    let operations = body.get_mut("operations").map(Value::take).unwrap_or_default();
    serde_json::from_value(operations).map_err(|error| not_a_list(error.to_string()))
}
