//! Payouts made by hand, and what is still unpaid.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::claimed;
use crate::error::CauseError;
use crate::identifiers::{OrderId, PartnerId, ProgramId};
use crate::ledger::{Event, LARGEST_AMOUNT, ProgramLedger};
use crate::order::{Facts, OrderStatus};
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
        let mut unpaid = BTreeMap::new();
        let mut add = |partner: PartnerId, amount: i64| *unpaid.entry(partner).or_default() += amount;
        let (columns, own) = (&self.world().columns, self.ledger().program(program));
        let visible = columns.visible(self.second);
        let seen = self.world().history_of(program).orders.iter().copied();
        for order in seen.take_while(|order| (*order as usize) < visible) {
            if let Some((partner, amount)) = earned(&self.simulated_facts(OrderId(order))) {
                add(partner, amount);
            }
        }
        for order in own.iter().flat_map(|own| &own.changed) {
            if let Some((partner, amount)) = earned(&self.simulated_facts(*order)) {
                add(partner, -amount);
            }
        }
        let changed = own.iter().flat_map(|own| &own.changed).copied();
        for order in changed.chain(own.into_iter().flat_map(ProgramLedger::added_orders)) {
            if let Some((partner, amount)) = earned(&self.facts(order)) {
                add(partner, amount);
            }
        }
        for (partner, amount) in claimed(*self, program) {
            add(partner, -amount);
        }
        for (_, _, request, _) in own.iter().flat_map(|own| own.requests.requested()) {
            add(request.partner, -request.amount);
        }
        for payout in self.made_payouts(program) {
            add(payout.partner, -payout.amount);
        }
        for bonus in self.bonuses(program) {
            add(bonus.partner, bonus.amount);
        }
        unpaid
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

/// What a partner earns with an order, if it is approved.
fn earned(facts: &Facts) -> Option<(PartnerId, i64)> {
    (facts.status == OrderStatus::Approved).then_some((facts.partner?, facts.commission))
}
