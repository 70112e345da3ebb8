//! Whether faults can be had: the providers, operations and statuses that they name exist.

use std::time::Duration;

use trackside_schemas::control::Fault;

use super::applies;
use crate::known_providers::{KnownOperation, known_operations, known_providers};

/// No answer is delayed for longer.
const LONGEST: Duration = Duration::from_mins(1);

/// Says which fault cannot be had, and why.
pub(crate) fn check(faults: &[Fault]) -> Result<(), String> {
    for (place, fault) in faults.iter().enumerate() {
        check_one(fault).map_err(|(field, reason)| format!("[{place}].{field}: {reason}"))?;
    }
    Ok(())
}

fn check_one(fault: &Fault) -> Result<(), (&'static str, String)> {
    if let Some(provider) = &fault.provider {
        let known: Vec<_> = known_providers().iter().map(|known| known.name).collect();
        if !known.contains(&provider.as_str()) {
            return Err(("provider", format!("there is no provider {provider:?}; there are {}", known.join(", "))));
        }
    }
    if let Some(id) = &fault.operation {
        let of_provider =
            |operation: &&KnownOperation| fault.provider.as_ref().is_none_or(|provider| provider == operation.provider);
        let known: Vec<_> = known_operations().iter().filter(of_provider).map(|operation| operation.id).collect();
        if !known.contains(&id.as_str()) {
            return Err(("operation", format!("there is no operation {id:?}; there are {}", known.join(", "))));
        }
    }
    for (field, range) in [("latency", fault.latency), ("slow_body", fault.slow_body)] {
        if range.is_some_and(|range| range.until > LONGEST) {
            return Err((field, "is longer than a minute".to_owned()));
        }
    }
    for (field, rate) in
        [("error_rate", fault.error_rate), ("reset_rate", fault.reset_rate), ("truncate_rate", fault.truncate_rate)]
    {
        if rate.is_some_and(|rate| !(0.0..=1.0).contains(&rate)) {
            return Err((field, "is no share from 0 to 1".to_owned()));
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
        Err(("latency", "is missing, and so is everything else that could go wrong".to_owned()))
    }
}

fn check_statuses(fault: &Fault) -> Result<(), (&'static str, String)> {
    let touched = || known_operations().iter().filter(|operation| applies(fault, operation));
    if let Some(status) = fault.error_status {
        if fault.error_rate.is_none() {
            return Err((
                "error_status",
                "stands without error_rate: give the share of requests that meet it".to_owned(),
            ));
        }
        if let Some(operation) = touched().find(|operation| !operation.failures.contains(&status)) {
            let documented: Vec<_> = operation.failures.iter().map(u16::to_string).collect();
            let reason = format!(
                "{status} is not documented for {} at {}; documented are {}",
                operation.id,
                operation.provider,
                documented.join(", ")
            );
            return Err(("error_status", reason));
        }
    }
    if fault.rate_limited == Some(true) && !touched().any(|operation| operation.failures.contains(&429)) {
        return Err(("rate_limited", "no operation that the fault applies to documents 429".to_owned()));
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
    fn says_what_cannot_be_had() {
        let text = |text: &str| Some(text.to_owned());
        for (fault, reason) in [
            (fault(), None),
            (Fault { provider: text("wecantrack"), operation: text("listTransactions"), ..fault() }, None),
            (Fault { error_rate: Some(0.5), ..Fault::default() }, None),
            (Fault { error_rate: Some(0.5), error_status: Some(401), ..Fault::default() }, None),
            (Fault { rate_limited: Some(true), ..Fault::default() }, None),
            (Fault { provider: text("stripe"), ..fault() }, Some("[0].provider: there is no provider \"stripe\"")),
            (
                Fault { provider: text("affitor"), operation: text("getProgram"), ..fault() },
                Some("[0].operation: there is no operation \"getProgram\"; there are getTrackingStatus"),
            ),
            (Fault { latency: SpanRange::parse("1m1s"), ..fault() }, Some("[0].latency: is longer")),
            (Fault { slow_body: SpanRange::parse("2h"), ..fault() }, Some("[0].slow_body: is longer")),
            (Fault { reset_rate: Some(1.5), ..fault() }, Some("[0].reset_rate: is no share")),
            (Fault { truncate_rate: Some(f64::NAN), ..fault() }, Some("[0].truncate_rate: is no share")),
            (
                Fault { error_rate: Some(1.0), error_status: Some(418), ..fault() },
                Some("[0].error_status: 418 is not documented for getTrackingStatus at agentref; documented are 400"),
            ),
            (Fault { error_status: Some(401), ..fault() }, Some("[0].error_status: stands without")),
            (
                Fault { provider: text("affitor"), rate_limited: Some(true), ..Fault::default() },
                Some("[0].rate_limited: no operation"),
            ),
            (Fault::default(), Some("[0].latency: is missing")),
            (Fault { rate_limited: Some(false), ..Fault::default() }, Some("[0].latency: is missing")),
        ] {
            match (check(std::slice::from_ref(&fault)), reason) {
                (Ok(()), None) => {}
                (Err(found), Some(expected)) => assert!(found.starts_with(expected), "{fault:?}: {found}"),
                (found, _) => panic!("{fault:?}: {found:?}"),
            }
        }
    }
}
