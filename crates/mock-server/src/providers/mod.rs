//! What each provider shows of the world.

pub(crate) mod affitor;
pub(crate) mod agentref;
mod fullwhere;
mod partnero;
mod wecantrack;
