//! Payouts: what partners earn in one month is paid in the next, or whenever somebody pays.

mod list;
mod made;

use std::sync::LazyLock;

use chrono::{Datelike as _, Months, NaiveDate};

pub use self::list::{Payout, PayoutStatus};
pub use self::made::{NewPayout, PayoutCause, PayoutMethod};
use crate::chance::{Dice, Purpose};
use crate::identifiers::{PartnerId, ProgramId};
use crate::index::Checkpoints;
use crate::ledger::ProgramLedger;
use crate::order::Columns;
use crate::program::Program;
use crate::time::{DAY, DELAY, Timeline};
use crate::view::View;
use crate::world::World;

/// The payouts of a program of the ledger: nothing is simulated in it.
static NONE: LazyLock<Payouts> = LazyLock::new(|| Payouts::new(Vec::new()));

/// Payouts of one status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PayoutCount {
    /// How many.
    pub count: u64,
    /// Their sum, in minor units.
    pub amount: i64,
}

/// Payouts by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PayoutCounts {
    /// Requested.
    pub requested: PayoutCount,
    /// Approved but not yet paid.
    pub approved: PayoutCount,
    /// Paid.
    pub finished: PayoutCount,
    /// Rejected. The reward can be claimed again.
    pub rejected: PayoutCount,
    /// Sent back: the partner has to submit it again.
    pub resubmit_requested: PayoutCount,
    /// Submitted again.
    pub resubmitted: PayoutCount,
}

/// A program's payouts, as a list of status changes sorted by time.
#[derive(Debug)]
pub(crate) struct Payouts {
    events: Vec<Event>,
    counts: Checkpoints<PayoutCounts>,
}

/// A payout changes its status.
#[derive(Debug, Clone, Copy)]
struct Event {
    second: u32,
    /// `None` for a new payout.
    from: Option<Status>,
    to: Status,
    amount: i64,
}

#[derive(Debug, Clone, Copy)]
enum Status {
    Requested,
    Approved,
    Finished,
    Rejected,
    ResubmitRequested,
    Resubmitted,
}

impl PayoutCounts {
    /// The amount of all payouts that are neither paid nor rejected.
    pub(crate) fn in_review(&self) -> i64 {
        self.requested.amount + self.approved.amount + self.resubmit_requested.amount + self.resubmitted.amount
    }

    fn after(mut self, event: Event) -> Self {
        if let Some(from) = event.from {
            let before = self.of(from);
            before.count -= 1;
            before.amount -= event.amount;
        }
        let after = self.of(event.to);
        after.count += 1;
        after.amount += event.amount;
        self
    }

    fn of(&mut self, status: Status) -> &mut PayoutCount {
        match status {
            Status::Requested => &mut self.requested,
            Status::Approved => &mut self.approved,
            Status::Finished => &mut self.finished,
            Status::Rejected => &mut self.rejected,
            Status::ResubmitRequested => &mut self.resubmit_requested,
            Status::Resubmitted => &mut self.resubmitted,
        }
    }
}

impl Payouts {
    fn new(mut events: Vec<Event>) -> Self {
        // A stable sort keeps the order of changes to one payout within a second.
        events.sort_by_key(|event| event.second);
        Self { counts: Checkpoints::new(&events, PayoutCounts::after), events }
    }

    /// The payouts at the second, by status.
    pub(crate) fn counts(&self, now: u32) -> PayoutCounts {
        let happened = self.events.partition_point(|event| event.second <= now);
        self.counts.sum(&self.events, happened, PayoutCounts::after)
    }
}

impl World {
    /// The simulated payouts of a program.
    fn payouts_of(&self, program: ProgramId) -> &Payouts {
        self.payouts.get(program.index()).unwrap_or_else(|| &NONE)
    }
}

impl View<'_> {
    /// Payouts by status.
    pub fn payouts(&self, program: ProgramId) -> PayoutCounts {
        let mut counts = self.world().payouts_of(program).counts(self.second);
        let made = self.ledger().program(program).map(ProgramLedger::paid).unwrap_or_default();
        counts.finished.count += made.count;
        counts.finished.amount += made.amount;
        counts
    }
}

/// The payouts of every program. Earnings below the program's threshold are carried over to the next month. An order
/// counts from its last change on, so nothing is paid that is declined later.
pub(crate) fn build(seed: u64, timeline: Timeline, programs: &[Program], columns: &Columns) -> Vec<Payouts> {
    let calendar = Calendar::new(timeline);
    let mut earned: Vec<Vec<i64>> =
        programs.iter().map(|program| vec![0; program.partners.len() * calendar.months()]).collect();
    for order in 0..columns.len() {
        if let Some((place, commission)) = earning(columns, order, &calendar) {
            earned[usize::from(columns.program[order])][place] += commission;
        }
    }
    programs.iter().zip(earned).map(|(program, earned)| of_program(seed, program, &earned, &calendar)).collect()
}

