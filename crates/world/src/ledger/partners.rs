//! The partners of a program of whom the ledger knows something.

use imbl::OrdMap;

use crate::identifiers::PartnerId;
use crate::partner::{NewPartner, PartnerStatus, PartnerStep, RevisedPartner};

/// The partners who joined in the ledger, and what became of those of the simulation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Partners {
    joined: OrdMap<PartnerId, LedgerPartner>,
    codes: OrdMap<String, PartnerId>,
    /// What was last decided about partners of the simulation.
    decided: OrdMap<PartnerId, PartnerStatus>,
    /// When partners were first approved in the ledger.
    approved: OrdMap<PartnerId, u32>,
    /// When partners of the simulation were last restored.
    restored: OrdMap<PartnerId, u32>,
    /// Names and e-mail addresses that partners of the simulation were given.
    revised: OrdMap<PartnerId, RevisedPartner>,
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
        if self.is_deleted(partner) {
            return;
        }
        let status = match step {
            PartnerStep::Joined(new) => {
                self.codes.insert(new.code.clone(), partner);
                let known =
                    LedgerPartner { new: NewPartner::clone(new), joined: second, status: PartnerStatus::Pending };
                self.joined.insert(partner, known);
                return;
            }
            PartnerStep::Revised(revised) => return self.revise(partner, revised),
            PartnerStep::Approved => PartnerStatus::Active,
            PartnerStep::Blocked => PartnerStatus::Blocked,
            PartnerStep::Archived => PartnerStatus::Archived,
            PartnerStep::Deleted => PartnerStatus::Deleted,
            PartnerStep::Restored => return self.restore(partner, second),
        };
        if status == PartnerStatus::Active && !self.approved.contains_key(&partner) {
            self.approved.insert(partner, second);
        }
        self.set(partner, status);
    }

    /// Somebody whom the ledger has approved is active again. Of the others, those who joined in the ledger wait for
    /// approval, and those of the simulation are what it makes of them.
    fn restore(&mut self, partner: PartnerId, second: u32) {
        let is_simulated = !self.joined.contains_key(&partner);
        if is_simulated {
            self.restored.insert(partner, second);
        }
        if self.approved.contains_key(&partner) {
            self.set(partner, PartnerStatus::Active);
        } else if is_simulated {
            self.decided.remove(&partner);
        } else {
            self.set(partner, PartnerStatus::Pending);
        }
    }

    fn revise(&mut self, partner: PartnerId, revised: &RevisedPartner) {
        let (name, email) = if let Some(known) = self.joined.get_mut(&partner) {
            (&mut known.new.name, &mut known.new.email)
        } else {
            let known = self.revised.entry(partner).or_default();
            (&mut known.name, &mut known.email)
        };
        for (kept, given) in [(name, &revised.name), (email, &revised.email)] {
            if given.is_some() {
                kept.clone_from(given);
            }
        }
    }

    fn set(&mut self, partner: PartnerId, status: PartnerStatus) {
        match self.joined.get_mut(&partner) {
            Some(known) => known.status = status,
            None => {
                self.decided.insert(partner, status);
            }
        }
    }

    fn is_deleted(&self, partner: PartnerId) -> bool {
        let status = self.joined.get(&partner).map(LedgerPartner::status).or_else(|| self.decided(partner));
        status == Some(PartnerStatus::Deleted)
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

    pub(super) fn restored(&self, partner: PartnerId) -> Option<u32> {
        self.restored.get(&partner).copied()
    }

    pub(super) fn revised(&self, partner: PartnerId) -> Option<&RevisedPartner> {
        self.revised.get(&partner)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.joined.is_empty() && self.decided.is_empty() && self.restored.is_empty() && self.revised.is_empty()
    }

    pub(super) fn last(&self) -> Option<PartnerId> {
        self.joined.get_max().map(|(partner, _)| *partner)
    }
}
