//! Judges exchanges and values against a contract.

mod exchange;
mod explain;
mod facts;
mod json;
mod questions;
mod request;
mod response;
mod value;
mod webhook;
mod write_only;

pub(crate) use exchange::{breaks_request_rule, judge_exchange};
pub use json::parse_json;
pub(crate) use questions::{delivery_questions, exchange_questions, value_questions};
pub(crate) use value::{judge_value, judge_written};
pub(crate) use webhook::{judge_delivery, judge_payload};
