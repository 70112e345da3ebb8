//! Holds a server, a recording, or a change of a document against the contract, and says what departs from it.
//!
//! The crate knows no provider: whatever it asks, expects and relates stands in the OpenAPI document.
//!
//! | module | what it does |
//! |---|---|
//! | [`spec`] | what a document declares, as far as requests are made from it |
//! | [`domain`] | values that a schema takes, and values that it refuses |
//! | `case` | requests with what is expected of their answers |
//! | [`wire`] | an HTTP client that no server can hurt |
//! | `run` | sends cases, at the pace that is allowed, and judges the answers |
//! | `across` | what must hold across answers: pages, links, repetition |
//! | `coverage` | what of the contract has been seen |
//! | [`har`] | recorded traffic, read and written |
//! | [`report`] | what was found, in five formats |

mod across;
mod baseline;
mod case;
mod check;
mod compare;
mod coverage;
mod credential;
pub mod domain;
mod error;
mod finding;
pub mod har;
mod observer;
mod options;
mod recording;
pub mod report;
mod run;
pub mod spec;
pub mod wire;

pub use baseline::{Accepted, Baseline, BaselineError};
pub use check::{Planned, PlannedCase, check, plan_check};
pub use compare::compare_documents;
pub use coverage::CoverageKind;
pub use credential::Credentials;
pub use error::CheckError;
pub use finding::{Evidence, Finding, Level};
pub use observer::{Observer, Unwatched};
pub use options::Options;
pub use recording::check_recording;
pub use spec::Spec;
pub use trackside_recording::{Secrets, variable_name};
