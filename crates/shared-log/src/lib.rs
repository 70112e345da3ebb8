//! An append-only log in PostgreSQL that several replicas share.
//!
//! A row has a number. Numbers are given in commit order: whoever appends holds a lock of the database until the commit.
//! So the log is the same for everybody, and no two replicas decide at the same position.
//!
//! - [`SharedLog::open`] connects, creates the tables or brings them up to date, and reads the header, which says what
//!   the log belongs to.
//! - [`SharedLog::follow`] passes every row to a [`Follower`], and goes on to do so: PostgreSQL notifies of new rows, and
//!   the log is asked regularly in case a notification is lost.
//! - [`Handle::lease`] takes the lock. The follower has seen every row then, and no other replica appends until the
//!   [`Lease`] is dropped and what was appended under it is committed.
//!
//! If the connection is lost, leases fail with [`Lost`] at once, the follower keeps what it knows, and the log connects
//! again on its own. Whether a commit that was under way has happened is read from the log afterwards.
//!
//! **Invariant:** knows nothing of the sandbox. A row is text and perhaps a file.

mod address;
mod error;
mod following;
mod handle;
mod log;
mod row;
mod session;
mod tables;
#[cfg(feature = "tls")]
mod tls;

pub use address::Address;
pub use error::{Error, Lost};
pub use handle::{Done, Handle, Lease, Status};
pub use log::{Follower, SharedLog};
pub use row::{NewRow, Row};
