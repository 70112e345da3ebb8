//! `trackside-mock events cause`.

use std::io::Write;

use chrono::{DateTime, Utc};
use clap::Args;
use http::Method;
use serde::de::DeserializeOwned;
use trackside_schemas::control::{CausedEvents, EventKind, EventToCause, PayoutMethod, ProgramCurrency, ProgramKind};

use super::kind::KindParser;
use super::table::write_events;
use super::{CommandError, Target};
use crate::arguments::{cents, time};

/// Make something happen
///
/// Only EVENT is required: the sandbox chooses the rest, and the output says what it chose. A sale without a customer
/// comes with the click that brought a new one.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = AFTER_LONG_HELP)]
pub(super) struct Cause {
    /// What happens
    #[arg(value_parser = KindParser, hide_possible_values = true)]
    event: EventKind,

    /// The program: its name, or its id at any provider [default: a healthy one; for steps of the setup the fresh one]
    #[arg(long, value_name = "NAME|ID")]
    program: Option<String>,

    /// The code of the partner [default: the one of the customer's last click, or an active one; for a payout, the one who is
    /// owed most]
    #[arg(long, value_name = "CODE")]
    partner: Option<String>,

    /// The visitor or customer: their UUID, or the shop's key for them [default: a new one]
    #[arg(long, value_name = "UUID|KEY")]
    customer: Option<String>,

    /// The order that changes or has the survey: its UUID, the shop's reference, or the transaction id of the shop or the
    /// network [default: the newest to which this can happen]
    #[arg(long, value_name = "UUID|REFERENCE|ID")]
    order: Option<String>,

    /// When it happens, such as 2026-06-08T12:00:00Z or 2026-06-08; not after the sandbox's clock [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<DateTime<Utc>>,

    /// The amount of a sale, payout or bonus, the corrected amount, or the refunded part, in cents: 4990 is 49.90 [default:
    /// the program's usual price; all of a refund; everything that is owed to the partner; 2500 for a bonus]
    #[arg(long, visible_alias = "amount", value_name = "CENTS", value_parser = cents)]
    amount_cents: Option<i64>,

    /// The commission in cents [default: the program's percentage of the amount]
    #[arg(long, visible_alias = "commission", value_name = "CENTS", value_parser = cents)]
    commission_cents: Option<i64>,

    /// Why an order is declined, refunded or reversed
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    /// The shop's key for a customer who signs up
    #[arg(long, value_name = "TEXT")]
    key: Option<String>,

    /// The shop's own identifier of a sale
    #[arg(long, value_name = "TEXT")]
    transaction_id: Option<String>,

    /// The name of a new program, or of a partner who joins [default: made up]
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,

    /// The address of a new program's website [default: one that fits the name]
    #[arg(long, value_name = "URL")]
    website: Option<String>,

    /// The currency of a new program [default: EUR]
    #[arg(long, value_name = "CODE", value_parser = known::<ProgramCurrency>)]
    currency: Option<ProgramCurrency>,

    /// Whom a new program rewards: affiliate, refer-a-friend or newsletter [default: affiliate]
    #[arg(long, value_name = "KIND", value_parser = known::<ProgramKind>)]
    kind: Option<ProgramKind>,

    /// The commission of a new program, in per cent [default: 10]
    #[arg(long, value_name = "PERCENT")]
    commission_percent: Option<f64>,

    /// How long a click counts at a new program, in days [default: 30]
    #[arg(long, value_name = "DAYS")]
    cookie_days: Option<u32>,

    /// The lowest amount that a program pays out, in cents [default: 5000]
    #[arg(long, visible_alias = "payout-threshold", value_name = "CENTS", value_parser = cents)]
    payout_threshold_cents: Option<i64>,

    /// The code of a partner who joins [default: made up]
    #[arg(long, value_name = "CODE")]
    code: Option<String>,

    /// The e-mail address of a partner who joins, or the new one of a partner
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,

    /// How a partner is paid: bank_transfer, paypal, stripe or other [default: bank_transfer]
    #[arg(long, value_name = "METHOD", value_parser = known::<PayoutMethod>)]
    method: Option<PayoutMethod>,

    /// The survey of the order: its name or UUID [default: the first one to which this can happen]
    #[arg(long, value_name = "NAME|UUID")]
    survey: Option<String>,

