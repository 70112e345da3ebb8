//! `GET /webhooks`, `/webhooks/deliveries` and `POST /webhooks/trigger`: what leaves the sandbox.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Control, EventKind, Failure, failure, operation};
use crate::declare::{self, DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// Who receives webhook events.
///
/// Registered through the providers' own operations, in the world file, or with `--webhook`. Secrets are included: this is
/// a sandbox.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListWebhookReceivers;

impl Endpoint for ListWebhookReceivers {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = WebhookReceiverList;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/webhooks";

    fn operation() -> Operation<Failure> {
        operation("listWebhookReceivers", "The receivers, and what was sent.", Vec::new())
    }

    fn examples() -> Vec<Example<WebhookReceiverList>> {
        let receiver = WebhookReceiver {
            provider: "agentref".to_owned(),
            id: "option-1".to_owned(),
            name: "option 1".to_owned(),
            url: "http://localhost:3000/hooks".to_owned(),
            secret: "whsec_-Zm9vYmFyYmF6cXV4cXV1eGNvcmdl".to_owned(),
            events: None,
            program: None,
            active: true,
        };
        let counts = WebhookCounts { waiting: 1, delivered: 7, failed: 0, not_sent: 0, skipped: 0 };
        let due = Some("2026-06-08T12:01:00Z".parse().expect("a literal time"));
        let list = WebhookReceiverList { receivers: vec![receiver], counts, next_attempt_at: due };
        vec![example("one", "One receiver, and a delivery that is tried again.", list)]
    }
}

/// Deliveries of webhook events, the newest first.
///
/// A delivery is one event on its way to one receiver. The last 10,000 that are done are kept, and all that wait.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListDeliveries;

impl Endpoint for ListDeliveries {
    type Provider = Control;
    type Path = Nothing;
    type Query = DeliveriesQuery;
    type Body = Nothing;
    type Success<'a> = DeliveryList;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/webhooks/deliveries";

    fn operation() -> Operation<Failure> {
        operation(
            "listDeliveries",
            "The deliveries.",
            vec![failure::invalid("A parameter is out of its range.", "query parameter `limit` is above 1000")],
        )
    }

    fn examples() -> Vec<Example<DeliveryList>> {
        vec![
            example(
                "some",
                "One that waits for its next attempt.",
                DeliveryList { total: 1, deliveries: vec![waiting()] },
            ),
            example("none", "Nothing was sent.", DeliveryList { total: 0, deliveries: Vec::new() }),
        ]
    }
}

/// A delivery, with its payload and all attempts.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetDelivery;

impl Endpoint for GetDelivery {
    type Provider = Control;
    type Path = DeliveryPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = DeliveryInFull;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/webhooks/deliveries/{number}";

    fn operation() -> Operation<Failure> {
        operation("getDelivery", "The delivery.", vec![unknown(), not_a_number()])
    }

    fn examples() -> Vec<Example<DeliveryInFull>> {
        let body = r#"{"id":"msg_2xK9fQ0vT7bLmZ4cR1aW8dYpN3e","type":"conversion.created"}"#.to_owned();
        let attempt = DeliveryAttempt {
            due_at: waiting().happened_at,
            sent_at: waiting().happened_at,
            milliseconds: 3.2,
            method: "POST".to_owned(),
            url: waiting().url,
            headers: vec![DeliveryHeader { name: "svix-timestamp".to_owned(), value: "1774276200".to_owned() }],
            signed: Some("msg_2xK9fQ0vT7bLmZ4cR1aW8dYpN3e.1774276200.{body}".to_owned()),
            status: Some(401),
            response: Some("invalid signature".to_owned()),
            advice: waiting().advice,
        };
        let full = DeliveryInFull { delivery: waiting(), payload: body, attempts: vec![attempt] };
        vec![example("waiting", "One that waits for its next attempt.", full)]
    }
}

/// Sends a delivery again.
///
/// It becomes a new delivery with the same id and payload and a new signature, whatever became of the first one.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ResendDelivery;

impl Endpoint for ResendDelivery {
    type Provider = Control;
    type Path = DeliveryPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = WebhookDelivery;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/webhooks/deliveries/{number}/resend";

    fn operation() -> Operation<Failure> {
        operation("resendDelivery", "The new delivery. It is sent in a moment.", vec![unknown(), not_a_number()])
    }

    fn examples() -> Vec<Example<WebhookDelivery>> {
        let state = DeliveryState::Queued;
        let new = WebhookDelivery {
            number: 8,
            repeats: Some(7),
            state,
            attempts: 0,
            next_attempt_at: None,
            advice: None,
            ..waiting()
        };
        vec![example("again", "A repetition.", new)]
    }
}

/// Makes an event happen that a provider tells its webhooks of.
///
/// What an event is about happens in the world if it can be caused: a sale for `conversion.created`, a refund for
/// `conversion.refunded`. Every provider that tells of it sends its own event. With `test`, and for events that cannot be
/// caused, nothing happens: the provider sends the event about the newest thing in the world that it fits.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct TriggerWebhook;

impl Endpoint for TriggerWebhook {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = WebhookToTrigger;
    type Success<'a> = TriggeredWebhook;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/webhooks/trigger";

    fn operation() -> Operation<Failure> {
        operation(
            "triggerWebhook",
            "What has happened, or what is sent.",
            vec![
                failure::malformed(),
                failure::invalid(
                    "There is no such event, nothing in the world fits it, or nobody receives it. The message says which.",
                    "body field `event` is no webhook event: \"conversion.made\"; maybe conversion.created is meant",
                )
                .of_data(),
            ],
        )
    }

    fn examples() -> Vec<Example<TriggeredWebhook>> {
        let caused = TriggeredWebhook {
            caused: vec![EventKind::Click, EventKind::Sale],
            entries: vec![4, 5],
            deliveries: Vec::new(),
        };
        let test = TriggeredWebhook { caused: Vec::new(), entries: Vec::new(), deliveries: vec![12] };
        vec![
            example("caused", "A customer has bought something.", caused),
            example("test", "One receiver gets a test event.", test),
        ]
    }
}

/// Who receives webhook events, and what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct WebhookReceiverList {
    /// The receivers.
    pub receivers: Vec<WebhookReceiver>,
    /// What has become of the deliveries.
    pub counts: WebhookCounts,
    /// When the next attempt is due that waits for the clock, in sandbox time. Advance the clock to make it now.
    pub next_attempt_at: Option<DateTime<Utc>>,
}

