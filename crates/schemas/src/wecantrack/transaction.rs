//! One transaction.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ClickMetadata, Reference, SubIds};
use crate::declare::{DOCUMENTED, EXAMPLE, Provenance, Rule, inferred};
use crate::values::{Amount, SpacedDateTime, present};

const NULLABLE: Provenance =
    inferred("the example shows null; that a value is text, and what it says, is concluded from the name");

/// A conversion as a network reports it. Dates have no zone and are UTC; amounts are texts with two decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
#[schemars(extend("x-validations" = transaction_rules()))]
pub struct Transaction<'a> {
    /// The transaction's identifier.
    pub transaction_id: Cow<'a, str>,
    /// When wecantrack last changed its record of the transaction.
    pub last_wct_update: SpacedDateTime,
    /// When the network last changed the transaction.
    pub modified_date: SpacedDateTime,
    /// The number of the account at the network.
    pub user_network_account_id: u64,
    /// The network's identifier; not in the documented example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = inferred("a public client of the API reads it; the documented example lacks it, so it may be absent")))]
    pub network_id: Option<Cow<'a, str>>,
    /// The reference that ties the transaction to a click: `WCT`, a date and time from the year's last two digits to the second, and five letters
    /// or digits.
    pub reference: Reference,
    /// What was handed to the network with the click, by the name of the network's parameter.
    pub sub_ids: SubIds,
    /// What the customer paid, in the currency of `currency_id`.
    pub sale_amount: Amount,
    /// What the publisher earns, in the currency of `currency_id`.
    pub commission_amount: Amount,
    /// What the customer paid, in euros.
    pub sale_amount_euro: Amount,
    /// What the publisher earns, in euros.
    pub commission_amount_euro: Amount,
    /// The currency of the amounts, as a code of three capital letters.
    pub currency_id: Cow<'a, str>,
    /// Whether the advertiser has accepted the transaction.
    pub status: TransactionStatus,
    /// When the customer ordered.
    pub order_date: SpacedDateTime,
    /// When the visitor clicked; null when no click is known.
    pub click_date: Option<SpacedDateTime>,
    /// When the transaction was approved or declined; null until then.
    #[schemars(extend("x-provenance" = inferred("the example shows a date on an approved transaction; a pending one has not been validated, so the field may be null")))]
    pub validation_date: Option<SpacedDateTime>,
    /// The advertiser's identifier.
    pub advertiser_id: Cow<'a, str>,
    /// The advertiser's name.
    pub advertiser_name: Cow<'a, str>,
    /// Why the transaction was declined; null when it was not.
    #[schemars(extend("x-provenance" = NULLABLE))]
    pub decline_reason: Option<Cow<'a, str>>,
    /// The advertiser's reference of the order; null when the network does not pass it on.
    #[schemars(extend("x-provenance" = NULLABLE))]
    pub order_ref: Option<Cow<'a, str>>,
    /// The URL of the link that was clicked; null when no click is known.
    #[schemars(extend("x-provenance" = NULLABLE))]
    pub clickout_url: Option<Cow<'a, str>>,
    /// What is known of the page on which the visitor clicked, such as its `title` and the `webshop_name`.
    pub click_metadata: ClickMetadata<'a>,
    /// Google's identifier of the click, null when there is none; not in the documented example.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(
        with = "Option<String>",
        extend("x-provenance" = inferred("a public client of the API reads it; the documented example lacks it, so it may be absent"))
    )]
    pub gcid: Option<Option<Cow<'a, str>>>,
}

/// Whether the advertiser has accepted a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum TransactionStatus {
    /// Not decided yet.
    Pending,
    /// Accepted: the commission will be paid.
    Approved,
    /// Refused: there is no commission.
    Declined,
}

