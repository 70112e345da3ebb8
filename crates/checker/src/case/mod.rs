//! Cases: requests with an expected response.

mod body;
mod draft;
mod fresh;
mod negative;
mod plan;
mod positive;
mod share;

pub(crate) use draft::{Authentication, Draft};
pub(crate) use plan::{Plan, Planner, plan};
pub(crate) use positive::field_names;

/// A request and what is expected of its response.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The index of the operation in the document.
    pub(crate) operation: usize,
    /// What the case tries, in stable words: `limit: the largest`.
    pub(crate) name: String,
    pub(crate) draft: Draft,
    pub(crate) expectation: Expectation,
}

/// What is expected of the response to a case, in addition to the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expectation {
    /// The request is valid, so it must not be refused as invalid.
    Taken,
    /// The request is invalid at this place, so it must be refused.
    Refused {
        /// The place in the request.
        place: String,
        /// Whether the broken constraint is marked as inferred.
        is_inferred: bool,
    },
    /// The request has no credential, or lacks the one of this scheme, so it must be refused.
    NoCredential(Option<String>),
    /// The request has a wrong credential, of this scheme if only one is wrong, so it must be refused.
    WrongCredential(Option<String>),
    /// The path does not declare the method.
    UnknownMethod,
    /// The request asks the sandbox for a status.
    Asked(u16),
    /// Nothing. The caller looks at the response.
    Nothing,
}
