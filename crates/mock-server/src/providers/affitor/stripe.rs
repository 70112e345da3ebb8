//! Webhooks from Stripe, which report sales and refunds.

use std::fmt::Write as _;
use std::hash::Hasher as _;

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use siphasher::sip::SipHasher13;
use trackside_schemas::affitor::{
    ReceiveStripeEvent, ReceiveStripeEventOfProgram, StripeEvent, StripeEventData, StripeObject, StripeProgramPath,
    StripeReceipt,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Cause, CustomerId, Event, LeadCause, Program, View};

use super::command_line::StripeWebhook;
use super::sales::{NewSale, ReportedSale, Sold, order_of, recent_buyer, sell};
use super::{caused, credentials, refunds, texts, visitors};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record, Sample, Serve};

/// The secret of webhooks, besides those with which clients have connected accounts.
const USUAL_SECRET: &str = "whsec_sandbox";

/// How old a signature may be: as long as Stripe's own libraries accept it.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// Which customer of Stripe is which customer of a program. Numbered by a hash of Stripe's id.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct StripeCustomer {
    program: i64,
    customer: u32,
}

impl Record for StripeCustomer {
    const COLLECTION: &'static str = "affitor/stripe-customers";
}

impl Serve for ReceiveStripeEvent {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<StripeReceipt>, Problem> {
        let view = call.view;
        let webhooks = StripeWebhook::all(view).map(|(_, webhook)| webhook.secret);
        let secrets: Vec<String> = webhooks.chain([USUAL_SECRET.to_owned()]).collect();
        verify(&call.caller.credential, call.raw_body, &secrets, view.now())?;
        let named = metadata(&call.body.data.object, "program_id").and_then(|id| id.parse().ok());
        let program = named.and_then(|number| view.program_by_number(number));
        received(view, program.or_else(|| credentials::usual_program(view)), &call.body)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        signed(Nothing {}, view)
    }
}

impl Serve for ReceiveStripeEventOfProgram {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<StripeReceipt>, Problem> {
        let view = call.view;
        let program = super::named_program(view, call.path.program_id)?;
        let own = u64::try_from(program.number).ok().and_then(|number| StripeWebhook::get(view, number));
        let secrets: Vec<String> =
            own.map(|webhook| webhook.secret).into_iter().chain([USUAL_SECRET.to_owned()]).collect();
        verify(&call.caller.credential, call.raw_body, &secrets, view.now())?;
        received(view, Some(program), &call.body)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program = credentials::usual_program(view).expect("the world has a program");
        signed(StripeProgramPath { program_id: program.number }, view)
    }
}

