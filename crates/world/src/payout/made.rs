//! Payouts made by hand, and what is still unpaid.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{PayoutStatus, claimed};
use crate::error::CauseError;
use crate::identifiers::{PartnerId, ProgramId};
use crate::ledger::{Event, LARGEST_AMOUNT, ProgramLedger};
use crate::program::ProgramState;
use crate::view::View;

/// A partner was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPayout {
    /// The program.
    pub program: ProgramId,
    /// The partner.
    pub partner: PartnerId,
    /// How much, in minor units of the program's currency.
    pub amount: i64,
    /// How.
    pub method: PayoutMethod,
    /// When.
    pub at: DateTime<Utc>,
}

/// How a partner is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutMethod {
    /// To a bank account.
    BankTransfer,
    /// To an account at PayPal.
    Paypal,
    /// To an account at Stripe.
    Stripe,
    /// In another way.
    Other,
}

/// A payout to cause, or a request for one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PayoutCause {
    /// The program: a healthy one if not given.
    pub program: Option<ProgramId>,
    /// The partner: the one who is owed most if not given.
    pub partner: Option<PartnerId>,
    /// How much, in minor units: everything that is approved and unpaid if not given. It cannot be more than that.
    pub amount: Option<i64>,
    /// How: by bank transfer if not given.
    pub method: Option<PayoutMethod>,
    /// When: now if not given.
    pub at: Option<DateTime<Utc>>,
}

impl<'w> View<'w> {
    /// The payouts that the ledger has of a program, in the order in which they were recorded.
    pub fn made_payouts(&self, program: ProgramId) -> impl Iterator<Item = &'w NewPayout> + use<'w> {
        self.ledger().program(program).into_iter().flat_map(ProgramLedger::payouts)
    }

    /// What partners of a program have earned with approved orders and been given as bonuses, and not been paid, in minor
    /// units. A payout that is requested but not yet paid counts as paid. What was paid before an order was declined is
    /// negative.
    pub fn unpaid(&self, program: ProgramId) -> BTreeMap<PartnerId, i64> {
        let sums = self.partner_sums(program).into_iter();
        let mut unpaid: BTreeMap<_, _> = sums.map(|(partner, sums)| (partner, sums.approved)).collect();
        for (partner, amount, _) in claimed(*self, program) {
            *unpaid.entry(partner).or_default() -= amount;
        }
        let own = self.ledger().program(program);
        for (partner, earned) in own.into_iter().flat_map(|own| own.brought().partners()) {
            *unpaid.entry(partner).or_default() += earned.bonuses - earned.paid - earned.requested;
        }
        unpaid
    }

    /// What was paid to partners of a program, in minor units. Partners who were paid nothing may be missing.
    pub fn paid(&self, program: ProgramId) -> BTreeMap<PartnerId, i64> {
        let mut paid = BTreeMap::new();
        for (partner, amount, _) in claimed(*self, program).filter(|(.., status)| *status == PayoutStatus::Paid) {
            *paid.entry(partner).or_default() += amount;
        }
        let own = self.ledger().program(program);
        for (partner, earned) in own.into_iter().flat_map(|own| own.brought().partners()) {
            *paid.entry(partner).or_default() += earned.paid;
        }
        paid
    }

    pub(crate) fn cause_payout(&self, cause: &PayoutCause) -> Result<Vec<Event>, CauseError> {
        Ok(vec![Event::Payout(self.payable(cause)?)])
    }

    /// What can be paid now, or requested.
    pub(super) fn payable(&self, cause: &PayoutCause) -> Result<NewPayout, CauseError> {
        let program = self.chosen_program(cause.program, None, ProgramState::Healthy)?;
        let at = self.time_in(program, cause.at)?;
        let unpaid = self.unpaid(program.id);
        let partner = if let Some(partner) = cause.partner {
            self.partner(program.id, partner).ok_or(CauseError::UnknownPartner)?.id
        } else {
            let most = unpaid.iter().max_by_key(|(partner, amount)| (**amount, std::cmp::Reverse(**partner)));
            *most.ok_or(CauseError::NothingToPay)?.0
        };
        let unpaid = unpaid.get(&partner).copied().unwrap_or_default();
        if unpaid <= 0 {
            return Err(CauseError::NothingToPay);
        }
        let amount = cause.amount.unwrap_or(unpaid);
        if !(1..=unpaid.min(LARGEST_AMOUNT)).contains(&amount) {
            return Err(CauseError::PayoutOutOfRange { unpaid });
        }
        let method = cause.method.unwrap_or(PayoutMethod::BankTransfer);
        Ok(NewPayout { program: program.id, partner, amount, method, at })
    }
}
