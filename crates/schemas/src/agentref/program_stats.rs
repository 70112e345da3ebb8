//! `GET /programs/{id}/stats`.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, one};
use super::habits::merchant;
use super::program::EXAMPLE_ID;
use super::programs::PROGRAMS;
use super::{AgentRef, Failure, ProgramPath, ProgramStatus, StatsPeriod, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Rule, example, inferred};
use crate::values::present;

/// Statistics of a program.
///
/// Numbers and sums of a period: of all of the time if none is given (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetProgramStats;

impl Endpoint for GetProgramStats {
    type Provider = AgentRef;
    type Path = ProgramPath;
    type Query = ProgramStatsQuery;
    type Body = Nothing;
    type Success<'a> = Envelope<ProgramStats>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/programs/{id}/stats";

    fn operation() -> Operation<Failure> {
        merchant("getProgramStats", DOCUMENTED, PROGRAMS, "stats:read")
            .success("The statistics.", DOCUMENTED)
            .failures([failure::malformed_id(), failure::unknown_program()])
            .rule(
                Rule::on_success(
                    "response.body.data.programId == request.path.id.lowerAscii()",
                    "the program answered is the program asked for",
                )
                .because("the id names the resource"),
            )
    }

    fn examples() -> Vec<Example<Envelope<ProgramStats>>> {
        let conversions =
            ConversionsByStatus { pending: 4, approved: 7, partially_refunded: Some(0), rejected: 1, refunded: 0 };
        let stats = ProgramStats {
            program_id: EXAMPLE_ID,
            program_name: "Acme Partners".to_owned(),
            status: ProgramStatus::Active,
            total_revenue: 25_000,
            total_conversions: 11,
            total_commissions: 5000,
            pending_commissions: 1200,
            active_affiliates: 3,
            conversions_by_status: conversions,
        };
        vec![example("some", "Some conversions.", one(stats))]
    }
}

/// Which period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ProgramStatsQuery {
    /// The period. Only the SDKs have this parameter, as a text; its values are those of other statistics (inferred).
    #[garde(skip)]
    pub period: Option<StatsPeriod>,
}

/// Numbers and sums of a program. Money is in cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ProgramStats {
    /// The program.
    pub program_id: Uuid,
    /// Its name.
    pub program_name: String,
    /// Whether it runs.
    pub status: ProgramStatus,
    /// The sum of the amounts, without conversions that were rejected or refunded.
    #[schemars(extend("x-provenance" = inferred("the field is documented; that what is void does not count is concluded")))]
    pub total_revenue: i64,
    /// How many conversions there are, without those that were rejected or refunded.
    #[schemars(extend("x-provenance" = inferred("the field is documented; that what is void does not count is concluded")))]
    pub total_conversions: u64,
    /// The sum of the commissions, without those that were rejected or refunded.
    #[schemars(extend("x-provenance" = inferred("the field is documented; that what is void does not count is concluded")))]
    pub total_commissions: i64,
    /// The sum of the commissions that are pending.
    pub pending_commissions: i64,
    /// How many affiliates are approved now, whatever the period is.
    pub active_affiliates: u64,
    /// The conversions by status.
    pub conversions_by_status: ConversionsByStatus,
}

/// How many conversions have each status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ConversionsByStatus {
    /// Pending.
    pub pending: u64,
    /// Approved.
    pub approved: u64,
    /// Refunded in part.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u64")]
    pub partially_refunded: Option<u64>,
    /// Rejected.
    pub rejected: u64,
    /// Refunded.
    pub refunded: u64,
}
