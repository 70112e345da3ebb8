//! Validates faults of webhook deliveries.

use chrono::TimeDelta;
use trackside_schemas::control::{Fault, WebhookTrouble};

use super::check::FieldError;
use crate::catalogue;

/// How much later a first attempt can come.
const LATEST: TimeDelta = TimeDelta::days(7);

/// Checks a fault of deliveries. Its provider exists.
pub(super) fn check(fault: &Fault, trouble: WebhookTrouble) -> Result<(), FieldError> {
    let others = Fault { provider: None, times: None, webhook: None, event: None, late_by: None, ..fault.clone() };
    if others != Fault::default() {
        let reason = "goes only with provider, event, times and late_by: make another fault of the rest";
        return Err(("webhook", reason.to_owned()));
    }
    let senders = || {
        let all = catalogue::providers().iter().filter(|provider| provider.sends.is_some());
        all.filter(|provider| fault.provider.as_ref().is_none_or(|name| name == provider.name))
    };
    if senders().next().is_none() {
        let reason = "sends no webhook events; agentref, partnero and wecantrack do";
        return Err(("provider", reason.to_owned()));
    }
    if let Some(event) = &fault.event
        && !senders().any(|provider| provider.events.iter().any(|known| known == event))
    {
        let mut known: Vec<_> = senders().flat_map(|provider| provider.events.iter().copied()).collect();
        known.sort_unstable();
        known.dedup();
        return Err(("event", format!("unknown webhook event {event:?}; known events are {}", known.join(", "))));
    }
    if trouble == WebhookTrouble::WrongSignature
        && senders().all(|provider| provider.delivery.as_ref().is_none_or(|delivery| delivery.signature.is_none()))
    {
        return Err(("webhook", "the provider does not sign its events".to_owned()));
    }
    match fault.late_by {
        Some(_) if trouble != WebhookTrouble::Late => Err(("late_by", "goes only with webhook: late".to_owned())),
        Some(span) if !(TimeDelta::zero()..=LATEST).contains(&span.delta()) => {
            Err(("late_by", "must be between 0s and 7d".to_owned()))
        }
        _ => Ok(()),
    }
}

/// Checks that a fault of requests has no fields of deliveries.
pub(super) fn check_absent(fault: &Fault) -> Result<(), FieldError> {
    let needs = |field, is_given: bool| {
        if is_given { Err((field, "goes only with webhook".to_owned())) } else { Ok(()) }
    };
    needs("event", fault.event.is_some())?;
    needs("late_by", fault.late_by.is_some())
}

#[cfg(test)]
mod tests {
    use trackside_schemas::control::{Fault, Span, WebhookTrouble};

    use super::{check, check_absent};

    #[test]
    fn explains_invalid_faults_of_deliveries() {
        let text = |text: &str| Some(text.to_owned());
        let fault = |webhook| Fault { webhook: Some(webhook), ..Fault::default() };
        let late = WebhookTrouble::Late;
        for (fault, field) in [
            (fault(WebhookTrouble::Duplicate), None),
            (Fault { provider: text("agentref"), event: text("flag.resolved"), times: Some(2), ..fault(late) }, None),
            (Fault { late_by: Span::parse("1h"), ..fault(late) }, None),
            (Fault { late_by: Span::parse("8d"), ..fault(late) }, Some("late_by")),
            (Fault { late_by: Span::parse("1h"), ..fault(WebhookTrouble::OutOfOrder) }, Some("late_by")),
            (Fault { provider: text("affitor"), ..fault(late) }, Some("provider")),
            (Fault { provider: text("wecantrack"), ..fault(WebhookTrouble::WrongSignature) }, Some("webhook")),
            (Fault { provider: text("wecantrack"), event: text("flag.resolved"), ..fault(late) }, Some("event")),
            (Fault { error_status: Some(500), ..fault(late) }, Some("webhook")),
        ] {
            let trouble = fault.webhook.expect("it is one of deliveries");
            assert_eq!(check(&fault, trouble).err().map(|(field, _)| field), field, "{fault:?}");
        }
        let absent = Fault { event: text("flag.resolved"), ..Fault::default() };
        assert_eq!(check_absent(&absent).err().map(|(field, _)| field), Some("event"));
    }
}