    /// The payout that is approved or paid: its UUID [default: the newest to which this can happen]
    #[arg(long, value_name = "UUID")]
    payout: Option<String>,

    /// How many surveys follow the orders of a new program, up to 5 [default: 1]
    #[arg(long, value_name = "COUNT")]
    surveys: Option<u8>,

    /// A coupon brings the customer of a sale, not a click
    #[arg(long)]
    coupon: bool,

    /// The script on the landing page records a click, not a redirecting link
    #[arg(long)]
    direct: bool,
}

const AFTER_LONG_HELP: &str = "\
Events, and the options that they take besides --program and --at:
  click               a visitor clicks a partner's link: --partner, --customer, --direct
  lead                a visitor signs up: --customer, --key
  sale                a customer buys something, and the order is pending: --partner, --customer,
                      --amount-cents, --commission-cents, --coupon, --transaction-id
  approval            a pending order is approved: --order
  decline             a pending order is declined: --order, --reason
  refund              the customer gets the money back, the order is declined: --order, --reason,
                      --amount-cents for a part of it, after which the status stays
  reversal            an approval is taken back: --order, --reason
  correction          an amount changes, the status does not: --order, --amount-cents,
                      --commission-cents
  reopening           an order is pending again: --order
  program_created     a program without anything simulated: --name, --website, --currency, --kind,
                      --commission-percent, --cookie-days, --payout-threshold-cents, --surveys
  program_revised     its name, website or terms change: --name, --website, --commission-percent,
                      --cookie-days, --payout-threshold-cents
  program_paused, program_archived, program_resumed
                      it does not track clicks and sales, or does again
  partner_joined      somebody applies: --code, --name, --email
  partner_approved, partner_blocked, partner_archived, partner_restored, partner_deleted
                      a decision about a partner: --partner
  partner_revised     a partner has another name or address: --partner, --name, --email
  payout              a partner is paid: --partner, --amount-cents, --method
  payout_requested    a partner's payout is requested: --partner, --amount-cents, --method
  payout_approved, payout_paid
                      a requested payout gets further: --payout
  bonus               a partner is given a bonus: --partner, --amount-cents
  survey_sent, survey_opened, survey_completed
                      a survey of an order gets further: --order, --survey
  website_configured  the website of a program was entered
  script_verified     the tracking script of a program was seen
  stripe_pending, stripe_connected, stripe_disconnected
                      a program's Stripe account
  test_click, test_lead, test_sale
                      a test of a program's tracking arrives

An option that an event has no use for is refused.";

impl Cause {
    pub(super) async fn run(&self, target: &Target, out: &mut dyn Write) -> Result<(), CommandError> {
        target.exchange(Method::POST, "/events", Some(&self.body()), out, write).await
    }

    fn body(&self) -> EventToCause {
        EventToCause {
            program: self.program.clone(),
            partner: self.partner.clone(),
            customer: self.customer.clone(),
            order: self.order.clone(),
            at: self.at,
            amount_cents: self.amount_cents,
            commission_cents: self.commission_cents,
            reason: self.reason.clone(),
            key: self.key.clone(),
            transaction_id: self.transaction_id.clone(),
            name: self.name.clone(),
            url: self.website.clone(),
            currency: self.currency,
            kind: self.kind,
            commission_percent: self.commission_percent,
            cookie_days: self.cookie_days,
            payout_threshold_cents: self.payout_threshold_cents,
            code: self.code.clone(),
            email: self.email.clone(),
            method: self.method,
            survey: self.survey.clone(),
            payout: self.payout.clone(),
            surveys: self.surveys,
            coupon: self.coupon.then_some(true),
            direct: self.direct.then_some(true),
            ..EventToCause::new(self.event)
        }
    }
}

/// One of the values that the body declares, as it stands there.
fn known<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|error| error.to_string())
}

/// The events, and how to see them.
fn write(caused: &CausedEvents, out: &mut dyn Write) -> std::io::Result<()> {
    write_events(out, &caused.events)?;
    if !caused.seen_at.is_empty() {
        writeln!(out, "\nThe program is shown by:\n")?;
    }
    for (provider, sight) in &caused.seen_at {
        writeln!(out, "  # {provider}: {}\n  {}", sight.operation, sight.curl)?;
    }
    Ok(())
}
