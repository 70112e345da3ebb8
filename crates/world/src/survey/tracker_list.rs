//! Queries for trackers. Only the trackers of the requested page are computed.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::index::{SurveyIndex, place};
use super::tracker::{created_second, send_second, sent_for};
use super::{Applying, DELAYS, Survey, TrackerKey};
use crate::identifiers::{CustomerId, OrderId, ProgramId};
use crate::ledger::ProgramLedger;
use crate::owner::Owner;
use crate::time::DELAY;
use crate::view::View;

/// A query for trackers. Every filter that is given must match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrackerQuery {
    /// Only those scheduled at this time or later.
    pub send_from: Option<DateTime<Utc>>,
    /// Only those scheduled at this time or earlier.
    pub send_until: Option<DateTime<Utc>>,
    /// Only those for one of these orders.
    pub orders: Option<Vec<OrderId>>,
    /// Only those for one of these customers.
    pub customers: Option<Vec<CustomerId>>,
    /// Only those for orders of this owner's programs.
    pub owner: Option<Owner>,
}

/// The trackers that match a query, newest first. External trackers are not among them.
#[derive(Debug)]
pub struct TrackerList<'w> {
    view: View<'w>,
    /// For each of [`DELAYS`], the orders whose survey with that delay matches.
    windows: [Window; DELAYS.len()],
    /// Only these orders, newest first, or all orders in the windows.
    orders: Option<Vec<usize>>,
    /// How many trackers of simulated orders match.
    simulated: usize,
    /// The trackers of the ledger's orders, newest first, each with its place in the list.
    added: Vec<(usize, TrackerKey)>,
}

/// A range of orders, and how many trackers of the window's delay there are before each end.
#[derive(Debug, Clone, Copy, Default)]
struct Window {
    first: usize,
    last: usize,
    before_first: u32,
    before_last: u32,
}

impl<'w> TrackerList<'w> {
    fn new(view: View<'w>, query: &TrackerQuery) -> Self {
        let mut list =
            Self { view, windows: Default::default(), orders: orders(view, query), simulated: 0, added: Vec::new() };
        // All simulated orders are the usual owner's.
        if query.owner.is_none_or(|owner| owner.is_usual()) {
            for (place, delay) in DELAYS.iter().enumerate() {
                list.windows[place] = list.window(place, *delay, query);
            }
        }
        list.simulated = match &list.orders {
            Some(orders) => orders.iter().map(|order| list.of_order(*order).count()).sum(),
            None => list.since(0),
        };
        let added = added(view, query);
        let place =
            |(number, key): (usize, &TrackerKey)| list.simulated_newer_than(view.tracker_created_at(*key)) + number;
        list.added = added.iter().enumerate().map(|pair| (place(pair), *pair.1)).collect();
        list
    }

    /// How many there are.
    pub fn total(&self) -> usize {
        self.simulated + self.added.len()
    }

    /// How many were created after the given time.
    pub fn newer_than(&self, time: DateTime<Utc>) -> usize {
        let is_newer = |(_, key): &(usize, TrackerKey)| self.view.tracker_created_at(*key) > time;
        self.simulated_newer_than(time) + self.added.partition_point(is_newer)
    }

    fn simulated_newer_than(&self, time: DateTime<Utc>) -> usize {
        let world = self.view.world();
        let Some(second) = world.timeline.at_or_before(time) else { return self.simulated };
        let older = world.columns.visible(second);
        match &self.orders {
            Some(orders) => {
                orders.iter().take_while(|order| **order >= older).map(|order| self.of_order(*order).count()).sum()
            }
            None => self.since(older),
        }
    }

    /// At most `limit` trackers, without the first `offset`.
    pub fn page(&self, offset: usize, limit: usize) -> Vec<TrackerKey> {
        let before = self.added.partition_point(|(place, _)| *place < offset);
        let mut added = self.added[before..].iter().peekable();
        let mut simulated = self.simulated_page(offset.saturating_sub(before), limit).into_iter();
        let tracker = |place| match added.next_if(|(other, _)| *other == place) {
            Some((_, key)) => Some(*key),
            None => simulated.next(),
        };
        (offset..offset.saturating_add(limit)).map_while(tracker).collect()
    }

