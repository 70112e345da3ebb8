//! Payouts that are requested, approved and paid step by step, because somebody causes it. A step may also come before the
//! simulation takes it.

use chrono::{DateTime, Utc};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use super::{Payout, PayoutCause, PayoutMethod, PayoutStatus};
use crate::error::CauseError;
use crate::identifiers::{PartnerId, ProgramId};
use crate::ledger::Event;
use crate::view::View;

/// Numbers of payouts that somebody made or requested begin here.
pub(super) const MADE: u64 = 1 << 39;

/// The number of a program stands before so many bits.
pub(super) const PLACES: u32 = 23;

/// Half of the places of a program are for payouts that were requested, and not made at once.
const REQUESTED: u64 = 1 << (PLACES - 1);

/// A payout was requested, approved or paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutChange {
    /// The program.
    pub program: ProgramId,
    /// The number of the payout. For a new request: [`Ledger::next_payout`](crate::Ledger::next_payout).
    pub payout: u64,
    /// What happened.
    pub step: PayoutStep,
    /// When.
    pub at: DateTime<Utc>,
}

/// What happened to a payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutStep {
    /// It was requested.
    Requested(PayoutRequest),
    /// It was approved.
    Approved,
    /// It was paid.
    Paid,
}

/// What is to be paid, to whom and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutRequest {
    /// The partner.
    pub partner: PartnerId,
    /// How much, in minor units of the program's currency: at least 1.
    pub amount: i64,
    /// How.
    pub method: PayoutMethod,
}

/// A decision about a payout to cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutDecisionCause {
    /// The program: all if not given.
    pub program: Option<ProgramId>,
    /// The number of the payout: the newest about which this can be decided, if not given.
    pub payout: Option<u64>,
    /// What is decided.
    pub decision: PayoutDecision,
    /// When: now if not given.
    pub at: Option<DateTime<Utc>>,
}

/// What can be decided about a payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PayoutDecision {
    /// It is approved, if it awaits a decision.
    Approved,
    /// It is paid, if it is approved.
    Paid,
}

/// The payouts of a program that the ledger has changed, or that were requested in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Requests {
    steps: OrdMap<u64, Steps>,
}

/// What the ledger knows of a payout.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Steps {
    /// What was requested in the ledger, and when. `None` for a payout of the simulation.
    pub(super) requested: Option<(PayoutRequest, DateTime<Utc>)>,
    approved: Option<DateTime<Utc>>,
    paid: Option<DateTime<Utc>>,
}

/// The amount of a payout, either still to be paid or paid.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owed {
    pub(crate) requested: i64,
    pub(crate) paid: i64,
}

impl PayoutDecision {
    /// What is decided, as a participle: `approved`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Paid => "paid",
        }
    }

    /// Whether it can be decided about a payout with the status. One that was sent back waits for its partner.
    const fn fits(self, status: PayoutStatus) -> bool {
        match self {
            Self::Approved => matches!(status, PayoutStatus::Requested | PayoutStatus::Resubmitted),
            Self::Paid => matches!(status, PayoutStatus::Approved),
        }
    }

    const fn step(self) -> PayoutStep {
        match self {
            Self::Approved => PayoutStep::Approved,
            Self::Paid => PayoutStep::Paid,
        }
    }
}

impl Requests {
    /// What a partner has requested with a payout that the ledger introduced.
    pub(crate) fn owed(&self, payout: u64) -> Option<(PartnerId, Owed)> {
        let steps = self.get(payout)?;
        let (request, _) = steps.requested?;
        let is_paid = steps.paid.is_some();
        let (requested, paid) = if is_paid { (0, request.amount) } else { (request.amount, 0) };
        Some((request.partner, Owed { requested, paid }))
    }

    pub(crate) fn apply(&mut self, change: &PayoutChange) {
        let steps = self.steps.entry(change.payout).or_default();
        match change.step {
            PayoutStep::Requested(request) => steps.requested = Some((request, change.at)),
            PayoutStep::Approved => steps.approved = Some(change.at),
            PayoutStep::Paid => steps.paid = Some(change.at),
        }
    }

