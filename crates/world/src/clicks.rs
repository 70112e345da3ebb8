//! Bulk events as counters by day: clicks, payments of strangers, sign-ups without a purchase.

use chrono::{DateTime, Utc};

use crate::columns::Columns;
use crate::dice::{Dice, Purpose};
use crate::program::Program;
use crate::rhythm::{Rhythm, happened, second_of};
use crate::state::ProgramState;
use crate::timeline::{DAY, DAYS, NEVER, PAST_DAYS};

/// How a click was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClickKind {
    /// By a redirecting link.
    Redirect,
    /// By the script on the landing page.
    Direct,
}

/// Clicks by the way they were recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ClickCounts {
    /// By redirecting links.
    pub redirect: u64,
    /// By the script.
    pub direct: u64,
}

/// A click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Click<'w> {
    /// The code of the partner whose link it was.
    pub partner_code: &'w str,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// The host where the visitor arrived.
    pub entry_host: &'w str,
}

/// Events of one kind, counted by day. Within a day they follow the rhythm of the hours.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    days: Vec<u32>,
    before: Vec<u64>,
}

/// What is counted in bulk of a program.
#[derive(Debug)]
pub(crate) struct Bulk {
    pub(crate) redirect: Counter,
    pub(crate) direct: Counter,
    /// Payments that no partner had a part in.
    pub(crate) skipped: Counter,
    /// Customers who signed up and did not buy.
    pub(crate) idle_signups: Counter,
}

impl Counter {
    fn new(days: Vec<u32>) -> Self {
        let mut before = Vec::with_capacity(days.len() + 1);
        let mut sum = 0;
        before.push(0);
        for day in &days {
            sum += u64::from(*day);
            before.push(sum);
        }
        Self { days, before }
    }

    /// How many events happen before the second.
    pub(crate) fn before(&self, second: u32) -> u64 {
        let day = (second / DAY) as usize;
        match self.days.get(day) {
            Some(count) => self.before[day] + u64::from(happened(*count, second % DAY)),
            None => self.before.last().copied().unwrap_or_default(),
        }
    }

    /// The number and second of the last event that does not happen after the second.
    pub(crate) fn last(&self, now: u32) -> Option<(u64, u32)> {
        let number = self.before(now + 1).checked_sub(1)?;
        Some((number, self.second(number)))
    }

    /// The second of the first event.
    pub(crate) fn first(&self) -> Option<u32> {
        self.before.last().is_some_and(|count| *count > 0).then(|| self.second(0))
    }

    fn second(&self, number: u64) -> u32 {
        let day = self.before.partition_point(|before| *before <= number) - 1;
        let index = u32::try_from(number - self.before[day]).expect("an event of the day");
        u32::try_from(day).expect("a day of the world") * DAY + second_of(self.days[day], index)
    }
}

impl Bulk {
    /// Counts for every program: the clicks of its orders, and what leads to nothing.
    pub(crate) fn build(seed: u64, rhythm: &Rhythm, programs: &[Program], columns: &Columns) -> Vec<Self> {
        let days = DAYS as usize;
        let mut redirect = vec![vec![0_u32; days]; programs.len()];
        let mut direct = redirect.clone();
        let mut orders = redirect.clone();
        for order in 0..columns.len() {
            let program = usize::from(columns.program[order]);
            orders[program][(columns.placed[order] / DAY) as usize] += 1;
            let clicked = columns.clicked[order];
            if clicked != NEVER {
                let clicks = if columns.is_direct(order) { &mut direct } else { &mut redirect };
                clicks[program][(clicked / DAY) as usize] += 1;
            }
        }
        let mut bulk = Vec::with_capacity(programs.len());
        for (place, (redirect, direct)) in redirect.into_iter().zip(direct).enumerate() {
            bulk.push(Self::of(seed, rhythm, &programs[place], redirect, direct, &orders[place]));
        }
        bulk
    }

    fn of(
        seed: u64,
        rhythm: &Rhythm,
        program: &Program,
        mut redirect: Vec<u32>,
        mut direct: Vec<u32>,
        orders: &[u32],
    ) -> Self {
        let average = (0..PAST_DAYS).map(|day| rhythm.day(day)).sum::<u64>() / u64::from(PAST_DAYS);
        let connected = program.setup.stripe.connected_from();
        // A program created within the world's time has no click before its script is seen.
        let alive = if program.setup.created > 0 {
            program.setup.script.and_then(|at| u32::try_from(at).ok()).map_or(NEVER, |at| at / DAY + 1)
        } else {
            0
        };
        let strangers = match program.state {
            ProgramState::Empty | ProgramState::Newsletter => 0,
            ProgramState::NoPartners => 6,
            _ => 1 + program.idle_clicks / 4,
        };
        let (mut skipped, mut idle_signups) = (vec![0; DAYS as usize], vec![0; DAYS as usize]);
        let mut dice = Dice::new(seed, Purpose::Click, u64::from(program.id.0));
        for day in 0..DAYS {
            let place = day as usize;
            let scale = |count: u32, dice: &mut Dice| {
                let expected = u64::from(count) * rhythm.day(day) * u64::from(dice.between(700, 1300));
                u32::try_from(expected / average / 1000).expect("a count of a day")
            };
            // Of a hundred who click, a few buy: the others come in proportion to those.
            let visitors = scale(program.idle_clicks, &mut dice)
                + orders[place] * dice.between(12, 22) * u32::from(program.state != ProgramState::CouponOnly);
            let visitors = if day >= alive { visitors } else { 0 };
            let recorded =
                if program.state == ProgramState::ScriptMissing { 0 } else { visitors * dice.between(300, 460) / 1000 };
            redirect[place] += visitors - recorded;
            direct[place] += recorded;
            let payments = scale(strangers, &mut dice) + orders[place] * 3;
            skipped[place] = if u64::from(day) * u64::from(DAY) >= u64::from(connected) { payments } else { 0 };
            idle_signups[place] = (redirect[place] + direct[place]) * dice.between(8, 25) / 1000;
        }
        Self {
            redirect: Counter::new(redirect),
            direct: Counter::new(direct),
            skipped: Counter::new(skipped),
            idle_signups: Counter::new(idle_signups),
        }
    }

    pub(crate) fn clicks_before(&self, second: u32) -> ClickCounts {
        ClickCounts { redirect: self.redirect.before(second), direct: self.direct.before(second) }
    }
}