/// What has become of the deliveries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct WebhookCounts {
    /// How many wait for their turn, or for the clock.
    pub waiting: u64,
    /// How many were accepted.
    pub delivered: u64,
    /// How many have no attempt left.
    pub failed: u64,
    /// How many are not sent at all.
    pub not_sent: u64,
    /// How many simulated events were left out because of `--webhook-burst`.
    pub skipped: u64,
}

/// Somebody who receives the events of a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct WebhookReceiver {
    /// The provider.
    pub provider: String,
    /// Its id there; `option-1` for one of `--webhook`, `file-1` for one of the world file.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where events are sent.
    pub url: String,
    /// The secret with which they are signed; empty if the provider does not sign.
    pub secret: String,
    /// The events that are sent; null for all.
    pub events: Option<Vec<String>>,
    /// The name of the program whose events are sent; null for all programs.
    pub program: Option<String>,
    /// Whether events are sent.
    pub active: bool,
}

/// Which deliveries to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct DeliveriesQuery {
    /// Only those of this provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    #[schemars(example = &"agentref")]
    pub provider: Option<String>,
    /// Only those of this event.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    #[schemars(example = &"conversion.created")]
    pub event: Option<String>,
    /// Only those in this state.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub state: Option<DeliveryState>,
    /// Only those that this event of the ledger has caused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0))]
    pub entry: Option<i64>,
    /// Only those before this one, for the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0))]
    pub before: Option<i64>,
    /// The most deliveries: 100 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 1, max = 1000))]
    pub limit: Option<i64>,
}

/// Deliveries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct DeliveryList {
    /// How many match.
    pub total: u64,
    /// The newest of them.
    pub deliveries: Vec<WebhookDelivery>,
}

/// A delivery: an event on its way to a receiver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct WebhookDelivery {
    /// Its number.
    pub number: u64,
    /// The provider that sends it.
    pub provider: String,
    /// The id of its receiver.
    pub receiver: String,
    /// Where it is sent.
    pub url: String,
    /// The name of the event.
    pub event: String,
    /// The id of the message: the same for every receiver, attempt and repetition.
    pub message: String,
    /// The name of the program that it is about.
    pub program: Option<String>,
    /// The event of the ledger that has caused it; null if it was simulated, or only a test.
    pub entry: Option<u64>,
    /// When it happened, in sandbox time.
    pub happened_at: DateTime<Utc>,
    /// Whether nothing has happened, and somebody wanted to see the event.
    pub test: bool,
    /// The number of the delivery that it repeats, if somebody has asked for that.
    pub repeats: Option<u64>,
    /// What a fault makes of it. Absent if nothing is made to go wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<WebhookTrouble>,
    /// What has become of it.
    pub state: DeliveryState,
    /// How many attempts were made.
    pub attempts: u64,
    /// The status of the last response, if there was one.
    pub status: Option<u16>,
    /// When the next attempt is due, in sandbox time. Advance the clock to make it now.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// Why it was not accepted, in words, and what to look at.
    pub advice: Option<String>,
}

