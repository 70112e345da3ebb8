//! `/conversions`: what affiliates have sold.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::affiliates::{EXAMPLE_AFFILIATE, to_affiliate};
use super::envelope::{Envelope, List, Page, list, one, only_page};
use super::habits::merchant;
use super::paging::{Paged as _, Paging};
use super::program::{EXAMPLE_ID, example_time};
use super::time_span::TimeSpan;
use super::{AgentRef, Failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Rule, Tag, example, inferred, rules};

/// The endpoints of this resource.
pub type ConversionEndpoints = (ListConversions, GetConversionStats, ListRecentConversions);

const CONVERSIONS: Tag = Tag { name: "Conversions", description: "What affiliates have sold." };

/// Conversions.
///
/// The newest first. They come from Stripe: nobody creates them here.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListConversions;

/// Statistics of conversions.
///
/// Numbers and sums of a period.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetConversionStats;

/// The last conversions.
///
/// At most twenty, the newest first.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListRecentConversions;

impl Endpoint for ListConversions {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = ConversionsQuery;
    type Body = Nothing;
    type Success<'a> = Page<Conversion>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/conversions";

    fn operation() -> Operation<Failure> {
        merchant("listConversions", DOCUMENTED, CONVERSIONS, "conversions:read")
            .success("A page of the conversions.", DOCUMENTED)
            .paged("/id")
            .rule(of_program())
            .rule(
                Rule::on_success(
                    "!('affiliateId' in request.query) || response.body.data.all(conversion, conversion.affiliateId == request.query.affiliateId.lowerAscii())",
                    "every conversion is of the affiliate asked for",
                )
                .because("the parameter is named for it"),
            )
            .rule(
                Rule::on_success(
                    "!('status' in request.query) || response.body.data.all(conversion, conversion.status == request.query.status)",
                    "every conversion has the status asked for",
                )
                .because("the parameter is named for it"),
            )
            .rule(
                Rule::on_success(
                    "response.body.data.all(conversion, datetime(conversion.createdAt) <= now)",
                    "no conversion lies in the future",
                )
                .because("they have happened"),
            )
            .link(to_affiliate("$response.body#/data/0/affiliateId"))
    }

    fn examples() -> Vec<Example<Page<Conversion>>> {
        vec![example("one", "One conversion.", only_page(vec![example_conversion()]))]
    }
}

impl Endpoint for GetConversionStats {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = StatsQuery;
    type Body = Nothing;
    type Success<'a> = Envelope<ConversionStats>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/conversions/stats";

    fn operation() -> Operation<Failure> {
        merchant("getConversionStats", DOCUMENTED, CONVERSIONS, "stats:read").success("The statistics.", DOCUMENTED)
    }

    fn examples() -> Vec<Example<Envelope<ConversionStats>>> {
        let stats =
            ConversionStats { total: 5, pending: 2, approved: 3, total_revenue: 25_000, total_commissions: 5000 };
        vec![example("some", "Some conversions.", one(stats))]
    }
}

impl Endpoint for ListRecentConversions {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = RecentQuery;
    type Body = Nothing;
    type Success<'a> = List<Conversion>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/conversions/recent";

    fn operation() -> Operation<Failure> {
        merchant("listRecentConversions", DOCUMENTED, CONVERSIONS, "conversions:read")
            .success("The conversions.", DOCUMENTED)
            .rule(Rule::on_success("response.body.data.size() <= 20", "there are at most twenty"))
            .rule(
                Rule::on_success(
                    "!('limit' in request.query) || response.body.data.size() <= request.query.limit",
                    "there are no more than were asked for",
                )
                .because("the parameter is named for it"),
            )
    }

    fn examples() -> Vec<Example<List<Conversion>>> {
        vec![example("one", "One conversion.", list(vec![example_conversion()]))]
    }
}

/// Every row is of the program that is asked for.
pub(super) fn of_program() -> Rule {
    Rule::on_success(
        "!('programId' in request.query) || response.body.data.all(row, row.programId == request.query.programId.lowerAscii())",
        "every row is of the program asked for",
    )
    .because("the parameter is named for it")
}

