//! Judges a response: against the contract, and against what its case expects.

use http::StatusCode;
use trackside_contract::{Contract, Exchange, Origin, Violation};

use super::rules::{
    AUTHENTICATION_NOT_ENFORCED, AUTHENTICATION_REFUSED, AUTHENTICATION_WRONG_ACCEPTED, METHOD_ACCEPTED,
    NEGATIVE_ACCEPTED, NEGATIVE_FAILED, POSITIVE_FAILED, POSITIVE_REFUSED, PREFERENCE_IGNORED,
};
use crate::case::{Case, Expectation};
use crate::finding::Level;
use crate::spec::Declared;
use crate::{Rule, RuleId};

/// Something that is wrong with a response, before the evidence is added.
#[derive(Debug)]
pub(crate) struct Issue {
    pub(crate) rule: RuleId,
    /// The level at a server other than the sandbox.
    pub(crate) level: Level,
    pub(crate) place: String,
    pub(crate) message: String,
}

impl Issue {
    /// An issue with the level of its rule.
    pub(crate) fn new(rule: &Rule, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { rule: rule.into(), level: rule.level, place: place.into(), message: message.into() }
    }

    /// The same issue as a warning, because the condition of [`Rule::warning_when`] is met.
    pub(crate) fn into_warning(self) -> Self {
        Self { level: Level::Warning, ..self }
    }

    fn status(rule: &Rule, message: impl Into<String>) -> Self {
        Self::new(rule, "status", message)
    }
}

impl From<Violation> for Issue {
    fn from(violation: Violation) -> Self {
        let is_content_type = violation.rule == trackside_contract::Rule::ContentType;
        Self {
            rule: violation.rule.into(),
            level: violation.level.into(),
            place: if is_content_type { "header:content-type".to_owned() } else { violation.pointer },
            message: violation.message,
        }
    }
}

/// Everything that is wrong with the response to a case.
pub(super) fn judge(
    contract: &Contract,
    declared: &Declared,
    case: &Case,
    exchange: &Exchange,
    origin: Origin,
) -> Vec<Issue> {
    let unexpected = unexpected(contract, declared, case, exchange);
    // A response that should not exist has no schema to judge it by.
    if unexpected.as_ref().is_some_and(|issue| issue.rule == RuleId::from(&METHOD_ACCEPTED)) {
        return unexpected.into_iter().collect();
    }
    let violations = contract.judge(exchange, origin).into_iter().map(Issue::from);
    unexpected.into_iter().chain(violations).collect()
}

fn unexpected(contract: &Contract, declared: &Declared, case: &Case, exchange: &Exchange) -> Option<Issue> {
    let status = exchange.status;
    let code = status.as_u16();
    match &case.expectation {
        Expectation::Taken => taken(contract, declared, exchange),
        Expectation::Refused { place, is_inferred } => {
            let issue = refused(status, &NEGATIVE_ACCEPTED, &format!("the request is invalid ({place})"))?;
            let issue = Issue { place: place.clone(), ..issue };
            Some(if *is_inferred { issue.into_warning() } else { issue })
        }
        Expectation::NoCredential(lacking) => {
            let why = match lacking {
                Some(scheme) => format!("the request has no {scheme} beside the other credentials"),
                None => "the request has no credential".to_owned(),
            };
            refused(status, &AUTHENTICATION_NOT_ENFORCED, &why)
        }
        Expectation::WrongCredential(wrong) => {
            let which = wrong.as_ref().map_or_else(|| "the credential".to_owned(), |scheme| format!("the {scheme}"));
            refused(status, &AUTHENTICATION_WRONG_ACCEPTED, &format!("{which} of the request is made up"))
        }
        Expectation::UnknownMethod if status.is_success() => {
            let message = format!("is {code}, the contract does not declare {} there", exchange.method);
            Some(Issue::status(&METHOD_ACCEPTED, message))
        }
        Expectation::Asked(wanted) if code != *wanted => {
            let message = format!("is {code}, `Prefer` asked the sandbox for {wanted}");
            Some(Issue::status(&PREFERENCE_IGNORED, message))
        }
        Expectation::UnknownMethod | Expectation::Asked(_) | Expectation::Nothing => None,
    }
}

/// What is wrong with the response to a request that keeps to the contract.
fn taken(contract: &Contract, declared: &Declared, exchange: &Exchange) -> Option<Issue> {
    let status = exchange.status;
    let message = format!("is {} although the request is valid", status.as_u16());
    match status {
        StatusCode::UNAUTHORIZED => {
            let message = "is 401 although the request has a credential; check that it is valid";
            Some(Issue::status(&AUTHENTICATION_REFUSED, message))
        }
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY
            if !declared.of_data.contains(&status.as_u16()) && !contract.forbids_success(exchange) =>
        {
            Some(Issue::status(&POSITIVE_REFUSED, message))
        }
        status if status.is_server_error() => Some(Issue::status(&POSITIVE_FAILED, message)),
        _ => None,
    }
}

/// What is wrong with the response to a request that must be refused; `accepted` is the rule for a response that is not
/// a failure.
fn refused(status: StatusCode, accepted: &Rule, why: &str) -> Option<Issue> {
    if status.is_client_error() {
        return None;
    }
    let rule = if status.is_server_error() { &NEGATIVE_FAILED } else { accepted };
    Some(Issue::status(rule, format!("is {}, but {why} and must be refused with a 4xx", status.as_u16())))
}
