//! `/affiliates`: who has joined the merchant's programs.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, Page, one, only_page};
use super::habits::{Repeatable as _, merchant};
use super::paging::{Paged as _, Paging};
use super::program::{EXAMPLE_ID, example_time};
use super::programs::{PROGRAMS, is_asked_for};
use super::{AgentRef, Failure, ProgramPath, failure};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Provenance, Rule, Tag, example, inferred,
};
use crate::values::{hyphenated, present};

/// The endpoints of this resource.
pub type AffiliateEndpoints = (ListProgramAffiliates, ListAffiliates, GetAffiliate, BlockAffiliate, UnblockAffiliate);

/// Operations about affiliates.
pub(super) const AFFILIATES: Tag =
    Tag { name: "Affiliates", description: "Who has joined the merchant's programs, and who wants to." };

const STATISTICS: Provenance = inferred(
    "`include=stats` is documented, what it adds is not; the sums that the affiliate's own side shows are taken",
);

/// Affiliates of a program.
///
/// The newest first. Blocked ones are left out unless they are asked for (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListProgramAffiliates;

/// Affiliates.
///
/// Those of all programs. Blocked ones are left out unless they are asked for (inferred). Somebody who is in two programs is listed
/// twice.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListAffiliates;

/// An affiliate.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetAffiliate;

/// Block an affiliate.
///
/// Clicks on their links are not recorded any more. What they have earned stays.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct BlockAffiliate;

/// Unblock an affiliate.
///
/// Their links work again.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UnblockAffiliate;

impl Endpoint for ListProgramAffiliates {
    type Provider = AgentRef;
    type Path = ProgramPath;
    type Query = ProgramAffiliatesQuery;
    type Body = Nothing;
    type Success<'a> = Page<Affiliate>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/programs/{id}/affiliates";

    fn operation() -> Operation<Failure> {
        merchant("listProgramAffiliates", DOCUMENTED, PROGRAMS, "affiliates:read")
            .success("A page of the affiliates.", DOCUMENTED)
            .failures([failure::malformed_id(), failure::unknown_program()])
            .paged("/id")
            .rule(
                Rule::on_success(
                    "response.body.data.all(affiliate, affiliate.programId == request.path.id.lowerAscii())",
                    "every affiliate is of the program asked for",
                )
                .because("the id names the program"),
            )
            .link(to_affiliate("$response.body#/data/0/id"))
    }

    fn examples() -> Vec<Example<Page<Affiliate>>> {
        vec![example("one", "One affiliate.", only_page(vec![example_affiliate()]))]
    }
}

impl Endpoint for ListAffiliates {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = AffiliatesQuery;
    type Body = Nothing;
    type Success<'a> = Page<Affiliate>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/affiliates";

    fn operation() -> Operation<Failure> {
        merchant("listAffiliates", DOCUMENTED, AFFILIATES, "affiliates:read")
            .success("A page of the affiliates.", DOCUMENTED)
            .paged("/id")
            .rule(
                Rule::on_success(
                    "!('programId' in request.query) || response.body.data.all(affiliate, affiliate.programId == request.query.programId.lowerAscii())",
                    "every affiliate is of the program asked for",
                )
                .because("the parameter is named for it"),
            )
            .rule(
                Rule::on_success(
                    "!('status' in request.query) || response.body.data.all(affiliate, affiliate.status == request.query.status)",
                    "every affiliate has the status asked for",
                )
                .because("the parameter is named for it"),
            )
            .link(to_affiliate("$response.body#/data/0/id"))
    }

    fn examples() -> Vec<Example<Page<Affiliate>>> {
        vec![example("one", "One affiliate.", only_page(vec![example_affiliate()]))]
    }
}

impl Endpoint for GetAffiliate {
    type Provider = AgentRef;
    type Path = AffiliatePath;
    type Query = AffiliateQuery;
    type Body = Nothing;
    type Success<'a> = Envelope<AffiliateDetail>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/affiliates/{id}";

