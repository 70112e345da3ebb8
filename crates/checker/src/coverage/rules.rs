//! The rules about coverage.

use super::CoverageKind;
use crate::Rule;

const FIX: &str = "give values that exist with --value, or more --cases-per-operation";

static OPERATIONS: Rule = Rule::error(
    "coverage/operations",
    "fewer operations responded with a declared status than --min-coverage asks for",
    FIX,
);

static STATUSES: Rule =
    Rule::error("coverage/statuses", "fewer declared statuses were returned than --min-coverage asks for", FIX);

static PARAMETERS: Rule = Rule::error(
    "coverage/parameters",
    "fewer declared parameters and body fields were sent than --min-coverage asks for",
    FIX,
);

static EVENTS: Rule = Rule::error(
    "coverage/events",
    "fewer declared webhook events were received than --min-coverage asks for",
    "cause more kinds of events; a sandbox sends each event when it is asked to",
);

static FIELDS: Rule =
    Rule::error("coverage/fields", "fewer declared response fields were returned than --min-coverage asks for", FIX);

static VALUES: Rule =
    Rule::error("coverage/values", "fewer declared enum values were returned than --min-coverage asks for", FIX);

pub(crate) static SUCCESS: Rule = Rule::error(
    "coverage/success",
    "no request of the check succeeded, so hardly anything was seen",
    "give a valid credential, and values that exist with --value; a sandbox lists both, see --sandbox",
);

pub(crate) static OPERATION_SUCCESS: Rule = Rule::error(
    "coverage/operation-success",
    "no request to an operation succeeded, so its successful responses were not judged",
    "give values that exist with --value; a sandbox lists some, see --sandbox",
);

pub(crate) static RECORDING: Rule = Rule::error(
    "coverage/recording",
    "exchanges of a recording were not judged, because their bodies are not in the file",
    "record with bodies, which some tools call `with content`; or accept the finding with --baseline",
);

pub(crate) static UNJUDGED: Rule = Rule::warning(
    "coverage/unjudged-body",
    "an operation responded in XML, which is not judged, so only its statuses and headers were",
    "ask for JSON if the operation offers it; or accept the finding with --baseline",
);

/// All rules of this module.
pub(crate) const RULES: &[&Rule] = &[
    &SUCCESS,
    &OPERATION_SUCCESS,
    &RECORDING,
    &UNJUDGED,
    &OPERATIONS,
    &STATUSES,
    &PARAMETERS,
    &EVENTS,
    &FIELDS,
    &VALUES,
];

impl CoverageKind {
    /// The rule that is broken when too little of this kind was seen.
    pub(crate) fn rule(self) -> &'static Rule {
        match self {
            Self::Operations => &OPERATIONS,
            Self::Statuses => &STATUSES,
            Self::Parameters => &PARAMETERS,
            Self::Events => &EVENTS,
            Self::Fields => &FIELDS,
            Self::Values => &VALUES,
        }
    }
}
