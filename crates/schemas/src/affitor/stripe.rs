//! Webhooks from Stripe.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::habits::stripe;
use super::{Affitor, Failure, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Provenance, example, inferred};
use crate::stripe::StripeEvent;

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
