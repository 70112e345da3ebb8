//! What names a record inside the world: its place in a table.

/// A program's place in the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProgramId(pub u16);

/// An order's place in the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderId(pub u32);

/// A customer's place in the order of their first purchases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomerId(pub u32);

/// A network's place in the list of networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkId(pub u8);

/// A network account's place in the list of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(pub u8);

/// A website's place in the list of websites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebsiteId(pub u8);

macro_rules! index {
    ($($name:ident),*) => {
        $(impl $name {
            /// The place as an index into a table.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        })*
    };
}

index!(ProgramId, OrderId, CustomerId, NetworkId, AccountId, WebsiteId);
