//! What can happen to partners because somebody causes it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::identifiers::{PartnerId, ProgramId};

/// A partner joined a program, or something happened to them there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerChange {
    /// The program.
    pub program: ProgramId,
    /// The partner. For one who joins: [`Ledger::next_partner`](crate::Ledger::next_partner).
    pub partner: PartnerId,
    /// What happened.
    pub step: PartnerStep,
    /// When.
    pub at: DateTime<Utc>,
}

/// What happened to a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartnerStep {
    /// They applied, and wait for approval.
    Joined(Box<NewPartner>),
    /// They were approved.
    Approved,
    /// They were rejected, or blocked after they had been approved.
    Blocked,
    /// They were put aside.
    Archived,
    /// They are back who were archived or blocked, also if the simulation had archived them: active if they were ever
    /// approved, waiting for approval otherwise.
    Restored,
    /// They are gone for good: nothing that happens later brings them back.
    Deleted,
    /// They have another name or e-mail address.
    Revised(Box<RevisedPartner>),
}

/// What is another about a partner. What is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisedPartner {
    /// Their name.
    pub name: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
}

/// Somebody who joins a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPartner {
    /// The code of their links. No other partner of the program has it.
    pub code: String,
    /// Their name, if they gave one.
    pub name: Option<String>,
    /// Their e-mail address, if they gave one.
    pub email: Option<String>,
}
