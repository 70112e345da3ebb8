//! How a document says that its events are delivered: `x-delivery`.

use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;

use crate::{CheckError, Spec};

/// How all events of a document are delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeclaredDelivery {
    /// Where a payload has the name of its event, as a JSON pointer.
    pub(crate) event_name: Option<String>,
    /// Where a payload has the id by which a repeated delivery is recognised, as a JSON pointer.
    pub(crate) identity: Option<String>,
    /// How deliveries are signed, if they are.
    pub(crate) signature: Option<DeclaredSignature>,
    /// The methods by which any event can be sent.
    methods: Vec<Method>,
    /// Which statuses of the receiver are a success: `2XX`, or a single status.
    success: Option<String>,
}

/// How deliveries are signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeclaredSignature {
    pub(crate) scheme: Scheme,
    /// The name of the header, as written in the document.
    pub(crate) header: String,
    /// How far the time of a delivery may be from the clock of its receiver, in seconds.
    pub(crate) tolerance: Option<u64>,
}

/// A way to sign deliveries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// That of Svix: id, time and body.
    Svix,
    /// The body alone, in hexadecimal digits.
    BodyHex,
    /// One that is not known here, with its name.
    Unknown(String),
}

impl DeclaredDelivery {
    /// Reads the declaration. A document may declare events and say nothing about how they are delivered.
    ///
    /// Returns an error if the document declares no event: then no delivery can be judged.
    pub(crate) fn read(spec: &Spec) -> Result<Self, CheckError> {
        let contract = spec.contract();
        if contract.webhooks().is_empty() {
            return Err(CheckError::NoWebhooks { title: spec.title().to_owned() });
        }
        let declared = contract.document().get("x-delivery").unwrap_or(&Value::Null);
        let text = |pointer: &str| declared.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let mut methods: Vec<Method> = Vec::new();
        for method in contract.webhooks().iter().flat_map(|webhook| &webhook.methods) {
            if !methods.contains(method) {
                methods.push(method.clone());
            }
        }
        Ok(Self {
            event_name: text("/eventName"),
            identity: text("/identity"),
            signature: text("/signature/header").map(|header| DeclaredSignature {
                scheme: match text("/signature/scheme").unwrap_or_default().as_str() {
                    "svix-base64url" => Scheme::Svix,
                    "body-hex" => Scheme::BodyHex,
                    other => Scheme::Unknown(other.to_owned()),
                },
                header,
                tolerance: declared.pointer("/signature/toleranceSeconds").and_then(Value::as_u64),
            }),
            methods,
            success: text("/success/value"),
        })
    }

    /// The header with the signature, in lower case.
    pub(crate) fn signature_header(&self) -> Option<String> {
        self.signature.as_ref().map(|signature| signature.header.to_ascii_lowercase())
    }

    /// The methods by which any event can be sent, for the reader.
    pub(crate) fn methods(&self) -> String {
        self.methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ")
    }

    /// Whether a request can be a delivery: it is signed, or it has a declared method, and if that is GET a query.
    /// Others only look whether the receiver is there.
    pub(crate) fn can_be(&self, method: &Method, target: &str, headers: &HeaderMap) -> bool {
        let is_signed = self.signature_header().is_some_and(|name| headers.contains_key(&name));
        let has_payload = *method != Method::GET || target.contains('?');
        is_signed || (has_payload && self.methods.contains(method))
    }

    /// Whether a status of the receiver is a success. Without a declaration, a 2xx is.
    pub(crate) fn is_success(&self, status: StatusCode) -> bool {
        let declared = self.success();
        let status = status.as_str();
        match declared.strip_suffix("XX").or_else(|| declared.strip_suffix("xx")) {
            Some(start) => status.starts_with(start),
            None => status == declared,
        }
    }

    /// The statuses that are a success, for the reader.
    pub(crate) fn success(&self) -> &str {
        self.success.as_deref().unwrap_or("2XX")
    }
}