    fn operation() -> Operation<Failure> {
        merchant("getAffiliate", DOCUMENTED, AFFILIATES, "affiliates:read")
            .success("The affiliate.", DOCUMENTED)
            .failures([malformed_id(), unknown_affiliate()])
            .rule(is_asked_for())
            .rule(
                Rule::on_success(
                    "('stats' in response.body.data) == ('include' in request.query)",
                    "statistics are shown when they are asked for",
                )
                .because("the parameter is named for it"),
            )
    }

    fn examples() -> Vec<Example<Envelope<AffiliateDetail>>> {
        let plain = AffiliateDetail { affiliate: example_affiliate(), stats: None };
        vec![example("plain", "Without statistics.", one(plain))]
    }
}

impl Endpoint for BlockAffiliate {
    type Provider = AgentRef;
    type Path = AffiliatePath;
    type Query = Nothing;
    type Body = AffiliateToBlock;
    type Success<'a> = Envelope<Affiliate>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/affiliates/{id}/block";

    fn operation() -> Operation<Failure> {
        merchant("blockAffiliate", DOCUMENTED, AFFILIATES, "affiliates:manage")
            .success("The affiliate afterwards.", DOCUMENTED)
            .repeatable()
            .optional_body()
            .failures([malformed_id(), unknown_affiliate()])
            .rule(is_asked_for())
            .rule(Rule::on_success("response.body.data.status == 'blocked'", "the affiliate is blocked"))
            .link(to_affiliate("$response.body#/data/id"))
    }

    fn examples() -> Vec<Example<Envelope<Affiliate>>> {
        let blocked = Affiliate { status: AffiliateStatus::Blocked, ..example_affiliate() };
        vec![example("blocked", "The affiliate afterwards.", one(blocked))]
    }
}

impl Endpoint for UnblockAffiliate {
    type Provider = AgentRef;
    type Path = AffiliatePath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<Affiliate>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/affiliates/{id}/unblock";

    fn operation() -> Operation<Failure> {
        merchant("unblockAffiliate", DOCUMENTED, AFFILIATES, "affiliates:manage")
            .success("The affiliate afterwards.", DOCUMENTED)
            .repeatable()
            .failures([malformed_id(), unknown_affiliate()])
            .failure(failure::conflict(
                "The affiliate has left the program, or the `Idempotency-Key` belongs to another request.",
                inferred("the status is documented, what conflicts is not"),
                "This affiliate has left the program.",
            ))
            .rule(is_asked_for())
            .rule(Rule::on_success("response.body.data.status == 'approved'", "the affiliate is not blocked"))
            .link(to_affiliate("$response.body#/data/id"))
    }

    fn examples() -> Vec<Example<Envelope<Affiliate>>> {
        vec![example("approved", "The affiliate afterwards.", one(example_affiliate()))]
    }
}

/// Which affiliate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct AffiliatePath {
    /// The affiliate's id.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"0a7e55d0-93c2-4f6e-8b11-2f9dc1a07b34")]
    pub id: Uuid,
}

/// Which affiliates of the program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ProgramAffiliatesQuery {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
    /// Whether blocked affiliates are listed as well.
    #[garde(skip)]
    pub include_blocked: Option<bool>,
    /// Only affiliates who came this way.
    #[garde(skip)]
    pub source: Option<JoinSource>,
}

/// Which affiliates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct AffiliatesQuery {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
    /// Only affiliates of this program.
    #[garde(skip)]
    pub program_id: Option<Uuid>,
    /// Whether blocked affiliates are listed as well.
    #[garde(skip)]
    pub include_blocked: Option<bool>,
    /// Only affiliates whose code, name or e-mail address has this text in it (inferred), in small or capital letters.
    #[garde(length(max = 200))]
    pub search: Option<String>,
    /// What they are sorted by: by default when they joined.
    #[garde(skip)]
    pub sort_by: Option<AffiliateOrder>,
    /// In which order: by default descending (inferred).
    #[garde(skip)]
    pub sort_order: Option<SortOrder>,
    /// Only affiliates with this status.
    #[garde(skip)]
    pub status: Option<AffiliateStatus>,
    /// Only affiliates who came this way.
    #[garde(skip)]
    pub source: Option<JoinSource>,
}

