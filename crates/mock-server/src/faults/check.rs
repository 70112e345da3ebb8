//! Validates faults: the providers, operations and credentials that they name must exist, and their fields must go
//! together.

use std::time::Duration;

use chrono::TimeDelta;
use trackside_schemas::control::Fault;
use trackside_world::View;

use super::{applies, webhook};
use crate::catalogue::{Operation, operations, providers};
use crate::credentials::KeyRing;

/// The longest delay that a fault may cause.
const MAX_DELAY: Duration = Duration::from_mins(1);

/// The longest time that a fault may tell a client to wait.
const MAX_WAIT: TimeDelta = TimeDelta::days(1);

/// Why a fault is invalid: the field, and the reason.
pub(super) type FieldError = (&'static str, String);

/// Returns an error for the first invalid fault, such as `[0].error_rate: must be between 0 and 1`.
pub(crate) fn check(faults: &[Fault], keys: &KeyRing, view: View<'_>) -> Result<(), String> {
    let check_one = |fault: &Fault| {
        check_place(fault, keys, view)?;
        match fault.webhook {
            Some(trouble) => webhook::check(fault, trouble),
            None => webhook::check_absent(fault).and_then(|()| check_values(&fault.completed())),
        }
    };
    for (index, fault) in faults.iter().enumerate() {
        check_one(fault).map_err(|(field, reason)| format!("[{index}].{field}: {reason}"))?;
    }
    Ok(())
}

fn check_place(fault: &Fault, keys: &KeyRing, view: View<'_>) -> Result<(), FieldError> {
    if let Some(provider) = &fault.provider {
        let known: Vec<_> = providers().iter().map(|known| known.name).collect();
        if !known.contains(&provider.as_str()) {
            return Err((
                "provider",
                format!("unknown provider {provider:?}; known providers are {}", known.join(", ")),
            ));
        }
    }
    if let Some(id) = &fault.operation {
        let of_provider = |operation: &&'static Operation| {
            fault.provider.as_ref().is_none_or(|provider| provider == operation.provider)
        };
        let known: Vec<_> = operations().filter(of_provider).map(|operation| operation.id).collect();
        if !known.contains(&id.as_str()) {
            return Err(("operation", format!("unknown operation {id:?}; known operations are {}", known.join(", "))));
        }
    }
    if let Some(credential) = &fault.credential {
        let provider = fault.provider.as_deref();
        if !keys.knows(provider, credential, view) {
            let of = provider.map(|provider| format!(" of {provider}")).unwrap_or_default();
            let advice = "GET /_mock/world lists the credentials; of a pair, give the first secret";
            return Err(("credential", format!("unknown credential{of} {credential:?}; {advice}")));
        }
    }
    Ok(())
}

