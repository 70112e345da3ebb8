//! `GET /events`, `POST /events` and `POST /events/undo`: what happened beside the simulation.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Control, Failure, Sight, failure, operation};
use crate::declare::{self, DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// The ledger: what clients and you have made happen, newest first.
///
/// Everything that a client writes at a provider becomes an event, and so does everything that you cause here. Each event
/// is seen at once, by every provider that shows it. A clock that is set back hides what was recorded later.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListEvents;

impl Endpoint for ListEvents {
    type Provider = Control;
    type Path = Nothing;
    type Query = EventsQuery;
    type Body = Nothing;
    type Success<'a> = EventList;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/events";

    fn operation() -> Operation<Failure> {
        operation(
            "listEvents",
            "The events.",
            vec![failure::invalid("A parameter is out of its range.", "query parameter `limit` is above 1000")],
        )
    }

    fn examples() -> Vec<Example<EventList>> {
        vec![
            example("sale", "Somebody caused a sale.", EventList { total: 2, events: vec![sale(), click()] }),
            example("quiet", "Nothing happened.", EventList { total: 0, events: Vec::new() }),
        ]
    }
}

/// Makes something happen.
///
/// A click, a sign-up, a sale, a decision about an order or a partner, a new program or partner, a payout, a bonus, or a
/// step of a payout, of a survey or of a program's setup. Only `event` is required: the
/// sandbox chooses the rest, and the response says what it chose. A sale without a customer comes with the click that
/// brought a new one. The time of an event is now, or any earlier time within the world.
///
/// The response lists calls that show the program now, one for each provider.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CauseEvent;

impl Endpoint for CauseEvent {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = EventToCause;
    type Success<'a> = CausedEvents;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/events";

    fn operation() -> Operation<Failure> {
        operation(
            "causeEvent",
            "What happened, and where it is shown.",
            vec![
                failure::malformed(),
                failure::invalid(
                    "The body names something that does not exist, or that cannot happen. The message says what.",
                    "body field `order` cannot change this way: an order that is approved cannot be declined",
                ),
            ],
        )
    }

    fn examples() -> Vec<Example<CausedEvents>> {
        let caused = CausedEvents { events: vec![click(), sale()], seen_at: BTreeMap::new() };
        vec![example("sale", "A sale, with the click that brought the customer.", caused)]
    }
}

/// Undoes events.
///
/// Whatever builds upon an undone event is undone with it: a sale goes with the click that brought its customer, and a
/// refund with its sale. The response lists all that is undone.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UndoEvents;

impl Endpoint for UndoEvents {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = EventsToUndo;
    type Success<'a> = UndoneEvents;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/events/undo";

    fn operation() -> Operation<Failure> {
        let unknown = declare::Failure::new(
            404,
            "There is no such event: it was undone before, or is later than the clock.",
            DOCUMENTED,
            Failure::new("not_found", "there is no event 7; GET /_mock/events lists them"),
        );
        operation(
            "undoEvents",
            "What was undone.",
            vec![
                failure::malformed(),
                unknown,
                failure::invalid("The body is invalid.", "body field `ids` is missing"),
            ],
        )
    }

    fn examples() -> Vec<Example<UndoneEvents>> {
        vec![example(
            "sale",
            "A click is undone, and the sale with it.",
            UndoneEvents { events: vec![click(), sale()] },
        )]
    }
}

/// Which events to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct EventsQuery {
    /// Only events of this kind.
    #[garde(skip)]
    pub event: Option<EventKind>,
    /// Only events that this request caused: the value of its `x-request-id`.
    #[schemars(example = &"8be2a4f01d7c3e65")]
    #[garde(skip)]
    pub request_id: Option<String>,
    /// Only events before the one with this number. Gives the next page.
    #[garde(range(min = 0))]
    pub before: Option<i64>,
    /// The most events to list; 100 by default.
    #[schemars(extend("default" = 100))]
    #[garde(range(min = 1, max = 1000))]
    pub limit: Option<i64>,
}

