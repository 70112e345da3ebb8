//! What an endpoint's module says so that the sandbox can serve it: how it answers, one call that works, and its provider's manners.
//!
//! **Invariant:** nothing here, and nothing in `providers`, knows the way that a request walks (`pipeline`).

mod answer;
mod call;
mod endpoint;
mod imitation;
mod manners;
mod sample;

pub(crate) use answer::Answer;
pub(crate) use call::{Asked, Call};
pub(crate) use endpoint::{Collector, Handle, ImitateAll, Reply, Serve, Served, json};
pub(crate) use imitation::{Imitation, KeyForm, ProgramSeen, Refused};
pub(crate) use manners::Manners;
pub(crate) use sample::{Sample, SampleCall};
