//! What each provider shows of the world.

mod affitor;
mod agentref;
mod fullwhere;
mod partnero;
mod sights;
mod wecantrack;

pub(crate) use sights::{first_call, sights};
