//! Customers: their identifiers, their orders, and when each first became visible. A customer is numbered by their first
//! order.

mod friends;
mod listing;
mod profile;
mod search;

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub(crate) use self::friends::Friends;
pub use self::listing::CustomersOf;
pub use self::profile::{CustomerProfile, is_email};
pub(crate) use self::search::Digits;
use crate::chance::{Dice, Purpose};
use crate::identifiers::{CustomerId, OrderId, PartnerId, ProgramId};
use crate::ledger::Person;
use crate::order::Columns;
use crate::time::NEVER;
use crate::view::View;

/// Reads exactly eight digits, or nine without a leading zero, as very large worlds have.
pub(crate) fn eight_digits(text: &str) -> Option<u32> {
    let is_short = text.len() == 8 || text.len() == 9 && !text.starts_with('0');
    (is_short && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().expect("nine digits are a number"))
}

/// The orders of each customer.
#[derive(Debug)]
pub(crate) struct Customers {
    /// Where each customer's orders begin in `orders`, and one more entry for the end. An order that is not a first order
    /// is no customer and has none.
    starts: Vec<u32>,
    orders: Vec<u32>,
}

/// When a visitor clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClicksOf {
    /// The first click.
    pub first: DateTime<Utc>,
    /// The last one.
    pub last: DateTime<Utc>,
    /// The partner whose link was clicked last.
    pub partner: Option<PartnerId>,
}

/// A customer's part in a refer-a-friend program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Friendship {
    /// A friend brought them.
    Referred,
    /// They brought a friend.
    Referring,
    /// Neither.
    None,
}

impl Customers {
    pub(crate) fn build(columns: &Columns) -> Self {
        let (columns, count) = (columns.store(), columns.len());
        let mut starts = vec![0_u32; count + 1];
        for order in 0..count {
            starts[columns.customer(order) as usize + 1] += 1;
        }
        for index in 0..count {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut orders = vec![0; columns.len()];
        for order in 0..count {
            let place = &mut next[columns.customer(order) as usize];
            orders[*place as usize] = u32::try_from(order).expect("orders are numbered by 32 bits");
            *place += 1;
        }
        Self { starts, orders }
    }

    /// The customer's orders in the simulation, the oldest first. A customer of the ledger has none.
    pub(crate) fn orders(&self, customer: u32) -> &[u32] {
        let customer = customer as usize;
        match self.starts.get(customer..=customer.saturating_add(1)) {
            Some(&[start, end]) => &self.orders[start as usize..end as usize],
            _ => &[],
        }
    }
}

impl<'w> View<'w> {
    /// The UUID of a customer.
    pub fn customer_uuid(&self, customer: CustomerId) -> Uuid {
        self.world().customer_uuids.uuid(customer.0.into())
    }

    /// The program of a visitor or customer, if they are visible.
    pub fn program_of(&self, customer: CustomerId) -> Option<ProgramId> {
        if customer.is_of_the_ledger() {
            return self.ledger().people().get(customer).map(|person| person.program);
        }
        let columns = &self.world().columns;
        let is_visible = customer.index() < columns.visible(self.second);
        (is_visible && columns.customer(customer.index()) == customer.0)
            .then(|| ProgramId(columns.program(customer.index()).into()))
    }

    /// When a visitor or customer clicked, if they did.
    pub fn clicks_of(&self, customer: CustomerId) -> Option<ClicksOf> {
        let world = self.world();
        let own = self.ledger().people().get(customer);
        let own = own.and_then(|person| Some((person.first_clicked?, person.clicked?, person.partner)));
        let timeline = world.timeline;
        let simulated = (!customer.is_of_the_ledger() && self.program_of(customer).is_some())
            .then(|| self.simulated_clicks(customer))
            .flatten();
        let (first, last, partner) = match (simulated, own) {
            (Some((first, ..)), Some((own_first, last, partner))) => (first.min(own_first), last, partner),
            (simulated, own) => own.or(simulated)?,
        };
        Some(ClicksOf { first: timeline.time(first), last: timeline.time(last), partner })
    }

