//! Finding customers by a part of their e-mail address.
//!
//! Invented addresses differ only in eight digits. Where a part can be in such an address follows from its letters, and
//! what is left to compare are digits: so a program's customers are searched as numbers. The addresses that people have
//! told are searched in the ledger, all at once.

use std::collections::BTreeSet;

use super::listing::{Place, Places};
use super::profile::invented_email;
use crate::identifiers::{CustomerId, ProgramId};
use crate::view::View;

/// The digits in the invented e-mail addresses of a program's customers, in the order of the customers.
#[derive(Debug, Default)]
pub(crate) struct Digits(Vec<u32>);

/// From here on, digits are nine.
const LONG: u32 = 100_000_000;

/// A part of an invented address at one place in it: some of its digits are given, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Given {
    /// Whether the address has nine digits, as many have in very large worlds.
    is_long: bool,
    /// The digits to the right of those that are given are cut off by this.
    divisor: u32,
    /// And those to the left by this.
    modulus: u32,
    value: u32,
}

impl Given {
    const fn is_in(self, digits: u32) -> bool {
        (digits >= LONG) == self.is_long && digits / self.divisor % self.modulus == self.value
    }
}

impl<'w> View<'w> {
    /// The customers of a program whose e-mail address contains a text, the newest first. Small and capital letters are
    /// the same. It goes in both directions.
    pub fn customers_by_email_part(
        &self,
        program: ProgramId,
        part: &str,
    ) -> impl DoubleEndedIterator<Item = CustomerId> + use<'w> {
        let part = part.to_lowercase();
        let given = given(&part);
        let is_wanted = move |digits: u32| given.iter().any(|given| given.is_in(digits));
        let told = self.ledger().people().by_email_part(&part);
        let world = self.world();
        let history = world.history_of(program);
        let customers = history.customers(&world.columns);
        let digits = history
            .digits
            .get_or_init(|| Digits(customers.iter().map(|first| world.customer_digits.digits(*first)).collect()));
        let found = move |place: Place| {
            let customer = match place {
                Place::Simulated(place) => CustomerId(customers[place]),
                Place::Added(customer) => customer,
            };
            let is_found = told.get(customer).unwrap_or_else(|| match place {
                Place::Simulated(place) => is_wanted(digits.0[place]),
                Place::Added(customer) => is_wanted(world.customer_digits.digits(customer.place())),
            });
            is_found.then_some(customer)
        };
        Places(self.customers_of(program)).filter_map(found).rev()
    }
}

/// Every way in which an invented address can contain a text.
fn given(part: &str) -> Vec<Given> {
    given_with(part, false, [0, LONG - 1]).chain(given_with(part, true, [LONG, 10 * LONG - 1])).collect()
}

/// The same for addresses of one length: between these digits.
fn given_with(part: &str, is_long: bool, [low, high]: [u32; 2]) -> impl Iterator<Item = Given> {
    // The places of the digits do not depend on their values.
    let (zeros, nines) = (invented_email(low), invented_email(high));
    let (zeros, nines, part) = (zeros.as_bytes(), nines.as_bytes(), part.as_bytes());
    let is_digit = |place: usize| zeros[place] != nines[place];
    let fits = |start: usize| {
        let mut found = Given { is_long, divisor: 1, modulus: 1, value: 0 };
        let mut to_the_right = (start + part.len()..zeros.len()).filter(|place| is_digit(*place)).count();
        for (letter, place) in part.iter().zip(start..) {
            match (is_digit(place), letter) {
                (true, b'0'..=b'9') => {
                    found.value = found.value * 10 + u32::from(letter - b'0');
                    found.modulus *= 10;
                }
                (false, letter) if *letter == zeros[place] => {}
                _ => return None,
            }
        }
        while to_the_right > 0 && found.modulus > 1 {
            found.divisor *= 10;
            to_the_right -= 1;
        }
        Some(found)
    };
    let last = (zeros.len() + 1).saturating_sub(part.len());
    let all: BTreeSet<_> = (0..last).filter_map(fits).map(|one| (one.divisor, one.modulus, one.value)).collect();
    all.into_iter().map(move |(divisor, modulus, value)| Given { is_long, divisor, modulus, value })
}

#[cfg(test)]
mod tests {
    use super::{given, invented_email};

    #[test]
    fn digits_are_found_wherever_the_address_has_them() {
        let samples =
            [0, 7, 12_345_678, 99_999_999, 11_111_111, 10_203_040, 87_654_321, 100_000_000, 312_345_678, 467_891_110];
        let parts = [
            "",
            "customer",
            "customer-",
            "customer-1",
            "r-12",
            "123",
            "345",
            "678@",
            "78@mail",
            "@mail.example",
            "0",
            "00000000",
            "000000000",
            "1",
            "99",
            "x",
            "r-@",
            "mail.example.",
            "12345678",
            "312345678",
            "67891110@",
            "-467",
            "-00000007@",
            "9@",
            "4@m",
        ];
        for digits in samples {
            let email = invented_email(digits);
            for part in parts {
                let found = given(part).into_iter().any(|given| given.is_in(digits));
                assert_eq!(found, email.contains(part), "{part} in {email}");
            }
        }
    }
}
