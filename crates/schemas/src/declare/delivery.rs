//! How a provider delivers its webhook events: signature, time-out, retries.

use serde::Serialize;

use super::{HeaderDeclaration, Provenance};

/// How a provider delivers its events: `x-delivery` of the document.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// The headers of each delivery besides those of HTTP. The document lists them with each event.
    #[serde(skip)]
    pub headers: Vec<HeaderDeclaration>,
    /// The ways in which a payload is sent. The receiver's owner chooses one where there are several.
    pub forms: &'static [DeliveryForm],
    /// Where the payload holds the name of its event, as a JSON pointer; `None` if it does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_name: Option<&'static str>,
    /// Where the payload holds the id by which a repeated delivery is recognised, as a JSON pointer; `None` if there is
    /// none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<&'static str>,
    /// How deliveries are signed; `None` if they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<SignatureScheme>,
    /// In how many seconds after the event the first attempt is made at the latest; `None` if that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_seconds: Option<Stated<u32>>,
    /// How many seconds the receiver has for its response; `None` if that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<Stated<u32>>,
    /// Which statuses of the receiver are a success. A redirect is a failure, and is not followed.
    pub success: Stated<&'static str>,
    /// The seconds between an attempt that failed and the next one. After the last, the delivery has failed.
    pub retry_seconds: Stated<&'static [u32]>,
}

/// A fact, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Stated<T> {
    /// The fact.
    pub value: T,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// A way in which a payload is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum DeliveryForm {
    /// POST, with the payload as JSON.
    PostJson,
    /// GET, with the fields of the payload as query parameters. Those that are null are left out, and a field of an
    /// object is written `object[field]`.
    GetQuery,
}

/// How deliveries are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignatureScheme {
    /// The name by which tools choose the algorithm.
    pub scheme: SignatureKind,
    /// The header that holds the signature.
    pub header: &'static str,
    /// The hash-based message authentication code.
    pub algorithm: &'static str,
    /// What is signed. Names in braces are headers, `{body}` is the body as it was sent.
    pub content: &'static str,
    /// What the key is made of.
    pub key: &'static str,
    /// How the signature is written.
    pub encoding: &'static str,
    /// How many seconds a delivery may be old; `None` if it has no time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerance_seconds: Option<u32>,
    /// Where the facts come from.
    pub provenance: Provenance,
}

/// A way to sign a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureKind {
    /// Svix's way, with a key in base64url: id, time and body are signed.
    SvixBase64url,
    /// The body is signed, and the signature written in hexadecimal digits.
    BodyHex,
}

impl Delivery {
    /// How often a delivery is attempted at most.
    pub fn attempts(&self) -> usize {
        self.retry_seconds.value.len() + 1
    }
}

impl<T> Stated<T> {
    /// A fact that comes from there.
    pub const fn new(value: T, provenance: Provenance) -> Self {
        Self { value, provenance }
    }
}
