//! `trackside-mock trigger EVENT`.

use std::io::Write;
use std::time::{Duration, Instant};

use bytes::Bytes;
use clap::Args;
use http::Method;
use serde::de::DeserializeOwned;
use trackside_schemas::control::{
    DeliveryInFull, DeliveryList, DeliveryState, TriggeredWebhook, WebhookDelivery, WebhookToTrigger,
};

use super::table::name;
use super::webhooks::line;
use super::{CommandError, Target};

/// Make a webhook event happen in a running sandbox, and show how it is received
///
/// What the event is about happens in the sandbox if it can be caused: a sale for conversion.created, a refund for
/// conversion.refunded. Every provider that tells of it sends its own event. With --test, and for events that cannot be
/// caused, nothing happens: the event is about the newest thing in the sandbox that it fits.
///
/// Exit codes: 0 if everybody has accepted the event, 1 if somebody has not or the sandbox refused it, 2 if the command could
/// not run.
#[derive(Debug, Clone, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Trigger {
    /// The event, such as conversion.created
    #[arg(value_name = "EVENT")]
    event: String,

    /// The provider that tells of it, if several have an event of this name
    #[arg(long, value_name = "PROVIDER")]
    provider: Option<String>,

    /// The program, by its name or by an id that a provider shows
    #[arg(long, value_name = "NAME")]
    program: Option<String>,

    /// Send the event though nothing happens
    #[arg(long)]
    test: bool,

    #[command(flatten)]
    target: Target,
}

const AFTER_HELP: &str = "\
Examples:
  trackside-mock trigger conversion.created             a sale, and what is sent because of it
  trackside-mock trigger transaction.created --program 'Lowe Lighting'
  trackside-mock trigger flag.resolved --test           nothing happens, but the event is sent
  trackside-mock webhooks deliveries                    everything that was sent";

/// How long the command waits until the event is received.
const PATIENCE: Duration = Duration::from_secs(5);

impl Trigger {
    /// Sends the request, waits until the event is received, and prints what has become of it.
    ///
    /// Returns an error if no sandbox responds, if it refuses the request, if somebody has not accepted the event, or if
    /// `out` cannot be written to.
    pub async fn run(&self, out: &mut dyn Write) -> Result<(), CommandError> {
        let asked = WebhookToTrigger {
            event: self.event.clone(),
            provider: self.provider.clone(),
            program: self.program.clone(),
            test: self.test.then_some(true),
        };
        let body = serde_json::to_vec(&asked).expect("the body is plain data");
        let response = self.target.send_body(Method::POST, "/webhooks/trigger", Some(body)).await?;
        let triggered: TriggeredWebhook = self.read(&response)?;
        let deliveries = self.received(&triggered).await?;
        let written = if self.target.json {
            let list = DeliveryList { total: deliveries.len() as u64, deliveries: deliveries.clone() };
            let text = serde_json::to_string(&list).expect("a list is plain data");
            writeln!(out, "{text}")
        } else {
            self.write(&triggered, &deliveries, out)
        };
        written.and_then(|()| out.flush()).map_err(CommandError::Output)?;
        let is_accepted = deliveries.iter().all(|delivery| delivery.state == DeliveryState::Delivered);
        if is_accepted { Ok(()) } else { Err(CommandError::Unaccepted) }
    }

    fn write(
        &self,
        triggered: &TriggeredWebhook,
        deliveries: &[WebhookDelivery],
        out: &mut dyn Write,
    ) -> std::io::Result<()> {
        if triggered.caused.is_empty() {
            writeln!(out, "A test event: nothing has happened in the sandbox.")?;
        } else {
            let caused: Vec<_> = triggered.caused.iter().map(|kind| name(*kind).replace('_', " ")).collect();
            writeln!(out, "Happened: {}.", caused.join(", "))?;
        }
        if deliveries.is_empty() {
            return writeln!(
                out,
                "Nobody receives {} yet: start the sandbox with --webhook PROVIDER=URL, or register a webhook at the \
                 provider.",
                self.event
            );
        }
        deliveries.iter().try_for_each(|delivery| writeln!(out, "{}", line(delivery)))
    }

    /// What is sent because of it, when everything is received or takes too long.
    async fn received(&self, triggered: &TriggeredWebhook) -> Result<Vec<WebhookDelivery>, CommandError> {
        let since = Instant::now();
        loop {
            let mut deliveries = Vec::new();
            for number in &triggered.deliveries {
                let path = format!("/webhooks/deliveries/{number}");
                let full: DeliveryInFull = self.read(&self.target.send_body(Method::GET, &path, None).await?)?;
                deliveries.push(full.delivery);
            }
            for entry in &triggered.entries {
                let path = format!("/webhooks/deliveries?entry={entry}");
                let list: DeliveryList = self.read(&self.target.send_body(Method::GET, &path, None).await?)?;
                deliveries.extend(list.deliveries);
            }
            deliveries.sort_by_key(|delivery| delivery.number);
            let is_done = deliveries.iter().all(|delivery| delivery.state != DeliveryState::Queued);
            // The events are told a moment after the response.
            let may_come = deliveries.is_empty() && since.elapsed() < Duration::from_secs(1);
            if (is_done && !may_come) || since.elapsed() > PATIENCE {
                return Ok(deliveries);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn read<R: DeserializeOwned>(&self, response: &Bytes) -> Result<R, CommandError> {
        serde_json::from_slice(response).map_err(|error| self.target.url.unknown_response(&error))
    }
}
