//! Queries for orders, by date and other filters.

use std::ops::Range;

use chrono::{DateTime, Utc};

use super::class::{CLASSES, Class, all_simulated};
use super::{Columns, OrderStatus, Snapshot};
use crate::identifiers::{AccountId, NetworkId, OrderId, WebsiteId};
use crate::index::{Between, Blocks, Consecutive, Keyed, Listing, Merged, Selection, Sorted};
use crate::ledger::{self, Orders};
use crate::network::{self, NetworkAccount};
use crate::owner::Owner;
use crate::time::DELAY;
use crate::view::View;

/// One of the dates of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateKind {
    /// When it was placed.
    Placed,
    /// When the network last changed it.
    Modified,
    /// When the visitor clicked.
    Clicked,
    /// When it was approved or declined, if the network says so.
    Validated,
    /// When its last change became visible.
    Updated,
}

/// A query for orders. Their date must be in the range, and every filter that is given must match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderQuery {
    /// Which date must be in the range.
    pub date: DateKind,
    /// The start of the range, included.
    pub from: DateTime<Utc>,
    /// The end of the range, included.
    pub until: DateTime<Utc>,
    /// Only orders with one of these statuses.
    pub statuses: Option<StatusSet>,
    /// Only orders that came through this network.
    pub network: Option<NetworkId>,
    /// Only orders that came through this account.
    pub account: Option<AccountId>,
    /// Only orders that came through one of these accounts.
    pub accounts: Option<Vec<AccountId>>,
    /// Only orders that came from this website.
    pub website: Option<WebsiteId>,
    /// Only orders that came through an account of this owner.
    pub owner: Option<Owner>,
}

/// A page of the orders that match a query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderPage {
    /// How many orders match in all.
    pub total: usize,
    /// The orders of the page, sorted by the date of the query.
    pub orders: Vec<OrderId>,
}

/// A set of order statuses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StatusSet(u8);

impl StatusSet {
    const fn bit(status: OrderStatus) -> u8 {
        match status {
            OrderStatus::Pending => 1,
            OrderStatus::Approved => 2,
            OrderStatus::Declined => 4,
        }
    }

    /// Whether the status is in the set.
    pub const fn contains(self, status: OrderStatus) -> bool {
        self.0 & Self::bit(status) != 0
    }
}

impl FromIterator<OrderStatus> for StatusSet {
    fn from_iter<I: IntoIterator<Item = OrderStatus>>(statuses: I) -> Self {
        Self(statuses.into_iter().fold(0, |set, status| set | Self::bit(status)))
    }
}

impl OrderQuery {
    /// A query for every order whose date is in the range, both ends included.
    pub const fn between(date: DateKind, from: DateTime<Utc>, until: DateTime<Utc>) -> Self {
        Self {
            date,
            from,
            until,
            statuses: None,
            network: None,
            account: None,
            accounts: None,
            website: None,
            owner: None,
        }
    }

    /// The classes that match the filters and are admitted.
    fn selection(&self, accounts: &[NetworkAccount], admits: impl Fn(Class) -> bool) -> Selection {
        Selection::new(usize::from(CLASSES) + 1, |class| {
            let Some(class) = Class::of(class) else { return false };
            let account = class.account;
            admits(class)
                && self.website.is_none_or(|website| website == class.website)
                && self.account.is_none_or(|asked| asked == account)
                && self.accounts.as_ref().is_none_or(|asked| asked.contains(&account))
                && self.owner.is_none_or(|owner| accounts[account.index()].owner == owner)
                && self.network.is_none_or(|network| accounts[account.index()].network == network)
                && self.statuses.is_none_or(|statuses| statuses.contains(class.status))
        })
    }
}

impl View<'_> {
    /// Finds orders, sorted by the date of the query and then by identifier. Returns at most `limit` of them, without
    /// the first `offset`.
    pub fn orders(&self, query: &OrderQuery, offset: usize, limit: usize) -> OrderPage {
        find(*self, query, offset, limit)
    }
}

fn find(view: View<'_>, query: &OrderQuery, offset: usize, limit: usize) -> OrderPage {
    let timeline = view.world().timeline;
    let Some(until) = timeline.at_or_before(query.until) else { return OrderPage::default() };
    let from = timeline.at_or_after(query.from);
    if from > until {
        return OrderPage::default();
    }
    let page = Page { view, query, offset, limit };
    match query.date {
        DateKind::Placed => page.placed(from, until),
        DateKind::Clicked => page.clicked(from, until),
        DateKind::Validated => page.validated(from, until),
        DateKind::Modified => page.modified(from, until, page.changed(from, until)),
        // A simulated change becomes visible after the delay. What would be before the world begins is not there.
        DateKind::Updated => {
            let ledger = page.changed(from, until);
            let (from, until) = if until < DELAY { (1, 0) } else { (from.saturating_sub(DELAY), until - DELAY) };
            page.modified(from, until, ledger)
        }
    }
}

/// The requested page.
struct Page<'q> {
    view: View<'q>,
    query: &'q OrderQuery,
    offset: usize,
    limit: usize,
}

