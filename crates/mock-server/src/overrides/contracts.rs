//! The published contracts, loaded when an override first needs them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::Value;
use trackside_contract::{Contract, Exchange, Origin, Violation};

use crate::documents;
use crate::response::MOCK_NOW;

/// The contract of a provider.
pub(crate) fn contract(provider: &str) -> Arc<Contract> {
    static LOADED: Mutex<BTreeMap<String, Arc<Contract>>> = Mutex::new(BTreeMap::new());
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    let load = || {
        let text = documents::text(provider).expect("every provider's document is embedded");
        let document: Value = serde_json::from_str(text).expect("the published documents are JSON");
        Arc::new(Contract::from_value(&document).expect("the published documents are valid contracts"))
    };
    Arc::clone(loaded.entry(provider.to_owned()).or_insert_with(load))
}

/// A request, and what is known about its response before the body is written.
#[derive(Debug, Clone)]
pub(crate) struct JudgedCall {
    /// The method.
    pub(crate) method: Method,
    /// The path and query below the provider's prefix.
    pub(crate) target: String,
    /// The request headers.
    pub(crate) headers: HeaderMap,
    /// The request body; empty if there is none.
    pub(crate) body: Bytes,
    /// The status of the response.
    pub(crate) status: StatusCode,
    /// The time of the response.
    pub(crate) now: DateTime<Utc>,
}

impl JudgedCall {
    /// Checks a response body against the contract: its schema, its rules, and the rules that relate it to the request.
    pub(crate) fn judge(&self, contract: &Contract, body: &Value) -> Vec<Violation> {
        let mut response_headers = HeaderMap::new();
        response_headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Ok(now) = HeaderValue::try_from(self.now.to_rfc3339_opts(SecondsFormat::Secs, true)) {
            response_headers.insert(MOCK_NOW, now);
        }
        let exchange = Exchange {
            method: self.method.clone(),
            target: self.target.clone(),
            request_headers: self.headers.clone(),
            request_body: self.body.clone(),
            status: self.status,
            response_headers,
            response_body: body.to_string().into(),
        };
        let mut violations = contract.judge(&exchange, Origin::Sandbox);
        // Headers are written later, and a patch cannot change them.
        violations.retain(|violation| !violation.pointer.starts_with("header:"));
        violations
    }
}

#[cfg(test)]
mod tests {
    use trackside_schemas::{Provider, ProviderList as _, ProviderVisitor, Providers};

    use super::contract;

    #[test]
    fn every_published_document_is_a_valid_contract() {
        struct Loading;
        impl ProviderVisitor for Loading {
            fn provider<P: Provider>(&mut self) {
                assert!(!contract(P::NAME).operations().is_empty(), "{}", P::NAME);
            }
        }
        Providers::visit(&mut Loading);
    }
}
