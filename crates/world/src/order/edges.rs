//! Orders that are unlike most: where to find one of them.

use super::Order;
use crate::identifiers::OrderId;
use crate::view::View;

/// How many orders, the newest ones, are searched.
const SEARCHED: usize = 100_000;

impl<'w> View<'w> {
    /// The newest simulated order that passes the test, among the last 100,000 and without those that the ledger has
    /// changed.
    pub fn newest_order(&self, passes: impl Fn(&Order<'w>) -> bool) -> Option<OrderId> {
        self.newest().find(|order| passes(&self.order(*order)))
    }

    /// The order whose approval a network took back last.
    pub fn last_reversal(&self) -> Option<OrderId> {
        self.last_revised(true)
    }

    /// The order whose amount a network corrected last, after it had approved it.
    pub fn last_correction(&self) -> Option<OrderId> {
        self.last_revised(false)
    }

    /// The second report of the newest order that a network has reported twice.
    pub fn last_repetition(&self) -> Option<OrderId> {
        self.newest().find(|order| self.world().columns.is_repeated(order.index()))
    }

    fn newest(&self) -> impl Iterator<Item = OrderId> + use<'w> {
        let (visible, ledger) = (self.world().columns.visible(self.second), self.ledger());
        let newest = (0..visible).rev().take(SEARCHED);
        let newest = newest.map(|order| OrderId(u32::try_from(order).expect("orders are numbered by 32 bits")));
        newest.filter(|order| ledger.orders().get(*order).is_none())
    }

    fn last_revised(&self, reversed: bool) -> Option<OrderId> {
        let (columns, ledger) = (&self.world().columns, self.ledger());
        let late = columns.by_decided()[..columns.decided_by(self.second)].iter().rev().filter(|one| one.is_late());
        let revised = late.map(|decision| decision.order());
        revised
            .filter(|order| columns.revision(*order).is_some_and(|revision| revision.is_reversal() == reversed))
            .map(|order| OrderId(u32::try_from(order).expect("orders are numbered by 32 bits")))
            .find(|order| ledger.orders().get(*order).is_none())
    }
}
