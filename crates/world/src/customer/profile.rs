//! What a shop knows of its customers, and what they have bought.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use fake::Fake as _;
use fake::faker::name::en::{FirstName, LastName};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use uuid::Uuid;

use super::{eight_digits, is_reachable};
use crate::chance::{Dice, Purpose};
use crate::identifiers::{CustomerId, OrderId};
use crate::ledger::Person;
use crate::survey::TrackerKey;
use crate::time::DELAY;
use crate::view::View;

/// The host of invented e-mail addresses.
const MAIL: &str = "mail.example";

/// Phone numbers have seven digits of the customer's own.
const PHONE_NUMBERS: u32 = 10_000_000;

/// The digits of customers are below this number, however large the world.
const DIGITS: u32 = 500_000_000;

/// What a shop knows of a customer. Of those whom the ledger adds, it knows only the e-mail address and what they have
/// said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerProfile<'w> {
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The e-mail address.
    pub email: Cow<'w, str>,
    /// The phone number.
    pub phone_number: Option<String>,
    /// The preferred language, as a code of two letters.
    pub language: Option<&'static str>,
    /// Whether surveys can reach them.
    pub is_reachable: bool,
}

impl<'w> View<'w> {
    /// What the shop knows of a customer.
    pub fn customer_profile(&self, customer: CustomerId) -> CustomerProfile<'w> {
        let (first_name, last_name) = self.customer_name(customer);
        CustomerProfile {
            first_name,
            last_name,
            email: self.customer_email(customer),
            phone_number: self.customer_phone_number(customer),
            language: self.language_of(customer),
            is_reachable: self.is_reachable(customer),
        }
    }

    /// The e-mail address of a customer: the one that they signed up with, or else an invented one.
    pub fn customer_email(&self, customer: CustomerId) -> Cow<'w, str> {
        match self.given_email(customer) {
            Some(email) => Cow::Borrowed(email),
            None => invented_email(self.digits_of(customer)).into(),
        }
    }

    /// The e-mail address with which a customer signed up, if it is known.
    pub fn given_email(&self, customer: CustomerId) -> Option<&'w str> {
        self.ledger().people().get(customer).and_then(Person::email)
    }

    /// The phone number of a customer. Some have none, and those of the ledger never have one.
    pub fn customer_phone_number(&self, customer: CustomerId) -> Option<String> {
        let has_one =
            !customer.is_of_the_ledger() && (self.is_reachable(customer) || self.digits_of(customer).is_multiple_of(2));
        // 555 numbers are reserved for fiction.
        has_one.then(|| format!("+1555{:07}", self.digits_of(customer) % PHONE_NUMBERS))
    }

    /// Whether surveys can reach a customer: all whom the ledger adds, and most others.
    pub(crate) fn is_reachable(&self, customer: CustomerId) -> bool {
        customer.is_of_the_ledger() || is_reachable(self.world().settings().seed, customer.0)
    }

    /// The language of a customer, as a code of two letters, if it is known.
    pub(crate) fn language_of(&self, customer: CustomerId) -> Option<&'static str> {
        let mut dice = Dice::new(self.world().settings().seed, Purpose::CustomerProfile, customer.0.into());
        let language = match dice.below(100) {
            0..50 => Some("en"),
            50..70 => Some("de"),
            70..85 => Some("fr"),
            _ => None,
        };
        language.filter(|_| !customer.is_of_the_ledger())
    }

    /// The first and the last name of a customer, as far as they are known.
    pub fn customer_name(&self, customer: CustomerId) -> (Option<String>, Option<String>) {
        let own = self.ledger().people().get(customer);
        let (first, last) = self.simulated_name(customer).unzip();
        let given = |name: Option<&str>| name.map(str::to_owned);
        (given(own.and_then(Person::first_name)).or(first), given(own.and_then(Person::last_name)).or(last))
    }

    fn simulated_name(&self, customer: CustomerId) -> Option<(String, String)> {
        if customer.is_of_the_ledger() {
            return None;
        }
        let mut dice = Dice::new(self.world().settings().seed, Purpose::CustomerProfile, customer.0.into());
        let mut fake = ChaCha8Rng::seed_from_u64(dice.next());
        Some((FirstName().fake_with_rng(&mut fake), LastName().fake_with_rng(&mut fake)))
    }

    fn digits_of(&self, customer: CustomerId) -> u32 {
        self.world().customer_digits.digits(customer.place())
    }

    /// The customers with an e-mail address who have bought something.
    pub fn customers_by_email(&self, email: &str) -> Vec<CustomerId> {
        self.with_email(email, |customer| self.has_bought(customer))
    }

    /// The customers with an e-mail address, whether they have bought something or only signed up.
    pub fn leads_by_email(&self, email: &str) -> Vec<CustomerId> {
        self.with_email(email, |customer| self.is_lead(customer))
    }

    fn with_email(&self, email: &str, passes: impl Fn(CustomerId) -> bool) -> Vec<CustomerId> {
        let digits = || eight_digits(email.strip_prefix("customer-")?.strip_suffix(MAIL)?.strip_suffix('@')?);
        let invented = digits().map(|digits| CustomerId::at(self.world().customer_digits.index(digits)));
        let found = invented.into_iter().chain(self.ledger().people().by_email(email));
        found.filter(|customer| passes(*customer) && self.customer_email(*customer) == email).collect()
    }

    /// The customers with a phone number who have bought something.
    pub fn customers_by_phone_number(&self, number: &str) -> Vec<CustomerId> {
        let own = number.strip_prefix("+1555").filter(|own| own.len() == 7);
        let Some(own) = own.and_then(|own| eight_digits(&format!("0{own}"))) else { return Vec::new() };
        let digits = (own..DIGITS).step_by(PHONE_NUMBERS as usize);
        let customers = digits.map(|digits| CustomerId::at(self.world().customer_digits.index(digits)));
        customers
            .filter(|customer| self.has_bought(*customer))
            .filter(|customer| self.customer_phone_number(*customer).is_some_and(|known| known == number))
            .collect()
    }

    /// The UUID of somebody who is not a customer of the world. Only one provider knows them, by a number from 1 on.
    pub fn outsider_uuid(&self, number: u32) -> Uuid {
        self.world().customer_uuids.uuid(OUTSIDERS | u64::from(number))
    }

    /// The number of somebody who is not a customer of the world.
    pub fn outsider_by_uuid(&self, uuid: Uuid) -> Option<u32> {
        let number = self.world().customer_uuids.number(uuid)?;
        u32::try_from(number.checked_sub(OUTSIDERS)?).ok()
    }

    /// Whether an order is a purchase that the shop knows: not if it is the second report of an order, or returned goods.
    pub fn is_purchase(&self, order: OrderId) -> bool {
        self.has_order(order) && (order.is_of_the_ledger() || self.world().columns.is_purchase(order.index()))
    }

    /// When it became known that there is such an order.
    pub fn order_known_at(&self, order: OrderId) -> DateTime<Utc> {
        self.tracker_created_at(TrackerKey::sent(order.0, 0))
    }

    /// The visible orders of a customer, as networks report them, those of the ledger last.
    pub fn orders_of_customer(&self, customer: CustomerId) -> Vec<OrderId> {
        let (columns, mut orders) = (&self.world().columns, Vec::new());
        if !customer.is_of_the_ledger() {
            let theirs = self.world().customers().orders(customer.0).iter().map(|order| OrderId(*order));
            orders.extend(theirs.take_while(|order| order.index() < columns.visible(self.second)));
        }
        orders.extend(self.ledger().orders().of_customer(customer));
        orders
    }

    /// The purchases of a customer, those of the ledger last.
    pub fn purchases_of(&self, customer: CustomerId) -> Vec<OrderId> {
        let (world, mut orders) = (self.world(), Vec::new());
        if !customer.is_of_the_ledger() && customer.index() < world.columns.len() {
            let theirs = world.customers().orders(customer.0).iter();
            let visible = theirs.take_while(|order| world.columns.placed(**order as usize) + DELAY <= self.second);
            orders.extend(visible.map(|order| OrderId(*order)));
        }
        orders.extend(self.ledger().orders().of_customer(customer));
        orders.retain(|order| self.is_purchase(*order));
        orders
    }
}

/// The e-mail address of a customer who has told none.
pub(super) fn invented_email(digits: u32) -> String {
    format!("customer-{digits:08}@{MAIL}")
}

/// Outsiders are numbered beyond customers, who have 32 bits.
const OUTSIDERS: u64 = 1 << 32;

/// Whether a text is an e-mail address.
pub fn is_email(key: &str) -> bool {
    key.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && !host.contains('@')
            && key.chars().all(|character| !character.is_whitespace() && !character.is_control())
    })
}

#[cfg(test)]
mod tests {
    use super::is_email;

    #[test]
    fn a_key_may_be_an_address() {
        for (key, expected) in [
            ("ada@shop.example", true),
            ("user_123", false),
            ("@shop.example", false),
            ("ada@shop", false),
            ("a@b@shop.example", false),
            ("ada @shop.example", false),
            ("ada@shop.", false),
        ] {
            assert_eq!(is_email(key), expected, "{key}");
        }
    }
}
