//! The published contracts, loaded when the first override needs them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::Value;
use trackside_contract::{Contract, Exchange, Origin, Violation};

use crate::documents;
use crate::pipeline::MOCK_NOW;

/// The contract of a known provider.
pub(crate) fn contract(provider: &str) -> Arc<Contract> {
    static LOADED: Mutex<BTreeMap<String, Arc<Contract>>> = Mutex::new(BTreeMap::new());
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    let load = || {
        let text = documents::text(provider).expect("every provider's document is embedded");
        let document: Value = serde_json::from_str(text).expect("the published documents are JSON");
        Arc::new(Contract::from_value(&document).expect("the published documents can be judged by"))
    };
    Arc::clone(loaded.entry(provider.to_owned()).or_insert_with(load))
}

/// A request, and what is known of its answer beside the body.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The method.
    pub(crate) method: Method,
    /// The path and query below the provider's prefix.
    pub(crate) target: String,
    /// The headers of the request.
    pub(crate) headers: HeaderMap,
    /// The body of the request; empty when there is none.
    pub(crate) body: Bytes,
    /// The status of the answer.
    pub(crate) status: StatusCode,
    /// When the answer is given.
    pub(crate) now: DateTime<Utc>,
}

impl Asked {
    /// What this body would break of the contract: its schema, its rules, and those that tie it to the request.
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
        // Headers are written after the body, and no patch changes them.
        violations.retain(|violation| !violation.pointer.starts_with("header:"));
        violations
    }
}

#[cfg(test)]
mod tests {
    use trackside_schemas::{Provider, ProviderList as _, ProviderVisitor, Providers};

    use super::contract;

    #[test]
    fn every_published_document_can_be_judged_by() {
        struct Loading;
        impl ProviderVisitor for Loading {
            fn provider<P: Provider>(&mut self) {
                assert!(!contract(P::NAME).operations().is_empty(), "{}", P::NAME);
            }
        }
        Providers::visit(&mut Loading);
    }
}
