//! The tests of the checker, in one binary.

mod baseline;
mod bodies;
mod budget;
mod chains;
mod command;
mod credentials;
mod deliveries;
mod domain;
mod fake;
mod filters;
mod har;
mod hostile;
mod paging;
mod redaction;
mod report;
mod rules;
mod sandbox;
mod situations;
mod webhook_command;
mod webhook_har;
mod webhook_requests;
mod webhooks;
mod wire;
mod wire_server;
