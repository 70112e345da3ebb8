//! `/payouts`: what affiliates are paid.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::affiliates::{EXAMPLE_AFFILIATE, to_affiliate};
use super::conversions::of_program;
use super::envelope::{Envelope, Page, one, only_page};
use super::habits::{Repeatable as _, merchant};
use super::paging::{Paged as _, Paging};
use super::program::{EXAMPLE_ID, example_time};
use super::time_span::TimeSpan;
use super::{AgentRef, Failure, StatsQuery, failure};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Method, Nothing, Operation, Rule, Tag, example, inferred, rules,
};
use crate::values::{hyphenated, present};

/// The endpoints of this resource.
pub type PayoutEndpoints = (ListPayouts, ListPendingPayouts, GetPayoutStats, CreatePayout);

const PAYOUTS: Tag = Tag { name: "Payouts", description: "What affiliates are paid." };

/// Payouts.
///
/// The newest first.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListPayouts;

/// Who is to be paid.
///
/// Affiliates with approved commissions that are not paid yet, those who are owed most first (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListPendingPayouts;

/// Statistics of payouts.
///
/// Sums of a period.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetPayoutStats;

/// Record a payout.
///
/// Everything that is approved and unpaid becomes paid. AgentRef moves no money: the merchant does. Nothing is recorded if nothing
/// is owed.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreatePayout;

impl Endpoint for ListPayouts {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = PayoutsQuery;
    type Body = Nothing;
    type Success<'a> = Page<Payout>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/payouts";

    fn operation() -> Operation<Failure> {
        merchant("listPayouts", DOCUMENTED, PAYOUTS, "payouts:read")
            .success("A page of the payouts.", DOCUMENTED)
            .paged("/id")
            .rule(
                Rule::on_success(
                    "!('affiliateId' in request.query) || response.body.data.all(payout, payout.affiliateId == request.query.affiliateId.lowerAscii())",
                    "every payout is of the affiliate asked for",
                )
                .because("the parameter is named for it"),
            )
            .rule(
                Rule::on_success(
                    "!('status' in request.query) || response.body.data.all(payout, payout.status == request.query.status)",
                    "every payout has the status asked for",
                )
                .because("the parameter is named for it"),
            )
            .link(to_affiliate("$response.body#/data/0/affiliateId"))
    }

    fn examples() -> Vec<Example<Page<Payout>>> {
        vec![example("one", "One payout.", only_page(vec![example_payout()]))]
    }
}

impl Endpoint for ListPendingPayouts {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = PendingPayoutsQuery;
    type Body = Nothing;
    type Success<'a> = Page<PendingAffiliate>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/payouts/pending";

    fn operation() -> Operation<Failure> {
        merchant("listPendingPayouts", DOCUMENTED, PAYOUTS, "payouts:read")
            .success("A page of the affiliates.", DOCUMENTED)
            .paged("/affiliateId")
            .rule(of_program())
            .link(to_affiliate("$response.body#/data/0/affiliateId"))
    }

    fn examples() -> Vec<Example<Page<PendingAffiliate>>> {
        vec![example("one", "One affiliate.", only_page(vec![example_pending()]))]
    }
}

impl Endpoint for GetPayoutStats {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = StatsQuery;
    type Body = Nothing;
    type Success<'a> = Envelope<PayoutStats>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/payouts/stats";

    fn operation() -> Operation<Failure> {
        merchant("getPayoutStats", DOCUMENTED, PAYOUTS, "stats:read").success("The statistics.", DOCUMENTED)
    }

    fn examples() -> Vec<Example<Envelope<PayoutStats>>> {
        let stats = PayoutStats { total_paid: 90_000, total_pending: 12_000, total_failed: Some(0), count: 8 };
        vec![example("some", "Some payouts.", one(stats))]
    }
}

impl Endpoint for CreatePayout {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = PayoutToCreate;
    type Success<'a> = Envelope<Payout>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/payouts";

    fn operation() -> Operation<Failure> {
        merchant("createPayout", DOCUMENTED, PAYOUTS, "payouts:write")
            .created(
                "The payout. Of its fields only the id is shown by an example; the others are those of the list (inferred).",
                EXAMPLE,
            )
            .repeatable()
            .failure(failure::conflict(
                "Nothing is owed to the affiliate, or the `Idempotency-Key` belongs to another request.",
                inferred("the status is documented, what conflicts is not"),
                "Nothing is owed to this affiliate.",
            ))
            .failure(failure::unknown("No such affiliate in this program, or no such program.", "Affiliate not found."))
            .rule(
                Rule::on_success(
                    "response.body.data.affiliateId == request.body.affiliateId.lowerAscii() && response.body.data.method == request.body.method",
                    "the payout is the one asked for",
                )
                .because("the fields of the request have the same names"),
            )
            .link(to_affiliate("$response.body#/data/affiliateId"))
    }

    fn examples() -> Vec<Example<Envelope<Payout>>> {
        let recorded = Payout { completed_at: Some(example_time()), ..example_payout() };
        vec![example("recorded", "The payout.", one(recorded))]
    }
}

