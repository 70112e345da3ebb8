//! Connections: listening, accepting, time-outs, and what happens below HTTP.
//!
//! [`Listening`] binds the sockets, `accept` takes connections up to a limit, and `serve` runs one connection: it reads
//! the first head itself, so that a client that sends nothing costs next to nothing, and hands the rest to hyper. What
//! hyper refuses before there is a request is explained by `refusal`, answered with a reason, and put into the log and
//! the journal.
//!
//! **Invariant:** knows no provider. A request goes to [`Front`](crate::front::Front), and nothing else.

mod accept;
mod bind;
mod body;
mod files;
mod head;
mod peer;
mod refusal;
mod serve;
mod socket;

pub(crate) use accept::{Limits, accept};
pub(crate) use bind::{Listening, bind};
pub(crate) use peer::{Breaker, Peer};
pub(crate) use refusal::Refusal;
