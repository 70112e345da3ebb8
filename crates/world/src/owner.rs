//! The two businesses of a world.

use serde::{Deserialize, Serialize};

/// Whose something is. Each owner has programs, a network account and a website of their own. Sales of an owner's programs
/// come through the owner's accounts and websites only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// Nearly everything is theirs.
    #[default]
    Usual,
    /// A small second business, so that somebody else's things can be asked for. Clicks are simulated in it, and no orders.
    Other,
}

impl Owner {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Usual, Self::Other];

    /// Whether it is the usual owner.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(crate) fn is_usual(&self) -> bool {
        *self == Self::Usual
    }
}
