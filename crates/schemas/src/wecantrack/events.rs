//! The webhook: conversions that are new or have changed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::transaction::{date, reference};
use super::{Reference, TransactionStatus, Wecantrack};
use crate::declare::{
    DOCUMENTED, Delivery, DeliveryForm, EXAMPLE, Event, EventDeclaration, Example, Provenance, Rule, Source, Stated,
    Tag, example, inferred, rules,
};
use crate::values::{DecimalNumber, MicrosecondInstant, SpacedDateTime, present};

/// The webhook events of wecantrack.
pub(super) type Events = (ConversionCreated, ConversionUpdated);

const EVENTS: Tag = Tag { name: "Events", description: "What is sent to the webhook of the account." };

const SOURCE: Source = Source {
    title: "wecantrack documentation, Webhook",
    url: "https://wecantrack.com/installation/webhook/",
    read: "2026-11-28",
};

const NAMED_HERE: Provenance =
    inferred("that new and changed conversions are sent is documented; the provider gives the two no names");

const CENTS: Provenance = inferred("an example shows the number; that it is in cents by default is documented");

/// There is a new conversion.
///
/// Nothing in the payload tells it from a changed one: keep the ids of the transactions that you know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct ConversionCreated;

/// A conversion has changed.
///
/// The network has decided about it, or has corrected it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct ConversionUpdated;

impl Event for ConversionCreated {
    type Provider = Wecantrack;
    type Payload = ConversionReport;

    const NAME: &'static str = "conversion.created";

    fn declaration() -> EventDeclaration {
        EventDeclaration::new(EVENTS, NAMED_HERE).source(SOURCE)
    }

    fn examples() -> Vec<Example<ConversionReport>> {
        vec![example("pending", "A sale that is not decided.", pending())]
    }
}

impl Event for ConversionUpdated {
    type Provider = Wecantrack;
    type Payload = ConversionReport;

    const NAME: &'static str = "conversion.updated";

    fn declaration() -> EventDeclaration {
        EventDeclaration::new(EVENTS, NAMED_HERE).source(SOURCE)
    }

    fn examples() -> Vec<Example<ConversionReport>> {
        let approved = ConversionReport {
            status: TransactionStatus::Approved,
            validation_date: Some(date("2026-06-14T08:00:00")),
            modified_date: date("2026-06-14T08:00:00"),
            updated_at: "2026-06-14T08:05:00Z".parse::<chrono::DateTime<chrono::Utc>>().expect("a literal time").into(),
            ..pending()
        };
        vec![example("approved", "A sale that the advertiser has accepted.", approved)]
    }
}