    fn simulated_page(&self, offset: usize, limit: usize) -> Vec<TrackerKey> {
        if let Some(orders) = &self.orders {
            let keys = orders.iter().flat_map(|order| self.of_order(*order));
            return keys.skip(offset).take(limit).collect();
        }
        let mut keys = Vec::new();
        // Each turn starts at the block that holds the next tracker, so blocks without any are skipped.
        while keys.len() < limit && offset + keys.len() < self.simulated {
            let block = self.block_of(offset + keys.len());
            let (first, last) = (SurveyIndex::first_of(block), SurveyIndex::first_of(block + 1));
            let newer = self.since(last);
            let end = self.windows.iter().map(|window| window.last).max().unwrap_or_default().min(last);
            let found = (first..end).rev().flat_map(|order| self.of_order(order)).skip(offset + keys.len() - newer);
            keys.extend(found.take(limit - keys.len()));
        }
        keys
    }

    /// The orders whose survey with the delay is scheduled in the requested range.
    fn window(&self, place: usize, delay: u32, query: &TrackerQuery) -> Window {
        let world = self.view.world();
        let (timeline, columns) = (world.timeline, &world.columns);
        let visible = columns.visible(self.view.second);
        // A survey is sent that long after its order is placed.
        let wait = DELAY + delay;
        let first =
            query.send_from.map_or(0, |from| columns.placed_before(timeline.at_or_after(from).saturating_sub(wait)));
        let last = query.send_until.map_or(visible, |until| match timeline.at_or_before(until) {
            Some(until) => columns.placed_before((until + 1).saturating_sub(wait)).min(visible),
            None => 0,
        });
        let (first, last) = (first.min(last), last);
        let before = |order| world.surveys().before(order, |order| self.surveys(order))[place];
        Window { first, last, before_first: before(first), before_last: before(last) }
    }

    /// How many trackers belong to the order or to later ones.
    fn since(&self, order: usize) -> usize {
        let world = self.view.world();
        let inside = self.windows.iter().any(|window| window.first < order && order < window.last);
        let before =
            if inside { world.surveys().before(order, |order| self.surveys(order)) } else { Default::default() };
        self.counted(order, before)
    }

    /// The block that holds the tracker with `rank` newer ones before it.
    fn block_of(&self, rank: usize) -> usize {
        let world = self.view.world();
        // From the block `high` on there are at most `rank` trackers, so the block is before `high`.
        let (mut low, mut high) = (0, SurveyIndex::block_of(world.columns.len()) + 1);
        while high - low > 1 {
            let middle = low.midpoint(high);
            let count = self.counted(SurveyIndex::first_of(middle), world.surveys().before_block(middle));
            if count > rank { low = middle } else { high = middle }
        }
        low
    }

    fn counted(&self, order: usize, before: [u32; DELAYS.len()]) -> usize {
        let count = |(window, before): (&Window, u32)| match order {
            _ if order <= window.first => window.before_last - window.before_first,
            _ if order >= window.last => 0,
            _ => window.before_last - before,
        };
        self.windows.iter().zip(before).map(|pair| count(pair) as usize).sum()
    }

    /// The order's matching trackers, last survey first.
    fn of_order(&self, order: usize) -> impl Iterator<Item = TrackerKey> + '_ {
        let wanted = move |survey: &Survey| {
            let window = &self.windows[place(survey)];
            (window.first..window.last).contains(&order)
        };
        let number = u32::try_from(order).expect("orders are numbered by 32 bits");
        let surveys = self.surveys(order).iter().filter(move |(_, survey)| wanted(survey));
        let keys: Vec<_> = surveys.map(|(survey, _)| TrackerKey::sent(number, survey)).collect();
        keys.into_iter().rev()
    }

    fn surveys(&self, order: usize) -> Applying<'w> {
        self.view.world().surveys_sent(order)
    }
}

impl<'w> View<'w> {
    /// Finds trackers, newest first.
    pub fn trackers(&self, query: &TrackerQuery) -> TrackerList<'w> {
        TrackerList::new(*self, query)
    }

    /// The newest order of the program for which the shop sends a survey. One that the ledger adds is newer than all others.
    pub fn newest_surveyed_order(&self, program: ProgramId) -> Option<OrderId> {
        newest_added(*self, program).or_else(|| newest_surveyed(*self, &self.world().history_of(program).orders))
    }
}

