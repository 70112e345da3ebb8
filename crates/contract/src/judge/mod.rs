//! Holding exchanges and values against a contract.

mod answer;
mod exchange;
mod explain;
mod facts;
mod request;
mod value;

pub(crate) use exchange::{judge_exchange, judge_hope};
pub(crate) use value::judge_value;