    pub(super) fn get(&self, payout: u64) -> Option<&Steps> {
        self.steps.get(&payout)
    }

    /// Those that were requested in the ledger, in the order of their numbers.
    pub(super) fn requested(&self) -> impl Iterator<Item = (u64, &Steps, PayoutRequest, DateTime<Utc>)> {
        self.steps.iter().filter_map(|(number, steps)| {
            let (request, at) = steps.requested?;
            Some((*number, steps, request, at))
        })
    }

    /// Whether payouts of the simulation have changed.
    pub(super) fn changes_simulated(&self) -> bool {
        self.steps.values().any(|steps| steps.requested.is_none())
    }

    /// The last one that was requested in the ledger, by number.
    pub(crate) fn last(&self) -> Option<u64> {
        self.steps.iter().rev().find(|(_, steps)| steps.requested.is_some()).map(|(number, _)| *number)
    }

    /// Whether the step can be applied, if the program has so many partners in the simulation.
    pub(crate) fn admits(&self, change: &PayoutChange, partners: usize) -> bool {
        let known = self.get(change.payout).is_some_and(|steps| steps.requested.is_some());
        match change.step {
            PayoutStep::Requested(_) => !known && is_requested(change.program, change.payout),
            PayoutStep::Approved | PayoutStep::Paid => known || is_simulated(change.program, change.payout, partners),
        }
    }
}

impl Steps {
    /// What has become of the payout in the ledger, and when. `None` if the ledger does not say.
    pub(super) fn reached(&self) -> Option<(PayoutStatus, DateTime<Utc>)> {
        let paid = self.paid.map(|at| (PayoutStatus::Paid, at));
        let approved = self.approved.map(|at| (PayoutStatus::Approved, at));
        paid.or(approved).or(self.requested.map(|(_, at)| (PayoutStatus::Requested, at)))
    }
}

/// The number of the first payout that is requested in the ledger, or of the one after the last.
pub(crate) fn next_number(program: ProgramId, last: Option<u64>) -> u64 {
    last.map_or(MADE | u64::from(program.0) << PLACES | REQUESTED, |last| last + 1)
}

/// Whether it is the number of a payout that was requested in the ledger.
fn is_requested(program: ProgramId, number: u64) -> bool {
    number & !(REQUESTED - 1) == next_number(program, None)
}

/// Whether it can be the number of a payout of the simulation.
fn is_simulated(program: ProgramId, number: u64, partners: usize) -> bool {
    let partner = usize::try_from(number >> 8 & 0xffff).expect("16 bits");
    number >> 24 == u64::from(program.0) && partner < partners
}

impl View<'_> {
    pub(crate) fn cause_payout_request(&self, cause: &PayoutCause) -> Result<Vec<Event>, CauseError> {
        let made = self.payable(cause)?;
        let request = PayoutRequest { partner: made.partner, amount: made.amount, method: made.method };
        let (program, step) = (made.program, PayoutStep::Requested(request));
        let payout = self.ledger().next_payout(program);
        Ok(vec![Event::PayoutChange(PayoutChange { program, payout, step, at: made.at })])
    }

    pub(crate) fn cause_payout_decision(&self, cause: &PayoutDecisionCause) -> Result<Vec<Event>, CauseError> {
        let decision = cause.decision;
        let programs =
            self.programs().map(|known| known.id).filter(|known| cause.program.is_none_or(|program| program == *known));
        let payouts = programs.flat_map(|program| self.payout_list(program));
        let payout: Payout = match cause.payout {
            Some(number) => {
                let found = { payouts }.find(|payout| payout.number == number).ok_or(CauseError::UnknownPayout)?;
                if !decision.fits(found.status) {
                    return Err(CauseError::NoSuchPayoutStep { status: found.status, decision });
                }
                found
            }
            None => payouts
                .filter(|payout| decision.fits(payout.status))
                .max_by_key(|payout| (payout.requested_at, payout.number))
                .ok_or(CauseError::NoSuchPayout { decision })?,
        };
        let at = self.time_from(payout.changed_at, cause.at)?;
        let change = PayoutChange { program: payout.program, payout: payout.number, step: decision.step(), at };
        Ok(vec![Event::PayoutChange(change)])
    }
}
