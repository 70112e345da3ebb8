//! The secrets that deliveries are signed with.

use std::fmt;

use trackside_recording::Secrets;
use trackside_signature::{SignatureError, svix};

use super::declared::{DeclaredDelivery, Scheme};
use crate::CheckError;

/// The secrets of a webhook. There are two while one replaces the other, and none if signatures are not verified.
#[derive(Clone, Default)]
pub struct WebhookSecrets(Vec<String>);

impl WebhookSecrets {
    /// These secrets, as the provider shows them. Empty ones are left out.
    pub fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let trimmed = secrets.into_iter().map(|secret| secret.trim().to_owned());
        Self(trimmed.filter(|secret| !secret.is_empty()).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns an error if a secret cannot be one of the declared scheme. No signature could fit it.
    pub(super) fn check(&self, declared: &DeclaredDelivery) -> Result<(), CheckError> {
        let is_svix = declared.signature.as_ref().is_some_and(|signature| signature.scheme == Scheme::Svix);
        let wrong =
            self.texts().into_iter().filter(|_| is_svix).find_map(|secret| svix::sign(secret, "", 0, b"").err());
        match wrong {
            Some(SignatureError::MalformedSecret { expected }) => Err(CheckError::WebhookSecret { expected }),
            _ => Ok(()),
        }
    }

    /// The secrets, to verify signatures with.
    pub(super) fn texts(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }

    /// The secrets, to be removed from all output.
    pub(super) fn secrets(&self) -> Secrets {
        let mut secrets = Secrets::new();
        self.0.iter().for_each(|secret| secrets.add(secret));
        secrets
    }
}

impl fmt::Debug for WebhookSecrets {
    /// Shows how many there are, never the values.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} secrets", self.0.len())
    }
}
