//! Running cases against a server.

mod judge;
mod pace;
mod session;

pub(crate) use session::{Answered, Session};
