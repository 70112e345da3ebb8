//! Runs cases against a server.

mod judge;
mod pace;
mod rules;
mod session;

pub(crate) use judge::Issue;
pub(crate) use rules::{POSITIVE_FAILED, POSITIVE_REFUSED, RULES};
pub(crate) use session::{CaseResponse, Session};
