//! Customers: their identifiers, their orders, and when each first became visible. A customer is numbered by their first
//! order.

use uuid::Uuid;

use crate::chance::{Dice, Purpose};
use crate::identifiers::{CustomerId, ProgramId};
use crate::order::Columns;
use crate::time::DELAY;
use crate::view::View;

/// Reads exactly eight digits.
pub(crate) fn eight_digits(text: &str) -> Option<u32> {
    (text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().expect("eight digits are a number"))
}

/// The orders of each customer.
#[derive(Debug)]
pub(crate) struct Customers {
    /// Where each customer's orders begin in `orders`, and one more entry for the end. An order that is not a first order
    /// is no customer and has none.
    starts: Vec<u32>,
    orders: Vec<u32>,
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
        let count = columns.len();
        let mut starts = vec![0_u32; count + 1];
        for customer in &columns.customer {
            starts[*customer as usize + 1] += 1;
        }
        for index in 0..count {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut orders = vec![0; columns.len()];
        for (order, customer) in (0..).zip(&columns.customer) {
            let place = &mut next[*customer as usize];
            orders[*place as usize] = order;
            *place += 1;
        }
        Self { starts, orders }
    }

    /// Every customer, in the order of their first purchases.
    pub(crate) fn all(&self) -> impl Iterator<Item = u32> {
        let count = u32::try_from(self.starts.len() - 1).expect("customers are numbered by 32 bits");
        (0..count).filter(|customer| !self.orders(*customer).is_empty())
    }

    /// The customer's orders, the oldest first.
    pub(crate) fn orders(&self, customer: u32) -> &[u32] {
        let customer = customer as usize;
        &self.orders[self.starts[customer] as usize..self.starts[customer + 1] as usize]
    }

    /// The second at which the customer first becomes visible.
    pub(crate) fn seen(&self, customer: u32, columns: &Columns) -> u32 {
        columns.placed[self.orders(customer)[0] as usize] + DELAY
    }
}

impl View<'_> {
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
        (is_visible && columns.customer[customer.index()] == customer.0)
            .then(|| ProgramId(columns.program[customer.index()].into()))
    }

    /// The visitor or customer whom the shop of a program knows by a key.
    pub fn customer_by_key(&self, program: ProgramId, key: &str) -> Option<CustomerId> {
        self.ledger().people().by_key(program, key)
    }

    /// The customer with the UUID, if they are visible.
    pub fn customer_by_uuid(&self, uuid: Uuid) -> Option<CustomerId> {
        let world = self.world();
        let index = u32::try_from(world.customer_uuids.number(uuid)?).ok()?;
        let customer = CustomerId(index);
        if customer.is_of_the_ledger() {
            return self.ledger().people().get(customer).map(|_| customer);
        }
        let first = *world.columns.customer.get(index as usize)?;
        (first == index && world.customers.seen(index, &world.columns) <= self.second).then_some(CustomerId(index))
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
