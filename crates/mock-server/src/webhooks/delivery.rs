//! One message on its way to one receiver.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::control::WebhookTrouble;

use crate::serve::ReceiverKey;

/// One message on its way to one receiver. What a file keeps of it has this form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Delivery {
    /// Its number among all of the world.
    pub(crate) number: u64,
    /// The id of the message.
    pub(crate) message: String,
    pub(crate) receiver: ReceiverKey,
    pub(crate) event: String,
    /// The name of the program that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) program: Option<String>,
    /// The entry of the ledger that caused it; `None` if it was simulated, or only a test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) entry: Option<u64>,
    /// When it happened, in sandbox time.
    pub(crate) at: DateTime<Utc>,
    /// The payload.
    pub(crate) body: String,
    /// Whether somebody asked for it, and nothing has happened.
    #[serde(default)]
    pub(crate) is_test: bool,
    /// The delivery of which it is a repetition that somebody asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) repeats: Option<u64>,
    /// What is made to go wrong with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) trouble: Option<WebhookTrouble>,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) state: State,
}

/// What has become of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub(crate) enum State {
    /// It waits for its turn at its receiver.
    Queued,
    /// It waits until the sandbox's clock gets there.
    Waiting {
        /// When it is tried next, in sandbox time.
        due: DateTime<Utc>,
    },
    /// A receiver has accepted it.
    Delivered,
    /// No attempt is left.
    Failed,
    /// It is not sent.
    NotSent {
        /// Why, in words.
        reason: String,
    },
}

/// An attempt to deliver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Attempt {
    /// For when it was planned, in sandbox time.
    pub(crate) due: DateTime<Utc>,
    /// When it was made, in real time.
    pub(crate) at: DateTime<Utc>,
    pub(crate) elapsed: Duration,
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    /// What was signed, with `{body}` for the body. `None` if the provider does not sign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) signed: Option<String>,
    pub(crate) outcome: Outcome,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub(crate) enum Outcome {
    /// The receiver has responded.
    Answered {
        /// With this status.
        status: u16,
        /// And this body, as far as it is kept.
        body: String,
    },
    /// There was no response.
    Broken {
        /// Why, in words.
        reason: String,
    },
}

impl Delivery {
    /// Whether it is done with.
    pub(crate) fn is_finished(&self) -> bool {
        !matches!(self.state, State::Queued | State::Waiting { .. })
    }

    /// The approximate memory that it uses, in bytes.
    pub(super) fn size(&self) -> usize {
        let attempt = |attempt: &Attempt| {
            let headers: usize = attempt.headers.iter().map(|(name, value)| name.len() + value.len() + 48).sum();
            let outcome = match &attempt.outcome {
                Outcome::Answered { body, .. } => body.len(),
                Outcome::Broken { reason } => reason.len(),
            };
            256 + attempt.url.len() + headers + outcome
        };
        512 + self.body.len() + self.attempts.iter().map(attempt).sum::<usize>()
    }
}

impl Outcome {
    /// Whether the receiver has accepted: 2xx.
    pub(crate) fn is_success(&self) -> bool {
        matches!(self, Self::Answered { status: 200..=299, .. })
    }
}
