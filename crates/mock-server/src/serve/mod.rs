//! What a provider's module implements: how its endpoints respond, one working call for each, and its own behaviour.
//!
//! **Invariant:** nothing here or in `providers` knows the `pipeline`.

mod answer;
mod call;
mod collection;
mod endpoint;
mod imitation;
mod manners;
mod named;
mod sample;
mod sends;

pub(crate) use answer::Answer;
pub(crate) use call::{Call, RawCall};
pub(crate) use collection::Record;
pub(crate) use endpoint::{Collector, Handle, ImitateAll, Reply, Serve, Served, json};
pub(crate) use imitation::{
    CouponSeen, EdgeSeen, Imitation, KeyForm, ProgramSeen, Reading, Refused, RequestIdField, Script, Thing,
};
pub(crate) use manners::Manners;
pub(crate) use named::operation_id;
pub(crate) use sample::{Sample, SampleCall};
pub(crate) use sends::{Addressed, Receiver, ReceiverKey, Sends, Step, StepCause, Told, event_name};
