//! Finding orders by a date and by what they are.

use chrono::{DateTime, Utc};

use crate::columns::Columns;
use crate::identifiers::{AccountId, NetworkId, OrderId, WebsiteId};
use crate::order::OrderStatus;
use crate::timeline::DELAY;
use crate::view::View;

/// Which date of an order is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateKind {
    /// When it was placed.
    Placed,
    /// When the network last changed it.
    Modified,
    /// When the visitor clicked.
    Clicked,
    /// When it was approved or declined.
    Validated,
    /// When its last change was seen.
    Updated,
}

/// Which orders are asked for: those whose date lies in the range, and that pass every filter given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderQuery {
    /// Which date.
    pub date: DateKind,
    /// The first instant of the range.
    pub from: DateTime<Utc>,
    /// The last instant of the range; it belongs to the range.
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
}

/// A part of the orders that were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderPage {
    /// How many were found in all.
    pub total: usize,
    /// The asked part of them, in the order of the asked date.
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
    /// Every order whose date lies in the range, both ends included.
    pub const fn between(date: DateKind, from: DateTime<Utc>, until: DateTime<Utc>) -> Self {
        Self { date, from, until, statuses: None, network: None, account: None, accounts: None, website: None }
    }

    fn is_unfiltered(&self) -> bool {
        self.statuses.is_none()
            && self.network.is_none()
            && self.account.is_none()
            && self.accounts.is_none()
            && self.website.is_none()
    }
}

/// Finds the part of the orders from `offset` on, `limit` at most.
pub(crate) fn find(view: View<'_>, query: &OrderQuery, offset: usize, limit: usize) -> OrderPage {
    let timeline = view.world().timeline;
    let Some(until) = timeline.at_or_before(query.until) else { return OrderPage::default() };
    let from = timeline.at_or_after(query.from);
    if from > until {
        return OrderPage::default();
    }
    match query.date {
        DateKind::Placed => placed(view, query, from, until, offset, limit),
        DateKind::Clicked => clicked(view, query, from, until, offset, limit),
        DateKind::Validated => validated(view, query, from, until, offset, limit),
        DateKind::Modified => modified(view, query, from, until, offset, limit),
        // What is seen is what was changed, a delay later.
        DateKind::Updated if until < DELAY => OrderPage::default(),
        DateKind::Updated => modified(view, query, from.saturating_sub(DELAY), until - DELAY, offset, limit),
    }
}

fn placed(view: View<'_>, query: &OrderQuery, from: u32, until: u32, offset: usize, limit: usize) -> OrderPage {
    let columns = &view.world().columns;
    let first = columns.placed.partition_point(|placed| *placed < from);
    let last = columns.placed.partition_point(|placed| *placed <= until).min(columns.visible(view.second)).max(first);
    let range = index(first)..index(last);
    if query.is_unfiltered() {
        let total = last - first;
        let orders = range.skip(offset).take(limit).map(OrderId).collect();
        return OrderPage { total, orders };
    }
    page(range.filter(|order| passes(view, query, *order)), offset, limit)
}

fn clicked(view: View<'_>, query: &OrderQuery, from: u32, until: u32, offset: usize, limit: usize) -> OrderPage {
    let columns = &view.world().columns;
    let visible = index(columns.visible(view.second));
    let range = range(&columns.by_clicked, &columns.clicked, from, until);
    page(range.iter().copied().filter(|order| *order < visible && passes(view, query, *order)), offset, limit)
}

fn validated(view: View<'_>, query: &OrderQuery, from: u32, until: u32, offset: usize, limit: usize) -> OrderPage {
    let columns = &view.world().columns;
    let range = range(&columns.by_decided, &columns.decided, from, until.min(view.second.saturating_sub(DELAY)));
    page(
        range.iter().copied().filter(|order| decided(view, columns, *order) && passes(view, query, *order)),
        offset,
        limit,
    )
}

/// Undecided orders by their placing and decided ones by their decision, merged.
fn modified(view: View<'_>, query: &OrderQuery, from: u32, until: u32, offset: usize, limit: usize) -> OrderPage {
    let columns = &view.world().columns;
    let first = columns.placed.partition_point(|placed| *placed < from);
    let last = columns.placed.partition_point(|placed| *placed <= until).min(columns.visible(view.second)).max(first);
    let undecided = (index(first)..index(last))
        .filter(|order| !decided(view, columns, *order))
        .map(|order| (columns.placed[order as usize], order));
    let range = range(&columns.by_decided, &columns.decided, from, until.min(view.second.saturating_sub(DELAY)));
    let decided = range
        .iter()
        .copied()
        .filter(|order| decided(view, columns, *order))
        .map(|order| (columns.decided[order as usize], order));
    let (mut undecided, mut decided) = (undecided.peekable(), decided.peekable());
    let merged = std::iter::from_fn(|| match (undecided.peek(), decided.peek()) {
        (Some(left), Some(right)) if left <= right => undecided.next(),
        (_, Some(_)) => decided.next(),
        (_, None) => undecided.next(),
    });
    page(merged.map(|(_, order)| order).filter(|order| passes(view, query, *order)), offset, limit)
}

fn decided(view: View<'_>, columns: &Columns, order: u32) -> bool {
    columns.is_decided(order as usize, view.second)
}

fn passes(view: View<'_>, query: &OrderQuery, order: u32) -> bool {
    let world = view.world();
    let (columns, order) = (&world.columns, order as usize);
    let account = AccountId(columns.account[order]);
    query.website.is_none_or(|website| website.0 == columns.website[order])
        && query.account.is_none_or(|asked| asked == account)
        && query.accounts.as_ref().is_none_or(|asked| asked.contains(&account))
        && query.network.is_none_or(|network| world.accounts[account.index()].network == network)
        && query.statuses.is_none_or(|statuses| {
            let status = match (columns.is_decided(order, view.second), columns.ends_declined(order)) {
                (false, _) => OrderStatus::Pending,
                (true, false) => OrderStatus::Approved,
                (true, true) => OrderStatus::Declined,
            };
            statuses.contains(status)
        })
}

/// The part of a sorted permutation whose seconds lie in the range.
fn range<'c>(permutation: &'c [u32], seconds: &[u32], from: u32, until: u32) -> &'c [u32] {
    let first = permutation.partition_point(|order| seconds[*order as usize] < from);
    let last = permutation.partition_point(|order| seconds[*order as usize] <= until);
    &permutation[first..last.max(first)]
}

fn page(found: impl Iterator<Item = u32>, offset: usize, limit: usize) -> OrderPage {
    let mut page = OrderPage::default();
    for order in found {
        if page.total >= offset && page.orders.len() < limit {
            page.orders.push(OrderId(order));
        }
        page.total += 1;
    }
    page
}

fn index(place: usize) -> u32 {
    u32::try_from(place).expect("orders are numbered by 32 bits")
}
