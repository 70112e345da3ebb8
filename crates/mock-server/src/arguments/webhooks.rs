//! Options about webhooks.

use clap::Args;

use super::WEBHOOKS;
use super::values::number;
use crate::webhooks::{AllowedHost, ConfiguredReceiver};

/// Options about webhooks.
#[derive(Debug, Clone, Args)]
pub(super) struct WebhookArguments {
    /// Where to send the webhook events of a provider, such as agentref=http://localhost:3000/hooks
    ///
    /// For agentref, partnero and wecantrack. All events of all programs are sent there, signed as the provider signs them;
    /// the banner and GET /_mock/webhooks show the secret. Receivers that your client registers through the provider's API
    /// get theirs as well. Repeat the option, or separate receivers with commas.
    #[arg(
        long = "webhook",
        env = "TRACKSIDE_WEBHOOK",
        value_name = "PROVIDER=URL",
        value_delimiter = ',',
        help_heading = WEBHOOKS
    )]
    pub(super) receivers: Vec<ConfiguredReceiver>,

    /// Host besides this machine to which webhook events may be sent: a name, an address, or a network such as 10.0.0.0/8
    ///
    /// Without it, events for other hosts are listed as not sent. In a container, name the host of your receiver. Repeat the
    /// option, or separate hosts with commas.
    #[arg(
        long = "webhook-host",
        env = "TRACKSIDE_WEBHOOK_HOST",
        value_name = "HOST",
        value_delimiter = ',',
        help_heading = WEBHOOKS
    )]
    pub(super) hosts: Vec<AllowedHost>,

    /// Most simulated events that a leap of the clock sends [default: all]
    ///
    /// If the clock leaps over more, only the newest are sent, and the others are counted as skipped. What somebody has
    /// caused is always sent.
    #[arg(long = "webhook-burst", env = "TRACKSIDE_WEBHOOK_BURST", value_name = "COUNT", help_heading = WEBHOOKS,
          value_parser = number(0, 10_000_000))]
    pub(super) burst: Option<u64>,
}
