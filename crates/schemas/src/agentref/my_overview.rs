//! `/me/overview`: what an affiliate has earned in all programs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, one};
use super::habits::affiliate;
use super::program::EXAMPLE_ID;
use super::{
    AgentRef, Failure, GetMyClicks, GetMyEarnings, GetMyPayoutInfo, GetMyProgram, ListMyPayouts, ListMyProgramEarnings,
    ListMyPrograms, MyLinkEndpoints, UpdateMyPayoutInfo,
};
use crate::declare::{DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Rule, Tag, example, rules};

/// The endpoints of the affiliate's own side.
pub type OwnEndpoints = (
    GetMyOverview,
    (ListMyPrograms, GetMyProgram),
    (GetMyEarnings, ListMyProgramEarnings, ListMyPayouts),
    MyLinkEndpoints,
    GetMyClicks,
    (GetMyPayoutInfo, UpdateMyPayoutInfo),
);

/// The affiliate's own side.
pub(super) const OWN: Tag = Tag { name: "Affiliate's side", description: "What affiliates see of their own." };

/// Overview of an affiliate.
///
/// Sums over every program that the affiliate has joined.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetMyOverview;

impl Endpoint for GetMyOverview {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<AffiliateOverview>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/me/overview";

    fn operation() -> Operation<Failure> {
        affiliate("getMyOverview", DOCUMENTED, OWN, "profile:read")
            .success("The overview.", DOCUMENTED)
            .link(to_my_program("$response.body#/data/programStats/0/programId"))
    }

    fn examples() -> Vec<Example<Envelope<AffiliateOverview>>> {
        let none = AffiliateOverview {
            program_count: 0,
            active_program_count: 0,
            total_earnings: 0,
            pending_earnings: 0,
            available_earnings: 0,
            paid_earnings: 0,
            program_stats: Vec::new(),
            ..example_overview()
        };
        vec![
            example("one", "An affiliate of one program.", one(example_overview())),
            example("none", "An affiliate who has joined no program.", one(none)),
        ]
    }
}

/// Sums over every program that an affiliate has joined. Money is in cents; amounts of different currencies are added as they
/// are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "self.programCount == self.programStats.size()",
        "there is a row for every program",
        "the names of the fields",
    ),
    Rule::inferred(
        "self.activeProgramCount <= self.programCount",
        "no more programs are active than were joined",
        "the names of the fields",
    ),
    Rule::inferred(
        "self.pendingEarnings <= self.totalEarnings",
        "what is pending is a part of the whole",
        "the names of the fields",
    ),
])))]
pub struct AffiliateOverview {
    /// The id of the affiliate.
    pub affiliate_profile_id: Uuid,
    /// How many programs the affiliate has joined.
    pub program_count: u64,
    /// In how many of them the affiliate is approved.
    pub active_program_count: u64,
    /// All commissions that are not void.
    pub total_earnings: i64,
    /// Commissions that are not approved yet.
    pub pending_earnings: i64,
    /// Approved commissions for which no payout was made or begun.
    pub available_earnings: i64,
    /// What was paid out.
    pub paid_earnings: i64,
    /// What the affiliate has brought to each program.
    pub program_stats: Vec<AffiliateProgramStats>,
}

/// What an affiliate has brought to a program. Money is in cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct AffiliateProgramStats {
    /// The program.
    pub program_id: Uuid,
    /// Its name.
    pub program_name: String,
    /// Clicks on the affiliate's links.
    pub total_clicks: u64,
    /// Conversions that are not void.
    pub total_conversions: u64,
    /// The sum of their amounts.
    pub total_revenue: i64,
    /// The sum of their commissions.
    pub total_commission: i64,
    /// What was paid out.
    pub total_paid_out: i64,
}

/// The program as the affiliate sees it.
pub(super) fn to_my_program(expression: &'static str) -> Link {
    Link {
        name: "getMyProgram",
        operation_id: "getMyProgram",
        parameter: "programId",
        expression,
        description: "The program as the affiliate sees it.",
    }
}

fn example_overview() -> AffiliateOverview {
    AffiliateOverview {
        affiliate_profile_id: Uuid::from_u128(0x1b9d_6bcd_bbfd_4b2d_9b5d_ab8d_fbbd_4bed),
        program_count: 1,
        active_program_count: 1,
        total_earnings: 50_000,
        pending_earnings: 12_000,
        available_earnings: 8000,
        paid_earnings: 30_000,
        program_stats: vec![AffiliateProgramStats {
            program_id: EXAMPLE_ID,
            program_name: "Acme Partners".to_owned(),
            total_clicks: 420,
            total_conversions: 21,
            total_revenue: 250_000,
            total_commission: 50_000,
            total_paid_out: 30_000,
        }],
    }
}
