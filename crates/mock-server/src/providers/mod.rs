//! What each provider shows of the world.

pub(crate) mod affitor;
mod agentref;
mod fullwhere;
mod partnero;
mod wecantrack;
