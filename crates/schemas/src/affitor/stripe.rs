//! Webhooks from Stripe.

use std::collections::BTreeMap;

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::habits::stripe;
use super::{Affitor, Failure, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Provenance, example, inferred};

/// The endpoints of this resource.
pub type StripeEndpoints = (ReceiveStripeEvent, ReceiveStripeEventOfProgram);

/// Webhook from Stripe.
///
/// Stripe calls it when something happens in the connected account: `customer.created` and `checkout.session.completed` bind the customer,
/// `invoice.paid` and a completed checkout are sales, `charge.refunded` is a refund. `metadata` of the object, or of its subscription, names the
/// click (`affitor_click_id`), the customer (`affitor_customer_key`) and the program (`program_id`). Other events are accepted and ignored.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ReceiveStripeEvent;

/// Webhook from Stripe for one program.
///
/// The older form of the webhook, with the program in the path.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ReceiveStripeEventOfProgram;

/// Where the shape of the event comes from.
const STRIPES: Provenance =
    inferred("Affitor publishes which events and which metadata it reads; the shape of the event is Stripe's own");

const ACKNOWLEDGED: Provenance =
    inferred("the response is not published; Stripe takes any 2xx, and its own samples return `received`");

impl Endpoint for ReceiveStripeEvent {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = Nothing;
    type Body = StripeEvent;
    type Success<'a> = StripeReceipt;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/webhook-distributor/stripe";

    fn operation() -> Operation<Failure> {
        stripe("receiveStripeEvent", DOCUMENTED).success("The event was received.", ACKNOWLEDGED).failure(refused())
    }

    fn examples() -> Vec<Example<StripeReceipt>> {
        vec![example("received", "The event was received.", StripeReceipt { received: true })]
    }
}

impl Endpoint for ReceiveStripeEventOfProgram {
    type Provider = Affitor;
    type Path = StripeProgramPath;
    type Query = Nothing;
    type Body = StripeEvent;
    type Success<'a> = StripeReceipt;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/webhooks/stripe/{program_id}";

    fn operation() -> Operation<Failure> {
        stripe("receiveStripeEventOfProgram", super::habits::FROM_THE_TOOL)
            .deprecated()
            .success("The event was received.", ACKNOWLEDGED)
            .failure(refused())
            .failure(failure::inferred_text(404, "No program with this id.", "Program not found"))
    }

    fn examples() -> Vec<Example<StripeReceipt>> {
        vec![example("received", "The event was received.", StripeReceipt { received: true })]
    }
}

/// Which program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = super::habits::FROM_THE_TOOL))]
pub struct StripeProgramPath {
    /// The program's number.
    #[garde(range(min = 1, max = 2_147_483_647))]
    #[schemars(example = 42)]
    pub program_id: i64,
}

/// An event of Stripe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = STRIPES))]
pub struct StripeEvent {
    /// Its id.
    #[schemars(example = &"evt_1QwErTyUiOpAsDfG")]
    #[garde(length(min = 1, max = 200))]
    pub id: String,
    /// What happened.
    #[serde(rename = "type")]
    #[schemars(example = &"invoice.paid")]
    #[schemars(extend("x-extensible-enum" = [
        "customer.created", "checkout.session.completed", "invoice.paid", "invoice.payment_failed", "charge.refunded",
        "customer.subscription.deleted"
    ]))]
    #[garde(length(min = 1, max = 200))]
    pub kind: String,
    /// What it happened to.
    #[garde(dive)]
    pub data: StripeEventData,
}

/// What an event of Stripe is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = STRIPES))]
pub struct StripeEventData {
    /// The customer, checkout, invoice, charge or subscription.
    #[garde(dive)]
    pub object: StripeObject,
}

/// A customer, checkout, invoice, charge or subscription of Stripe, as far as Affitor reads it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = STRIPES))]
pub struct StripeObject {
    /// Its id.
    #[schemars(example = &"in_1QwErTyUiOpAsDfG")]
    #[garde(length(max = 200))]
    pub id: String,
    /// The customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 200))]
    pub customer: Option<String>,
    /// What was paid with an invoice, in hundredths of the currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub amount_paid: Option<i64>,
    /// What was paid in a checkout, in hundredths of the currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub amount_total: Option<i64>,
    /// What was refunded of a charge so far, in hundredths of the currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub amount_refunded: Option<i64>,
    /// The currency in lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 10))]
    pub currency: Option<String>,
    /// The invoice of a charge.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 200))]
    pub invoice: Option<String>,
    /// The subscription of an invoice or a checkout.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 200))]
    pub subscription: Option<String>,
    /// Why an invoice was made, such as `subscription_cycle`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 200))]
    pub billing_reason: Option<String>,
    /// `affitor_click_id`, `affitor_customer_key` and `program_id`, besides the shop's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub metadata: Option<BTreeMap<String, String>>,
}

/// The acknowledgement of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = ACKNOWLEDGED))]
pub struct StripeReceipt {
    /// Always true.
    pub received: bool,
}

fn refused() -> crate::declare::Failure<Failure> {
    failure::inferred_text(
        400,
        "The signature does not fit the body, or is older than five minutes; or the body is no event.",
        "Webhook signature verification failed",
    )
    .of_data()
}
