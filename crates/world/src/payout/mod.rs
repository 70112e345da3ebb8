//! Payouts: what partners earn in one month is paid in the next, or whenever somebody pays.

mod bonus;
mod list;
mod made;
mod request;

use std::sync::{LazyLock, OnceLock};

use chrono::{DateTime, Datelike as _, Months, NaiveDate, Utc};

pub use self::bonus::{BonusCause, NewBonus};
pub use self::list::{Payout, PayoutStatus};
pub use self::made::{NewPayout, PayoutCause, PayoutMethod};
pub use self::request::{PayoutChange, PayoutDecision, PayoutDecisionCause, PayoutRequest, PayoutStep};
pub(crate) use self::request::{Requests, next_number};
use crate::chance::{Dice, Purpose};
use crate::identifiers::{PartnerId, ProgramId};
use crate::index::Checkpoints;
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
    /// The same payouts one by one, by partner, made when they are first needed.
    claims: OnceLock<Vec<Claim>>,
}

/// A payout changes its status.
#[derive(Debug, Clone, Copy)]
struct Event {
    second: u32,
    /// `None` for a new payout.
    from: Option<PayoutStatus>,
    to: PayoutStatus,
    amount: i64,
}

impl PayoutCounts {
    /// The amount of all payouts that are neither paid nor rejected.
    pub(crate) fn in_review(&self) -> i64 {
        self.requested.amount + self.approved.amount + self.resubmit_requested.amount + self.resubmitted.amount
    }

    fn after(mut self, event: Event) -> Self {
        if let Some(from) = event.from {
            self.remove(from, event.amount);
        }
        self.add(event.to, event.amount);
        self
    }

    fn add(&mut self, status: PayoutStatus, amount: i64) {
        let of_status = self.of(status);
        of_status.count += 1;
        of_status.amount += amount;
    }

    fn remove(&mut self, status: PayoutStatus, amount: i64) {
        let of_status = self.of(status);
        of_status.count -= 1;
        of_status.amount -= amount;
    }

    fn of(&mut self, status: PayoutStatus) -> &mut PayoutCount {
        match status {
            PayoutStatus::Requested => &mut self.requested,
            PayoutStatus::Approved => &mut self.approved,
            PayoutStatus::Paid => &mut self.finished,
            PayoutStatus::Rejected => &mut self.rejected,
            PayoutStatus::ResubmitRequested => &mut self.resubmit_requested,
            PayoutStatus::Resubmitted => &mut self.resubmitted,
        }
    }
}

impl Payouts {
    fn new(mut events: Vec<Event>) -> Self {
        // A stable sort keeps the order of changes to one payout within a second.
        events.sort_by_key(|event| event.second);
        Self { counts: Checkpoints::new(&events, PayoutCounts::after), events, claims: OnceLock::new() }
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
        self.simulated_payouts(program).unwrap_or_else(|| &NONE)
    }
}

impl View<'_> {
    /// Payouts by status.
    pub fn payouts(&self, program: ProgramId) -> PayoutCounts {
        let mut counts = self.world().payouts_of(program).counts(self.second);
        let Some(own) = self.ledger().program(program) else { return counts };
        let made = own.paid();
        counts.finished.count += made.count;
        counts.finished.amount += made.amount;
        for (_, steps, request, _) in own.requests.requested() {
            if let Some((status, _)) = steps.reached() {
                counts.add(status, request.amount);
            }
        }
        if own.requests.changes_simulated() {
            for claim in claims(*self, program) {
                let Some(last) = claim.last(self.second).filter(|_| own.requests.get(claim.number).is_some()) else {
                    continue;
                };
                counts.remove(last.to, last.amount);
                counts.add(claim.reached(*self, program, last).0, last.amount);
            }
        }
        counts
    }
}

/// The payouts of a program of the simulation.
pub(crate) fn of_program(world: &World, program: ProgramId) -> Payouts {
    Payouts::new(all_claims(world, program).into_iter().flat_map(|claim| claim.events).collect())
}

/// A payout that a partner requests sooner or later.
#[derive(Debug)]
struct Claim {
    partner: PartnerId,
    /// Its number among the payouts of all programs.
    number: u64,
    /// What becomes of it, in order.
    events: Vec<Event>,
}

impl Claim {
    /// The last change of status in the simulation by a second. `None` if it is not requested by then.
    fn last(&self, now: u32) -> Option<&Event> {
        self.events.iter().rfind(|event| event.second <= now)
    }

    /// What has become of it, and when, if `last` is the last change in the simulation. What somebody has decided stays
    /// decided, whatever the simulation has planned, until the simulation pays.
    fn reached(&self, view: View<'_>, program: ProgramId, last: &Event) -> (PayoutStatus, DateTime<Utc>) {
        let steps = view.ledger().program(program).and_then(|own| own.requests.get(self.number));
        let by_hand = steps.and_then(request::Steps::reached);
        let by_hand = by_hand.filter(|(status, _)| *status == PayoutStatus::Paid || last.to != PayoutStatus::Paid);
        by_hand.unwrap_or_else(|| (last.to, view.world().timeline.time(last.second)))
    }
}