/// The matching trackers of the ledger's orders, newest first.
fn added(view: View<'_>, query: &TrackerQuery) -> Vec<TrackerKey> {
    let timeline = view.world().timeline;
    let from = query.send_from.map(|from| timeline.at_or_after(from));
    let until = query.send_until.map(|until| timeline.at_or_before(until));
    let in_time = |key: &TrackerKey| {
        let send = send_second(view, *key);
        from.is_none_or(|from| from <= send) && until.is_none_or(|until| until.is_some_and(|until| send <= until))
    };
    let program = |order| view.ledger().orders().get(order).map(|version| view.program(version.facts.program));
    let is_owned = |owner, order| program(order).is_some_and(|program| program.owner == owner);
    let mut keys: Vec<TrackerKey> = candidates(view, query)
        .into_iter()
        .filter(|order| query.owner.is_none_or(|owner| is_owned(owner, *order)))
        .flat_map(|order| sent_for(view, order).iter().map(move |(survey, _)| TrackerKey::sent(order.0, survey)))
        .filter(in_time)
        .collect();
    // A stable sort keeps the last survey of an order first, as among simulated ones.
    keys.reverse();
    keys.sort_by_key(|key| std::cmp::Reverse(created_second(view, *key)));
    keys
}

/// The orders of the ledger that the query names, or all to which surveys apply: each once, in the order of their numbers.
fn candidates(view: View<'_>, query: &TrackerQuery) -> BTreeSet<OrderId> {
    let orders = view.ledger().orders();
    let of_customer = |order: OrderId, asked: &[CustomerId]| {
        orders.get(order).is_some_and(|version| asked.contains(&version.facts.customer))
    };
    match (&query.orders, &query.customers) {
        (Some(asked), customers) => {
            let known = asked.iter().copied().filter(|order| order.is_of_the_ledger() && orders.get(*order).is_some());
            known.filter(|order| customers.as_ref().is_none_or(|asked| of_customer(*order, asked))).collect()
        }
        (None, Some(customers)) => customers.iter().flat_map(|customer| orders.of_customer(*customer)).collect(),
        (None, None) => view.ledger().programs().flat_map(ProgramLedger::surveyed_orders).collect(),
    }
}

/// The visible orders that the query names, directly or by their customers: newest first, each once.
fn orders(view: View<'_>, query: &TrackerQuery) -> Option<Vec<usize>> {
    let world = view.world();
    let of_customer = |order: usize| {
        query.customers.as_ref().is_none_or(|asked| asked.contains(&CustomerId(world.columns.customer(order))))
    };
    let visible = world.columns.visible(view.second);
    let named = match (&query.orders, &query.customers) {
        (Some(orders), _) => {
            // Those of the ledger are listed elsewhere.
            let orders = orders.iter().map(|order| order.index()).filter(|order| *order < visible);
            orders.filter(|order| of_customer(*order)).collect()
        }
        (None, Some(customers)) => {
            let theirs = customers.iter().flat_map(|customer| world.customers().orders(customer.0));
            theirs.map(|order| *order as usize).collect::<Vec<_>>()
        }
        (None, None) => return None,
    };
    let mut orders: Vec<usize> = named.into_iter().filter(|order| *order < visible).collect();
    orders.sort_unstable_by(|left, right| right.cmp(left));
    orders.dedup();
    Some(orders)
}

/// The newest order of a program that the ledger added and for which the shop sends a survey.
fn newest_added(view: View<'_>, program: ProgramId) -> Option<OrderId> {
    view.ledger().program(program)?.surveyed_orders().find(|order| !sent_for(view, *order).is_empty())
}

/// The newest visible order for which the shop sends a survey.
fn newest_surveyed(view: View<'_>, orders: &[u32]) -> Option<OrderId> {
    let world = view.world();
    let visible = world.columns.visible(view.second);
    let seen = orders.partition_point(|order| (*order as usize) < visible);
    let surveyed = |order: &&u32| !world.surveys_sent(**order as usize).is_empty();
    orders[..seen].iter().rev().find(surveyed).copied().map(OrderId)
}
