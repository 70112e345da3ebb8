//! The account whose key a caller has, as pages and the plugin see it.

use trackside_world::{Owner, View};

use crate::request::Caller;

/// An account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Account<'c> {
    /// That of an owner.
    Of(Owner),
    /// A new one, named by its key.
    New(&'c str),
}

impl<'c> Account<'c> {
    /// The account of a caller.
    pub(super) fn of(caller: &'c Caller) -> Self {
        caller.owner().map_or(Self::New(&caller.credential), Self::Of)
    }

    /// Whose account it is.
    pub(super) fn owner(self) -> Option<Owner> {
        match self {
            Self::Of(owner) => Some(owner),
            Self::New(_) => None,
        }
    }

    /// What records of the account name it by. The usual one has no name.
    pub(super) fn name(self) -> Option<&'c str> {
        match self {
            Self::Of(Owner::Usual) => None,
            Self::Of(Owner::Other) => Some("other"),
            Self::New(key) => Some(key),
        }
    }
}

/// The letters of user ids.
const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The user id of an account as scripts on pages send it: six letters that follow from the publisher's number, or from the
/// key of a new account.
pub(super) fn uid(view: View<'_>, account: Account<'_>) -> String {
    let number = match account {
        Account::Of(owner) => view.world().publisher(owner).unsigned_abs(),
        Account::New(key) => key.bytes().fold(7, |sum, byte| sum * 31 % 0xffff_ffff + u64::from(byte)),
    };
    let mut number = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24;
    let letter = |_| {
        let letter = LETTERS[usize::try_from(number % 52).expect("below 52")];
        number /= 52;
        char::from(letter)
    };
    (0..6).map(letter).collect()
}
