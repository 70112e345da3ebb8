//! What an answer departs from: the contract, and what the case expects besides.

use http::StatusCode;
use trackside_contract::{Contract, Exchange, Origin, Rule, Violation};

use crate::case::{Case, Expectation};
use crate::finding::Level;

/// A departure, before it is put together with its evidence.
pub(super) struct Departure {
    pub(super) rule: String,
    pub(super) level: Level,
    pub(super) place: String,
    pub(super) message: String,
}

/// What an answer to a case departs from.
pub(super) fn judge(contract: &Contract, case: &Case, exchange: &Exchange, origin: Origin) -> Vec<Departure> {
    let expected = expected(contract, case, exchange, origin);
    let violations = contract.judge(exchange, origin).into_iter();
    // An answer that should not be there at all is not judged as if it were one.
    let is_moot = expected.as_ref().is_some_and(|departure| departure.rule == "method/accepted");
    expected.into_iter().chain(violations.filter(|_| !is_moot).map(from_violation)).collect()
}

fn from_violation(violation: Violation) -> Departure {
    let level = match violation.level {
        trackside_contract::Level::Error => Level::Error,
        trackside_contract::Level::Warning => Level::Warning,
    };
    let rule = violation.rule.id().to_owned();
    let place = if violation.rule == Rule::ContentType { "header:content-type".to_owned() } else { violation.pointer };
    Departure { rule, level, place, message: violation.message }
}

fn expected(contract: &Contract, case: &Case, exchange: &Exchange, origin: Origin) -> Option<Departure> {
    let status = exchange.status;
    let departure = |rule: &str, place: &str, message: String| Departure {
        rule: rule.to_owned(),
        level: Level::Error,
        place: place.to_owned(),
        message,
    };
    match &case.expectation {
        Expectation::Taken => taken(contract, exchange).map(|(rule, message)| departure(rule, "status", message)),
        Expectation::Refused { place, is_inferred } => {
            let found = refused(status, "negative/accepted", &format!("the request breaks the contract ({place})"));
            let weigh = |found: Departure| {
                let lenient = *is_inferred && origin == Origin::Foreign;
                Departure { level: if lenient { Level::Warning } else { Level::Error }, place: place.clone(), ..found }
            };
            found.map(|(rule, message)| weigh(departure(rule, place, message)))
        }
        Expectation::NoCredential => refused(status, "authentication/not-enforced", "the request has no credential")
            .map(|(rule, message)| departure(rule, "status", message)),
        Expectation::WrongCredential => {
            refused(status, "authentication/wrong-accepted", "the credential of the request is made up")
                .map(|(rule, message)| departure(rule, "status", message))
        }
        Expectation::UnknownMethod if status.is_success() => {
            let message = format!("is {}, the contract knows no {} there", status.as_u16(), exchange.method);
            Some(departure("method/accepted", "status", message))
        }
        Expectation::Asked(wanted) if status.as_u16() != *wanted => {
            let message = format!("is {}, the sandbox was asked for {wanted} by Prefer", status.as_u16());
            Some(departure("preference/ignored", "status", message))
        }
        Expectation::UnknownMethod | Expectation::Asked(_) | Expectation::Nothing => None,
    }
}

/// What is wrong with the answer to a request that keeps the contract.
fn taken(contract: &Contract, exchange: &Exchange) -> Option<(&'static str, String)> {
    let status = exchange.status;
    match status {
        StatusCode::UNAUTHORIZED => {
            Some(("authentication/refused", "is 401, the request has a credential; check that it is valid".to_owned()))
        }
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY
            if !contract.forbids_success(exchange, StatusCode::OK) =>
        {
            Some(("positive/refused", format!("is {}, the request keeps the contract", status.as_u16())))
        }
        status if status.is_server_error() => {
            Some(("positive/failed", format!("is {}, the request keeps the contract", status.as_u16())))
        }
        _ => None,
    }
}

/// What is wrong with the answer to a request that must be refused.
fn refused(status: StatusCode, accepted: &'static str, why: &str) -> Option<(&'static str, String)> {
    if status.is_client_error() {
        return None;
    }
    let rule = if status.is_server_error() { "negative/failed" } else { accepted };
    Some((rule, format!("is {}, {why} and must be refused with a 4xx", status.as_u16())))
}
