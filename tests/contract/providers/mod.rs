//! Tests of one provider each: what its material says, beyond the page of an endpoint.

mod affitor;
mod affitor_tracking;
mod agentref;
mod agentref_joining;
mod agentref_keys;
mod agentref_marketing;
mod agentref_money;
mod agentref_own;
mod agentref_paging;
mod agentref_people;
mod agentref_programs;
mod agentref_stripe;
mod agentref_webhooks;
mod fullwhere;
mod partnero;
mod partnero_balance;
mod partnero_customers;
mod partnero_referral;
mod wecantrack_clickouts;
mod wecantrack_clicks;
mod wecantrack_habits;
mod wecantrack_websites;
