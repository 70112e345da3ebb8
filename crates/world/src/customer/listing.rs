//! The customers of a program by time.

use std::ops::Range;

use chrono::{DateTime, Utc};

use crate::identifiers::{CustomerId, OrderId, PartnerId, ProgramId};
use crate::ledger::ProgramLedger;
use crate::time::DELAY;
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
}

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
        let customers = &world.history_of(program).customers;
        let visible = customers.partition_point(|first| world.columns.placed[*first as usize] + DELAY <= self.second);
        let own = self.ledger().program(program);
        let ranks = 0..own.map_or(0, |own| own.leads_before(self.second.saturating_add(1)));
        CustomersOf { view: *self, simulated: customers, places: 0..visible, own, ranks }
    }

    /// Since when somebody is a customer: their sign-up or first purchase. `None` for visitors.
    pub fn customer_since(&self, customer: CustomerId) -> Option<DateTime<Utc>> {
        let timeline = self.world().timeline;
        if customer.is_of_the_ledger() {
            return self.ledger().people().get(customer)?.since.map(|second| timeline.time(second));
        }
        self.program_of(customer).map(|_| timeline.time(self.world().columns.placed[customer.index()]))
    }

    /// The partner who brought a customer: the one of the last order, or, if the ledger knows the customer, of the last
    /// click there, the sign-up or the first sale.
    pub fn partner_of(&self, customer: CustomerId) -> Option<PartnerId> {
        let own = self.ledger().people().get(customer).and_then(|person| person.partner);
        own.or_else(|| {
            let (world, visible) = (self.world(), self.world().columns.visible(self.second));
            let orders = world.customers.orders(customer.0).iter().take_while(|order| (**order as usize) < visible);
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
    /// The customer at a place.
    pub(super) fn at(&self, place: Place) -> CustomerId {
        match place {
            Place::Simulated(place) => CustomerId(self.simulated[place]),
            Place::Added(customer) => customer,
        }
    }

    fn second(&self, place: usize) -> u32 {
        self.view.world().columns.placed[self.simulated[place] as usize]
    }

    fn added(&self, rank: u64) -> (u32, CustomerId) {
        let found = self.own.and_then(|own| own.leads_from(rank, 1).pop());
        found.expect("as many as were counted")
    }

    /// The oldest one that is left.
    pub(super) fn oldest(&mut self) -> Option<Place> {
        let added = (!self.ranks.is_empty()).then(|| self.added(self.ranks.start));
        match added {
            // Of the same second, those of the simulation come first.
            Some((second, _)) if !self.places.is_empty() && self.second(self.places.start) <= second => {
                self.places.next().map(Place::Simulated)
            }
            Some((_, customer)) => self.ranks.next().map(|_| Place::Added(customer)),
            None => self.places.next().map(Place::Simulated),
        }
    }

    /// The newest one that is left.
    pub(super) fn newest(&mut self) -> Option<Place> {
        let added = (!self.ranks.is_empty()).then(|| self.added(self.ranks.end - 1));
        match added {
            Some((second, _)) if !self.places.is_empty() && self.second(self.places.end - 1) > second => {
                self.places.next_back().map(Place::Simulated)
            }
            Some((_, customer)) => self.ranks.next_back().map(|_| Place::Added(customer)),
            None => self.places.next_back().map(Place::Simulated),
        }
    }
}

impl Iterator for CustomersOf<'_> {
    type Item = CustomerId;

    fn next(&mut self) -> Option<CustomerId> {
        self.oldest().map(|place| self.at(place))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let ranks = usize::try_from(self.ranks.end - self.ranks.start).unwrap_or(usize::MAX);
        let left = self.places.len().saturating_add(ranks);
        (left, Some(left))
    }
}

impl DoubleEndedIterator for CustomersOf<'_> {
    fn next_back(&mut self) -> Option<CustomerId> {
        self.newest().map(|place| self.at(place))
    }
}

impl ExactSizeIterator for CustomersOf<'_> {}
