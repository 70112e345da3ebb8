//! Decisions about orders, and what the networks take back or correct after they have approved an order.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::Columns;
use crate::chance::{Dice, Purpose};
use crate::program::Program;
use crate::time::DAY;

/// A late change of an approved order. There is at most one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Revision {
    pub(crate) order: u32,
    /// When the network made it.
    pub(crate) second: u32,
    pub(crate) kind: RevisionKind,
}

/// What became of an approved order.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RevisionKind {
    /// It is declined after all.
    Reversed,
    /// It stays approved, with another amount and another commission.
    Corrected { amount: i32, commission: i32 },
}

/// The first decision about an order, or its late change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision(u32);

/// The bit that marks a late change. There are fewer orders than that.
const LATE: u32 = 1 << 31;

impl Decision {
    /// The first decision about an order.
    pub(crate) fn first(order: usize) -> Self {
        Self(u32::try_from(order).expect("orders are numbered by 32 bits"))
    }

    /// The late change of an order.
    pub(crate) fn late(order: usize) -> Self {
        Self(Self::first(order).0 | LATE)
    }

    /// The order that it is about.
    pub(crate) const fn order(self) -> usize {
        (self.0 & !LATE) as usize
    }

    /// Whether it is a late change.
    pub(crate) const fn is_late(self) -> bool {
        self.0 & LATE != 0
    }
}

impl Revision {
    fn of(seed: u64, columns: &Columns, programs: &[Program], order: usize) -> Self {
        let number = u32::try_from(order).expect("orders are numbered by 32 bits");
        let mut dice = Dice::new(seed, Purpose::Revision, number.into());
        let second = columns.decided[order] + dice.between(2 * DAY, 50 * DAY);
        let is_reversed = dice.chance(600);
        // Mostly a part of the goods comes back. Sometimes postage was forgotten.
        let percent = if dice.chance(750) { dice.between(40, 95) } else { dice.between(103, 130) };
        let amount = i64::from(columns.amount[order]) * i64::from(percent) / 100;
        let commission = commission(amount, programs[usize::from(columns.program[order])].commission_percent);
        let minor = |money: i64| i32::try_from(money).expect("prices are small");
        let corrected = RevisionKind::Corrected { amount: minor(amount), commission: minor(commission) };
        Self { order: number, second, kind: if is_reversed { RevisionKind::Reversed } else { corrected } }
    }

    /// Whether it takes the approval back.
    pub(crate) const fn is_reversal(&self) -> bool {
        matches!(self.kind, RevisionKind::Reversed)
    }
}

/// The late changes of all orders that have one, by order. Each follows from (seed, order) and from the order alone.
pub(super) fn revisions(seed: u64, columns: &Columns, programs: &[Program]) -> Vec<Revision> {
    let revised = (0..columns.len()).into_par_iter().filter(|order| columns.is_revised(*order));
    revised.map(|order| Revision::of(seed, columns, programs, order)).collect()
}

/// The commission on an amount, in minor units, rounded half up.
pub(super) fn commission(amount: i64, basis_points: u32) -> i64 {
    (amount * i64::from(basis_points) + 5000).div_euclid(10_000)
}
