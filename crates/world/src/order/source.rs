//! Where orders come from. Everything about one order is derived from (seed, index), so none of them need be stored: not
//! even its customer, who is found by going back from purchase to purchase.

use std::sync::Arc;

use super::revision::{Revision, commission};
use super::row::{REPEATED, Row, Shares};
use crate::chance::{Dice, Purpose};
use crate::network::ACCOUNT_WITHOUT_REFERENCES;
use crate::program::Program;
use crate::time::{DAY, Rhythm, SIZE_DAYS, rank_within_day, within_day};

/// After how many days customers come back.
const RETURNS_AFTER: [u32; 16] = [2, 5, 9, 14, 21, 28, 35, 45, 60, 75, 90, 120, 150, 200, 270, 365];

/// Below this number, the customer is a returning one.
const RETURNS: u32 = u32::MAX / 5 * 2;

/// What all orders follow from.
#[derive(Debug)]
pub(super) struct Source {
    seed: u64,
    /// How many orders lie before each day, and before the end.
    before: Vec<u32>,
    programs: Arc<[Program]>,
    shares: Shares,
    /// How many orders there are in each of [`RETURNS_AFTER`] on average.
    distances: [u32; RETURNS_AFTER.len()],
}

impl Source {
    /// The orders of all days, `size` of them in 24 months. The days before an order do not depend on those after it.
    pub(super) fn new(seed: u64, size: u32, rhythm: &Rhythm, programs: &Arc<[Program]>) -> Self {
        let distances = RETURNS_AFTER.map(|days| {
            u32::try_from(u64::from(days) * u64::from(size) / u64::from(SIZE_DAYS)).expect("a part of the size").max(1)
        });
        let (before, shares) = (rhythm.counts(size), Shares::new(programs));
        Self { seed, before, programs: Arc::clone(programs), shares, distances }
    }

    /// The late change of an order that has one.
    pub(super) fn revision(&self, order: usize, row: &Row) -> Revision {
        let program = &self.programs[usize::from(row.program)];
        Revision::of(self.seed, order, row.decided, row.amount, program.commission_percent)
    }

    /// The commission on an amount of a program.
    pub(super) fn commission(&self, program: u8, amount: i32) -> i32 {
        let commission = commission(amount.into(), self.programs[usize::from(program)].commission_percent);
        i32::try_from(commission).expect("a part of the amount")
    }

    pub(super) fn len(&self) -> usize {
        self.before[self.before.len() - 1] as usize
    }

    /// The order, which follows from (seed, index) and, if it is reported twice, (seed, index - 1).
    pub(super) fn row(&self, index: u32) -> Row {
        self.row_of_day(index, self.day_of(index))
    }

    /// The orders from `first` on. Faster than one by one, because a day is searched once.
    pub(super) fn rows(&self, first: u32) -> impl Iterator<Item = Row> {
        let mut day = self.day_of(first);
        (first..).map(move |index| {
            while self.before[day as usize + 1] <= index {
                day += 1;
            }
            self.row_of_day(index, day)
        })
    }

    fn row_of_day(&self, index: u32, day: u32) -> Row {
        let row = self.single(index, day);
        let repeats = |before: &Row| {
            let has_reference = before.account != ACCOUNT_WITHOUT_REFERENCES.0;
            has_reference && !before.gives_way
        };
        // An order is reported again on the same day.
        let earlier = index.checked_sub(1).filter(|earlier| row.gives_way && *earlier >= self.before[day as usize]);
        let repeated = earlier.map(|earlier| self.single(earlier, day)).filter(repeats);
        repeated.map_or(row, |before| before.reported_again(&row))
    }

    /// How many orders are placed before the second. They come first.
    pub(super) fn placed_before(&self, second: u32) -> usize {
        let day = second / DAY;
        let [Some(first), Some(end)] = [day, day + 1].map(|day| self.before.get(day as usize).copied()) else {
            return self.len();
        };
        let is_before = |index: u32| self.single_placed(index, day) < second;
        let mut place = first + rank_within_day(second % DAY, end - first);
        while place > first && !is_before(place - 1) {
            place -= 1;
        }
        while place < end && is_before(place) {
            place += 1;
        }
        // One that takes the place of another order is placed when the order before it is.
        let repeats = place < end && self.row(place).placed < second;
        place as usize + usize::from(repeats)
    }

    /// The customer, numbered by their first order.
    pub(super) fn customer(&self, order: u32) -> u32 {
        let mut first = order;
        while let Some(earlier) = self.earlier(first) {
            first = earlier;
        }
        first
    }

    /// The order of the same customer from which this one follows.
    fn earlier(&self, order: u32) -> Option<u32> {
        let row = self.row(order);
        if row.flags & REPEATED != 0 {
            return Some(order - 1);
        }
        let latest = self.returns_after(order, row.returning)?;
        // The program is the first number that is drawn. Most orders are of another one, and need no second number.
        let may_be = |order: u32| self.drawn_program(order) == usize::from(row.program);
        let mut drawn = may_be(latest);
        (0..=latest).rev().find(|order| {
            // One that is reported once more has the program of the order before it.
            let drawn_before = order.checked_sub(1).is_some_and(may_be);
            let is_candidate = std::mem::replace(&mut drawn, drawn_before) || drawn_before;
            is_candidate && self.row(*order).program == row.program
        })
    }

    /// The order at or before which a returning customer has ordered from the same program. Two orders in five come from
    /// a customer who has ordered from the program before, some days ago: the customer of the program's last order until
    /// then. An order that is reported once more has the customer of the order before it.
    ///
    /// The rule can be followed in both directions without an index, because there are only a few distances.
    pub(super) fn returns_after(&self, order: u32, returning: u32) -> Option<u32> {
        if returning >= RETURNS {
            return None;
        }
        let choice = u64::from(returning) * self.distances.len() as u64 / u64::from(RETURNS);
        order.checked_sub(self.distances[usize::try_from(choice).expect("one of the distances")])
    }

    /// The order as if none was reported twice.
    fn single(&self, index: u32, day: u32) -> Row {
        let placed = self.single_placed(index, day);
        Row::new(placed, &self.programs, &self.shares, &mut self.dice(index))
    }

    fn day_of(&self, index: u32) -> u32 {
        let day = self.before.partition_point(|count| *count <= index) - 1;
        u32::try_from(day).expect("a day of the world")
    }

    /// When an order of a day is placed, as if none was reported twice.
    fn single_placed(&self, index: u32, day: u32) -> u32 {
        let (first, end) = (self.before[day as usize], self.before[day as usize + 1]);
        let offset = Dice::new(self.seed, Purpose::Placing, index.into()).next() >> 32;
        let offset = u32::try_from(offset).expect("32 bits");
        day * DAY + within_day(index - first, offset, end - first)
    }

    fn drawn_program(&self, index: u32) -> usize {
        self.shares.pick(&mut self.dice(index))
    }

    fn dice(&self, index: u32) -> Dice {
        Dice::new(self.seed, Purpose::Order, index.into())
    }
}
