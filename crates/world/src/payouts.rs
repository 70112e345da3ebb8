//! Payouts: what partners earned in a month is paid in the next one.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Months, NaiveDate};

use crate::columns::Columns;
use crate::dice::{Dice, Purpose};
use crate::program::Program;
use crate::timeline::{DAY, DELAY, NEVER, Timeline};

/// Payouts of one status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PayoutCount {
    /// How many.
    pub count: u64,
    /// What they come to, in minor units.
    pub amount: i64,
}

/// Payouts by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PayoutCounts {
    /// Asked for.
    pub requested: PayoutCount,
    /// Approved and not yet paid.
    pub approved: PayoutCount,
    /// Paid.
    pub finished: PayoutCount,
    /// Refused; the reward can be claimed again.
    pub rejected: PayoutCount,
    /// Sent back to be asked for again.
    pub resubmit_requested: PayoutCount,
    /// Asked for again.
    pub resubmitted: PayoutCount,
}

/// A payout, with the seconds at which its status changed.
#[derive(Debug)]
pub(crate) struct Payout {
    amount: i64,
    requested: u32,
    resubmit_requested: u32,
    resubmitted: u32,
    rejected: u32,
    approved: u32,
    finished: u32,
}

impl PayoutCounts {
    /// What is under way.
    pub(crate) fn in_review(&self) -> i64 {
        self.requested.amount + self.approved.amount + self.resubmit_requested.amount + self.resubmitted.amount
    }
}

/// Counts payouts as they stand at the second.
pub(crate) fn count(payouts: &[Payout], now: u32) -> PayoutCounts {
    let mut counts = PayoutCounts::default();
    for payout in payouts.iter().filter(|payout| payout.requested <= now) {
        let status = match () {
            () if payout.finished <= now => &mut counts.finished,
            () if payout.approved <= now => &mut counts.approved,
            () if payout.rejected <= now => &mut counts.rejected,
            () if payout.resubmitted <= now => &mut counts.resubmitted,
            () if payout.resubmit_requested <= now => &mut counts.resubmit_requested,
            () => &mut counts.requested,
        };
        status.count += 1;
        status.amount += payout.amount;
    }
    counts
}

/// The payouts of every program. What stays below a program's threshold is carried over to the next month.
pub(crate) fn build(seed: u64, timeline: Timeline, programs: &[Program], columns: &Columns) -> Vec<Vec<Payout>> {
    let months = Months1st::new(timeline);
    let mut earned: Vec<BTreeMap<(u16, usize), i64>> = programs.iter().map(|_| BTreeMap::new()).collect();
    for order in 0..columns.len() {
        if !columns.ends_declined(order)
            && let Some(month) = months.of(columns.decided[order] + DELAY)
        {
            let earned = &mut earned[usize::from(columns.program[order])];
            *earned.entry((columns.partner[order], month)).or_default() += i64::from(columns.commission[order]);
        }
    }
    programs.iter().zip(earned).map(|(program, earned)| of_program(seed, program, &earned, &months)).collect()
}

fn of_program(seed: u64, program: &Program, earned: &BTreeMap<(u16, usize), i64>, months: &Months1st) -> Vec<Payout> {
    let mut payouts = Vec::new();
    let mut balance = (0, 0);
    for ((partner, month), amount) in earned {
        balance = if balance.0 == *partner { (*partner, balance.1 + amount) } else { (*partner, *amount) };
        if balance.1 < program.payout_threshold {
            continue;
        }
        let index = u64::from(program.id.0) << 32 | u64::from(*partner) << 8 | *month as u64;
        payouts.push(payout(balance.1, months.end(*month), &mut Dice::new(seed, Purpose::Payout, index)));
        balance.1 = 0;
    }
    payouts
}

fn payout(amount: i64, month_end: u32, dice: &mut Dice) -> Payout {
    let requested = month_end + dice.between(1, 5) * DAY + dice.between(8 * 3600, 18 * 3600);
    let fate = dice.below(1000);
    let resubmitted = (25..65).contains(&fate);
    let mut payout = Payout {
        amount,
        requested,
        resubmit_requested: if resubmitted { requested + dice.between(1, 2) * DAY } else { NEVER },
        resubmitted: if resubmitted { requested + 3 * DAY + dice.below(DAY) } else { NEVER },
        rejected: NEVER,
        approved: requested + dice.between(2 * DAY, 4 * DAY) + if resubmitted { 3 * DAY } else { 0 },
        finished: requested + dice.between(8 * DAY, 11 * DAY),
    };
    if fate < 25 {
        (payout.rejected, payout.approved, payout.finished) = (payout.approved, NEVER, NEVER);
    }
    payout
}

/// The seconds at which months begin.
struct Months1st {
    starts: Vec<u32>,
}

impl Months1st {
    fn new(timeline: Timeline) -> Self {
        let first = timeline.begins().date_naive();
        let mut month = NaiveDate::from_ymd_opt(first.year(), first.month(), 1).expect("the first of a month");
        let mut starts = Vec::new();
        while month <= timeline.horizon().date_naive() {
            starts.push(timeline.at_or_after(month.and_hms_opt(0, 0, 0).expect("midnight").and_utc()));
            month = month + Months::new(1);
        }
        Self { starts }
    }

    /// The month of a second; none after the simulation ends.
    fn of(&self, second: u32) -> Option<usize> {
        let month = self.starts.partition_point(|start| *start <= second) - 1;
        (month + 1 < self.starts.len()).then_some(month)
    }

    fn end(&self, month: usize) -> u32 {
        self.starts[month + 1]
    }
}
