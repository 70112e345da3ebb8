//! Payouts one by one, whether they are simulated or somebody made them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Calendar, Claim, PayoutMethod, Status, claims};
use crate::chance::{Dice, Purpose};
use crate::identifiers::{PartnerId, ProgramId};
use crate::view::View;

/// A payout at one point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payout {
    /// The program.
    pub program: ProgramId,
    /// The partner.
    pub partner: PartnerId,
    /// Its number among the payouts of all programs: below 2^40.
    pub number: u64,
    /// How much, in minor units of the program's currency.
    pub amount: i64,
    /// How.
    pub method: PayoutMethod,
    /// What has become of it.
    pub status: PayoutStatus,
    /// When it was requested, or made.
    pub requested_at: DateTime<Utc>,
    /// When it was paid or rejected, if it was.
    pub finished_at: Option<DateTime<Utc>>,
}

/// What has become of a payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PayoutStatus {
    /// It was requested, or has to be requested again.
    Requested,
    /// It is approved but not yet paid.
    Approved,
    /// It is paid.
    Paid,
    /// It was rejected. The reward can be claimed again.
    Rejected,
}

/// Numbers of payouts that somebody made begin here.
const MADE: u64 = 1 << 39;

/// A program has room for so many payouts that somebody made.
const PLACES: u32 = 23;

impl View<'_> {
    /// Every payout of a program: those of the simulation by partner and time, then those that somebody made, in the order in
    /// which they were recorded.
    pub fn payout_list(&self, program: ProgramId) -> Vec<Payout> {
        let calendar = Calendar::new(self.world().timeline);
        let claims = claims(*self, program, &calendar);
        let simulated = claims.iter().filter_map(|claim| self.simulated_payout(program, claim));
        let made = (0..).zip(self.made_payouts(program)).map(|(place, made)| Payout {
            program,
            partner: made.partner,
            number: MADE | u64::from(program.0) << PLACES | place,
            amount: made.amount,
            method: made.method,
            status: PayoutStatus::Paid,
            requested_at: made.at,
            finished_at: Some(made.at),
        });
        simulated.chain(made).collect()
    }

    /// How a partner wants to be paid: what they were last paid by, or what they have entered in the simulation. `None` if
    /// they have not said.
    pub fn payout_method(&self, program: ProgramId, partner: PartnerId) -> Option<PayoutMethod> {
        if partner.is_of_the_ledger() {
            let mut made = self.made_payouts(program).filter(|payout| payout.partner == partner);
            return made.next().map(|payout| payout.method);
        }
        Some(self.usual_method(program, partner))
    }

    /// The UUID of a payout.
    pub fn payout_uuid(&self, payout: &Payout) -> Uuid {
        self.uuids(Purpose::PayoutUuid).uuid(payout.number)
    }

    fn simulated_payout(&self, program: ProgramId, claim: &Claim) -> Option<Payout> {
        let time = |second| self.world().timeline.time(second);
        let happened = || claim.events.iter().filter(|event| event.second <= self.second);
        let (first, last) = (happened().next()?, happened().next_back()?);
        let (status, finished) = match last.to {
            Status::Requested | Status::ResubmitRequested | Status::Resubmitted => (PayoutStatus::Requested, None),
            Status::Approved => (PayoutStatus::Approved, None),
            Status::Finished => (PayoutStatus::Paid, Some(last.second)),
            Status::Rejected => (PayoutStatus::Rejected, Some(last.second)),
        };
        Some(Payout {
            program,
            partner: claim.partner,
            number: claim.number,
            amount: first.amount,
            method: self.usual_method(program, claim.partner),
            status,
            requested_at: time(first.second),
            finished_at: finished.map(time),
        })
    }

    fn usual_method(&self, program: ProgramId, partner: PartnerId) -> PayoutMethod {
        let index = 1 << 40 | u64::from(program.0) << 16 | u64::from(partner.0);
        let mut dice = Dice::new(self.world().settings().seed, Purpose::Payout, index);
        if dice.chance(550) { PayoutMethod::Paypal } else { PayoutMethod::BankTransfer }
    }
}
