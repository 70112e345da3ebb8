//! One transaction.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ClickMetadata, Reference, SubIds};
use crate::declare::{DOCUMENTED, EXAMPLE, Provenance, Rule, inferred};
use crate::values::{Amount, SpacedDateTime, present};

const NULLABLE: Provenance = inferred("the example shows null; type and meaning are concluded from the name");

const SENT: Provenance = inferred("clickouts take it; that it comes back is concluded");

/// A conversion as a network reports it. Dates have no zone and are UTC; amounts are texts with two decimals, also in yen
/// (inferred). A network may report an order twice, and change what it has approved (inferred).
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
    /// The network's identifier: a word in lower case, such as `awin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = inferred("a public client and the webhook's example have it; this endpoint's example lacks it")))]
    pub network_id: Option<Cow<'a, str>>,
    /// The reference that ties the transaction to a click: `WCT` or `wct`, twelve digits of date and time, and one to five letters or
    /// digits. Null without a click that wecantrack knows.
    #[schemars(extend("x-provenance" = inferred("the examples show capitals and five letters or digits; a public client also reads small letters, and one to five. Null is concluded from sales without a click")))]
    pub reference: Option<Reference>,
    /// What was handed to the network with the click, by the network's parameters; an unused one may be null. One of them is the reference or
    /// contains it. An empty map may come as `[]`; the sandbox writes `{}`.
    #[schemars(extend("x-provenance" = inferred("this endpoint's example is a map of texts, the webhook's has nulls; that PHP writes an empty map as a list is concluded")))]
    pub sub_ids: SubIds,
    /// What the customer paid, in the currency of `currency_id`; below zero when goods come back (inferred).
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
    /// When it was approved or declined; null until then, and if the network does not say when.
    #[schemars(extend("x-provenance" = inferred("this endpoint's example has a date on an approved transaction, the webhook's null")))]
    pub validation_date: Option<SpacedDateTime>,
    /// The advertiser's identifier.
    pub advertiser_id: Cow<'a, str>,
    /// The advertiser's name.
    pub advertiser_name: Cow<'a, str>,
    /// Why the transaction was declined; null when it was not, or when the network does not say.
    #[schemars(extend("x-provenance" = NULLABLE))]
    pub decline_reason: Option<Cow<'a, str>>,
    /// The advertiser's reference of the order; null when the network does not pass it on.
    #[schemars(extend("x-provenance" = NULLABLE))]
    pub order_ref: Option<Cow<'a, str>>,
    /// The URL that was sent with the click, or of the link that was clicked; null without a click.
    #[schemars(extend("x-provenance" = NULLABLE))]
    pub clickout_url: Option<Cow<'a, str>>,
    /// What was sent with the click, such as the page's `title` and the `webshop_name`; values may be other than text. An empty map may come
    /// as `[]`, as above.
    #[schemars(extend("x-provenance" = inferred("the example is a map of texts; what a click sends is documented as free JSON")))]
    pub click_metadata: ClickMetadata<'a>,
    /// Google's identifier of the click, null when there is none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(
        with = "Option<String>",
        extend("x-provenance" = inferred("a public client reads it; the example lacks it"))
    )]
    pub gcid: Option<Option<Cow<'a, str>>>,
    /// Your own id of the click.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = SENT))]
    pub user_click_reference: Option<Cow<'a, str>>,
    /// The first word that was sent with the click.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = SENT))]
    pub custom_index_1: Option<Cow<'a, str>>,
    /// The second word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = SENT))]
    pub custom_index_2: Option<Cow<'a, str>>,
    /// The third word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = SENT))]
    pub custom_index_3: Option<Cow<'a, str>>,
    /// The fourth word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = SENT))]
    pub custom_index_4: Option<Cow<'a, str>>,
    /// The fifth word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = SENT))]
    pub custom_index_5: Option<Cow<'a, str>>,
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
            "a pending transaction has no validation date",
            "pending means that nothing is decided",
        ),
        Rule::inferred(
            "type(self.decline_reason) == null_type || self.status == 'declined'",
            "only a declined transaction has a decline reason",
            "the reason is for declining",
        ),
        Rule::inferred(
            "self.last_wct_update >= self.modified_date && self.last_wct_update >= self.order_date \
             && (type(self.click_date) == null_type || self.last_wct_update >= self.click_date) \
             && (type(self.validation_date) == null_type || self.last_wct_update >= self.validation_date)",
            "no date of the transaction is later than its last update",
            "wecantrack records what has happened at the network",
        ),
        Rule::inferred(
            "!('clickRef' in self.sub_ids) || type(self.sub_ids.clickRef) == null_type || type(self.reference) == null_type \
             || self.sub_ids.clickRef.contains(self.reference)",
            "the click reference handed to the network holds the transaction's reference",
            "one example shows the same text in both, another the reference as a part of the sub id",
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
        network_id: Some("awin".into()),
        reference: Some(reference),
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
        user_click_reference: None,
        custom_index_1: None,
        custom_index_2: None,
        custom_index_3: None,
        custom_index_4: None,
        custom_index_5: None,
    }
}

/// A pending transaction that came by coupon.
pub(super) fn pending() -> Transaction<'static> {
    let reference = reference("WCT260530194811q2m8a");
    Transaction {
        transaction_id: "84139522".into(),
        last_wct_update: date("2026-05-30T19:57:40"),
        modified_date: date("2026-05-30T19:52:40"),
        reference: Some(reference),
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
        reference: Some(reference),
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

pub(super) fn reference(text: &str) -> Reference {
    Reference::parse(text).expect("a literal reference")
}

pub(super) fn date(text: &str) -> SpacedDateTime {
    SpacedDateTime::from(format!("{text}Z").parse::<chrono::DateTime<chrono::Utc>>().expect("a literal date"))
}
