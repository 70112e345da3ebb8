//! What each provider shows of the world.

mod affitor;
mod agentref;
mod fullwhere;
mod partnero;
mod wecantrack;
