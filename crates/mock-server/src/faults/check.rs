//! Validates faults: the providers, operations and statuses that they name must exist.

use std::time::Duration;

use trackside_schemas::control::Fault;

use super::applies;
use crate::catalogue::{Operation, operations, providers};

/// The longest delay that a fault may cause.
const MAX_DELAY: Duration = Duration::from_mins(1);

/// Returns an error for the first invalid fault, such as `[0].error_rate: must be between 0 and 1`.
pub(crate) fn check(faults: &[Fault]) -> Result<(), String> {
    for (index, fault) in faults.iter().enumerate() {
        check_one(fault).map_err(|(field, reason)| format!("[{index}].{field}: {reason}"))?;
    }
    Ok(())
}

fn check_one(fault: &Fault) -> Result<(), (&'static str, String)> {
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
    check_statuses(fault)?;
    let does_something = fault.latency.is_some()
        || fault.slow_body.is_some()
        || fault.rate_limited == Some(true)
        || [fault.error_rate, fault.reset_rate, fault.truncate_rate].iter().any(Option::is_some);
    if does_something {
        Ok(())
    } else {
        Err((
            "latency",
            "the fault does nothing; set latency, slow_body, error_rate, reset_rate, truncate_rate or rate_limited"
                .to_owned(),
        ))
    }
}

fn check_statuses(fault: &Fault) -> Result<(), (&'static str, String)> {
    let affected = || operations().filter(|operation| applies(fault, operation));
    if let Some(status) = fault.error_status {
        if fault.error_rate.is_none() {
            return Err((
                "error_status",
                "needs error_rate too: the share of requests that get this status".to_owned(),
            ));
        }
        if let Some(operation) = affected().find(|operation| !operation.failures.contains(&status)) {
            let documented: Vec<_> = operation.failures.iter().map(u16::to_string).collect();
            let reason = format!(
                "{status} is not documented for {} of {}; documented statuses are {}",
                operation.id,
                operation.provider,
                documented.join(", ")
            );
            return Err(("error_status", reason));
        }
    }
    if fault.rate_limited == Some(true) && !affected().any(|operation| operation.failures.contains(&429)) {
        return Err(("rate_limited", "none of the operations that the fault applies to documents 429".to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use trackside_schemas::control::{Fault, SpanRange};

    use super::check;

    fn fault() -> Fault {
        Fault { latency: SpanRange::parse("1ms"), ..Fault::default() }
    }

    #[test]
    fn explains_invalid_faults() {
        let text = |text: &str| Some(text.to_owned());
        for (fault, reason) in [
            (fault(), None),
            (Fault { provider: text("wecantrack"), operation: text("listTransactions"), ..fault() }, None),
            (Fault { error_rate: Some(0.5), ..Fault::default() }, None),
            (Fault { error_rate: Some(0.5), error_status: Some(401), ..Fault::default() }, None),
            (Fault { rate_limited: Some(true), ..Fault::default() }, None),
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
            (
                Fault { error_rate: Some(1.0), error_status: Some(418), ..fault() },
                Some("[0].error_status: 418 is not documented for getTrackingStatus of agentref; documented"),
            ),
            (Fault { error_status: Some(401), ..fault() }, Some("[0].error_status: needs error_rate")),
            (
                Fault { provider: text("affitor"), rate_limited: Some(true), ..Fault::default() },
                Some("[0].rate_limited: none of the operations"),
            ),
            (Fault::default(), Some("[0].latency: the fault does nothing")),
            (Fault { rate_limited: Some(false), ..Fault::default() }, Some("[0].latency: the fault does nothing")),
        ] {
            match (check(std::slice::from_ref(&fault)), reason) {
                (Ok(()), None) => {}
                (Err(found), Some(expected)) => assert!(found.starts_with(expected), "{fault:?}: {found}"),
                (found, _) => panic!("{fault:?}: {found:?}"),
            }
        }
    }
}