/// What has become of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum DeliveryState {
    /// It waits for its turn at its receiver, or is on its way.
    Queued,
    /// It waits until the sandbox's clock gets to its next attempt.
    Waiting,
    /// It was accepted.
    Delivered,
    /// No attempt is left.
    Failed,
    /// It is not sent.
    NotSent,
}

/// What can be made to go wrong with a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum WebhookTrouble {
    /// It is sent twice.
    Duplicate,
    /// It is sent after the next one to the same receiver.
    OutOfOrder,
    /// Its first attempt comes later: see `late_by`.
    Late,
    /// It has a signature that is well-formed and wrong.
    WrongSignature,
}

/// A delivery with all that is known of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct DeliveryInFull {
    /// The delivery.
    pub delivery: WebhookDelivery,
    /// The payload as it is sent.
    pub payload: String,
    /// The attempts, the first one first.
    pub attempts: Vec<DeliveryAttempt>,
}

/// An attempt to deliver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct DeliveryAttempt {
    /// For when it was planned, in sandbox time.
    pub due_at: DateTime<Utc>,
    /// When it was made, in real time.
    pub sent_at: DateTime<Utc>,
    /// How long it took.
    #[schemars(range(min = 0))]
    pub milliseconds: f64,
    /// The method.
    pub method: String,
    /// The address, with the query.
    pub url: String,
    /// The headers that were sent.
    pub headers: Vec<DeliveryHeader>,
    /// What was signed, with `{body}` for the payload; null if the provider does not sign.
    pub signed: Option<String>,
    /// The status of the response; null if there was none.
    pub status: Option<u16>,
    /// The beginning of the body of the response; null if there was none.
    pub response: Option<String>,
    /// Why it was no success, in words.
    pub advice: Option<String>,
}

/// A header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct DeliveryHeader {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Names a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct DeliveryPath {
    /// The number of the delivery.
    #[garde(range(min = 0))]
    #[schemars(example = 7)]
    pub number: i64,
}

/// An event to trigger.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct WebhookToTrigger {
    /// The name of the event, such as `conversion.created`.
    #[garde(length(chars, min = 1, max = 100))]
    #[schemars(example = &"conversion.created")]
    pub event: String,
    /// The provider that tells of it, if several have an event of this name. By default the first one that somebody
    /// receives events of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    #[schemars(example = &"agentref")]
    pub provider: Option<String>,
    /// The program, by its name or by an id that a provider shows. By default one that fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub program: Option<String>,
    /// Whether nothing is to happen in the world: the event is about something that is there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub test: Option<bool>,
}

/// What was triggered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct TriggeredWebhook {
    /// What has happened in the world. Empty for a test event.
    pub caused: Vec<EventKind>,
    /// The numbers of these events in the ledger: `GET /webhooks/deliveries?entry=…` lists what is sent because of one.
    pub entries: Vec<u64>,
    /// The numbers of the deliveries of a test event.
    pub deliveries: Vec<u64>,
}

fn waiting() -> WebhookDelivery {
    WebhookDelivery {
        number: 7,
        provider: "agentref".to_owned(),
        receiver: "option-1".to_owned(),
        url: "http://localhost:3000/hooks".to_owned(),
        event: "conversion.created".to_owned(),
        message: "msg_2xK9fQ0vT7bLmZ4cR1aW8dYpN3e".to_owned(),
        program: Some("Acme Partners".to_owned()),
        entry: Some(5),
        happened_at: "2026-06-08T12:00:00Z".parse().expect("a literal time"),
        test: false,
        repeats: None,
        trouble: None,
        state: DeliveryState::Waiting,
        attempts: 1,
        status: Some(401),
        next_attempt_at: Some("2026-06-08T12:01:00Z".parse().expect("a literal time")),
        advice: Some(
            "your receiver answered 401: if it refused the signature, it may be reading the parsed body instead of the raw \
             one, or have another secret"
                .to_owned(),
        ),
    }
}

fn unknown() -> declare::Failure<Failure> {
    let example = Failure::new("not_found", "there is no delivery 7; GET /_mock/webhooks/deliveries lists them");
    declare::Failure::new(404, "There is no delivery with this number.", DOCUMENTED, example).of_data()
}

fn not_a_number() -> declare::Failure<Failure> {
    failure::invalid("The number is invalid.", "path parameter `number` is not a whole number")
}