/// A kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum EventKind {
    /// A visitor clicked a partner's link.
    Click,
    /// A visitor signed up.
    Lead,
    /// A customer bought something.
    Sale,
    /// An order was approved.
    Approval,
    /// An order was declined.
    Decline,
    /// The customer got the money back.
    Refund,
    /// The customer got a part of the money back. To cause it, cause a refund with `amount_cents`.
    PartialRefund,
    /// An approval was taken back.
    Reversal,
    /// An order's amount or commission was corrected.
    Correction,
    /// A decision was taken back: the order is pending again.
    Reopening,
    /// A program's website was entered.
    WebsiteConfigured,
    /// A program's tracking script was seen.
    ScriptVerified,
    /// Onboarding at Stripe was started.
    StripePending,
    /// A program's Stripe account was connected.
    StripeConnected,
    /// A program's Stripe account was disconnected.
    StripeDisconnected,
    /// A test click arrived.
    TestClick,
    /// A test lead arrived.
    TestLead,
    /// A test sale arrived.
    TestSale,
    /// A client requested the survey links of an order.
    SurveyLinks,
    /// Something changed that only one provider knows, such as an API key. Cause it with the provider's own call.
    Record,
    /// A program was created.
    ProgramCreated,
    /// A program's name, website or terms changed.
    ProgramRevised,
    /// A program was paused: it does not track.
    ProgramPaused,
    /// A program that was paused or archived runs again.
    ProgramResumed,
    /// A program was archived: it does not track.
    ProgramArchived,
    /// A partner joined a program, and waits for approval.
    PartnerJoined,
    /// A partner was approved.
    PartnerApproved,
    /// A partner was rejected, or blocked.
    PartnerBlocked,
    /// A partner was put aside.
    PartnerArchived,
    /// A partner who was archived or blocked is back.
    PartnerRestored,
    /// A partner was deleted for good.
    PartnerDeleted,
    /// A partner has another name or e-mail address.
    PartnerRevised,
    /// A partner was paid.
    Payout,
    /// A payout was requested.
    PayoutRequested,
    /// A requested payout was approved.
    PayoutApproved,
    /// An approved payout was paid.
    PayoutPaid,
    /// A partner was given a bonus.
    Bonus,
    /// A survey of an order was sent.
    SurveySent,
    /// The link of a survey was clicked.
    SurveyOpened,
    /// A survey was completed.
    SurveyCompleted,
}

/// How a partner is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum PayoutMethod {
    /// To a bank account.
    BankTransfer,
    /// To an account at PayPal.
    Paypal,
    /// To an account at Stripe.
    Stripe,
    /// In another way.
    Other,
}

/// Whom a program rewards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum ProgramKind {
    /// Partners, for the customers they send.
    Affiliate,
    /// Customers, for the friends they bring.
    ReferAFriend,
    /// Subscribers, for the subscribers they bring.
    Newsletter,
}

/// The currency of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum ProgramCurrency {
    /// The euro.
    Eur,
    /// The United States dollar.
    Usd,
    /// The pound sterling.
    Gbp,
    /// The Canadian dollar.
    Cad,
    /// The Swedish krona.
    Sek,
}

/// What is to happen. Fields that an event has no use for are refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct EventToCause {
    /// What happens.
    #[schemars(example = EventKind::Sale)]
    #[garde(skip)]
    pub event: EventKind,
    /// The program: its name, or its id at any provider. By default a healthy one, for steps of the setup the fresh one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub program: Option<String>,
    /// The code of the partner. By default an active one, or the one of the customer's last click; for a decision about a
    /// partner, the one who joined last, and for a payout, also a requested one, the one who is owed most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub partner: Option<String>,
    /// The visitor or customer: their UUID, the shop's key for them, or the reference of the clickout that brought them
    /// (`WCT…`). By default a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub customer: Option<String>,
    /// The order that changes or has the survey: its UUID, the shop's reference, or the transaction id of the shop or the
    /// network. By default the newest to which this can happen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub order: Option<String>,
    /// When it happens, with a time zone; a date alone is midnight UTC. By default now.
    #[serde(default, deserialize_with = "super::moment::optional", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub at: Option<DateTime<Utc>>,
    /// The amount of a sale, payout or bonus, the corrected amount, or the refunded part, in cents of the program's
    /// currency. By default the usual price of a sale, all of a refund, for a payout everything that is approved and
    /// unpaid, and 2500 for a bonus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0, max = 1_000_000_000))]
    pub amount_cents: Option<i64>,
    /// The commission in cents. By default the program's percentage of the amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0, max = 1_000_000_000))]
    pub commission_cents: Option<i64>,
    /// Why an order is declined, refunded or reversed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 200)))]
    pub reason: Option<String>,
    /// The shop's key for a customer who signs up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 200)))]
    pub key: Option<String>,
    /// The shop's own identifier of a sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 200)))]
    pub transaction_id: Option<String>,
    /// Whether a coupon brings the customer of a sale, and not a click.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub coupon: Option<bool>,
    /// Whether the script on the landing page records a click, and not a redirecting link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub direct: Option<bool>,
    /// The name of a new program or partner, or their new name. By default a program is named `Shop` and its number, and a partner has no name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 100)))]
    pub name: Option<String>,
    /// The URL of a program's shop. By default one that fits its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 200)))]
    pub url: Option<String>,
    /// The currency of a new program. By default the euro.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub currency: Option<ProgramCurrency>,
    /// Whom a new program rewards. By default partners: `affiliate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub kind: Option<ProgramKind>,
    /// The commission of a program in per cent, to two decimals. By default 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0.0, max = 100.0))]
    pub commission_percent: Option<f64>,
    /// For how many days a click counts in a program. By default 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 1, max = 365))]
    pub cookie_days: Option<u32>,
    /// The lowest amount that a program pays out, in cents. By default 5000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0, max = 1_000_000_000))]
    pub payout_threshold_cents: Option<i64>,
    /// How many surveys follow the orders of a new program. By default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(max = 5))]
    pub surveys: Option<u8>,
    /// The code of a new partner: letters, digits, hyphens and underscores. By default one that fits the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 64)))]
    pub code: Option<String>,
    /// The e-mail address of a new partner, by default none, or the new one of a partner; or of a customer who signs up, by default the key if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 3, max = 200)))]
    pub email: Option<String>,
    /// How a partner is paid. By default by bank transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub method: Option<PayoutMethod>,
    /// The survey of the order: its name or UUID. By default the first one to which this can happen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 200)))]
    pub survey: Option<String>,
    /// The payout that is approved or paid: its UUID. By default the newest to which this can happen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 200)))]
    pub payout: Option<String>,
}

