//! `check --webhooks`: receives deliveries of webhooks and judges them.

use std::io::Write as _;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::Args;
use tokio::net::TcpListener;
use trackside_checker::report::Report;
use trackside_checker::{CoverageKind, Options, Spec, Until, WebhookSecrets, receive_webhooks, variable_name};
use url::Url;

use super::stop::stopped;

/// What the variable with the secret of a webhook is named after.
const SECRET: &str = "webhookSecret";

/// Options for deliveries of webhooks.
#[derive(Debug, Args)]
pub(super) struct Webhooks {
    /// Receive the webhooks of a provider at this address instead of checking a server
    ///
    /// Listens for HTTP at the address, for example 127.0.0.1:4100, at any path. Port 0 chooses a free port; the address
    /// is printed to standard error. Every delivery is answered with 200 at once and then judged: signature, time of
    /// sending, event, headers and payload. Ends at Ctrl-C, or as --deliveries or --for say.
    #[arg(
        id = "webhooks",
        long = "webhooks",
        value_name = "HOST:PORT",
        value_parser = address,
        conflicts_with_all = [
            "base_url", "har", "record", "credentials", "values", "operations", "writes", "seed", "cases_per_operation",
            "max_cases", "rate", "max_wait", "max_pages", "dry_run",
        ]
    )]
    address: Option<String>,

    /// With --webhooks: stop after this many deliveries; fewer are an error
    #[arg(long, value_name = "NUMBER", value_parser = super::check::positive)]
    deliveries: Option<usize>,

    /// With --webhooks: stop after this time, for example 30s, 5m or 1h
    #[arg(long = "for", value_name = "TIME", value_parser = time)]
    duration: Option<Duration>,

    /// With --har: requests to URLs that start with this one are deliveries of webhooks; can be repeated
    ///
    /// Use it for the recording of a receiver, or of a proxy in front of it.
    #[arg(long = "webhook-url", value_name = "URL", requires = "har", conflicts_with = "operations")]
    webhook_urls: Vec<Url>,

    /// The secret that the deliveries are signed with, or env:NAME; can be repeated while one replaces the other
    ///
    /// With --provider it can also be in an environment variable, for example AGENTREF_WEBHOOK_SECRET. Arguments are
    /// visible to other users of the machine, variables are not. Without a secret, signatures are reported as not
    /// verified. wecantrack signs nothing and needs no secret.
    // Parsed later because clap repeats invalid arguments in its errors, which would show the secret.
    #[arg(long = "webhook-secret", value_name = "SECRET")]
    webhook_secrets: Vec<String>,
}

impl Webhooks {
    /// Whether deliveries are received.
    pub(super) fn is_listening(&self) -> bool {
        self.address.is_some()
    }

    /// The URLs of recorded receivers.
    pub(super) fn urls(&self) -> &[Url] {
        &self.webhook_urls
    }

    /// Returns an error if an option has no effect. clap does not say so if the option that it needs is in conflict with
    /// another one.
    pub(super) fn ensure_used(&self) -> anyhow::Result<()> {
        if !self.is_listening() && (self.deliveries.is_some() || self.duration.is_some()) {
            bail!("--deliveries and --for need --webhooks");
        }
        if !self.is_used() && !self.webhook_secrets.is_empty() {
            bail!("--webhook-secret needs --webhooks, or --har with --webhook-url");
        }
        Ok(())
    }

    /// Whether deliveries are judged.
    fn is_used(&self) -> bool {
        self.is_listening() || !self.webhook_urls.is_empty()
    }

    /// Returns an error if coverage is required that is not counted.
    pub(super) fn ensure_counted(
        &self,
        spec: &Spec,
        required: impl Iterator<Item = CoverageKind>,
    ) -> anyhow::Result<()> {
        let are_named = spec.contract().document().pointer("/x-delivery/eventName").is_some();
        for kind in required {
            match kind {
                CoverageKind::Events if !self.is_used() => {
                    bail!("--min-coverage events needs --webhooks, or --har with --webhook-url");
                }
                CoverageKind::Events if !are_named => {
                    bail!("the document does not say where a payload names its event, so events are not counted");
                }
                CoverageKind::Operations | CoverageKind::Statuses | CoverageKind::Parameters if self.is_listening() => {
                    bail!("--min-coverage {kind} needs requests to a server; with --webhooks require events");
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The secrets: those of the arguments, or else that of the environment.
    pub(super) fn secrets(&self, provider: Option<&str>) -> anyhow::Result<WebhookSecrets> {
        // An empty variable counts as unset.
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        if self.webhook_secrets.is_empty() {
            let usual = provider.and_then(|provider| variable(&variable_name(provider, SECRET)));
            return Ok(WebhookSecrets::new(usual));
        }
        let mut secrets = Vec::new();
        for text in &self.webhook_secrets {
            secrets.push(match text.strip_prefix("env:") {
                Some(name) => variable(name).with_context(|| {
                    format!("the environment variable {name} is not set; set it to the secret of the webhook")
                })?,
                None if text.trim().is_empty() => bail!("the secret of --webhook-secret is empty"),
                None => text.clone(),
            });
        }
        Ok(WebhookSecrets::new(secrets))
    }

    /// Receives deliveries until the end.
    pub(super) async fn receive(&self, spec: &Spec, options: &Options) -> anyhow::Result<Report> {
        let address = self.address.as_deref().context("--webhooks is missing")?;
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("cannot listen at {address}; choose another port, or 0 for a free one"))?;
        let until = Until { deliveries: self.deliveries, duration: self.duration, stop: stopped(true) };
        Ok(receive_webhooks(spec, listener, options, until, &mut say).await?)
    }
}

/// Writes a line to standard error. `eprintln!` panics if that is closed.
fn say(line: &str) {
    _ = writeln!(std::io::stderr(), "{line}");
}

fn address(text: &str) -> Result<String, String> {
    let is_address = text.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    if is_address { Ok(text.to_owned()) } else { Err("write HOST:PORT, for example 127.0.0.1:4100".to_owned()) }
}

/// Reads a time: seconds, or a number with the unit s, m or h.
fn time(text: &str) -> Result<Duration, String> {
    let (number, seconds) = match text.char_indices().next_back() {
        Some((end, 's')) => (&text[..end], 1),
        Some((end, 'm')) => (&text[..end], 60),
        Some((end, 'h')) => (&text[..end], 3600),
        _ => (text, 1),
    };
    let seconds = number.parse::<u32>().ok().filter(|number| *number > 0).map(|number| u64::from(number) * seconds);
    seconds.map(Duration::from_secs).ok_or_else(|| "write a time such as 30s, 5m or 1h".to_owned())
}
