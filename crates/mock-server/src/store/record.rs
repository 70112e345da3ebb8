//! The entries of a log that several replicas share: what each of them does in the same order.

use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::control::NewWorld;

use super::{Appended, Entry, KeptWebhooks, Recorded, Removal, StoredAnswer};
use crate::named::WorldName;
use crate::start::Base;
use crate::steering::Steering;

/// A record, and the world to which it belongs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RecordOfWorld {
    /// The name of the world; `None` for the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) world: Option<WorldName>,
    /// What happens in it.
    #[serde(flatten)]
    pub(crate) record: Record,
}

/// What every replica does at this place of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Record {
    /// A request was decided: this changes in the ledger, and among the kept responses.
    Appended(AppendedRecord),
    /// The clock, faults, overrides or readings are these now.
    Steered(Box<Steering>),
    /// The state is kept under a name.
    Kept {
        /// The name of the checkpoint.
        name: String,
        /// The time of the clock.
        now: DateTime<Utc>,
    },
    /// A checkpoint is forgotten.
    Forgotten {
        /// Its name.
        name: String,
    },
    /// The state goes back to a checkpoint.
    Restored {
        /// Its name.
        name: String,
    },
    /// Everything that clients created is removed.
    Reset {
        /// Whether nothing that was recorded before is needed any more.
        supersedes: bool,
    },
    /// A named world was created, in another way than by its first use.
    WorldCreated {
        /// How, as the control API was asked.
        asked: Box<NewWorld>,
        /// What its simulation is based on, if it has one of its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        base: Option<Base>,
    },
    /// A named world was deleted.
    WorldDeleted {
        /// Its name.
        name: WorldName,
    },
    /// A file was sent; its bytes are beside the record.
    Uploaded {
        /// The token of the upload.
        token: String,
    },
    /// Webhook events were told, and some were sent.
    Webhooks(KeptWebhooks),
}

/// What one decided request changes, as [`Appended`] says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AppendedRecord {
    /// The time of the clock.
    pub(super) at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    entries: Vec<NumberedEntry>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    removed: Vec<(u64, Removal)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    answers: Vec<KeptAnswer>,
    #[serde(default, skip_serializing_if = "is_false")]
    later_answers: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answers_until: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct NumberedEntry {
    id: u64,
    #[serde(flatten)]
    recorded: Recorded,
}

/// A kept response. Numbers of 128 bits are more than JSON promises to carry, so they are hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptAnswer {
    key: String,
    request: String,
    status: u16,
    body: String,
}

impl AppendedRecord {
    pub(super) fn new(at: DateTime<Utc>, appended: &Appended) -> Self {
        let Appended { entries, removed, answers, later_answers, answers_until } = appended;
        let entry = |entry: &Arc<Entry>| NumberedEntry { id: entry.id, recorded: entry.recorded.clone() };
        Self {
            at,
            entries: entries.iter().map(entry).collect(),
            removed: removed.clone(),
            answers: answers.iter().map(KeptAnswer::new).collect(),
            later_answers: *later_answers,
            answers_until: *answers_until,
        }
    }

    /// Fails if it was damaged.
    pub(super) fn appended(self) -> Result<Appended, String> {
        let entry = |NumberedEntry { id, recorded }| Arc::new(Entry { id, recorded });
        Ok(Appended {
            entries: self.entries.into_iter().map(entry).collect(),
            removed: self.removed,
            answers: self.answers.into_iter().map(KeptAnswer::answer).collect::<Result<_, _>>()?,
            later_answers: self.later_answers,
            answers_until: self.answers_until,
        })
    }
}

impl KeptAnswer {
    fn new(answer: &StoredAnswer) -> Self {
        let StoredAnswer { key, request, status, ref body } = *answer;
        // Every body with an idempotency key is JSON.
        let body = String::from_utf8_lossy(body).into_owned();
        Self { key: format!("{key:x}"), request: format!("{request:x}"), status, body }
    }

    fn answer(self) -> Result<StoredAnswer, String> {
        let number = |digits: &str| {
            u128::from_str_radix(digits, 16).map_err(|error| format!("the number {digits:?} is damaged: {error}"))
        };
        let (key, request) = (number(&self.key)?, number(&self.request)?);
        Ok(StoredAnswer { key, request, status: self.status, body: Bytes::from(self.body) })
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}
