//! Identifiers inside the world: each is an index into a table. What the ledger adds is numbered from the middle of the
//! range on.

use serde::{Deserialize, Serialize};

use crate::network::WEBSITE_COUNT;

/// A program's index in the roster, or its number in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProgramId(pub u16);

/// An order's index among all simulated orders, sorted by time, or its number in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OrderId(pub u32);

/// The index of a customer's first order, or their number in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CustomerId(pub u32);

/// A partner's index among the partners of a program, or their number in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartnerId(pub u16);

/// A network's index in the list of networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NetworkId(pub u8);

/// A network account's index in the list of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AccountId(pub u8);

/// A website's index in the list of websites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WebsiteId(pub u8);

macro_rules! index {
    ($($name:ident),*) => {
        $(impl $name {
            /// The index.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        })*
    };
}

index!(ProgramId, OrderId, CustomerId, PartnerId, NetworkId, AccountId, WebsiteId);

impl WebsiteId {
    /// A website that is not simulated. Its place is after the last simulated one.
    pub const UNLISTED: Self = Self(WEBSITE_COUNT);
}

/// Numbers of the ledger begin here.
const LEDGER: u32 = 1 << 31;

/// In the sequence of places that short public identifiers need, those of the ledger have these. What is simulated has
/// the others, so identifiers have eight digits unless a world is very large.
const LEDGER_PLACES: std::ops::Range<u32> = 60_000_000..100_000_000;

macro_rules! ledger {
    ($($name:ident),*) => {
        $(impl $name {
            /// The first one that the ledger adds.
            pub(crate) const FIRST_OF_THE_LEDGER: Self = Self(LEDGER);

            /// Whether the ledger added it. Otherwise it is simulated.
            pub const fn is_of_the_ledger(self) -> bool {
                self.0 >= LEDGER
            }

            /// The place in the sequence of public identifiers.
            pub(crate) const fn place(self) -> u32 {
                match self.0 {
                    number if number >= LEDGER => number - LEDGER + LEDGER_PLACES.start,
                    number if number >= LEDGER_PLACES.start => number - LEDGER_PLACES.start + LEDGER_PLACES.end,
                    number => number,
                }
            }

            /// What is at a place.
            pub(crate) const fn at(place: u32) -> Self {
                if place >= LEDGER_PLACES.end {
                    Self(place - LEDGER_PLACES.end + LEDGER_PLACES.start)
                } else if place >= LEDGER_PLACES.start {
                    Self(place - LEDGER_PLACES.start + LEDGER)
                } else {
                    Self(place)
                }
            }
        })*
    };
}

ledger!(OrderId, CustomerId);

/// Numbers of programs and partners of the ledger begin here.
const SHORT_LEDGER: u16 = 1 << 15;

macro_rules! short_ledger {
    ($($name:ident),*) => {
        $(impl $name {
            /// The first one that the ledger adds.
            pub(crate) const FIRST_OF_THE_LEDGER: Self = Self(SHORT_LEDGER);

            /// Whether the ledger added it. Otherwise it is simulated.
            pub const fn is_of_the_ledger(self) -> bool {
                self.0 >= SHORT_LEDGER
            }

            /// The one after the last of the ledger, if there is a number left.
            pub(crate) fn after(last: Option<Self>) -> Option<Self> {
                last.map_or(Some(Self::FIRST_OF_THE_LEDGER), |last| last.0.checked_add(1).map(Self))
            }
        })*
    };
}

short_ledger!(ProgramId, PartnerId);

#[cfg(test)]
mod tests {
    use super::{CustomerId, OrderId};

    #[test]
    fn places_lead_back() {
        let ledger = OrderId::FIRST_OF_THE_LEDGER.0;
        let mut places = std::collections::BTreeSet::new();
        for number in [0, 7, 39_999_999, 59_999_999, 60_000_000, 425_000_000, ledger, ledger + 39_999_999] {
            let (order, customer) = (OrderId(number), CustomerId(number));
            let is_short = number < 60_000_000 || number >= ledger;
            assert_eq!(order.place() < 100_000_000, is_short, "{number}");
            assert!(places.insert(order.place()), "{number} shares its place");
            assert_eq!((OrderId::at(order.place()), customer.place()), (order, order.place()));
        }
    }
}
