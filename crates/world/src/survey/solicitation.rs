//! Which surveys apply to an order: those that are enabled, whose purchase became known in time, and that have not asked
//! the same customer about another purchase shortly before.
//!
//! A survey that is planned counts as one that asks, unless its order is declined before it is sent. What the simulation
//! plans is not changed by the ledger: an order that the ledger adds gives way to those of the same customer before and
//! after it.

use imbl::OrdMap;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::{MOST_SURVEYS, Survey};
use crate::customer::Customers;
use crate::identifiers::{AccountId, CustomerId, OrderId};
use crate::order::{Columns, has_reference};
use crate::program::Program;
use crate::time::DELAY;
use crate::world::World;

/// A bit for each survey of a program.
pub(crate) type Mask = u8;

/// The surveys that apply to an order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Applying<'w> {
    /// All surveys of its program.
    surveys: &'w [Survey],
    mask: Mask,
}

impl<'w> Applying<'w> {
    pub(crate) const NONE: Applying<'static> = Applying { surveys: &[], mask: 0 };

    pub(crate) const fn new(surveys: &'w [Survey], mask: Mask) -> Self {
        Self { surveys, mask }
    }

    /// The surveys with their places among those of the program.
    pub(crate) fn iter(self) -> impl DoubleEndedIterator<Item = (u8, &'w Survey)> {
        let places = 0..u8::try_from(self.surveys.len()).expect("few surveys");
        let applying = places.filter(move |place| self.has(*place));
        applying.map(move |place| (place, &self.surveys[usize::from(place)]))
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.mask == 0
    }

    pub(crate) const fn has(self, place: u8) -> bool {
        place < 8 && self.mask >> place & 1 == 1
    }
}

/// The surveys that apply to each simulated order.
pub(crate) fn simulated(programs: &[Program], columns: &Columns, customers: &Customers) -> Vec<Mask> {
    (0..columns.len()).into_par_iter().map(|order| of_simulated(programs, columns, customers, order)).collect()
}

fn of_simulated(programs: &[Program], columns: &Columns, customers: &Customers, order: usize) -> Mask {
    let surveys = &programs[usize::from(columns.program(order))].surveys;
    if surveys.is_empty() || !is_surveyed(columns, order) {
        return 0;
    }
    let customer = columns.customer(order);
    let earlier = customers.orders(customer).iter().map(|earlier| *earlier as usize);
    let chain = earlier.take_while(|earlier| *earlier <= order).filter(|earlier| is_surveyed(columns, *earlier));
    let (mut last, mut mask) = ([None; MOST_SURVEYS], 0);
    for order in chain {
        mask = 0;
        let known = columns.placed(order) + DELAY;
        for (place, survey) in surveys.iter().enumerate() {
            let asked = last[place].is_some_and(|last| known - last < survey.resolicitation_delay);
            if survey.enabled && survey.solicitation_threshold >= DELAY && !asked {
                (last[place], mask) = (Some(known), mask | 1 << place);
            }
        }
    }
    mask
}

/// Whether the network passes on a reference, and the shop knows such a purchase.
fn is_surveyed(columns: &Columns, order: usize) -> bool {
    columns.has_reference(order) && columns.is_purchase(order)
}

/// Which customers the surveys of the ledger's orders last asked, and about which order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Solicited(OrdMap<(CustomerId, u8), (u32, OrderId)>);

/// An order that becomes known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    pub(crate) order: OrderId,
    pub(crate) customer: CustomerId,
    pub(crate) account: AccountId,
    pub(crate) placed: u32,
    pub(crate) at: u32,
}

impl Solicited {
    /// The surveys that apply to an order of the ledger, which becomes known after all others.
    pub(crate) fn add(&mut self, world: &World, program: &Program, new: Known) -> Mask {
        let mut mask = 0;
        if !has_reference(new.account) {
            return mask;
        }
        for (place, survey) in (0_u8..).zip(&program.surveys) {
            let last = self.0.get(&(new.customer, place));
            let asked = last.is_some_and(|(last, _)| new.at.saturating_sub(*last) < survey.resolicitation_delay);
            let in_time = new.at.saturating_sub(new.placed) <= survey.solicitation_threshold;
            if survey.enabled && in_time && !asked && !asks_soon(world, new, place, survey) {
                self.0.insert((new.customer, place), (new.at, new.order));
                mask |= 1 << place;
            }
        }
        mask
    }

    /// A survey that is not sent, because its order is declined, does not count.
    pub(crate) fn forget(&mut self, customer: CustomerId, place: u8, order: OrderId) {
        if self.0.get(&(customer, place)).is_some_and(|(_, last)| *last == order) {
            self.0.remove(&(customer, place));
        }
    }
}

/// Whether the survey asks about a simulated order of the same customer, shortly before or after.
fn asks_soon(world: &World, new: Known, place: u8, survey: &Survey) -> bool {
    if new.customer.is_of_the_ledger() {
        return false;
    }
    let orders = world.customers().orders(new.customer.0).iter().map(|order| *order as usize);
    let mut asked = orders.filter(|order| world.surveys().mask(*order) >> place & 1 == 1);
    asked.any(|order| (world.columns.placed(order) + DELAY).abs_diff(new.at) < survey.resolicitation_delay)
}
