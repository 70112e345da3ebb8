//! `GET /v1/program`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AffiliateProgram, Failure, NewsletterProgram, Partnero, ReferralProgram, SuccessStatus, examples};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// The program: details, figures and settings.
///
/// What the key's program is, what is counted of it, how it and its portal are set up. The type of the program decides the shape: affiliate and
/// refer-a-friend programs are nested, a newsletter program is flat.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetProgram;

impl Endpoint for GetProgram {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = ProgramResponse;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/program";

    fn operation() -> Operation<Failure> {
        Operation::new("getProgram", DOCUMENTED).success("The program in the shape of its type.", DOCUMENTED)
    }

    fn examples() -> Vec<Example<ProgramResponse>> {
        vec![
            example("affiliate", "An affiliate program.", Program::Affiliate(examples::affiliate().into()).into()),
            example(
                "refer-a-friend",
                "A refer-a-friend program.",
                Program::Referral(examples::referral().into()).into(),
            ),
            example("newsletter", "A newsletter program.", Program::Newsletter(examples::newsletter()).into()),
        ]
    }
}

/// The program in its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ProgramResponse {
    /// The program.
    pub data: Program,
    /// Always 1.
    pub status: SuccessStatus,
}

/// A program in the shape of its type.
///
/// `program.type` tells the nested shapes apart: `Affiliate`, `Referral`. A newsletter program is flat and has no `program`; it is told by its
/// `esp_type`. (The page of the endpoint also lists `Newsletter` as a value of `program.type`, and shows no such answer.)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum Program {
    /// An affiliate program.
    Affiliate(Box<AffiliateProgram>),
    /// A refer-a-friend program.
    Referral(Box<ReferralProgram>),
    /// A newsletter program.
    Newsletter(NewsletterProgram),
}

impl From<Program> for ProgramResponse {
    fn from(data: Program) -> Self {
        Self { data, status: SuccessStatus::default() }
    }
}