impl Page<'_> {
    fn placed(&self, from: u32, until: u32) -> OrderPage {
        let columns = self.columns();
        let ledger = self.of_the_ledger(|orders| &orders.placed, |_| true, from, until);
        if self.wants_all() {
            let key = |order: usize| key_of(columns.placed(order), order);
            return self.page(Consecutive { places: self.placed_between(from, until), key }, ledger);
        }
        self.view.snapshot(|snapshot| {
            let listing =
                Listing::new(snapshot.placed(columns), self.selection(|_| true), self.placed_between(from, until));
            self.page(Keyed { listing, key: |order: usize| key_of(columns.placed(order), order) }, ledger)
        })
    }

    fn clicked(&self, from: u32, until: u32) -> OrderPage {
        let columns = self.columns();
        let by_clicked = columns.by_clicked();
        let stretch = self.clicked_between(from, until);
        let ledger = self.of_the_ledger(|orders| &orders.clicked, |_| true, from, until);
        self.view.snapshot(|snapshot| {
            let listing = Listing::new(snapshot.clicked(columns), self.selection(|_| true), stretch);
            let key = |place: usize| {
                let order = by_clicked[place] as usize;
                key_of(columns.clicked(order), order)
            };
            self.page(Keyed { listing, key }, ledger)
        })
    }

    fn validated(&self, from: u32, until: u32) -> OrderPage {
        let world = self.view.world();
        let is_dated = |class: Class| network::is_dated(world, class.account, class.status);
        let ledger = self.of_the_ledger(|orders| &orders.validated, is_dated, from, until);
        self.view.snapshot(|snapshot| self.page(self.decided(snapshot, is_dated, from, until), ledger))
    }

    /// Undecided orders by their placing and decided ones by their decision, merged.
    fn modified(&self, from: u32, until: u32, ledger: Option<Between<'_>>) -> OrderPage {
        let columns = self.columns();
        self.view.snapshot(|snapshot| {
            let pending = self.selection(|class| class.status == OrderStatus::Pending);
            let listing = Listing::new(snapshot.placed(columns), pending, self.placed_between(from, until));
            let undecided = Keyed { listing, key: |order: usize| key_of(columns.placed(order), order) };
            self.page(Merged { left: self.decided(snapshot, |_| true, from, until), right: undecided }, ledger)
        })
    }

    /// The simulated orders that were last decided in the range, by the time of their decision.
    fn decided<'s>(
        &'s self,
        snapshot: &'s Snapshot,
        admits: impl Fn(Class) -> bool,
        from: u32,
        until: u32,
    ) -> Keyed<'s, impl Fn(usize) -> u64> {
        let columns = self.columns();
        let by_decided = columns.by_decided();
        let listing =
            Listing::new(snapshot.decided(columns), self.selection(admits), self.decided_between(from, until));
        let key = |place: usize| {
            let decision = by_decided[place];
            key_of(columns.made_at(decision), decision.order())
        };
        Keyed { listing, key }
    }

    /// The orders of the ledger that were last changed in the range.
    fn changed(&self, from: u32, until: u32) -> Option<Between<'_>> {
        self.of_the_ledger(|orders| &orders.changed, |_| true, from, until)
    }

    /// The orders of the ledger whose date is in the range, if there are any orders in the ledger.
    fn of_the_ledger(
        &self,
        blocks: impl Fn(&Orders) -> &Blocks,
        admits: impl Fn(Class) -> bool,
        from: u32,
        until: u32,
    ) -> Option<Between<'_>> {
        let orders = self.view.ledger().orders();
        let end = u64::from(until).saturating_add(1) << 32;
        (!orders.is_empty()).then(|| Between::new(blocks(orders), self.selection(admits), u64::from(from) << 32, end))
    }

    /// The page of the simulated orders, merged with those of the ledger.
    fn page(&self, simulated: impl Sorted, ledger: Option<Between<'_>>) -> OrderPage {
        let (total, keys) = match ledger {
            None => (simulated.count(), simulated.page(self.offset, self.limit)),
            Some(ledger) => {
                let merged = Merged { left: simulated, right: ledger };
                (merged.count(), merged.page(self.offset, self.limit))
            }
        };
        OrderPage { total, orders: keys.into_iter().map(order_of).collect() }
    }

    /// The visible orders placed in the range.
    fn placed_between(&self, from: u32, until: u32) -> Range<usize> {
        let columns = self.columns();
        let last = columns.placed_before(until.saturating_add(1));
        columns.placed_before(from)..last.min(columns.visible(self.view.second))
    }

    /// The positions in `by_clicked` of the orders clicked in the range.
    fn clicked_between(&self, from: u32, until: u32) -> Range<usize> {
        let columns = self.columns();
        let place = |passes: &dyn Fn(u32) -> bool| {
            columns.by_clicked().partition_point(|order| passes(columns.clicked(*order as usize)))
        };
        place(&|second| second < from)..place(&|second| second <= until)
    }

    /// The positions in `by_decided` of the visible decisions made in the range.
    fn decided_between(&self, from: u32, until: u32) -> Range<usize> {
        let columns = self.columns();
        let place = |passes: &dyn Fn(u32) -> bool| {
            columns.by_decided().partition_point(|decision| passes(columns.made_at(*decision)))
        };
        let last = place(&|second| second <= until).min(columns.decided_by(self.view.second));
        place(&|second| second < from)..last
    }

    /// Whether the filters leave out no order of the simulation, and the ledger has changed none. Then a page needs no
    /// snapshot.
    fn wants_all(&self) -> bool {
        let selection = self.selection(|_| true);
        self.view.ledger().changed().is_empty() && all_simulated(|class| selection.contains(class))
    }

    fn selection(&self, admits: impl Fn(Class) -> bool) -> Selection {
        self.query.selection(self.view.world().accounts(), admits)
    }

    fn columns(&self) -> &Columns {
        &self.view.world().columns
    }
}

fn key_of(second: u32, order: usize) -> u64 {
    ledger::key(second, OrderId(u32::try_from(order).expect("orders are numbered by 32 bits")))
}

fn order_of(key: u64) -> OrderId {
    OrderId(u32::try_from(key & u64::from(u32::MAX)).expect("32 bits"))
}
