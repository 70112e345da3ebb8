//! Daily counts of events that are too many to store one by one: clicks, payments without a partner, sign-ups without a
//! purchase.

use super::ClickCounts;
use crate::chance::{Dice, Purpose};
use crate::index::DayCounter;
use crate::order::Columns;
use crate::program::{Program, ProgramState};
use crate::time::{AVERAGE_DAY, DAY, NEVER, Rhythm};

/// The daily counts of a program.
#[derive(Debug)]
pub(crate) struct Traffic {
    pub(crate) redirect: DayCounter,
    pub(crate) direct: DayCounter,
    /// Payments of customers whom no partner brought.
    pub(crate) skipped: DayCounter,
    /// Customers who signed up but did not buy.
    pub(crate) idle_signups: DayCounter,
}

impl Traffic {
    /// Counts for every program: the clicks that led to its orders, and the events that led to none.
    pub(crate) fn build(seed: u64, rhythm: &Rhythm, programs: &[Program], columns: &Columns) -> Vec<Self> {
        let days = rhythm.days() as usize;
        let mut redirect = vec![vec![0_u32; days]; programs.len()];
        let mut direct = redirect.clone();
        let mut orders = redirect.clone();
        for order in 0..columns.len() {
            let program = usize::from(columns.program[order]);
            orders[program][(columns.placed[order] / DAY) as usize] += 1;
            let clicked = columns.clicked[order];
            if clicked != NEVER && !columns.is_repeated(order) {
                let clicks = if columns.is_direct(order) { &mut direct } else { &mut redirect };
                clicks[program][(clicked / DAY) as usize] += 1;
            }
        }
        let mut traffic = Vec::with_capacity(programs.len());
        for (place, (redirect, direct)) in redirect.into_iter().zip(direct).enumerate() {
            traffic.push(Self::of(seed, rhythm, &programs[place], redirect, direct, &orders[place]));
        }
        traffic
    }

    fn of(
        seed: u64,
        rhythm: &Rhythm,
        program: &Program,
        mut redirect: Vec<u32>,
        mut direct: Vec<u32>,
        orders: &[u32],
    ) -> Self {
        let connected = program.setup.stripe.connected_from();
        // A program created after the world begins has no clicks before its script is installed.
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
        let (mut skipped, mut idle_signups) = (vec![0; orders.len()], vec![0; orders.len()]);
        for day in 0..rhythm.days() {
            let place = day as usize;
            let mut dice = Dice::new(seed, Purpose::Click, u64::from(program.id.0) << 32 | u64::from(day));
            let scale = |count: u32, dice: &mut Dice| {
                let expected = u64::from(count) * rhythm.day(day) * u64::from(dice.between(700, 1300));
                u32::try_from(expected / AVERAGE_DAY / 1000).expect("a count of a day")
            };
            // Only a few of a hundred visitors buy. The number of the others depends on the number of orders.
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
            redirect: DayCounter::new(redirect),
            direct: DayCounter::new(direct),
            skipped: DayCounter::new(skipped),
            idle_signups: DayCounter::new(idle_signups),
        }
    }

    pub(crate) fn clicks_before(&self, second: u32) -> ClickCounts {
        ClickCounts { redirect: self.redirect.before(second), direct: self.direct.before(second) }
    }
}
