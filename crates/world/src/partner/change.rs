//! What can happen to partners because somebody causes it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::identifiers::{PartnerId, ProgramId};

/// A partner joined a program, or was approved or blocked there.
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
