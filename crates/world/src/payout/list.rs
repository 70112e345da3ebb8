//! Payouts one by one, whether they are simulated or somebody made them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::request::{MADE, PLACES};
use super::{Claim, PayoutMethod, claims};
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
    /// When its status last changed.
    pub changed_at: DateTime<Utc>,
    /// When it was paid or rejected, if it was.
    pub finished_at: Option<DateTime<Utc>>,
}

/// What has become of a payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PayoutStatus {
    /// It was requested.
    Requested,
    /// It is approved but not yet paid.
    Approved,
    /// It is paid.
    Paid,
    /// It was rejected. The reward can be claimed again.
    Rejected,
    /// It was sent back: the partner has to submit it again.
    ResubmitRequested,
    /// It was submitted again.
    Resubmitted,
}

impl PayoutStatus {
    /// The status in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Paid => "paid",
            Self::Rejected => "rejected",
            Self::ResubmitRequested => "sent back",
            Self::Resubmitted => "submitted again",
        }
    }

    /// Whether nothing more becomes of it.
    const fn is_final(self) -> bool {
        matches!(self, Self::Paid | Self::Rejected)
    }
}

impl View<'_> {
    /// Every payout of a program: those of the simulation by partner and time, then those that somebody requested, and last
    /// those that somebody made at once, each in the order in which they were recorded.
    pub fn payout_list(&self, program: ProgramId) -> Vec<Payout> {
        let simulated = claims(*self, program).iter().filter_map(|claim| self.simulated_payout(program, claim));
        let made = (0..).zip(self.made_payouts(program)).map(|(place, made)| Payout {
            program,
            partner: made.partner,
            number: MADE | u64::from(program.0) << PLACES | place,
            amount: made.amount,
            method: made.method,
            status: PayoutStatus::Paid,
            requested_at: made.at,
            changed_at: made.at,
            finished_at: Some(made.at),
        });
        simulated.chain(self.requested_payouts(program)).chain(made).collect()
    }

    /// The payouts of a program that somebody requested, in the order of their numbers.
    fn requested_payouts(&self, program: ProgramId) -> impl Iterator<Item = Payout> {
        let own = self.ledger().program(program);
        own.into_iter().flat_map(|own| own.requests.requested()).filter_map(move |(number, steps, request, at)| {
            let (status, changed_at) = steps.reached()?;
            Some(Payout {
                program,
                partner: request.partner,
                number,
                amount: request.amount,
                method: request.method,
                status,
                requested_at: at,
                changed_at,
                finished_at: status.is_final().then_some(changed_at),
            })
        })
    }

    /// The payout of a program with the number, if it is requested by now.
    pub fn payout(&self, program: ProgramId, number: u64) -> Option<Payout> {
        self.payout_list(program).into_iter().find(|payout| payout.number == number)
    }

    /// How a partner wants to be paid: what they were last paid by, or what they have entered in the simulation. `None` if
    /// they have not said.
    pub fn payout_method(&self, program: ProgramId, partner: PartnerId) -> Option<PayoutMethod> {
        if partner.is_of_the_ledger() {
            let made = self.made_payouts(program).map(|payout| (payout.at, payout.partner, payout.method));
            let requested =
                self.requested_payouts(program).map(|payout| (payout.requested_at, payout.partner, payout.method));
            let theirs = made.chain(requested).filter(|(_, of, _)| *of == partner);
            return theirs.max_by_key(|(at, ..)| *at).map(|(.., method)| method);
        }
        Some(self.usual_method(program, partner))
    }

    /// The UUID of a payout.
    pub fn payout_uuid(&self, payout: &Payout) -> Uuid {
        self.uuids(Purpose::PayoutUuid).uuid(payout.number)
    }

    /// The number of the payout with the UUID.
    pub fn payout_by_uuid(&self, uuid: Uuid) -> Option<u64> {
        self.uuids(Purpose::PayoutUuid).number(uuid)
    }

    fn simulated_payout(&self, program: ProgramId, claim: &Claim) -> Option<Payout> {
        let (first, last) = (claim.events.first()?, claim.last(self.second)?);
        let (status, changed_at) = claim.reached(*self, program, last);
        Some(Payout {
            program,
            partner: claim.partner,
            number: claim.number,
            amount: first.amount,
            method: self.usual_method(program, claim.partner),
            status,
            requested_at: self.world().timeline.time(first.second),
            changed_at,
            finished_at: status.is_final().then_some(changed_at),
        })
    }

    fn usual_method(&self, program: ProgramId, partner: PartnerId) -> PayoutMethod {
        let index = 1 << 40 | u64::from(program.0) << 16 | u64::from(partner.0);
        let mut dice = Dice::new(self.world().settings().seed, Purpose::Payout, index);
        if dice.chance(550) { PayoutMethod::Paypal } else { PayoutMethod::BankTransfer }
    }
}
