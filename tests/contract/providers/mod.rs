//! Tests of one provider each: what its material says, beyond the page of an endpoint.

mod affitor;
mod affitor_tracking;
mod agentref;
mod fullwhere;
mod partnero;
