//! `/me/clicks`: clicks on an affiliate's links.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, one};
use super::habits::affiliate;
use super::my_overview::OWN;
use super::program::EXAMPLE_ID;
use super::{AgentRef, Failure};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Method, Nothing, Operation, Provenance, Rule, example, inferred, rules,
};

const OPEN: Provenance =
    inferred("the response is documented as an object with any fields, of which an example has `totalClicks`");

/// Clicks of an affiliate.
///
/// How often the affiliate's links were clicked.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetMyClicks;

impl Endpoint for GetMyClicks {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = MyClicksQuery;
    type Body = Nothing;
    type Success<'a> = Envelope<AffiliateClicks>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/me/clicks";

    fn operation() -> Operation<Failure> {
        affiliate("getMyClicks", DOCUMENTED, OWN, "stats:read").success("The clicks.", DOCUMENTED).rule(
            Rule::on_success(
                "!('program_id' in request.query) || response.body.data.programs.all(program, program.programId == request.query.program_id.lowerAscii())",
                "every row is of the program asked for",
            )
            .because("the parameter is named for it"),
        )
    }

    fn examples() -> Vec<Example<Envelope<AffiliateClicks>>> {
        let program =
            ProgramClicks { program_id: EXAMPLE_ID, program_name: "Acme Partners".to_owned(), total_clicks: 420 };
        vec![example("some", "Some clicks.", one(AffiliateClicks { total_clicks: 420, programs: vec![program] }))]
    }
}

/// Which clicks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct MyClicksQuery {
    /// Only clicks on links of this program. The name has an underscore.
    #[garde(skip)]
    pub program_id: Option<Uuid>,
    /// Only clicks from this time on.
    #[serde(rename = "startDate")]
    #[schemars(example = &"2026-05-01T00:00:00Z")]
    #[garde(skip)]
    pub start_date: Option<DateTime<Utc>>,
    /// Only clicks up to this time.
    #[serde(rename = "endDate")]
    #[schemars(example = &"2026-05-31T23:59:59Z")]
    #[garde(skip)]
    pub end_date: Option<DateTime<Utc>>,
}

/// How often an affiliate's links were clicked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = OPEN))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "self.programs.all(program, program.totalClicks <= self.totalClicks)",
        "no program has more than all together",
        "the names of the fields",
    ),
])))]
pub struct AffiliateClicks {
    /// In all programs, or in the one asked for.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub total_clicks: u64,
    /// In each program.
    pub programs: Vec<ProgramClicks>,
}

/// How often an affiliate's links of a program were clicked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = OPEN))]
pub struct ProgramClicks {
    /// The program.
    pub program_id: Uuid,
    /// Its name.
    pub program_name: String,
    /// Clicks on links of this program.
    pub total_clicks: u64,
}
