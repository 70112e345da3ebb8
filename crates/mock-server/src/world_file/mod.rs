//! World files: what a sandbox has when it starts.
//!
//! A file is read into a tree that knows its lines (`tree`), then into the types of `trackside_schemas::world_file`
//! (`read`). What it says becomes events of the ledger (`plan`), which the store keeps apart from what clients write.

mod error;
mod everything;
mod export;
mod plan;
mod read;
mod steps;
mod yaml;

pub(crate) use self::everything::{MOST_ORDERS, TooManyOrders, everything};
pub(crate) use self::export::{Exported, export};
pub(crate) use self::plan::plan;
pub use self::read::{PinnedWorld, WorldFileError};