/// Checks a fault that has the values of its preset.
fn check_values(fault: &Fault) -> Result<(), FieldError> {
    for (field, range) in [("latency", fault.latency), ("slow_body", fault.slow_body)] {
        if range.is_some_and(|range| range.until > MAX_DELAY) {
            return Err((field, "must be at most one minute".to_owned()));
        }
    }
    for (field, rate) in
        [("error_rate", fault.error_rate), ("reset_rate", fault.reset_rate), ("truncate_rate", fault.truncate_rate)]
    {
        if rate.is_some_and(|rate| !(0.0..=1.0).contains(&rate)) {
            return Err((field, "must be between 0 and 1".to_owned()));
        }
    }
    if fault.error_status.is_some_and(|status| !(400..=599).contains(&status)) {
        return Err(("error_status", "must be between 400 and 599".to_owned()));
    }
    if fault.times == Some(0) {
        return Err(("times", "must be at least 1".to_owned()));
    }
    let fails = fault.error_rate.is_some() || fault.error_status.is_some();
    if fault.body.is_some() && !fails {
        return Err(("body", "needs error_rate or error_status: it is the body of errors".to_owned()));
    }
    if let Some(wait) = fault.retry_after {
        if !(TimeDelta::zero()..=MAX_WAIT).contains(&wait.delta()) {
            return Err(("retry_after", "must be between 0s and 1d".to_owned()));
        }
        if !fails && fault.rate_limited != Some(true) {
            return Err(("retry_after", "needs error_rate, error_status or rate_limited".to_owned()));
        }
    }
    let affected = || operations().filter(|operation| applies(fault, operation));
    if fault.rate_limited == Some(true) && !affected().any(|operation| operation.failures.contains(&429)) {
        let reason = "none of the operations that the fault applies to documents 429; use \"error_status\":429";
        return Err(("rate_limited", reason.to_owned()));
    }
    let does_something = fault.latency.is_some()
        || fault.slow_body.is_some()
        || fault.rate_limited == Some(true)
        || fails
        || [fault.reset_rate, fault.truncate_rate].iter().any(Option::is_some);
    if does_something {
        Ok(())
    } else {
        let reason = "the fault does nothing; set latency, slow_body, error_rate, error_status, reset_rate, \
                      truncate_rate, rate_limited, webhook or preset";
        Err(("latency", reason.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use trackside_schemas::control::{Fault, Preset, Span, SpanRange};
    use trackside_world::{Settings, World};

    use super::check;
    use crate::credentials::KeyRing;

    fn fault() -> Fault {
        Fault { latency: SpanRange::parse("1ms"), ..Fault::default() }
    }

    fn failing() -> Fault {
        Fault { error_rate: Some(0.5), ..Fault::default() }
    }

    #[test]
    fn explains_invalid_faults() {
        let world = World::build(&Settings { seed: 1, orders: 10, anchor: Utc::now(), simulated: true })
            .expect("the settings are in range");
        let view = world.at(Utc::now()).expect("now is in range");
        let keys = KeyRing::new(view, &[], false).expect("no extra keys");
        let text = |text: &str| Some(text.to_owned());
        let wait = |text: &str| Span::parse(text);
        for (fault, reason) in [
            (fault(), None),
            (Fault { provider: text("wecantrack"), operation: text("listTransactions"), ..fault() }, None),
            (failing(), None),
            (Fault { error_status: Some(401), ..failing() }, None),
            (Fault { error_status: Some(418), ..Fault::default() }, None),
            (Fault { error_status: Some(503), times: Some(2), retry_after: wait("1s"), ..Fault::default() }, None),
            (Fault { body: text("html"), ..failing() }, None),
            (Fault { rate_limited: Some(true), ..Fault::default() }, None),
            (Fault { preset: Some(Preset::Slow), ..Fault::default() }, None),
            (Fault { provider: text("wecantrack"), credential: text("wct-sandbox"), ..fault() }, None),
            (
                Fault { provider: text("partnero"), credential: text("wct-sandbox"), ..fault() },
                Some("[0].credential: unknown credential of partnero \"wct-sandbox\"; GET /_mock/world lists"),
            ),
            (Fault { credential: text("nobody"), ..fault() }, Some("[0].credential: unknown credential \"nobody\"")),
            (
                Fault { provider: text("stripe"), ..fault() },
                Some("[0].provider: unknown provider \"stripe\"; known providers are agentref"),
            ),
            (
                Fault { provider: text("affitor"), operation: text("getProgram"), ..fault() },
                Some("[0].operation: unknown operation \"getProgram\"; known operations are getTrackingStatus"),
            ),
            (Fault { latency: SpanRange::parse("1m1s"), ..fault() }, Some("[0].latency: must be at most one minute")),
            (Fault { slow_body: SpanRange::parse("2h"), ..fault() }, Some("[0].slow_body: must be at most one minute")),
            (Fault { reset_rate: Some(1.5), ..fault() }, Some("[0].reset_rate: must be between 0 and 1")),
            (Fault { truncate_rate: Some(f64::NAN), ..fault() }, Some("[0].truncate_rate: must be between 0 and 1")),
            (Fault { error_status: Some(399), ..failing() }, Some("[0].error_status: must be between 400 and 599")),
            (Fault { times: Some(0), ..failing() }, Some("[0].times: must be at least 1")),
            (Fault { body: text("json"), ..fault() }, Some("[0].body: needs error_rate")),
            (Fault { retry_after: wait("1s"), ..fault() }, Some("[0].retry_after: needs error_rate")),
            (Fault { retry_after: wait("-1s"), ..failing() }, Some("[0].retry_after: must be between 0s and 1d")),
            (
                Fault { provider: text("fullwhere"), rate_limited: Some(true), ..Fault::default() },
                Some("[0].rate_limited: none of the operations"),
            ),
            (
                Fault { provider: text("fullwhere"), preset: Some(Preset::RateLimited), ..Fault::default() },
                Some("[0].rate_limited: none of the operations"),
            ),
            (Fault::default(), Some("[0].latency: the fault does nothing")),
            (Fault { times: Some(2), ..Fault::default() }, Some("[0].latency: the fault does nothing")),
            (Fault { rate_limited: Some(false), ..Fault::default() }, Some("[0].latency: the fault does nothing")),
        ] {
            match (check(std::slice::from_ref(&fault), &keys, view), reason) {
                (Ok(()), None) => {}
                (Err(found), Some(expected)) => assert!(found.starts_with(expected), "{fault:?}: {found}"),
                (found, _) => panic!("{fault:?}: {found:?}"),
            }
        }
    }
}
