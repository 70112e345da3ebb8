//! The public references of orders.

use std::fmt;

use crate::chance::mix;
use crate::customer::eight_digits;
use crate::identifiers::{AccountId, OrderId};
use crate::network::ACCOUNT_WITHOUT_REFERENCES;
use crate::program::Program;
use crate::view::View;
use crate::world::World;

/// A shop's public reference for an order, such as `ML-00412345`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OrderReference {
    pub(crate) shop: [u8; 2],
    pub(crate) digits: u32,
}

impl OrderReference {
    /// Reads a reference in exactly the form in which it is printed.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (shop, digits) = text.split_once('-')?;
        Some(Self { shop: shop.as_bytes().try_into().ok()?, digits: eight_digits(digits)? })
    }
}

impl fmt::Display for OrderReference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = *b"__-000000000";
        text[..2].copy_from_slice(&self.shop);
        // Nearly all worlds are small enough for eight digits.
        let length = if self.digits < 100_000_000 { text.len() - 1 } else { text.len() };
        let mut digits = self.digits;
        for place in text[3..length].iter_mut().rev() {
            *place = b'0' + u8::try_from(digits % 10).expect("a digit");
            digits /= 10;
        }
        formatter.write_str(str::from_utf8(&text[..length]).expect("the codes of shops are letters"))
    }
}

impl View<'_> {
    /// The order with the public reference: the first one if it was reported twice.
    pub fn order_by_reference(&self, reference: &str) -> Option<OrderId> {
        let world = self.world();
        let parsed = OrderReference::parse(reference)?;
        let id = OrderId::at(world.reference_digits.index(parsed.digits));
        let known = self.has_order(id).then(|| self.facts(id)).filter(|facts| has_reference(facts.account))?;
        let is_same = self::reference(self.program(known.program), world, id) == parsed;
        (is_same && world.original(id) == id).then_some(id)
    }
}

/// Google's identifier of a click on an advertisement, such as `EAIaIQobChMIx4a…`: 58 letters, digits, `-` and `_`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoogleClickId(pub(crate) u64);

impl fmt::Display for GoogleClickId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const CHARACTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut text = *b"EAIaIQobChMI______________________________________EAAYASAA";
        for (part, bytes) in (1..).zip(text[12..50].chunks_mut(10)) {
            let mut bits = mix(self.0.wrapping_add(part));
            for byte in bytes {
                *byte = CHARACTERS[(bits % 64) as usize];
                bits /= 64;
            }
        }
        formatter.write_str(str::from_utf8(&text).expect("its characters are ASCII"))
    }
}

/// Whether the network of the account passes references on.
pub(crate) fn has_reference(account: AccountId) -> bool {
    account != ACCOUNT_WITHOUT_REFERENCES
}

/// The reference of an order, also if its network does not pass it on.
pub(crate) fn reference(program: &Program, world: &World, id: OrderId) -> OrderReference {
    OrderReference { shop: program.shop_code, digits: world.reference_digits.digits(id.place()) }
}