/// When something becomes of payouts of a program in the simulation, after a second and until another, and their numbers.
pub(crate) fn payout_steps(
    view: View<'_>,
    program: ProgramId,
    from: u32,
    until: u32,
) -> impl Iterator<Item = (u32, u64)> {
    let is_new = move |event: &&Event| from < event.second && event.second <= until;
    claims(view, program)
        .iter()
        .flat_map(move |claim| claim.events.iter().filter(is_new).map(|event| (event.second, claim.number)))
}

/// What the simulation has paid to the partners of a program by now, or is going to pay as they have requested.
fn claimed(view: View<'_>, program: ProgramId) -> impl Iterator<Item = (PartnerId, i64, PayoutStatus)> {
    let reached = move |claim: &Claim| {
        let status = claim.reached(view, program, claim.last(view.second)?).0;
        (status != PayoutStatus::Rejected).then_some((claim.partner, claim.events[0].amount, status))
    };
    claims(view, program).iter().filter_map(reached)
}

/// The payouts that the partners of a program request in the simulation, by partner.
fn claims(view: View<'_>, program: ProgramId) -> &[Claim] {
    let world = view.world();
    if program.index() >= world.programs.len() {
        return &[];
    }
    world.payouts_of(program).claims.get_or_init(|| all_claims(world, program))
}

/// The payouts that the partners of a program request in the simulation. Earnings below the program's threshold are
/// carried over to the next month. An order counts from its last change on, so nothing is paid that is declined later.
fn all_claims(world: &World, program: ProgramId) -> Vec<Claim> {
    let (program, calendar) = (&world.programs[program.index()], Calendar::new(world.timeline));
    let mut earned = vec![0; program.partners.len() * calendar.months()];
    for order in &world.history_of(program.id).orders {
        if let Some((place, commission)) = earning(&world.columns, *order as usize, &calendar) {
            earned[place] += commission;
        }
    }
    let partners = (0..).zip(earned.chunks(calendar.months()));
    partners
        .flat_map(|(partner, months)| of_partner(world.settings().seed, program, partner, months, &calendar))
        .collect()
}

/// What an order adds to the earnings of a program, and the place among them: partner by partner, month by month.
fn earning(columns: &Columns, order: usize, calendar: &Calendar) -> Option<(usize, i64)> {
    let (settled, commission) = columns.settled(order);
    let month = calendar.month_of(settled + DELAY).filter(|_| columns.declined_at(order).is_none())?;
    let place = usize::from(columns.partner(order)) * calendar.months() + month;
    Some((place, commission.into()))
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
        let mut events = pay(balance, calendar.end(month), &mut Dice::new(seed, Purpose::Payout, index));
        if partner == 0 {
            leave_open(&mut events, claims.len());
        }
        let number = u64::from(program.id.0) << 24 | u64::from(partner) << 8 | month as u64;
        claims.push(Claim { partner: PartnerId(partner), number, events });
        balance = 0;
    }
    claims
}

/// Leaves two payouts of a program open until somebody decides: the first one that its first partner requests waits for
/// a decision, and the second one for the money. So there is always one of each kind.
fn leave_open(events: &mut Vec<Event>, place: usize) {
    match place {
        0 => events.retain(|event| !is_decision(event.to)),
        1 => {
            for event in events.iter_mut().filter(|event| event.to == PayoutStatus::Rejected) {
                event.to = PayoutStatus::Approved;
            }
            events.retain(|event| event.to != PayoutStatus::Paid);
        }
        _ => {}
    }
}

const fn is_decision(status: PayoutStatus) -> bool {
    matches!(status, PayoutStatus::Approved | PayoutStatus::Rejected | PayoutStatus::Paid)
}

/// The status changes of a payout that is requested in the days after the end of a month.
fn pay(amount: i64, month_end: u32, dice: &mut Dice) -> Vec<Event> {
    let mut events = Vec::new();
    let requested = month_end + dice.between(1, 5) * DAY + dice.between(8 * 3600, 18 * 3600);
    let mut last = None;
    let mut pass = |second: u32, to: PayoutStatus| {
        events.push(Event { second, from: last, to, amount });
        last = Some(to);
    };
    pass(requested, PayoutStatus::Requested);
    let fate = dice.below(1000);
    let resubmitted = (25..65).contains(&fate);
    if resubmitted {
        pass(requested + dice.between(1, 2) * DAY, PayoutStatus::ResubmitRequested);
        pass(requested + 3 * DAY + dice.below(DAY), PayoutStatus::Resubmitted);
    }
    let judged = requested + dice.between(2 * DAY, 4 * DAY) + if resubmitted { 3 * DAY } else { 0 };
    if fate < 25 {
        pass(judged, PayoutStatus::Rejected);
    } else {
        pass(judged, PayoutStatus::Approved);
        pass(requested + dice.between(8 * DAY, 11 * DAY), PayoutStatus::Paid);
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
