//! Verifies the signatures of webhooks, and reads the events.
//!
//! A signature covers the bytes that were sent. So pass the raw body, and not what a framework has parsed. wecantrack
//! does not sign: read its events with `wecantrack::Event::of`.

use trackside_signature::SignatureError;

use crate::EventError;

/// Why a webhook is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// The signature is missing, wrong or too old.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The signature is right, but the event cannot be read.
    #[error("the signature is right, but the event cannot be read")]
    Event(#[from] EventError),
}

/// AgentRef's webhooks. It signs as Svix does, but writes the key of the secret in base64url.
#[cfg(feature = "agentref")]
pub mod agentref {
    use std::time::{SystemTime, UNIX_EPOCH};

    use http::HeaderMap;
    use trackside_signature::svix::{self, Headers, ID, SIGNATURE, TIMESTAMP};

    use super::{WebhookError, header};
    use crate::agentref::Event;

    /// The event in a request, after its signature is verified. `secrets` is the secret of the endpoint (`whsec_…`);
    /// while it is rotated, the old and the new one.
    ///
    /// Returns an error if a header is missing or cannot be read, if no signature fits, if it was made more than five
    /// minutes ago, or if the contract has no such event.
    pub fn verify(secrets: &[&str], headers: &HeaderMap, body: &[u8]) -> Result<Event, WebhookError> {
        verify_at(secrets, headers, body, SystemTime::now())
    }

    /// The same with another clock.
    pub fn verify_at(
        secrets: &[&str],
        headers: &HeaderMap,
        body: &[u8],
        now: SystemTime,
    ) -> Result<Event, WebhookError> {
        let text = |name| header(headers, name);
        let signed = Headers { id: text(ID), timestamp: text(TIMESTAMP), signature: text(SIGNATURE) };
        let seconds = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        svix::verify(secrets, signed, body, i64::try_from(seconds).unwrap_or(i64::MAX))?;
        Ok(Event::read(body)?)
    }
}

/// Partnero's webhooks.
#[cfg(feature = "partnero")]
pub mod partnero {
    use http::HeaderMap;
    use trackside_signature::body_hex;

    use super::{WebhookError, header};
    use crate::partnero::Event;

    /// The event in a request, after its signature is verified. `secrets` is the `signature` of the webhook; if it may
    /// be one of several, all of them.
    ///
    /// Returns an error if the header is missing or cannot be read, if it does not fit, or if the contract has no such
    /// event.
    pub fn verify(secrets: &[&str], headers: &HeaderMap, body: &[u8]) -> Result<Event, WebhookError> {
        body_hex::verify(secrets, "Signature", header(headers, "signature"), body)?;
        Ok(Event::read(body)?)
    }
}

/// The value of a header; `None` if it is missing or not text.
#[cfg(any(feature = "agentref", feature = "partnero"))]
fn header<'h>(headers: &'h http::HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}
