//! `/api/advertiser/affiliate-programs`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::api_keys::ApiKeyPath;
use super::habits::{MANAGEMENT_KEY, SESSION, management};
use super::{Affitor, Failure, failure};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Provenance, Rule, example, inferred, rules,
};

/// The endpoints of this resource.
pub type ProgramEndpoints = (ListPrograms, RegenerateProgramKey);

const FIELDS: Provenance =
    inferred("the fields are named in the provider's pages on programs; the shape of the list is not published");

/// Programs.
///
/// All programs of the advertiser. Their keys are masked.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListPrograms;

/// Exchange a program's key.
///
/// The new key is shown once, in this response. The old one stops working at once.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct RegenerateProgramKey;

impl Endpoint for ListPrograms {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = ProgramList;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/advertiser/affiliate-programs";

    fn operation() -> Operation<Failure> {
        management("listPrograms", DOCUMENTED)
            .security([&[SESSION][..], &[MANAGEMENT_KEY]])
            .scopes(&["program:list"])
            .success("The programs.", FIELDS)
            .link(Link {
                name: "getTrackingStatus",
                operation_id: "getTrackingStatus",
                parameter: "programId",
                expression: "$response.body#/data/0/id",
                description: "The integration steps of the first program.",
            })
    }

    fn examples() -> Vec<Example<ProgramList>> {
        let program = AdvertiserProgram {
            id: 42,
            name: "Acme Analytics".to_owned(),
            api_token_masked: "aff_abcdefgh****wxyz".to_owned(),
            attribution_model: "last_click".to_owned(),
            cookie_window_days: 60,
            attribution_window_days: 60,
            default_commission_type: "cps_recurring".to_owned(),
            default_duration_months: None,
            default_hold_period_days: 15,
            lead_auth: "any".to_owned(),
            marketplace_visible: true,
            is_featured: false,
        };
        vec![example("one", "One program.", ProgramList { data: vec![program] })]
    }
}

impl Endpoint for RegenerateProgramKey {
    type Provider = Affitor;
    type Path = ApiKeyPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = RegeneratedProgramKey;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/advertiser/affiliate-programs/{id}/regenerate-api-token";

    fn operation() -> Operation<Failure> {
        management("regenerateProgramKey", DOCUMENTED)
            .security([&[SESSION][..], &[MANAGEMENT_KEY]])
            .scopes(&["program:regenerate-token"])
            .success("The new key.", DOCUMENTED)
            .failure(failure::invalid_body("id must be an integer"))
            .failure(failure::unknown_program())
    }

    fn examples() -> Vec<Example<RegeneratedProgramKey>> {
        let data = ProgramKey {
            api_token: "aff_abcdefgh0123456789abcdef0123wxyz".to_owned(),
            api_token_masked: "aff_abcdefgh****wxyz".to_owned(),
        };
        vec![example("new", "The key is shown once.", RegeneratedProgramKey { data })]
    }
}

/// All programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FIELDS))]
pub struct ProgramList {
    /// The programs.
    pub data: Vec<AdvertiserProgram>,
}

/// A program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FIELDS))]
pub struct AdvertiserProgram {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its key with the middle replaced by `****`.
    pub api_token_masked: String,
    /// Which click counts.
    #[schemars(extend("x-extensible-enum" = ["last_click", "first_click", "linear"]))]
    pub attribution_model: String,
    /// How long the cookie is kept, in days.
    #[schemars(range(min = 1, max = 365))]
    pub cookie_window_days: u32,
    /// How long a click counts, in days.
    #[schemars(range(min = 1, max = 365))]
    pub attribution_window_days: u32,
    /// What earns a commission.
    #[schemars(extend("x-extensible-enum" = ["cpc", "cpl", "cps_one_time", "cps_recurring", "cps_lifetime"]))]
    pub default_commission_type: String,
    /// For how many months a customer's payments earn commissions: null for ever, 0 for the first one only.
    pub default_duration_months: Option<u32>,
    /// How long a commission is held back, in days.
    #[schemars(range(min = 0, max = 31))]
    pub default_hold_period_days: u32,
    /// Who may report leads: `server_required` makes those of browsers provisional.
    #[schemars(extend("x-extensible-enum" = ["any", "server_required"]))]
    pub lead_auth: String,
    /// Whether partners can find it.
    pub marketplace_visible: bool,
    /// Whether it is shown first.
    pub is_featured: bool,
}

/// A new program key in its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct RegeneratedProgramKey {
    /// The key.
    pub data: ProgramKey,
}

/// A program's new key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented("self.api_token.startsWith('aff_')", "a program key begins with aff_"),
    Rule::documented("self.api_token_masked.contains('****')", "the masked key hides its middle"),
])))]
pub struct ProgramKey {
    /// The key, shown once.
    pub api_token: String,
    /// The key with the middle replaced by `****`.
    pub api_token_masked: String,
}