/// A payment of a customer, signed.
fn signed<E>(path: E::Path, view: View<'_>) -> Sample<E>
where
    E: trackside_schemas::Endpoint<Query = Nothing, Body = StripeEvent>,
{
    let program = credentials::usual_program(view).expect("the world has a program");
    let key = recent_buyer(view, program).and_then(|buyer| view.customer_key(buyer));
    let mut metadata = std::collections::BTreeMap::new();
    metadata.insert("program_id".to_owned(), program.number.to_string());
    metadata.extend(key.map(|key| ("affitor_customer_key".to_owned(), key.into_owned())));
    let event = StripeEvent {
        id: format!("evt_{}", view.ledger().next_order().0),
        kind: "invoice.paid".to_owned(),
        data: StripeEventData {
            object: StripeObject {
                id: format!("in_stripe_{}", view.ledger().next_order().0),
                amount_paid: Some(4900),
                currency: Some("usd".to_owned()),
                metadata: Some(metadata),
                ..StripeObject::default()
            },
        },
    };
    let body = serde_json::to_value(&event).expect("an event is plain data").to_string();
    let time = view.now().timestamp();
    let signature = hex(&mac(USUAL_SECRET, time, body.as_bytes()).finalize().into_bytes());
    Sample::new(path, Nothing {}, event).with_credential(vec![format!("t={time},v1={signature}")])
}

/// What an event of Stripe causes.
fn received(view: View<'_>, program: Option<&Program>, event: &StripeEvent) -> Result<Answer<StripeReceipt>, Problem> {
    let answer = Answer::new(StripeReceipt { received: true });
    let Some(program) = program else { return Ok(answer) };
    let object = &event.data.object;
    let events = match event.kind.as_str() {
        "customer.created" => bound(view, program, object, Some(&object.id))?,
        "checkout.session.completed" => {
            let mut events = bound(view, program, object, object.customer.as_deref())?;
            // A checkout of a subscription is paid by its first invoice, which has an event of its own.
            if object.subscription.is_none() && object.invoice.is_none() {
                events.extend(paid(view, program, &events, object, object.amount_total)?);
            }
            events
        }
        "invoice.paid" => paid(view, program, &[], object, object.amount_paid)?,
        "charge.refunded" => {
            let transaction = object.invoice.as_deref().unwrap_or(&object.id);
            let order = order_of(view, transaction).filter(|order| view.order(*order).program.id == program.id);
            match order {
                Some(order) => match refunds::refund(view, order, object.amount_refunded, None)? {
                    refunds::Refunded::TakenBack { events, .. } => events,
                    _ => Vec::new(),
                },
                None => Vec::new(),
            }
        }
        _ => Vec::new(),
    };
    Ok(events.into_iter().fold(answer, Answer::causing))
}

/// The lead of a customer whom the metadata names, and their id at Stripe.
fn bound(
    view: View<'_>,
    program: &Program,
    object: &StripeObject,
    at_stripe: Option<&str>,
) -> Result<Vec<Event>, Problem> {
    let Some(customer) = named(view, program, object) else { return Ok(Vec::new()) };
    let mut events = Vec::new();
    if !view.is_lead(customer) {
        let key = metadata(object, "affitor_customer_key").map(str::to_owned);
        let cause = LeadCause { program: Some(program.id), visitor: Some(customer), key, ..LeadCause::default() };
        events = view.cause(&Cause::Lead(cause)).map_err(caused)?;
    }
    if let Some(id) = at_stripe {
        events.push(StripeCustomer { program: program.number, customer: customer.0 }.put(number_of(id)));
    }
    Ok(events)
}

/// The sale that an object reports, if it is paid, new, and of a customer whom a partner brought.
fn paid(
    view: View<'_>,
    program: &Program,
    before: &[Event],
    object: &StripeObject,
    amount: Option<i64>,
) -> Result<Vec<Event>, Problem> {
    let after = view.after(before);
    let view = after.view();
    let Some(amount_cents) = amount.filter(|amount| *amount > 0) else { return Ok(Vec::new()) };
    if order_of(view, &object.id).is_some() {
        return Ok(Vec::new());
    }
    let of_stripe = || {
        let known = StripeCustomer::get(view, number_of(object.customer.as_deref()?))?;
        (known.program == program.number).then_some(CustomerId(known.customer))
    };
    let Some(customer) = named(view, program, object).or_else(of_stripe) else { return Ok(Vec::new()) };
    let is_recurring = object.billing_reason.as_deref() == Some("subscription_cycle");
    let report = ReportedSale {
        amount_cents,
        currency: object.currency.as_deref().unwrap_or("usd").to_ascii_uppercase(),
        sale_type: Some(if object.subscription.is_some() { "subscription" } else { "payment" }.to_owned()),
        is_recurring,
        subscription_id: object.subscription.clone(),
        subscription_interval: None,
        product_id: None,
        line_items: None,
    };
    // Stripe learns nothing of sales that are not attributed.
    match sell(view, NewSale { program, customer, transaction: &object.id, report }) {
        Ok(Sold::Attributed { events, .. }) => Ok(events),
        Ok(Sold::TooLate { .. }) | Err(Problem::Rejected { .. }) => Ok(Vec::new()),
        Err(problem) => Err(problem),
    }
}

/// The customer whom the metadata names.
fn named(view: View<'_>, program: &Program, object: &StripeObject) -> Option<CustomerId> {
    let (key, click) = (metadata(object, "affitor_customer_key"), metadata(object, "affitor_click_id"));
    let found = visitors::by_key_or_click(view, program.id, key, click)?;
    (view.program_of(found) == Some(program.id)).then_some(found)
}

fn metadata<'o>(object: &'o StripeObject, name: &str) -> Option<&'o str> {
    object.metadata.as_ref()?.get(name).map(String::as_str)
}

