//! `trackside-mock webhooks …`.

use std::io::{self, Write};

use chrono::SecondsFormat;
use clap::{Args, Subcommand};
use http::Method;
use trackside_schemas::control::{
    DeliveryInFull, DeliveryList, DeliveryState, WebhookDelivery, WebhookReceiver, WebhookReceiverList,
};

use super::table::{counted, printable};
use super::{CommandError, Target};

/// Show who receives webhook events from a running sandbox and what was sent, and send it again
///
/// Exit codes: 0 if it was done, 1 if the sandbox refused it, 2 if the command could not run.
#[derive(Debug, Clone, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Webhooks {
    #[command(flatten)]
    target: Target,

    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  trackside-mock webhooks list                          who receives events, with the secrets
  trackside-mock webhooks deliveries                    what was sent, newest first
  trackside-mock webhooks deliveries --event conversion.created
  trackside-mock webhooks show 7                        payload, headers, response and advice
  trackside-mock webhooks resend 7                      the same message once more";

#[derive(Debug, Clone, Subcommand)]
enum Command {
    /// List the receivers, with their secrets
    List,
    /// List deliveries, the newest first
    Deliveries {
        /// Only those of this event, such as conversion.created
        #[arg(long, value_name = "EVENT")]
        event: Option<String>,
        /// Only those of this provider
        #[arg(long, value_name = "PROVIDER")]
        provider: Option<String>,
        /// The most deliveries
        #[arg(long, value_name = "COUNT", default_value = "20", value_parser = super::super::arguments::number(1, 1000))]
        limit: u64,
    },
    /// Show a delivery in full: payload, headers, what was signed, responses
    Show {
        /// Its number
        number: u64,
    },
    /// Send a delivery again, with the same id and payload
    Resend {
        /// Its number
        number: u64,
    },
}

impl Webhooks {
    /// Sends the request and prints what the sandbox responds.
    ///
    /// Returns an error if no sandbox responds, if it refuses the request, or if `out` cannot be written to.
    pub async fn run(&self, out: &mut dyn Write) -> Result<(), CommandError> {
        let target = &self.target;
        match &self.command {
            Command::List => target.exchange(Method::GET, "/webhooks", None::<&()>, out, write_receivers).await,
            Command::Deliveries { event, provider, limit } => {
                let mut query = form_urlencoded::Serializer::new(String::new());
                query.append_pair("limit", &limit.to_string());
                for (name, value) in [("event", event), ("provider", provider)] {
                    if let Some(value) = value {
                        query.append_pair(name, value);
                    }
                }
                let path = format!("/webhooks/deliveries?{}", query.finish());
                target.exchange(Method::GET, &path, None::<&()>, out, write_deliveries).await
            }
            Command::Show { number } => {
                let path = format!("/webhooks/deliveries/{number}");
                target.exchange(Method::GET, &path, None::<&()>, out, write_in_full).await
            }
            Command::Resend { number } => {
                let path = format!("/webhooks/deliveries/{number}/resend");
                let print = |again: &WebhookDelivery, out: &mut dyn Write| {
                    writeln!(out, "Delivery {} repeats {number}.", again.number)
                };
                target.exchange(Method::POST, &path, None::<&()>, out, print).await
            }
        }
    }
}

fn write_receivers(list: &WebhookReceiverList, out: &mut dyn Write) -> io::Result<()> {
    if !list.receivers.iter().any(|receiver| receiver.active) {
        writeln!(out, "Nobody receives webhook events. Start the sandbox with --webhook agentref=URL.")?;
    }
    let is_listed = |receiver: &&WebhookReceiver| receiver.active;
    for receiver in list.receivers.iter().filter(is_listed) {
        let WebhookReceiver { provider, id, url, secret, events, program, .. } = receiver;
        let events = events.as_ref().map_or_else(|| "all events".to_owned(), |events| events.join(", "));
        let program = program.as_ref().map(|name| format!(" of {}", printable(name))).unwrap_or_default();
        let secret = if secret.is_empty() { "not signed".to_owned() } else { format!("secret {}", printable(secret)) };
        writeln!(out, "{provider} {}: {}, {events}{program}, {secret}", printable(id), printable(url))?;
    }
    let off = list.receivers.iter().filter(|receiver| !receiver.active).count();
    if off > 0 {
        writeln!(out, "{off} others are switched off; --json lists them.")?;
    }
    let counts = list.counts;
    writeln!(
        out,
        "{} delivered, {} failed, {} not sent, {} waiting",
        counts.delivered, counts.failed, counts.not_sent, counts.waiting
    )?;
    if let Some(next) = list.next_attempt_at {
        writeln!(out, "The next attempt is due at {} in the sandbox.", seconds(next))?;
    }
    Ok(())
}