impl EventToCause {
    /// This event, with everything else left to the sandbox.
    pub fn new(event: EventKind) -> Self {
        Self {
            event,
            program: None,
            partner: None,
            customer: None,
            order: None,
            at: None,
            amount_cents: None,
            commission_cents: None,
            reason: None,
            key: None,
            transaction_id: None,
            coupon: None,
            direct: None,
            name: None,
            url: None,
            currency: None,
            kind: None,
            commission_percent: None,
            cookie_days: None,
            payout_threshold_cents: None,
            surveys: None,
            code: None,
            email: None,
            method: None,
            survey: None,
            payout: None,
        }
    }
}

/// Which events to undo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct EventsToUndo {
    /// Their numbers.
    #[garde(length(min = 1, max = 1000))]
    pub ids: Vec<u64>,
}

/// A list of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct EventList {
    /// How many there are in all that match.
    pub total: u64,
    /// The events, newest first.
    pub events: Vec<LedgerEvent>,
}

/// What happened, and where it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CausedEvents {
    /// The events, oldest first: the last one is the one that was asked for.
    pub events: Vec<LedgerEvent>,
    /// Calls that show the program now, by provider.
    pub seen_at: BTreeMap<String, Sight>,
}

/// What was undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct UndoneEvents {
    /// The events, oldest first.
    pub events: Vec<LedgerEvent>,
}

/// An event of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LedgerEvent {
    /// Its number.
    pub id: u64,
    /// What happened.
    pub event: EventKind,
    /// When it was recorded, by the sandbox's clock. It is seen from then on.
    pub recorded_at: DateTime<Utc>,
    /// When it happened.
    pub happened_at: DateTime<Utc>,
    /// The name of the program.
    pub program: String,
    /// The code of the partner; null if there is none.
    pub partner: Option<String>,
    /// The UUID of the visitor or customer; null if it is not about one.
    pub customer: Option<String>,
    /// The UUID of the order; null if it is not about one.
    pub order: Option<String>,
    /// The shop's own identifier of the sale; null if it gave none.
    pub transaction_id: Option<String>,
    /// The record that changed, as provider, resource and number; null if none did.
    #[schemars(example = &"affitor/api-keys/7")]
    pub record: Option<String>,
    /// The amount in cents; null if it is not about money.
    pub amount_cents: Option<i64>,
    /// The commission in cents; null if it is not about money.
    pub commission_cents: Option<i64>,
    /// The currency of the program.
    pub currency: String,
    /// Why an order was declined, refunded or reversed; null otherwise.
    pub reason: Option<String>,
    /// The name of the survey; null if it is not about one.
    pub survey: Option<String>,
    /// The UUID of the feedback that the completed survey has brought; null otherwise.
    pub feedback: Option<String>,
    /// The UUID of the payout that was requested, approved or paid step by step; null otherwise.
    pub payout: Option<String>,
    /// The request that caused it.
    pub cause: EventCause,
}

/// The request that caused an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct EventCause {
    /// The provider, or `control`.
    pub provider: String,
    /// The operation id.
    pub operation: String,
    /// The id of the request, as its `x-request-id` gives it. The journal finds it.
    pub request_id: String,
}

fn click() -> LedgerEvent {
    let time = |text: &str| text.parse().expect("a literal time");
    let text = |text: &str| text.to_owned();
    LedgerEvent {
        id: 0,
        event: EventKind::Click,
        recorded_at: time("2026-06-08T12:00:00Z"),
        happened_at: time("2026-06-08T11:48:00Z"),
        program: text("Lowe Lighting"),
        partner: Some(text("maria-lindgren")),
        customer: Some(text("5e1f7a52-6f0e-4bb1-9d1c-2b1a7c0c9d3e")),
        order: None,
        transaction_id: None,
        record: None,
        amount_cents: None,
        commission_cents: None,
        currency: text("EUR"),
        reason: None,
        survey: None,
        feedback: None,
        payout: None,
        cause: EventCause {
            provider: text("control"),
            operation: text("causeEvent"),
            request_id: text("8be2a4f01d7c3e65"),
        },
    }
}

fn sale() -> LedgerEvent {
    LedgerEvent {
        id: 1,
        event: EventKind::Sale,
        happened_at: "2026-06-08T12:00:00Z".parse().expect("a literal time"),
        order: Some("0d7f3c52-9a4e-4f6b-8a55-6c1e3f0b2d71".to_owned()),
        transaction_id: Some("order-1001".to_owned()),
        amount_cents: Some(6900),
        commission_cents: Some(1035),
        ..click()
    }
}
