//! Decisions about orders, and what the networks take back or correct after they have approved an order.

use crate::chance::{Dice, Purpose};
use crate::time::DAY;

/// A late change of an approved order. There is at most one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Revision {
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

    /// The decision as a number.
    pub(super) const fn number(self) -> u32 {
        self.0
    }

    /// The decision with a number.
    pub(super) const fn numbered(number: u32) -> Self {
        Self(number)
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
    /// The late change of an order that has one. It follows from (seed, order) and from the order alone.
    pub(super) fn of(seed: u64, order: usize, decided: u32, amount: i32, commission_percent: u32) -> Self {
        let mut dice = Dice::new(seed, Purpose::Revision, order as u64);
        let second = decided + dice.between(2 * DAY, 50 * DAY);
        let is_reversed = dice.chance(600);
        // Mostly a part of the goods comes back. Sometimes postage was forgotten.
        let percent = if dice.chance(750) { dice.between(40, 95) } else { dice.between(103, 130) };
        let amount = i64::from(amount) * i64::from(percent) / 100;
        let commission = commission(amount, commission_percent);
        let minor = |money: i64| i32::try_from(money).expect("prices are small");
        let corrected = RevisionKind::Corrected { amount: minor(amount), commission: minor(commission) };
        Self { second, kind: if is_reversed { RevisionKind::Reversed } else { corrected } }
    }

    /// Whether it takes the approval back.
    pub(crate) const fn is_reversal(&self) -> bool {
        matches!(self.kind, RevisionKind::Reversed)
    }
}

/// The commission on an amount, in minor units, rounded half up.
pub(super) fn commission(amount: i64, basis_points: u32) -> i64 {
    (amount * i64::from(basis_points) + 5000).div_euclid(10_000)
}