fn write_deliveries(list: &DeliveryList, out: &mut dyn Write) -> io::Result<()> {
    if list.deliveries.is_empty() {
        return writeln!(out, "No deliveries.");
    }
    list.deliveries.iter().try_for_each(|delivery| writeln!(out, "{}", line(delivery)))
}

/// A delivery in a line, such as `7  agentref conversion.created  delivered (200)`.
pub(super) fn line(delivery: &WebhookDelivery) -> String {
    let status = delivery.status.map(|status| format!(" ({status})")).unwrap_or_default();
    let state = match delivery.state {
        DeliveryState::Queued => "on its way".to_owned(),
        DeliveryState::Waiting => delivery
            .next_attempt_at
            .map_or_else(|| "waiting".to_owned(), |next| format!("next try at {} in the sandbox", seconds(next))),
        DeliveryState::Delivered => "delivered".to_owned(),
        DeliveryState::Failed => format!("failed after {}", counted(delivery.attempts, "attempt")),
        DeliveryState::NotSent => "not sent".to_owned(),
    };
    let advice = delivery.advice.as_ref().map(|advice| format!("\n   {}", printable(advice))).unwrap_or_default();
    format!("{}  {} {}  {state}{status}{advice}", delivery.number, delivery.provider, printable(&delivery.event))
}

fn write_in_full(full: &DeliveryInFull, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", line(&full.delivery))?;
    for (number, attempt) in (1..).zip(&full.attempts) {
        writeln!(out, "\nAttempt {number}: {} {}", attempt.method, printable(&attempt.url))?;
        for header in &attempt.headers {
            writeln!(out, "  {}: {}", header.name, printable(&header.value))?;
        }
        if let Some(signed) = &attempt.signed {
            writeln!(out, "  signed: {}", printable(signed))?;
        }
        let answered = match (attempt.status, &attempt.response) {
            (Some(status), Some(body)) if !body.is_empty() => format!("{status} {}", printable(body)),
            (Some(status), _) => status.to_string(),
            (None, _) => "no response".to_owned(),
        };
        writeln!(out, "  response after {:.1} ms: {answered}", attempt.milliseconds)?;
    }
    writeln!(out, "\n{}", printable(&full.payload))
}

fn seconds(time: chrono::DateTime<chrono::Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use trackside_schemas::Endpoint as _;
    use trackside_schemas::control::{GetDelivery, ListDeliveries, ListWebhookReceivers};

    use super::{line, write_deliveries, write_in_full, write_receivers};

    fn printed(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).expect("memory can be written to");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn a_delivery_says_what_becomes_of_it_and_what_to_look_at() {
        let full = GetDelivery::examples().swap_remove(0).value;
        let shown = line(&full.delivery);
        assert!(shown.starts_with("7  agentref conversion.created  next try at 2026-06-08T12:01:00Z"), "{shown}");
        assert!(shown.contains("(401)\n   your receiver answered 401"), "{shown}");
        let text = printed(|out| write_in_full(&full, out));
        assert!(
            text.contains("signed: msg_") && text.contains("response after 3.2 ms: 401 invalid signature"),
            "{text}"
        );
    }

    #[test]
    fn lists_say_so_if_there_is_nothing() {
        let receivers = ListWebhookReceivers::examples().swap_remove(0).value;
        let text = printed(|out| write_receivers(&receivers, out));
        assert!(
            text.starts_with("agentref option-1: http://localhost:3000/hooks, all events, secret whsec_"),
            "{text}"
        );
        let none = ListDeliveries::examples().pop().expect("an empty one").value;
        assert_eq!(printed(|out| write_deliveries(&none, out)), "No deliveries.\n");
    }
}
