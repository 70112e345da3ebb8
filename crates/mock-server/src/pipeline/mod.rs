//! The one short way that every request to a provider walks, a step a file.

mod authentication;
mod body;
mod call;
mod cors;
mod declared;
mod decode;
mod fallback;
mod faults;
mod imitation;
pub(crate) mod log;
mod overriding;
mod preference;
mod problem;
mod rate_limit;
mod rehearsal;
mod repeats;
mod request_id;
mod response;
mod serve;

pub(crate) use authentication::{Caller, bearer, present};
pub(crate) use call::Call;
pub(crate) use cors::cross_origin_layer;
pub(crate) use declared::{Declared, Shape};
pub(crate) use fallback::{other_method, unknown_path, unknown_provider};
pub(crate) use imitation::{Documented, Imitation, RateLimitHeaders, Throttle};
pub(crate) use problem::{FieldProblem, InvalidField, Location, Problem};
pub(crate) use rate_limit::Limiter;
pub(crate) use rehearsal::{OnlyAnswer, Rehearsal, Rehearsed, rehearse};
pub(crate) use request_id::RequestId;
pub(crate) use response::{MOCK_NOW, MOCK_REASON, json, text};
pub(crate) use serve::{Serve, ServeAll, mount, without_index};
