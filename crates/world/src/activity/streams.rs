//! The clicks, leads and sales of a program as streams sorted by time, and a part of all of them together.

use super::{ActivityKind, Visitor};
use crate::click::ClickKind;
use crate::identifiers::{CustomerId, OrderId, PartnerId, ProgramId};
use crate::time::DELAY;
use crate::view::View;

/// Numbers of what the ledger added begin here. Those of the simulation are smaller.
const LEDGER: u64 = 1 << 48;

/// A click, a lead or a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) second: u32,
    pub(super) kind: ActivityKind,
    pub(super) number: u64,
    pub(super) visitor: Visitor,
    pub(super) partner: Option<PartnerId>,
    pub(super) click: Option<ClickKind>,
    pub(super) order: Option<OrderId>,
}

/// One kind of row, from one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stream {
    /// Clicks of the simulation that led to no order.
    IdleClicks(ClickKind),
    /// Clicks of the simulation that led to an order.
    OrderClicks(ClickKind),
    /// Clicks of the ledger.
    AddedClicks(ClickKind),
    /// Sign-ups of the simulation without an order.
    IdleLeads,
    /// Customers of the simulation.
    Customers,
    /// Leads of the ledger.
    AddedLeads,
    /// Orders of the simulation.
    Orders,
    /// Orders of the ledger.
    AddedOrders,
}

const STREAMS: [(ActivityKind, Stream); 11] = [
    (ActivityKind::Click, Stream::IdleClicks(ClickKind::Redirect)),
    (ActivityKind::Click, Stream::IdleClicks(ClickKind::Direct)),
    (ActivityKind::Click, Stream::OrderClicks(ClickKind::Redirect)),
    (ActivityKind::Click, Stream::OrderClicks(ClickKind::Direct)),
    (ActivityKind::Click, Stream::AddedClicks(ClickKind::Redirect)),
    (ActivityKind::Click, Stream::AddedClicks(ClickKind::Direct)),
    (ActivityKind::Lead, Stream::IdleLeads),
    (ActivityKind::Lead, Stream::Customers),
    (ActivityKind::Lead, Stream::AddedLeads),
    (ActivityKind::Sale, Stream::Orders),
    (ActivityKind::Sale, Stream::AddedOrders),
];

/// The number of a click that the ledger added, counted in its program.
pub(super) fn number_of_added_click(program: ProgramId, place: u64) -> u64 {
    LEDGER | place << 16 | u64::from(program.0)
}

/// The streams of a program that show one kind, or all.
pub(super) struct Streams<'w> {
    view: View<'w>,
    program: ProgramId,
    kind: Option<ActivityKind>,
}

impl<'w> Streams<'w> {
    pub(super) fn new(view: View<'w>, program: ProgramId, kind: Option<ActivityKind>) -> Self {
        Self { view, program, kind }
    }

    /// How many rows there are before a second.
    pub(super) fn before(&self, second: u32) -> u64 {
        self.streams().map(|stream| self.count(stream, second)).sum()
    }