/// Which conversions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ConversionsQuery {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
    /// Only conversions of this program.
    #[garde(skip)]
    pub program_id: Option<Uuid>,
    /// Only conversions of this affiliate.
    #[garde(skip)]
    pub affiliate_id: Option<Uuid>,
    /// Only conversions with this status.
    #[garde(skip)]
    pub status: Option<ConversionStatus>,
    /// From when until when.
    #[serde(flatten)]
    #[garde(dive)]
    pub span: TimeSpan,
}

/// What the statistics are about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct StatsQuery {
    /// Only this program.
    #[garde(skip)]
    pub program_id: Option<Uuid>,
    /// Which period: all of the time if it is not given (inferred).
    #[garde(skip)]
    pub period: Option<StatsPeriod>,
}

/// How many of the last conversions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct RecentQuery {
    /// How many at most: 20 if it is not given (inferred).
    #[garde(range(min = 1, max = 20))]
    pub limit: Option<u64>,
}

/// A period that ends now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum StatsPeriod {
    /// Seven days.
    #[serde(rename = "7d")]
    Week,
    /// Thirty days.
    #[serde(rename = "30d")]
    Month,
    /// Ninety days.
    #[serde(rename = "90d")]
    Quarter,
    /// All of the time.
    #[serde(rename = "all")]
    All,
}

/// What has become of a conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum ConversionStatus {
    /// Nothing yet.
    Pending,
    /// It was approved.
    Approved,
    /// The customer got a part of the money back: amount and commission are what is left.
    PartiallyRefunded,
    /// It was rejected.
    Rejected,
    /// The customer got the money back.
    Refunded,
}

/// What attributed a conversion to an affiliate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum ConversionMethod {
    /// A click.
    Cookie,
    /// A coupon.
    Coupon,
    /// What the merchant passed on to Stripe.
    Metadata,
}

/// A payment that an affiliate brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Conversion {
    /// Its id.
    pub id: Uuid,
    /// The affiliate.
    pub affiliate_id: Uuid,
    /// The program.
    pub program_id: Uuid,
    /// What the customer paid, in cents. Negative for returned goods.
    pub amount: i64,
    /// What the affiliate earns, in cents.
    pub commission: i64,
    /// What has become of it.
    pub status: ConversionStatus,
    /// What attributed it.
    pub method: ConversionMethod,
    /// The session of Stripe's checkout; null if it did not come from one.
    pub stripe_session_id: Option<String>,
    /// When the customer paid.
    pub created_at: DateTime<Utc>,
}

/// Numbers and sums of conversions. Money is in cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "double(self.pending) + double(self.approved) <= double(self.total)",
        "no more conversions are pending or approved than there are",
        "the names of the fields; the others are rejected or refunded",
    ),
])))]
pub struct ConversionStats {
    /// How many there are.
    pub total: u64,
    /// How many are pending.
    pub pending: u64,
    /// How many are approved, those with a partial refund as well.
    pub approved: u64,
    /// The sum of the amounts, without those that were rejected or refunded.
    #[schemars(extend("x-provenance" = inferred("the field is documented; that what is void does not count is concluded")))]
    pub total_revenue: i64,
    /// The sum of the commissions, without those that were rejected or refunded.
    #[schemars(extend("x-provenance" = inferred("the field is documented; that what is void does not count is concluded")))]
    pub total_commissions: i64,
}

/// A conversion that is pending.
pub(super) fn example_conversion() -> Conversion {
    Conversion {
        id: Uuid::from_u128(0xb25d_6f0e_3a17_4c88_9e40_5d7c_a1f3_6e92),
        affiliate_id: EXAMPLE_AFFILIATE,
        program_id: EXAMPLE_ID,
        amount: 4900,
        commission: 980,
        status: ConversionStatus::Pending,
        method: ConversionMethod::Cookie,
        stripe_session_id: None,
        created_at: example_time(),
    }
}