fn number_of(id: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(id.as_bytes());
    hasher.finish()
}

/// Whether one of the secrets has signed the body, not long ago. `t` may be the time of the sandbox's clock or of the
/// machine's: whoever signs knows only the latter.
fn verify(header: &str, body: &[u8], secrets: &[String], now: DateTime<Utc>) -> Result<(), Problem> {
    let refused = |reason: &str| texts::invalid("Webhook signature verification failed", reason.to_owned());
    let part = |name: &str| {
        let parts = header.split(',').filter_map(|part| part.trim().split_once('='));
        parts.filter(move |(known, _)| *known == name).map(|(_, value)| value).collect::<Vec<_>>()
    };
    let time: i64 = part("t")
        .first()
        .and_then(|time| time.parse().ok())
        .ok_or_else(|| refused("Stripe-Signature has no time: it looks like t=1718000000,v1=…"))?;
    let is_recent = |clock: DateTime<Utc>| (clock.timestamp() - time).abs() <= TOLERANCE.num_seconds();
    if !is_recent(now) && !is_recent(Utc::now()) {
        return Err(refused("t of Stripe-Signature is more than five minutes from the clock"));
    }
    let signatures: Vec<Vec<u8>> = part("v1").into_iter().filter_map(bytes).collect();
    let fits =
        |secret: &String| signatures.iter().any(|signature| mac(secret, time, body).verify_slice(signature).is_ok());
    if secrets.iter().any(fits) {
        return Ok(());
    }
    Err(refused(
        "no v1 of Stripe-Signature fits the body: sign it with whsec_sandbox, or with the webhook_secret that was \
         sent to /api/v1/cli/stripe-connect",
    ))
}

fn mac(secret: &str, time: i64, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key may have any length");
    mac.update(time.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("memory takes everything");
        text
    })
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use hmac::Mac as _;

    use super::{hex, mac, verify};

    /// The signature of Stripe's scheme, computed with OpenSSL:
    /// `printf '1700000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test`.
    const KNOWN: &str = "c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).expect("a time")
    }

    #[test]
    fn signatures_are_those_of_stripe() {
        let body = br#"{"id":"evt_1"}"#;
        assert_eq!(hex(&mac("whsec_test", 1_700_000_000, body).finalize().into_bytes()), KNOWN);
        let secrets = ["other".to_owned(), "whsec_test".to_owned()];
        let good = format!("t=1700000000,v1=00,v1={KNOWN}");
        for (header, body, now, accepted) in [
            (good.as_str(), &body[..], 1_700_000_000, true),
            (&good, body, 1_700_000_300, true),
            (&good, body, 1_700_000_301, false),
            (&good, br#"{"id":"evt_2"}"#, 1_700_000_000, false),
            (&format!("t=1700000001,v1={KNOWN}"), body, 1_700_000_000, false),
            (&format!("v1={KNOWN}"), body, 1_700_000_000, false),
            ("t=1700000000", body, 1_700_000_000, false),
            ("nonsense", body, 1_700_000_000, false),
        ] {
            assert_eq!(verify(header, body, &secrets, at(now)).is_ok(), accepted, "{header}");
        }
        assert!(verify(&good, body, &["other".to_owned()], at(1_700_000_000)).is_err());
    }
}