/// A conversion as the webhook sends it. Amounts are numbers, in cents unless the account has chosen otherwise; those
/// of the API are texts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "type(self.click_date) == null_type || self.click_date <= self.order_date",
        "the click comes before the order",
        "the order is attributed to the click",
    ),
    Rule::inferred(
        "type(self.validation_date) == null_type || self.order_date <= self.validation_date",
        "the order comes before its validation",
        "only an order can be validated",
    ),
    Rule::inferred(
        "self.status != 'pending' || type(self.validation_date) == null_type",
        "a pending conversion has no validation date",
        "pending means that nothing is decided",
    ),
    Rule::inferred(
        "type(self.decline_reason) == null_type || self.status == 'declined'",
        "only a declined conversion has a decline reason",
        "the reason is for declining",
    ),
    Rule::inferred(
        "datetime(self.modified_date) <= datetime(self.updated_at)",
        "wecantrack learns of a change after the network made it",
        "the example obeys it",
    ),
])))]
pub struct ConversionReport {
    /// The identifier of the transaction.
    pub transaction_id: String,
    /// The network's identifier: a word in lower case, such as `awin`.
    pub network_id: String,
    /// The number of the account at the network.
    pub user_network_account_id: u64,
    /// The reference that ties the transaction to a click. Null without a click that wecantrack knows.
    #[schemars(extend("x-provenance" = inferred("an example shows the reference; null is concluded from sales without a click")))]
    pub reference: Option<Reference>,
    /// What the customer paid, in cents of `currency_id`; below zero when goods come back (inferred).
    #[schemars(extend("x-provenance" = CENTS))]
    pub sale_amount: DecimalNumber,
    /// What the publisher earns, in cents of `currency_id`.
    #[schemars(extend("x-provenance" = CENTS))]
    pub commission_amount: DecimalNumber,
    /// The currency of the amounts, as a code of three capital letters.
    pub currency_id: String,
    /// What the customer paid, in euro cents. An older page lacks it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DecimalNumber", extend("x-provenance" = CENTS))]
    pub sale_amount_euro: Option<DecimalNumber>,
    /// What the publisher earns, in euro cents. An older page lacks it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DecimalNumber", extend("x-provenance" = CENTS))]
    pub commission_amount_euro: Option<DecimalNumber>,
    /// Whether the advertiser has accepted it.
    pub status: TransactionStatus,
    /// When the customer ordered. UTC, as the other dates are.
    pub order_date: SpacedDateTime,
    /// When the visitor clicked; null when no click is known.
    #[schemars(extend("x-provenance" = inferred("an example shows a date; null is concluded from the API")))]
    pub click_date: Option<SpacedDateTime>,
    /// When it was approved or declined; null until then, and if the network does not say when.
    pub validation_date: Option<SpacedDateTime>,
    /// When the network last changed it.
    pub modified_date: SpacedDateTime,
    /// When wecantrack last changed its record of it.
    pub updated_at: MicrosecondInstant,
    /// The advertiser's identifier.
    pub advertiser_id: String,
    /// The advertiser's name.
    pub advertiser_name: String,
    /// Why it was declined; null when it was not, or when the network does not say.
    #[schemars(extend("x-provenance" = inferred("the example shows null; type and meaning are concluded from the name")))]
    pub decline_reason: Option<String>,
    /// What was handed to the network with the click, by the network's parameters; an unused one is null. One of them
    /// contains the reference.
    pub sub_ids: BTreeMap<String, Option<String>>,
    /// Whether the network has paid the commission: 1 or 0.
    #[schemars(range(max = 1), extend("x-provenance" = inferred("the example shows 0; the meaning is concluded from the name")))]
    pub paid_to_publisher: u32,
}

/// How events are delivered.
pub(super) fn delivery() -> Delivery {
    Delivery {
        headers: Vec::new(),
        forms: &[DeliveryForm::PostJson, DeliveryForm::GetQuery],
        event_name: None,
        identity: None,
        signature: None,
        within_seconds: Some(Stated::new(600, DOCUMENTED)),
        timeout_seconds: None,
        success: Stated::new(
            "2XX",
            inferred("that a response which is an error makes it fire again is documented; which are errors is not"),
        ),
        retry_seconds: Stated::new(
            &[600, 600, 600],
            inferred(
                "that it fires again is documented; how often and when is not, and the first time is within ten minutes",
            ),
        ),
    }
}

fn pending() -> ConversionReport {
    let click = reference("WCT260530194811q2m8a");
    ConversionReport {
        transaction_id: "84139522".to_owned(),
        network_id: "awin".to_owned(),
        user_network_account_id: 20_417,
        reference: Some(click),
        sale_amount: DecimalNumber::whole(4500),
        commission_amount: DecimalNumber::whole(360),
        currency_id: "USD".to_owned(),
        sale_amount_euro: Some(DecimalNumber::whole(4140)),
        commission_amount_euro: Some(DecimalNumber::whole(331)),
        status: TransactionStatus::Pending,
        order_date: date("2026-05-30T19:52:40"),
        click_date: Some(date("2026-05-30T19:48:11")),
        validation_date: None,
        modified_date: date("2026-05-30T19:52:40"),
        updated_at: "2026-05-30T19:57:40Z".parse::<chrono::DateTime<chrono::Utc>>().expect("a literal time").into(),
        advertiser_id: "1042".to_owned(),
        advertiser_name: "Lumen Home".to_owned(),
        decline_reason: None,
        sub_ids: BTreeMap::from([("clickref".to_owned(), Some(click.to_string())), ("clickref2".to_owned(), None)]),
        paid_to_publisher: 0,
    }
}
