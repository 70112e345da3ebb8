//! The partners of a program of whom the ledger knows something.

use imbl::OrdMap;

use crate::identifiers::PartnerId;
use crate::partner::{NewPartner, PartnerStatus, PartnerStep};

/// The partners who joined in the ledger, and what became of those of the simulation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Partners {
    joined: OrdMap<PartnerId, LedgerPartner>,
    codes: OrdMap<String, PartnerId>,
    /// What was last decided about partners of the simulation.
    decided: OrdMap<PartnerId, PartnerStatus>,
    /// When partners were first approved in the ledger.
    approved: OrdMap<PartnerId, u32>,
}

/// A partner who joined in the ledger.
#[derive(Debug, Clone)]
pub(crate) struct LedgerPartner {
    pub(crate) new: NewPartner,
    /// When they joined, in seconds since the world begins.
    pub(crate) joined: u32,
    status: PartnerStatus,
}

impl LedgerPartner {
    pub(crate) fn code(&self) -> &str {
        &self.new.code
    }

    pub(crate) fn status(&self) -> PartnerStatus {
        self.status
    }
}

impl Partners {
    pub(super) fn apply(&mut self, partner: PartnerId, step: &PartnerStep, second: u32) {
        let status = match step {
            PartnerStep::Joined(new) => {
                self.codes.insert(new.code.clone(), partner);
                let known =
                    LedgerPartner { new: NewPartner::clone(new), joined: second, status: PartnerStatus::Pending };
                self.joined.insert(partner, known);
                return;
            }
            PartnerStep::Approved => PartnerStatus::Active,
            PartnerStep::Blocked => PartnerStatus::Blocked,
        };
        if status == PartnerStatus::Active && !self.approved.contains_key(&partner) {
            self.approved.insert(partner, second);
        }
        match self.joined.get_mut(&partner) {
            Some(known) => known.status = status,
            None => {
                self.decided.insert(partner, status);
            }
        }
    }

    pub(super) fn get(&self, partner: PartnerId) -> Option<&LedgerPartner> {
        self.joined.get(&partner)
    }

    pub(super) fn by_code(&self, code: &str) -> Option<PartnerId> {
        self.codes.get(code).copied()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (PartnerId, &LedgerPartner)> {
        self.joined.iter().map(|(partner, known)| (*partner, known))
    }

    pub(super) fn approved(&self, partner: PartnerId) -> Option<u32> {
        self.approved.get(&partner).copied()
    }

    pub(super) fn decided(&self, partner: PartnerId) -> Option<PartnerStatus> {
        self.decided.get(&partner).copied()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.joined.is_empty() && self.decided.is_empty()
    }

    pub(super) fn last(&self) -> Option<PartnerId> {
        self.joined.get_max().map(|(partner, _)| *partner)
    }
}
