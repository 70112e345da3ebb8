//! Clicks, payments without a partner, and sign-ups without a purchase. They are too many to store one by one, so most are
//! daily counts; only the clicks that led to orders are known with their times.

use std::sync::LazyLock;

use super::{ClickCounts, ClickKind, ClicksByPartner};
use crate::chance::{Dice, Purpose};
use crate::identifiers::ProgramId;
use crate::index::{DayCounter, sorted_by_day};
use crate::order::Columns;
use crate::program::{Program, ProgramState};
use crate::time::{AVERAGE_DAY, DAY, NEVER, Rhythm};
use crate::world::World;

/// The counts of a program of the ledger: nothing is simulated in it.
static NONE: LazyLock<Traffic> = LazyLock::new(Traffic::default);

/// The traffic of a program.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    pub(crate) redirect: Clicks,
    pub(crate) direct: Clicks,
    /// Payments of customers whom no partner brought.
    pub(crate) skipped: DayCounter,
    /// Customers who signed up but did not buy.
    pub(crate) idle_signups: DayCounter,
    pub(crate) by_partner: ClicksByPartner,
}

/// The clicks of one kind.
#[derive(Debug, Default)]
pub(crate) struct Clicks {
    /// Those that led to no order.
    pub(crate) idle: DayCounter,
    /// The orders that the others led to, sorted by the time of the click.
    pub(crate) orders: Vec<u32>,
}

impl Clicks {
    /// How many clicks happen before the second.
    pub(crate) fn before(&self, columns: &Columns, second: u32) -> u64 {
        self.idle.before(second) + self.orders_before(columns, second) as u64
    }

    /// How many of the clicks that led to orders happen before the second.
    pub(crate) fn orders_before(&self, columns: &Columns, second: u32) -> usize {
        self.orders.partition_point(|order| columns.clicked(*order as usize) < second)
    }

    /// The second of the first click.
    pub(crate) fn first(&self, columns: &Columns) -> Option<u32> {
        let of_order = self.orders.first().map(|order| columns.clicked(*order as usize));
        [self.idle.first(), of_order].into_iter().flatten().min()
    }
}

impl World {
    /// The traffic of a program.
    pub(crate) fn traffic_of(&self, program: ProgramId) -> &Traffic {
        self.simulated_traffic(program).unwrap_or_else(|| &NONE)
    }
}

impl Traffic {
    /// Counts the clicks that led to a program's orders, and the events that led to none. The orders are sorted by time.
    pub(crate) fn new(seed: u64, rhythm: &Rhythm, program: &Program, columns: &Columns, all: &[u32]) -> Self {
        let mut orders = vec![0_u32; rhythm.days() as usize];
        for order in all {
            orders[(columns.placed(*order as usize) / DAY) as usize] += 1;
        }
        let [redirect_orders, direct_orders] = [false, true].map(|direct| {
            let of_order = |place: usize, event: &mut dyn FnMut(u32, u32)| {
                let order = all[place] as usize;
                let clicked = columns.clicked(order);
                // A second report of an order tells of the same click.
                if clicked != NEVER && columns.is_direct(order) == direct && !columns.is_repeated(order) {
                    event(clicked, all[place]);
                }
            };
            let key = |order: u32| u64::from(columns.clicked(order as usize)) << 32 | u64::from(order);
            sorted_by_day(all.len(), of_order, key)
        });
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
        let clicks_by_day = |clicked: &[u32]| {
            let mut days = vec![0_u32; orders.len()];
            for order in clicked {
                days[(columns.clicked(*order as usize) / DAY) as usize] += 1;
            }
            days
        };
        let with_redirect = clicks_by_day(&redirect_orders);
        let with_direct = clicks_by_day(&direct_orders);
        let days = || vec![0; orders.len()];
        let (mut redirect, mut direct, mut skipped, mut idle_signups) = (days(), days(), days(), days());
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
            redirect[place] = visitors - recorded;
            direct[place] = recorded;
            let payments = scale(strangers, &mut dice) + orders[place] * 3;
            skipped[place] = if u64::from(day) * u64::from(DAY) >= u64::from(connected) { payments } else { 0 };
            let clicks = visitors + with_redirect[place] + with_direct[place];
            idle_signups[place] = clicks * dice.between(8, 25) / 1000;
        }
        Self {
            redirect: Clicks { idle: DayCounter::new(redirect), orders: redirect_orders },
            direct: Clicks { idle: DayCounter::new(direct), orders: direct_orders },
            skipped: DayCounter::new(skipped),
            idle_signups: DayCounter::new(idle_signups),
            by_partner: ClicksByPartner::default(),
        }
    }

    /// The clicks of a kind.
    pub(crate) fn of(&self, kind: ClickKind) -> &Clicks {
        match kind {
            ClickKind::Redirect => &self.redirect,
            ClickKind::Direct => &self.direct,
        }
    }

    pub(crate) fn clicks_before(&self, columns: &Columns, second: u32) -> ClickCounts {
        ClickCounts { redirect: self.redirect.before(columns, second), direct: self.direct.before(columns, second) }
    }
}
