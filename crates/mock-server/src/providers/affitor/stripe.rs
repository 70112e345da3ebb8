//! Webhooks from Stripe, which report sales and refunds.

use serde::{Deserialize, Serialize};
use trackside_schemas::affitor::{ReceiveStripeEvent, ReceiveStripeEventOfProgram, StripeProgramPath, StripeReceipt};
use trackside_schemas::declare::Nothing;
use trackside_schemas::stripe::{StripeEvent, StripeEventData, StripeObject};
use trackside_world::{Cause, CustomerId, Event, LeadCause, Program, View};

use super::command_line::StripeWebhook;
use super::sales::{NewSale, ReportedSale, Sold, order_of, recent_buyer, sell};
use super::{caused, credentials, refunds, texts, visitors};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record, Sample, Serve};
use crate::stripe::{number_of, payments, signature};

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
        verify(call, StripeWebhook::all(view).map(|(_, webhook)| webhook.secret))?;
        let named = call.body.data.object.metadata("program_id").and_then(|id| id.parse().ok());
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
        let number = call.path.program_id;
        let program = view.program_by_number(number).ok_or_else(|| super::unknown_program(&number.to_string()))?;
        let own = u64::try_from(program.number).ok().and_then(|number| StripeWebhook::get(view, number));
        verify(call, own.map(|webhook| webhook.secret).into_iter())?;
        received(view, Some(program), &call.body)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program = credentials::usual_program(view).expect("the world has a program");
        signed(StripeProgramPath { program_id: program.number }, view)
    }
}

/// Refuses an event that neither one of these secrets nor one of the sandbox's has signed.
fn verify<E: Serve>(call: &Call<'_, E>, secrets: impl Iterator<Item = String>) -> Result<(), Problem> {
    let secrets: Vec<String> = secrets.chain(call.sandbox.stripe_secrets().iter().cloned()).collect();
    signature::verify(&call.caller.credential, call.raw_body, &secrets, call.view.now())
        .map_err(|reason| texts::invalid("Webhook signature verification failed", reason.to_owned()))
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
    Sample::new(path, Nothing {}, event).with_credential(vec![signature::signed(body.as_bytes(), view.now())])
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
            if object.subscription.is_none() && object.invoice.is_none() && !object.is_unpaid() {
                events.extend(paid(view, program, &events, object, object.amount_total)?);
            }
            events
        }
        "invoice.paid" => paid(view, program, &[], object, object.amount_paid)?,
        "charge.refunded" => {
            let order = payments::order_of(view, object).or_else(|| order_of(view, payments::transaction(object)));
            let order = order.filter(|order| view.order(*order).program.id == program.id);
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
        let key = object.metadata("affitor_customer_key").map(str::to_owned);
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
    if payments::order_of(view, object).is_some() {
        return Ok(Vec::new());
    }
    let transaction = payments::transaction(object);
    let of_stripe = || {
        let known = StripeCustomer::get(view, number_of(object.customer.as_deref()?))?;
        (known.program == program.number).then_some(CustomerId(known.customer))
    };
    let Some(customer) = named(view, program, object).or_else(of_stripe) else { return Ok(Vec::new()) };
    let is_recurring = object.billing_reason.as_deref() == Some("subscription_cycle");
    let report = ReportedSale {
        amount_cents,
        currency: object.currency.as_deref().unwrap_or("usd").to_ascii_uppercase(),
        sale_type: Some(if object.subscription().is_some() { "subscription" } else { "payment" }.to_owned()),
        is_recurring,
        subscription_id: object.subscription().map(str::to_owned),
        subscription_interval: None,
        product_id: None,
        line_items: None,
    };
    // Stripe learns nothing of sales that are not attributed.
    match sell(view, NewSale { program, customer, transaction, report }) {
        Ok(Sold::Attributed { mut events, .. }) => {
            events.extend(payments::linked(view, object, transaction));
            Ok(events)
        }
        Ok(Sold::TooLate { .. }) | Err(Problem::Rejected { .. }) => Ok(Vec::new()),
        Err(problem) => Err(problem),
    }
}

/// The customer whom the metadata names.
fn named(view: View<'_>, program: &Program, object: &StripeObject) -> Option<CustomerId> {
    let (key, click) = (object.metadata("affitor_customer_key"), object.metadata("affitor_click_id"));
    let found = visitors::by_key_or_click(view, program.id, key, click)?;
    (view.program_of(found) == Some(program.id)).then_some(found)
}