/// Which payouts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PayoutsQuery {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
    /// Only payouts of this program.
    #[garde(skip)]
    pub program_id: Option<Uuid>,
    /// Only payouts to this affiliate.
    #[garde(skip)]
    pub affiliate_id: Option<Uuid>,
    /// Only payouts with this status.
    #[garde(skip)]
    pub status: Option<PayoutStatus>,
    /// From when until when.
    #[serde(flatten)]
    #[garde(dive)]
    pub span: TimeSpan,
}

/// Which affiliates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PendingPayoutsQuery {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
    /// Only affiliates of this program.
    #[garde(skip)]
    pub program_id: Option<Uuid>,
}

/// A payout to record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PayoutToCreate {
    /// The affiliate.
    #[serde(deserialize_with = "hyphenated")]
    #[schemars(example = &"0a7e55d0-93c2-4f6e-8b11-2f9dc1a07b34")]
    #[garde(skip)]
    pub affiliate_id: Uuid,
    /// The program.
    #[serde(deserialize_with = "hyphenated")]
    #[schemars(example = &"3c90c3cc-0d44-4b50-8888-8dd25736052a")]
    #[garde(skip)]
    pub program_id: Uuid,
    /// How the merchant pays.
    #[schemars(example = PayoutMethod::Paypal)]
    #[garde(skip)]
    pub method: PayoutMethod,
    /// Anything to remember. No operation shows it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 2000))]
    pub notes: Option<String>,
}

/// How an affiliate is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum PayoutMethod {
    /// To an account at PayPal.
    Paypal,
    /// To a bank account.
    BankTransfer,
}

/// What has become of a payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum PayoutStatus {
    /// Nothing yet.
    Pending,
    /// It is under way.
    Processing,
    /// It has arrived.
    Completed,
    /// It could not be made.
    Failed,
}

/// A payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "(self.status == 'completed') == (type(self.completedAt) != null_type)",
        "a completed payout, and no other, has a time at which it was",
        "the names of the fields",
    ),
])))]
pub struct Payout {
    /// Its id.
    pub id: Uuid,
    /// The affiliate.
    pub affiliate_id: Uuid,
    /// How much, in cents.
    pub amount: i64,
    /// What has become of it.
    pub status: PayoutStatus,
    /// How: `paypal`, `bank_transfer` or in another way; null if nobody says.
    pub method: Option<String>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was completed; null if it is not.
    pub completed_at: Option<DateTime<Utc>>,
}

/// An affiliate who is to be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "self.meetsThreshold == (self.pendingAmount >= self.threshold)",
        "the threshold is met exactly if enough is owed",
        "the names of the fields",
    ),
    Rule::inferred(
        "self.hasPayoutMethod == (type(self.payoutMethod) != null_type)",
        "there is a method exactly if one is named",
        "the names of the fields",
    ),
])))]
pub struct PendingAffiliate {
    /// The affiliate.
    pub affiliate_id: Uuid,
    /// Their e-mail address.
    pub email: String,
    /// Their name; null if they gave none.
    pub name: Option<String>,
    /// The code of their links.
    pub code: String,
    /// The program.
    pub program_id: Uuid,
    /// Its name.
    pub program_name: String,
    /// How they want to be paid; null if they have not said.
    pub payout_method: Option<PayoutMethod>,
    /// Their address at PayPal.
    pub paypal_email: Option<String>,
    /// Their account, masked (inferred: it is where the affiliate sees it).
    pub bank_iban: Option<String>,
    /// How much is approved and unpaid, in cents.
    pub pending_amount: i64,
    /// The program's currency.
    pub currency: String,
    /// The lowest amount that is paid out, in cents.
    pub threshold: i64,
    /// Whether enough is owed.
    pub meets_threshold: bool,
    /// How many approved commissions they have.
    pub commission_count: u64,
    /// Whether they have said how they want to be paid.
    pub has_payout_method: bool,
}

/// Sums of payouts, in cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PayoutStats {
    /// What was paid.
    pub total_paid: i64,
    /// What is pending or under way.
    pub total_pending: i64,
    /// What could not be paid. A comment in the documentation names it, the SDKs do not.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "i64")]
    pub total_failed: Option<i64>,
    /// How many payouts there are.
    pub count: u64,
}

/// A payout that has arrived.
pub(super) fn example_payout() -> Payout {
    Payout {
        id: Uuid::from_u128(0xc40a_1b7e_52d3_4f09_8a61_7be9_03fd_5c18),
        affiliate_id: EXAMPLE_AFFILIATE,
        amount: 12_000,
        status: PayoutStatus::Completed,
        method: Some("paypal".to_owned()),
        created_at: example_time(),
        completed_at: Some(example_time()),
    }
}

fn example_pending() -> PendingAffiliate {
    PendingAffiliate {
        affiliate_id: EXAMPLE_AFFILIATE,
        email: "maria@mail.example".to_owned(),
        name: Some("Maria Lindgren".to_owned()),
        code: "maria20".to_owned(),
        program_id: EXAMPLE_ID,
        program_name: "Acme Partners".to_owned(),
        payout_method: Some(PayoutMethod::Paypal),
        paypal_email: Some("maria@mail.example".to_owned()),
        bank_iban: None,
        pending_amount: 12_000,
        currency: "usd".to_owned(),
        threshold: 5000,
        meets_threshold: true,
        commission_count: 5,
        has_payout_method: true,
    }
}