/// A payout that a partner requests sooner or later.
struct Claim {
    partner: PartnerId,
    /// Its number among the payouts of all programs.
    number: u64,
    /// What becomes of it, in order.
    events: Vec<Event>,
}

/// What the simulation has paid to the partners of a program by now, or is going to pay as they have requested.
fn claimed(view: View<'_>, program: ProgramId) -> Vec<(PartnerId, i64)> {
    let calendar = Calendar::new(view.world().timeline);
    let claims = claims(view, program, &calendar);
    let is_claimed = |claim: &&Claim| {
        let last = claim.events.iter().rfind(|event| event.second <= view.second);
        last.is_some_and(|last| !matches!(last.to, Status::Rejected))
    };
    claims.iter().filter(is_claimed).map(|claim| (claim.partner, claim.events[0].amount)).collect()
}

/// The payouts that the partners of a program request in the simulation, by partner.
fn claims(view: View<'_>, program: ProgramId, calendar: &Calendar) -> Vec<Claim> {
    let world = view.world();
    let Some(program) = world.programs.get(program.index()) else { return Vec::new() };
    let mut earned = vec![0; program.partners.len() * calendar.months()];
    for order in &world.history_of(program.id).orders {
        if let Some((place, commission)) = earning(&world.columns, *order as usize, calendar) {
            earned[place] += commission;
        }
    }
    let partners = (0..).zip(earned.chunks(calendar.months()));
    partners
        .flat_map(|(partner, months)| of_partner(world.settings().seed, program, partner, months, calendar))
        .collect()
}

/// What an order adds to the earnings of a program, and the place among them: partner by partner, month by month.
fn earning(columns: &Columns, order: usize, calendar: &Calendar) -> Option<(usize, i64)> {
    let (settled, commission) = columns.settled(order);
    let month = calendar.month_of(settled + DELAY).filter(|_| columns.declined_at(order).is_none())?;
    let place = usize::from(columns.partner[order]) * calendar.months() + month;
    Some((place, commission.into()))
}

fn of_program(seed: u64, program: &Program, earned: &[i64], calendar: &Calendar) -> Payouts {
    let partners = (0..).zip(earned.chunks(calendar.months()));
    let claims = partners.flat_map(|(partner, months)| of_partner(seed, program, partner, months, calendar));
    Payouts::new(claims.flat_map(|claim| claim.events).collect())
}

/// A partner's payouts, from what they earned in each month.
fn of_partner(seed: u64, program: &Program, partner: u16, months: &[i64], calendar: &Calendar) -> Vec<Claim> {
    let mut claims = Vec::new();
    let mut balance = 0;
    for (month, amount) in months.iter().enumerate() {
        balance += amount;
        if *amount == 0 || balance < program.payout_threshold {
            continue;
        }
        let index = u64::from(program.id.0) << 32 | u64::from(partner) << 8 | month as u64;
        let events = pay(balance, calendar.end(month), &mut Dice::new(seed, Purpose::Payout, index));
        let number = u64::from(program.id.0) << 24 | u64::from(partner) << 8 | month as u64;
        claims.push(Claim { partner: PartnerId(partner), number, events });
        balance = 0;
    }
    claims
}

/// The status changes of a payout that is requested in the days after the end of a month.
fn pay(amount: i64, month_end: u32, dice: &mut Dice) -> Vec<Event> {
    let mut events = Vec::new();
    let requested = month_end + dice.between(1, 5) * DAY + dice.between(8 * 3600, 18 * 3600);
    let mut last = None;
    let mut pass = |second: u32, to: Status| {
        events.push(Event { second, from: last, to, amount });
        last = Some(to);
    };
    pass(requested, Status::Requested);
    let fate = dice.below(1000);
    let resubmitted = (25..65).contains(&fate);
    if resubmitted {
        pass(requested + dice.between(1, 2) * DAY, Status::ResubmitRequested);
        pass(requested + 3 * DAY + dice.below(DAY), Status::Resubmitted);
    }
    let judged = requested + dice.between(2 * DAY, 4 * DAY) + if resubmitted { 3 * DAY } else { 0 };
    if fate < 25 {
        pass(judged, Status::Rejected);
    } else {
        pass(judged, Status::Approved);
        pass(requested + dice.between(8 * DAY, 11 * DAY), Status::Finished);
    }
    events
}

/// The seconds at which months begin.
struct Calendar {
    starts: Vec<u32>,
}

impl Calendar {
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

    /// How many months end within the simulation.
    fn months(&self) -> usize {
        self.starts.len() - 1
    }

    /// The month of a second, or `None` if the simulation ends before the month does.
    fn month_of(&self, second: u32) -> Option<usize> {
        let month = self.starts.partition_point(|start| *start <= second) - 1;
        (month < self.months()).then_some(month)
    }

    fn end(&self, month: usize) -> u32 {
        self.starts[month + 1]
    }
}
