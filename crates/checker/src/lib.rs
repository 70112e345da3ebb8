//! Checks a server, a recording, or a changed document against an OpenAPI contract, and reports what breaks it.
//!
//! The crate knows no provider: everything it sends and expects comes from the OpenAPI document.
//!
//! | module | what it does |
//! |---|---|
//! | [`spec`] | the parts of a document from which requests are made |
//! | [`domain`] | valid and invalid values of a schema |
//! | `case` | requests with expected responses |
//! | [`wire`] | an HTTP client with limits on time and memory |
//! | `run` | sends cases within rate limits, and judges the responses |
//! | `across` | compares responses: pages, links, repeated requests |
//! | `coverage` | counts which parts of the contract were seen, and finds what was not |
//! | `cause` | makes one finding of those with the same cause |
//! | `exceptions` | ignores findings, with a reason and for a time |
//! | `working` | reads the calls that work from a sandbox |
//! | `webhooks` | receives deliveries of webhooks, and judges them |
//! | [`har`] | reads and writes recorded traffic |
//! | [`changelog`] | writes the changes of documents for people |
//! | [`report`] | writes findings in six formats |
//! | `registry` | lists all [rules](rules) |

#![allow(
    missing_docs,
    reason = "names say enough where a comment would repeat them; the crate is used through its program"
)]

mod across;
mod baseline;
mod case;
mod cause;
pub mod changelog;
mod check;
mod compare;
mod coverage;
mod credential;
pub mod domain;
mod error;
mod exceptions;
mod finding;
pub mod har;
mod header;
mod nearest;
mod observer;
mod options;
mod recording;
mod registry;
pub mod report;
mod requests;
mod rule;
mod run;
pub mod spec;
mod webhooks;
pub mod wire;
mod working;

pub use baseline::{Accepted, Baseline, BaselineError};
pub use check::{Planned, PlannedCase, check, plan_check};
pub use compare::{Judging, LevelOverride, LevelOverrideError, compare_documents, explain};
pub use coverage::CoverageKind;
pub use credential::Credentials;
pub use error::CheckError;
pub use exceptions::{Excepted, Exception};
pub use finding::{Evidence, Finding, Level};
pub use header::{ExtraHeader, HeaderError};
pub use observer::{Observer, Unwatched};
pub use options::{CASES_PER_OPERATION, Options};
pub use recording::check_recording;
pub use registry::{rules, rules_page};
pub use rule::{Rule, RuleId};
pub use spec::Spec;
pub use trackside_diff::Policy;
pub use trackside_recording::{Secrets, variable_name};
pub use webhooks::{Until, WebhookSecrets, receive_webhooks};
pub use working::{UnlistedError, WorkingCalls};