    /// The clicks of a customer of the simulation that led to orders: the first and the last, and the partner.
    fn simulated_clicks(&self, customer: CustomerId) -> Option<(u32, u32, Option<PartnerId>)> {
        let (world, columns) = (self.world(), &self.world().columns);
        let visible = columns.visible(self.second);
        let orders = world.customers().orders(customer.0).iter().take_while(|order| (**order as usize) < visible);
        let clicked = orders.map(|order| OrderId(*order)).filter(|order| columns.clicked(order.index()) != NEVER);
        let (first, last) = clicked.fold((None, None), |(first, _), order| (first.or(Some(order)), Some(order)));
        let (first, last) = (first?, self.simulated_facts(last?));
        Some((columns.clicked(first.index()), last.clicked?, last.partner))
    }

    /// When a visitor or customer was first seen: at their first click, sign-up or purchase.
    pub fn first_seen(&self, customer: CustomerId) -> Option<DateTime<Utc>> {
        if let Some(clicks) = self.clicks_of(customer) {
            return Some(clicks.first);
        }
        let timeline = self.world().timeline;
        if customer.is_of_the_ledger() {
            let person = self.ledger().people().get(customer)?;
            return person.signed_up.or(person.bought).map(|second| timeline.time(second));
        }
        self.program_of(customer).map(|_| timeline.time(self.world().columns.placed(customer.index())))
    }

    /// The shop's own key for a visitor or customer: what a client has named them, or, in the simulation, `user_` and
    /// eight digits.
    pub fn customer_key(&self, customer: CustomerId) -> Option<Cow<'w, str>> {
        let own = self.ledger().people().get(customer).and_then(Person::key);
        let simulated = || {
            let is_simulated = !customer.is_of_the_ledger() && self.program_of(customer).is_some();
            is_simulated.then(|| format!("user_{:08}", self.world().customer_digits.digits(customer.place())).into())
        };
        own.map(Cow::Borrowed).or_else(simulated)
    }

    /// The number of a visitor or customer at providers that use numbers: from 1 on.
    pub fn customer_number(&self, customer: CustomerId) -> u32 {
        customer.place() + 1
    }

    /// The visitor or customer with the number, if they are visible.
    pub fn customer_by_number(&self, number: u32) -> Option<CustomerId> {
        let customer = CustomerId::at(number.checked_sub(1)?);
        self.program_of(customer).map(|_| customer)
    }

    /// Whether a visitor or customer signed up or bought something.
    pub fn is_lead(&self, customer: CustomerId) -> bool {
        let own = self.ledger().people().get(customer);
        own.is_some_and(Person::is_lead) || !customer.is_of_the_ledger() && self.program_of(customer).is_some()
    }

    /// Whether a visitor or customer bought something.
    pub fn has_bought(&self, customer: CustomerId) -> bool {
        let own = self.ledger().people().get(customer).is_some_and(|person| person.bought.is_some());
        own || !customer.is_of_the_ledger() && self.program_of(customer).is_some()
    }

    /// The visitor or customer whom the shop of a program knows by a key.
    pub fn customer_by_key(&self, program: ProgramId, key: &str) -> Option<CustomerId> {
        let simulated = || {
            let digits = eight_digits(key.strip_prefix("user_")?)?;
            let customer = CustomerId::at(self.world().customer_digits.index(digits));
            (self.program_of(customer) == Some(program)).then_some(customer)
        };
        self.ledger().people().by_key(program, key).or_else(simulated)
    }

    /// The customer with the UUID, if they are visible.
    pub fn customer_by_uuid(&self, uuid: Uuid) -> Option<CustomerId> {
        let world = self.world();
        let index = u32::try_from(world.customer_uuids.number(uuid)?).ok()?;
        let customer = CustomerId(index);
        if customer.is_of_the_ledger() {
            return self.ledger().people().get(customer).map(|_| customer);
        }
        let is_visible = customer.index() < world.columns.visible(self.second);
        (is_visible && world.columns.customer(customer.index()) == index).then_some(customer)
    }
}

/// The customer's part in a refer-a-friend program.
pub(crate) fn friendship(seed: u64, customer: u32) -> Friendship {
    match Dice::new(seed, Purpose::Customer, customer.into()).below(1000) {
        0..350 => Friendship::Referred,
        350..550 => Friendship::Referring,
        _ => Friendship::None,
    }
}

/// Whether surveys can reach the customer.
pub(crate) fn is_reachable(seed: u64, customer: u32) -> bool {
    Dice::new(seed, Purpose::CustomerCode, customer.into()).chance(700)
}
