//! The vocabulary for a request: its parts, its caller, and what is wrong with it.
//!
//! **Invariant:** nothing here knows the `pipeline` or any provider.

mod arrival;
mod body;
mod caller;
mod credential;
mod decode;
mod given;
mod limits;
mod nearest;
mod parameter;
mod problem;
mod reading_error;
mod request_id;

pub(crate) use arrival::Arrival;
pub(crate) use body::{parse_body, parse_json};
pub(crate) use caller::Caller;
pub(crate) use credential::{Alternatives, bearer, missing, present};
pub(crate) use decode::decode;
pub(crate) use given::{Given, last_of_each};
pub(crate) use limits::{Documented, RateLimitHeaders, Throttle};
pub(crate) use nearest::nearest;
pub(crate) use parameter::{Parameter, Shape};
pub(crate) use problem::{FieldProblem, Forbidden, InvalidField, Location, Problem};
pub(crate) use request_id::{KeptRequestIds, RequestId, RequestIds};
