//! Customers: their identifiers, their orders, and when each first became visible.

use uuid::Uuid;

use crate::chance::{Dice, Purpose};
use crate::identifiers::CustomerId;
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
    /// Where each customer's orders begin in `orders`, and one more entry for the end.
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
        let count = columns.customer.iter().max().map_or(0, |last| *last as usize + 1);
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

    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
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

    /// The customer with the UUID, if they are visible.
    pub fn customer_by_uuid(&self, uuid: Uuid) -> Option<CustomerId> {
        let world = self.world();
        let index = u32::try_from(world.customer_uuids.number(uuid)?).ok()?;
        let known =
            (index as usize) < world.customers.len() && world.customers.seen(index, &world.columns) <= self.second;
        known.then_some(CustomerId(index))
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