/// Dates are compared as the texts they are: in `Y-m-d H:i:s` the order of the texts is the order of time.
fn transaction_rules() -> Vec<Rule> {
    vec![
        Rule::inferred(
            "self.click_date == null || self.click_date <= self.order_date",
            "the click comes before the order",
            "the order is attributed to the click",
        ),
        Rule::inferred(
            "self.validation_date == null || self.order_date <= self.validation_date",
            "the order comes before its validation",
            "only an order can be validated",
        ),
        Rule::inferred(
            "(self.status == 'pending') == (self.validation_date == null)",
            "a transaction has a validation date exactly when it is not pending",
            "pending is the name of what is not decided; the example shows a date on an approved transaction",
        ),
        Rule::inferred(
            "(self.status == 'declined') == (self.decline_reason != null)",
            "a transaction has a decline reason exactly when it is declined",
            "the reason is for declining",
        ),
        Rule::inferred(
            "self.last_wct_update >= self.modified_date && self.last_wct_update >= self.order_date \
             && (self.click_date == null || self.last_wct_update >= self.click_date) \
             && (self.validation_date == null || self.last_wct_update >= self.validation_date)",
            "no date of the transaction is later than its last update",
            "wecantrack records what has happened at the network",
        ),
        Rule::inferred(
            "!has(self.sub_ids.clickRef) || self.sub_ids.clickRef == self.reference",
            "the click reference handed to the network is the transaction's reference",
            "the example shows the same text in both",
        ),
    ]
}

/// An approved transaction.
pub(super) fn approved() -> Transaction<'static> {
    let reference = reference("WCT260502101503e7x4d");
    Transaction {
        transaction_id: "84120937".into(),
        last_wct_update: date("2026-05-20T08:05:00"),
        modified_date: date("2026-05-20T08:00:00"),
        user_network_account_id: 20_417,
        network_id: None,
        reference,
        sub_ids: reference.into(),
        sale_amount: Amount(12_990),
        commission_amount: Amount(1_039),
        sale_amount_euro: Amount(11_951),
        commission_amount_euro: Amount(956),
        currency_id: "USD".into(),
        status: TransactionStatus::Approved,
        order_date: date("2026-05-02T10:41:26"),
        click_date: Some(date("2026-05-02T10:15:03")),
        validation_date: Some(date("2026-05-20T08:00:00")),
        advertiser_id: "1042".into(),
        advertiser_name: "Lumen Home".into(),
        decline_reason: None,
        order_ref: Some("LH-00412345".into()),
        clickout_url: Some("https://lumenhome.example/lamps/aurora".into()),
        click_metadata: metadata("Ten lamps for dark evenings"),
        gcid: None,
    }
}

/// A pending transaction that came by coupon.
pub(super) fn pending() -> Transaction<'static> {
    let reference = reference("WCT260530194811q2m8a");
    Transaction {
        transaction_id: "84139522".into(),
        last_wct_update: date("2026-05-30T19:57:40"),
        modified_date: date("2026-05-30T19:52:40"),
        reference,
        sub_ids: reference.into(),
        sale_amount: Amount(4_500),
        commission_amount: Amount(360),
        sale_amount_euro: Amount(4_140),
        commission_amount_euro: Amount(331),
        status: TransactionStatus::Pending,
        order_date: date("2026-05-30T19:52:40"),
        click_date: None,
        validation_date: None,
        order_ref: Some("LH-00415871".into()),
        clickout_url: None,
        ..approved()
    }
}

/// A declined transaction of a network that does not pass the order's reference on.
pub(super) fn declined() -> Transaction<'static> {
    let reference = reference("WCT260511063209b9t5k");
    Transaction {
        transaction_id: "84127710".into(),
        last_wct_update: date("2026-05-25T14:35:12"),
        modified_date: date("2026-05-25T14:30:12"),
        user_network_account_id: 20_433,
        reference,
        sub_ids: reference.into(),
        sale_amount: Amount(8_900),
        commission_amount: Amount(712),
        sale_amount_euro: Amount(8_900),
        commission_amount_euro: Amount(712),
        currency_id: "EUR".into(),
        status: TransactionStatus::Declined,
        order_date: date("2026-05-11T06:58:44"),
        click_date: Some(date("2026-05-11T06:32:09")),
        validation_date: Some(date("2026-05-25T14:30:12")),
        decline_reason: Some("Order was returned".into()),
        order_ref: None,
        click_metadata: metadata("A reading corner in a weekend"),
        ..approved()
    }
}

fn metadata(title: &'static str) -> ClickMetadata<'static> {
    ClickMetadata { title: Some(title.into()), webshop_name: Some("Lumen Home".into()), ..ClickMetadata::default() }
}

fn reference(text: &str) -> Reference {
    Reference::parse(text).expect("a literal reference")
}

fn date(text: &str) -> SpacedDateTime {
    SpacedDateTime::from(format!("{text}Z").parse::<chrono::DateTime<chrono::Utc>>().expect("a literal date"))
}
