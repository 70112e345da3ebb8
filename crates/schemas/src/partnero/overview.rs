//! `GET /v1/program/overview`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AffiliateOverview, Failure, NewsletterProgram, Partnero, ReferralOverview, SuccessStatus, examples};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// Overview of the program (legacy).
///
/// The figures of the key's program in the flat shape of earlier days: what `GET /v1/program` nests under `stats` stands beside `program`, the
/// net profit, the average order value and the breakdowns are missing. New integrations use `GET /v1/program`.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetProgramOverview;

impl Endpoint for GetProgramOverview {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = OverviewResponse;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/program/overview";

    fn operation() -> Operation<Failure> {
        Operation::new("getProgramOverview", DOCUMENTED)
            .deprecated()
            .success("The program in the legacy shape of its type.", DOCUMENTED)
    }

    fn examples() -> Vec<Example<OverviewResponse>> {
        vec![
            example(
                "affiliate",
                "An affiliate program.",
                ProgramOverview::Affiliate(examples::affiliate_overview().into()).into(),
            ),
            example(
                "refer-a-friend",
                "A refer-a-friend program.",
                ProgramOverview::Referral(examples::referral_overview().into()).into(),
            ),
            example(
                "newsletter",
                "A newsletter program: the same as without `overview`.",
                ProgramOverview::Newsletter(examples::newsletter()).into(),
            ),
        ]
    }
}

/// The legacy overview in its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct OverviewResponse {
    /// The program.
    pub data: ProgramOverview,
    /// Always 1.
    pub status: SuccessStatus,
}

/// A program in the legacy shape of its type: flat, told apart by `program.type`, a newsletter program by `esp_type`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum ProgramOverview {
    /// An affiliate program.
    Affiliate(Box<AffiliateOverview>),
    /// A refer-a-friend program.
    Referral(Box<ReferralOverview>),
    /// A newsletter program.
    Newsletter(NewsletterProgram),
}

impl From<ProgramOverview> for OverviewResponse {
    fn from(data: ProgramOverview) -> Self {
        Self { data, status: SuccessStatus::default() }
    }
}
