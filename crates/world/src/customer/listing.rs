//! The customers of a program by time.

use std::ops::Range;

use chrono::{DateTime, Utc};

use crate::identifiers::{CustomerId, OrderId, PartnerId, ProgramId};
use crate::ledger::ProgramLedger;
use crate::view::View;

/// The customers of a program, the oldest first: who bought something, and who signed up by themselves. It goes in both
/// directions, and finds only as many as are taken.
#[derive(Debug, Clone)]
pub struct CustomersOf<'w> {
    view: View<'w>,
    /// Those of the simulation.
    simulated: &'w [u32],
    /// The places of those that are left.
    places: Range<usize>,
    own: Option<&'w ProgramLedger>,
    /// The ranks of those of the ledger that are left.
    ranks: Range<u64>,
    /// The next of them from the beginning, the first one last, as far as they are known.
    oldest: Vec<(u32, CustomerId)>,
    /// The next of them from the end, the last one last, as far as they are known.
    newest: Vec<(u32, CustomerId)>,
}

/// How many customers of the ledger are looked up at a time.
const AHEAD: usize = 64;

/// The customers of a program by their places in the listing, the oldest first.
pub(super) struct Places<'w>(pub(super) CustomersOf<'w>);

/// A customer in the listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// One of the simulation, by the place in the history of the program.
    Simulated(usize),
    /// One of the ledger.
    Added(CustomerId),
}

impl<'w> View<'w> {
    /// The customers of a program: those who bought something, and those of the ledger who signed up. By the time since
    /// which they are customers.
    pub fn customers_of(&self, program: ProgramId) -> CustomersOf<'w> {
        let world = self.world();
        let customers = world.history_of(program).customers(&world.columns);
        let seen = world.columns.visible(self.second);
        let visible = customers.partition_point(|first| (*first as usize) < seen);
        let own = self.ledger().program(program);
        let ranks = 0..own.map_or(0, |own| own.leads_before(self.second.saturating_add(1)));
        let (oldest, newest) = (Vec::new(), Vec::new());
        CustomersOf { view: *self, simulated: customers, places: 0..visible, own, ranks, oldest, newest }
    }

    /// Since when somebody is a customer: their sign-up or first purchase. `None` for visitors.
    pub fn customer_since(&self, customer: CustomerId) -> Option<DateTime<Utc>> {
        let timeline = self.world().timeline;
        if customer.is_of_the_ledger() {
            return self.ledger().people().get(customer)?.since.map(|second| timeline.time(second));
        }
        self.program_of(customer).map(|_| timeline.time(self.world().columns.placed(customer.index())))
    }

    /// The partner who brought a customer: the one of the last order, or, if the ledger knows the customer, of the last
    /// click there, the sign-up or the first sale.
    pub fn partner_of(&self, customer: CustomerId) -> Option<PartnerId> {
        let own = self.ledger().people().get(customer).and_then(|person| person.partner);
        own.or_else(|| {
            let (world, visible) = (self.world(), self.world().columns.visible(self.second));
            let orders = world.customers().orders(customer.0).iter().take_while(|order| (**order as usize) < visible);
            orders.last().and_then(|order| self.simulated_facts(OrderId(*order)).partner)
        })
    }

    /// The partner of a customer of the ledger who never clicked.
    pub(crate) fn partner_without_click(&self, customer: CustomerId) -> Option<PartnerId> {
        let person = self.ledger().people().get(customer).filter(|person| person.first_clicked.is_none())?;
        person.partner
    }
}

impl CustomersOf<'_> {
    /// Only those of the simulation that are left.
    #[must_use]
    pub fn simulated(self) -> Self {
        Self { ranks: 0..0, ..self }
    }

    /// The customer at a place.
    fn at(&self, place: Place) -> CustomerId {
        match place {
            Place::Simulated(place) => CustomerId(self.simulated[place]),
            Place::Added(customer) => customer,
        }
    }

    fn second(&self, place: usize) -> u32 {
        self.view.world().columns.placed(self.simulated[place] as usize)
    }

    /// The oldest of the ledger that is left.
    fn oldest_added(&mut self) -> Option<(u32, CustomerId)> {
        if self.ranks.is_empty() {
            return None;
        }
        if self.oldest.is_empty() {
            self.oldest = self.added(self.ranks.start);
            self.oldest.reverse();
        }
        self.oldest.last().copied()
    }

    /// The newest of the ledger that is left.
    fn newest_added(&mut self) -> Option<(u32, CustomerId)> {
        if self.ranks.is_empty() {
            return None;
        }
        if self.newest.is_empty() {
            let first = self.ranks.end.saturating_sub(AHEAD as u64);
            self.newest = self.added(first);
            self.newest.truncate(usize::try_from(self.ranks.end - first).unwrap_or(AHEAD));
        }
        self.newest.last().copied()
    }

    fn added(&self, rank: u64) -> Vec<(u32, CustomerId)> {
        self.own.map(|own| own.leads_from(rank, AHEAD)).unwrap_or_default()
    }

    /// The oldest one that is left.
    fn take_oldest(&mut self) -> Option<Place> {
        match self.oldest_added() {
            // Of the same second, those of the simulation come first.
            Some((second, _)) if !self.places.is_empty() && self.second(self.places.start) <= second => {
                self.places.next().map(Place::Simulated)
            }
            Some((_, customer)) => {
                (self.ranks.start, _) = (self.ranks.start + 1, self.oldest.pop());
                Some(Place::Added(customer))
            }
            None => self.places.next().map(Place::Simulated),
        }
    }

    /// The newest one that is left.
    fn take_newest(&mut self) -> Option<Place> {
        match self.newest_added() {
            Some((second, _)) if !self.places.is_empty() && self.second(self.places.end - 1) > second => {
                self.places.next_back().map(Place::Simulated)
            }
            Some((_, customer)) => {
                (self.ranks.end, _) = (self.ranks.end - 1, self.newest.pop());
                Some(Place::Added(customer))
            }
            None => self.places.next_back().map(Place::Simulated),
        }
    }
}

impl Iterator for CustomersOf<'_> {
    type Item = CustomerId;

    fn next(&mut self) -> Option<CustomerId> {
        self.take_oldest().map(|place| self.at(place))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let ranks = usize::try_from(self.ranks.end - self.ranks.start).unwrap_or(usize::MAX);
        let left = self.places.len().saturating_add(ranks);
        (left, Some(left))
    }
}

impl DoubleEndedIterator for CustomersOf<'_> {
    fn next_back(&mut self) -> Option<CustomerId> {
        self.take_newest().map(|place| self.at(place))
    }
}

impl ExactSizeIterator for CustomersOf<'_> {}

impl Iterator for Places<'_> {
    type Item = Place;

    fn next(&mut self) -> Option<Place> {
        self.0.take_oldest()
    }
}

impl DoubleEndedIterator for Places<'_> {
    fn next_back(&mut self) -> Option<Place> {
        self.0.take_newest()
    }
}
