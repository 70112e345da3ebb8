//! Verifies who has sent a delivery, and when.

use http::HeaderMap;
use trackside_contract::Delivery;
use trackside_signature::{SignatureError, body_hex, svix};

use super::declared::{DeclaredSignature, Scheme};
use super::rules::{SIGNATURE_UNREADABLE, SIGNATURE_WRONG, STALE, UNSIGNED};
use super::secret::WebhookSecrets;
use crate::Rule;

/// What recordings have in place of a value that was removed.
const REMOVED: &str = "[redacted]";

/// What is known of a signature.
#[derive(Debug, PartialEq)]
pub(super) enum Verdict {
    /// It fits.
    Good,
    /// It was not verified: there is no secret, the scheme is not known, or the signature was removed from a recording.
    NotVerified,
    /// It does not fit, or is missing.
    Bad(Problem),
}

/// What is wrong with a delivery.
#[derive(Debug, PartialEq)]
pub(super) struct Problem {
    pub(super) rule: &'static Rule,
    pub(super) place: String,
    pub(super) message: String,
}

impl Problem {
    fn new(rule: &'static Rule, header: &str, message: impl Into<String>) -> Self {
        Self { rule, place: format!("header:{}", header.to_ascii_lowercase()), message: message.into() }
    }
}

/// Verifies the signature of a delivery. Its age is not judged here, see [`age`].
pub(super) fn verify(declared: &DeclaredSignature, secrets: &WebhookSecrets, delivery: &Delivery) -> Verdict {
    let headers = &delivery.headers;
    let Some(signature) = text(headers, &declared.header) else {
        return Verdict::Bad(Problem::new(
            &UNSIGNED,
            &declared.header,
            "is missing: the delivery is not signed, so anybody can have sent it",
        ));
    };
    if secrets.is_empty() || signature == REMOVED {
        return Verdict::NotVerified;
    }
    let (secrets, body) = (secrets.texts(), &delivery.body[..]);
    let verified = match &declared.scheme {
        Scheme::Unknown(_) => return Verdict::NotVerified,
        Scheme::BodyHex => body_hex::verify(&secrets, "", Some(&signature), body),
        Scheme::Svix => {
            let (id, timestamp) = (text(headers, svix::ID), text(headers, svix::TIMESTAMP));
            let sent = timestamp.as_deref().and_then(|text| text.parse().ok()).unwrap_or_default();
            let headers =
                svix::Headers { id: id.as_deref(), timestamp: timestamp.as_deref(), signature: Some(&signature) };
            // The time of sending in place of the present: the age is judged by the tolerance of the document.
            svix::verify(&secrets, headers, body, sent)
        }
    };
    match verified {
        Ok(()) => Verdict::Good,
        Err(error) => Verdict::Bad(problem(&error, &declared.header)),
    }
}

fn problem(error: &SignatureError, header: &str) -> Problem {
    match error {
        SignatureError::MissingHeader { name } => Problem::new(
            &SIGNATURE_UNREADABLE,
            name,
            "is missing, so the signature, which covers it, cannot be verified",
        ),
        SignatureError::MalformedHeader { name, expected } => {
            let name = if name.is_empty() { header } else { name };
            Problem::new(&SIGNATURE_UNREADABLE, name, format!("cannot be read: it must be {expected}"))
        }
        SignatureError::EmptyBody => Problem::new(&SIGNATURE_WRONG, header, "does not fit: the body is empty"),
        SignatureError::RewrittenBody => Problem::new(
            &SIGNATURE_WRONG,
            header,
            "fits the given secret, but not these bytes: something on the way, such as a proxy or a recorder, has \
             parsed the body and written it again",
        ),
        SignatureError::WrongSecret => Problem::new(
            &SIGNATURE_WRONG,
            header,
            "does not fit: it was made with another secret than the given one, or of another body; give the secret of \
             this webhook with --webhook-secret (it changes when it is rotated)",
        ),
        other => Problem::new(&SIGNATURE_WRONG, header, format!("does not fit: {other}")),
    }
}

/// Judges when a delivery says that it was sent. `received` is when it came, in seconds of UNIX time.
pub(super) fn age(declared: &DeclaredSignature, headers: &HeaderMap, received: i64) -> Option<Problem> {
    let tolerance = declared.tolerance.filter(|_| declared.scheme == Scheme::Svix)?;
    // A timestamp that cannot be read is found by the contract.
    let sent: i64 = text(headers, svix::TIMESTAMP)?.parse().ok()?;
    let seconds = received.abs_diff(sent);
    let direction = if sent < received { "before" } else { "after" };
    let message = format!(
        "says that it was sent {seconds} seconds {direction} it came, and the document allows {tolerance}: receivers \
         refuse it. A sandbox has a clock of its own; if it has sent this, let its clock stand at the present time"
    );
    (seconds > tolerance).then(|| Problem::new(&STALE, svix::TIMESTAMP, message))
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned())
}