    /// The rows from a rank on, the oldest first.
    pub(super) fn rows(&self, rank: u64, most: usize) -> Vec<Row> {
        if most == 0 {
            return Vec::new();
        }
        // The last second before which there are no more rows than the rank.
        let (mut low, mut high) = (0, self.view.second + 1);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if self.before(middle) <= rank { low = middle } else { high = middle - 1 }
        }
        let left_out = usize::try_from(rank - self.before(low)).expect("the rows of a second");
        let enough = left_out + most;
        let mut rows: Vec<Row> =
            self.streams().flat_map(|stream| self.from(stream, self.count(stream, low), enough)).collect();
        rows.sort_by_key(|row| (row.second, row.kind, row.number));
        rows.into_iter().skip(left_out).take(most).collect()
    }

    fn streams(&self) -> impl Iterator<Item = Stream> + use<'_, 'w> {
        let shown = |kind| self.kind.is_none_or(|only| only == kind);
        STREAMS.into_iter().filter(move |(kind, _)| shown(*kind)).map(|(_, stream)| stream)
    }

    /// How many rows of a stream there are before a second that is not after the next one.
    fn count(&self, stream: Stream, second: u32) -> u64 {
        let (world, own) = (self.view.world(), self.view.ledger().program(self.program));
        let (traffic, history) = (|| world.traffic_of(self.program), || world.history_of(self.program));
        // An order is seen some minutes after it was placed.
        let placed_before = second.min((self.view.second + 1).saturating_sub(DELAY));
        let seen = world.columns.placed_before(placed_before);
        let placed = |orders: &[u32]| orders.partition_point(|order| (*order as usize) < seen);
        match stream {
            Stream::IdleClicks(kind) => traffic().of(kind).idle.before(second),
            Stream::OrderClicks(kind) => traffic().of(kind).orders_before(&world.columns, second) as u64,
            Stream::AddedClicks(kind) => own.map_or(0, |own| own.clicks_before(kind, second)),
            Stream::IdleLeads => traffic().idle_signups.before(second),
            Stream::Customers => placed(history().customers(&world.columns)) as u64,
            Stream::AddedLeads => own.map_or(0, |own| own.leads_before(second)),
            Stream::Orders => placed(&history().orders) as u64,
            Stream::AddedOrders => own.map_or(0, |own| own.added_before(second)),
        }
    }

    /// The rows of a stream from a rank on.
    fn from(&self, stream: Stream, rank: u64, most: usize) -> Vec<Row> {
        let count = self.count(stream, self.view.second + 1);
        let most = usize::try_from((count - rank).min(most as u64)).expect("no more than are asked for");
        let (world, own) = (self.view.world(), self.view.ledger().program(self.program));
        let (traffic, history) = (|| world.traffic_of(self.program), || world.history_of(self.program));
        let (columns, program) = (&world.columns, u64::from(self.program.0));
        let ranks = rank..rank + most as u64;
        let list = |orders: &'w [u32]| {
            let first = usize::try_from(rank).expect("a place in the list");
            orders[first..first + most].iter().copied()
        };
        let row = |second, kind, number, visitor| Row {
            second,
            kind,
            number,
            visitor,
            partner: None,
            click: None,
            order: None,
        };
        match stream {
            Stream::IdleClicks(kind) => {
                let idle = &traffic().of(kind).idle;
                let click = |rank: u64| {
                    let number = (rank << 1 | u64::from(kind == ClickKind::Direct)) << 17 | program << 1;
                    let second = idle.second(rank);
                    let partner = self.view.clicked_partner(self.program, kind, rank, second);
                    let row = row(second, ActivityKind::Click, number, Visitor::Passing(number));
                    Row { click: Some(kind), partner, ..row }
                };
                ranks.map(click).collect()
            }
            Stream::OrderClicks(kind) => {
                let click = |order: u32| {
                    let visitor = Visitor::Known(CustomerId(columns.customer(order as usize)));
                    let second = columns.clicked(order as usize);
                    let row = row(second, ActivityKind::Click, u64::from(order) << 1 | 1, visitor);
                    Row { click: Some(kind), order: Some(OrderId(order)), ..row }
                };
                list(&traffic().of(kind).orders).map(click).collect()
            }
            Stream::AddedClicks(kind) => {
                let click = |(second, number, partner, visitor): (u32, u32, _, _)| {
                    let number = number_of_added_click(self.program, number.into());
                    let row = row(second, ActivityKind::Click, number, Visitor::Known(visitor));
                    Row { click: Some(kind), partner, ..row }
                };
                own.into_iter().flat_map(|own| own.clicks_from(kind, rank, most)).map(click).collect()
            }
            Stream::IdleLeads => {
                let number = |rank: u64| rank << 17 | program << 1;
                let lead = |rank| {
                    let number = number(rank);
                    row(traffic().idle_signups.second(rank), ActivityKind::Lead, number, Visitor::Passing(number))
                };
                ranks.map(lead).collect()
            }
            Stream::Customers => {
                let lead = |customer: u32| {
                    let (second, visitor) = (columns.placed(customer as usize), Visitor::Known(CustomerId(customer)));
                    row(second, ActivityKind::Lead, u64::from(customer) << 1 | 1, visitor)
                };
                list(history().customers(columns)).map(lead).collect()
            }
            Stream::AddedLeads => {
                let lead = |(second, visitor): (u32, CustomerId)| {
                    row(second, ActivityKind::Lead, u64::from(visitor.0) << 1 | 1, Visitor::Known(visitor))
                };
                own.into_iter().flat_map(|own| own.leads_from(rank, most)).map(lead).collect()
            }
            Stream::Orders => list(&history().orders).map(|order| self.sale(OrderId(order))).collect(),
            Stream::AddedOrders => {
                own.into_iter().flat_map(|own| own.added_from(rank, most)).map(|(_, order)| self.sale(order)).collect()
            }
        }
    }

    fn sale(&self, order: OrderId) -> Row {
        let facts = self.view.facts(order);
        Row {
            second: facts.placed,
            kind: ActivityKind::Sale,
            number: u64::from(order.0) + 1,
            visitor: Visitor::Known(facts.customer),
            partner: facts.partner,
            click: None,
            order: Some(order),
        }
    }
}
