//! Identifiers inside the world: each is an index into a table.

/// A program's index in the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProgramId(pub u16);

/// An order's index among all orders, sorted by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderId(pub u32);

/// A customer's index among all customers, sorted by first purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomerId(pub u32);

/// A network's index in the list of networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkId(pub u8);

/// A network account's index in the list of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(pub u8);

/// A website's index in the list of websites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

index!(ProgramId, OrderId, CustomerId, NetworkId, AccountId, WebsiteId);