/// What to show of the affiliate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct AffiliateQuery {
    /// What to show besides.
    #[garde(skip)]
    pub include: Option<Included>,
}

/// What can be shown of an affiliate besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum Included {
    /// Their statistics.
    Stats,
}

/// Why to block.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct AffiliateToBlock {
    /// Why, in words. No operation shows it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"Self-referrals", extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 1000))]
    pub reason: Option<String>,
}

/// How somebody came to a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum JoinSource {
    /// On the program's page.
    Browser,
    /// By the API.
    Api,
    /// By an agent.
    Mcp,
    /// By an invite.
    Invite,
    /// From another system.
    Import,
}

/// What affiliates are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum AffiliateOrder {
    /// When they joined.
    CreatedAt,
    /// How often their links were clicked.
    TotalClicks,
    /// What they have sold.
    TotalRevenue,
    /// Their name, or their code if they have none.
    Name,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum SortOrder {
    /// The smallest first.
    Asc,
    /// The largest first.
    Desc,
}

/// Whether an affiliate may refer customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum AffiliateStatus {
    /// They may.
    Approved,
    /// They may not: they were blocked, or have left the program.
    Blocked,
}

/// Somebody's membership in a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Affiliate {
    /// Its id.
    pub id: Uuid,
    /// The person.
    pub user_id: Uuid,
    /// The program.
    pub program_id: Uuid,
    /// The code of their links.
    pub code: String,
    /// Whether they may refer customers.
    pub status: AffiliateStatus,
    /// How often their links were clicked.
    pub total_clicks: u64,
    /// How many conversions they have brought, without those that were rejected or refunded (inferred).
    pub total_conversions: u64,
    /// What they have earned, paid or not, in cents.
    pub total_earnings: i64,
    /// When they joined.
    pub created_at: DateTime<Utc>,
}

/// An affiliate, and what they have brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct AffiliateDetail {
    /// The affiliate.
    #[serde(flatten)]
    pub affiliate: Affiliate,
    /// What they have brought. Absent unless it is asked for.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "AffiliateStats", extend("x-provenance" = STATISTICS))]
    pub stats: Option<AffiliateStats>,
}

/// What an affiliate has brought. Money is in cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = STATISTICS))]
pub struct AffiliateStats {
    /// How often their links were clicked.
    pub total_clicks: u64,
    /// How many conversions they have brought.
    pub total_conversions: u64,
    /// The sum of the amounts.
    pub total_revenue: i64,
    /// The sum of the commissions.
    pub total_commission: i64,
    /// What was paid to them.
    pub total_paid_out: i64,
    /// What is approved and not paid yet.
    pub pending_payout: i64,
}

/// The affiliate itself.
pub(super) fn to_affiliate(expression: &'static str) -> Link {
    Link {
        name: "getAffiliate",
        operation_id: "getAffiliate",
        parameter: "id",
        expression,
        description: "The affiliate.",
    }
}

fn unknown_affiliate() -> crate::declare::Failure<Failure> {
    failure::unknown("No affiliate with this id.", "Affiliate not found.")
}

/// The id in the path is not a UUID.
pub(super) fn malformed_id() -> crate::declare::Failure<Failure> {
    failure::malformed_id()
}

/// The id in the examples.
pub(super) const EXAMPLE_AFFILIATE: Uuid = Uuid::from_u128(0x0a7e_55d0_93c2_4f6e_8b11_2f9d_c1a0_7b34);

/// An affiliate who has brought something.
pub(super) fn example_affiliate() -> Affiliate {
    Affiliate {
        id: EXAMPLE_AFFILIATE,
        user_id: Uuid::from_u128(0x77c1_0a92_4e0f_4c3a_a5d4_90be_11f2_3c6d),
        program_id: EXAMPLE_ID,
        code: "maria20".to_owned(),
        status: AffiliateStatus::Approved,
        total_clicks: 120,
        total_conversions: 5,
        total_earnings: 12_000,
        created_at: example_time(),
    }
}
