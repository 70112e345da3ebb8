//! A partner gets another name or e-mail address by hand.

use chrono::{DateTime, Utc};

use super::cause::{valid_email, valid_name};
use super::{PartnerChange, PartnerStatus, PartnerStep, RevisedPartner};
use crate::error::CauseError;
use crate::identifiers::{PartnerId, ProgramId};
use crate::ledger::Event;
use crate::program::ProgramState;
use crate::view::View;

/// Another name or e-mail address of a partner to cause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartnerRevisionCause {
    /// The program: a healthy one if not given.
    pub program: Option<ProgramId>,
    /// The partner: the last one who joined it, if not given.
    pub partner: Option<PartnerId>,
    /// Their name: 1 to 100 characters. The one that they have if not given.
    pub name: Option<String>,
    /// Their e-mail address: at most 200 characters. The one that they have if not given.
    pub email: Option<String>,
    /// When: now if not given.
    pub at: Option<DateTime<Utc>>,
}

impl View<'_> {
    pub(crate) fn cause_partner_revision(&self, cause: &PartnerRevisionCause) -> Result<Vec<Event>, CauseError> {
        let program = self.chosen_program(cause.program, None, ProgramState::Healthy)?;
        let known = if let Some(partner) = cause.partner {
            self.partner(program.id, partner).ok_or(CauseError::UnknownPartner)?
        } else {
            let there = self.all_partners(program.id).filter(|known| known.status != PartnerStatus::Deleted);
            there.max_by_key(|known| known.joined_at).ok_or(CauseError::NoSuchPartner)?
        };
        if known.status == PartnerStatus::Deleted {
            return Err(CauseError::NoSuchPartner);
        }
        let revised =
            RevisedPartner { name: valid_name(cause.name.as_deref())?, email: valid_email(cause.email.clone())? };
        if revised == RevisedPartner::default() {
            return Err(CauseError::NothingToChange);
        }
        let at = self.time_from(self.world().begins().max(known.joined_at), cause.at)?;
        let step = PartnerStep::Revised(Box::new(revised));
        Ok(vec![Event::Partner(PartnerChange { program: program.id, partner: known.id, step, at })])
    }
}
