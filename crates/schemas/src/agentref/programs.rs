//! `/programs`: the merchant's programs.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, Page, one, only_page};
use super::habits::{Repeatable as _, merchant, setup};
use super::paging::{Paged as _, Paging};
use super::program::{example_program, example_time};
use super::text::{CURRENCY, SLUG, WEB_ADDRESS, is_currency, is_slug, is_web_address};
use super::{
    AgentRef, ApplicationAccess, CommissionType, Failure, MarketplaceStatus, PayoutFrequency, Program, ProgramDetail,
    ProgramStatus, Readiness, failure,
};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Link, Method, Nothing, Operation, Rule, Tag, example, inferred,
};
use crate::values::{hyphenated, present};

/// The endpoints of this resource.
pub type ProgramEndpoints = (ListPrograms, CreateProgram, GetProgram, UpdateProgram, ArchiveProgram);

/// Operations about programs.
pub(super) const PROGRAMS: Tag = Tag { name: "Programs", description: "The merchant's programs." };

/// Programs.
///
/// The merchant's programs, the newest first. Archived ones are left out unless they are asked for.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListPrograms;

/// Create a program.
///
/// It runs at once. What is not given gets a default.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateProgram;

/// A program.
///
/// With how far it is set up.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetProgram;

/// Change a program.
///
/// What is not given stays. A program that is paused does not track.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateProgram;

/// Archive a program.
///
/// It does not track any more, and is left out of lists unless it is asked for. Nothing is deleted.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ArchiveProgram;

impl Endpoint for ListPrograms {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = ProgramsQuery;
    type Body = Nothing;
    type Success<'a> = Page<Program>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/programs";

    fn operation() -> Operation<Failure> {
        merchant("listPrograms", DOCUMENTED, PROGRAMS, "programs:read")
            .success("A page of the programs.", DOCUMENTED)
            .paged("/id")
            .rule(
                Rule::on_success(
                    "'status' in request.query || response.body.data.all(program, program.status != 'archived')",
                    "archived programs are shown only when they are asked for",
                ),
            )
            .rule(
                Rule::on_success(
                    "!('status' in request.query) || response.body.data.all(program, program.status == request.query.status)",
                    "every program has the status asked for",
                )
                .because("the parameter is named for it"),
            )
            .link(to_program("$response.body#/data/0/id"))
    }

    fn examples() -> Vec<Example<Page<Program>>> {
        vec![
            example("one", "One program.", only_page(vec![example_program()])),
            example("none", "No program yet.", only_page(Vec::new())),
        ]
    }
}

impl Endpoint for CreateProgram {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = ProgramToCreate;
    type Success<'a> = Envelope<Program>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/programs";

    fn operation() -> Operation<Failure> {
        setup("createProgram", DOCUMENTED, PROGRAMS, "programs:write")
            .created("The program.", EXAMPLE)
            .repeatable()
            .failure(unfit())
            .rule(
                Rule::on_success("response.body.data.status == 'active'", "a new program runs")
                    .because("an example shows it"),
            )
            .rule(
                Rule::on_success(
                    "response.body.data.commissionType == request.body.commissionType",
                    "the program has the commission asked for",
                )
                .because("the field of the request has the same name"),
            )
            .link(to_program("$response.body#/data/id"))
    }

    fn examples() -> Vec<Example<Envelope<Program>>> {
        vec![example("created", "The new program.", one(example_program()))]
    }
}

impl Endpoint for GetProgram {
    type Provider = AgentRef;
    type Path = ProgramPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<ProgramDetail>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/programs/{id}";

    fn operation() -> Operation<Failure> {
        merchant("getProgram", DOCUMENTED, PROGRAMS, "programs:read")
            .success("The program.", DOCUMENTED)
            .failures([failure::malformed_id(), failure::unknown_program()])
            .rule(is_asked_for())
    }

    fn examples() -> Vec<Example<Envelope<ProgramDetail>>> {
        let detail = ProgramDetail { program: example_program(), readiness: Readiness::Setup };
        vec![example("new", "A program in which nothing is set up.", one(detail))]
    }
}

impl Endpoint for UpdateProgram {
    type Provider = AgentRef;
    type Path = ProgramPath;
    type Query = Nothing;
    type Body = ProgramChanges;
    type Success<'a> = Envelope<Program>;

    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/programs/{id}";

    fn operation() -> Operation<Failure> {
        merchant("updateProgram", DOCUMENTED, PROGRAMS, "programs:write")
            .success("The program afterwards.", DOCUMENTED)
            .failures([failure::malformed_id(), failure::unknown_program(), unfit(), taken()])
            .rule(is_asked_for())
            .rule(
                Rule::on_success(
                    "!('status' in request.body) || response.body.data.status == request.body.status",
                    "the program has the status asked for",
                )
                .because("the field of the request has the same name"),
            )
            .link(to_program("$response.body#/data/id"))
    }

    fn examples() -> Vec<Example<Envelope<Program>>> {
        let changed = Program { status: ProgramStatus::Paused, ..example_program() };
        vec![example("paused", "A program that does not track for now.", one(changed))]
    }
}

impl Endpoint for ArchiveProgram {
    type Provider = AgentRef;
    type Path = ProgramPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<Program>;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/programs/{id}";

    fn operation() -> Operation<Failure> {
        merchant("deleteProgram", DOCUMENTED, PROGRAMS, "programs:write")
            .success("The program afterwards. (The provider's SDKs read a body after every request.)", DOCUMENTED)
            .failures([failure::malformed_id(), failure::unknown_program()])
            .rule(is_asked_for())
            .rule(Rule::on_success("response.body.data.status == 'archived'", "the program is archived"))
            .idempotent()
            .link(to_program("$response.body#/data/id"))
    }

    fn examples() -> Vec<Example<Envelope<Program>>> {
        let archived = Program { status: ProgramStatus::Archived, updated_at: example_time(), ..example_program() };
        vec![example("archived", "The program afterwards.", one(archived))]
    }
}

/// The body does not go together.
fn unfit() -> crate::declare::Failure<Failure> {
    failure::unfit(
        "A field of the body is invalid, or does not go with another: only the commission type `recurring_limited` has a \
         number of months. The provider's SDKs expect status 400 for this instead; in the sandbox, the reading \
         `validation-is-400` switches to that.",
        "Validation failed: body field `commissionLimitMonths` is required for the commission type recurring_limited.",
    )
}

/// Another program has the portal's name.
fn taken() -> crate::declare::Failure<Failure> {
    failure::conflict(
        "Another program has the portal's name.",
        inferred("the status is documented, what conflicts is not"),
        "This portal slug is taken.",
    )
}

/// The program in the response is that of the path.
pub(super) fn is_asked_for() -> Rule {
    Rule::on_success(
        "response.body.data.id == request.path.id.lowerAscii()",
        "the program answered is the program asked for",
    )
    .because("the id names the resource")
}

/// The program itself.
fn to_program(expression: &'static str) -> Link {
    Link {
        name: "getProgram",
        operation_id: "getProgram",
        parameter: "id",
        expression,
        description: "The program, with how far it is set up.",
    }
}

/// Which program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ProgramPath {
    /// The program's id.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"3c90c3cc-0d44-4b50-8888-8dd25736052a")]
    pub id: Uuid,
}

/// Which programs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
pub struct ProgramsQuery {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
    /// Only programs with this status. Archived ones are shown only if they are asked for.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    #[garde(skip)]
    pub status: Option<ProgramStatus>,
}

/// A program to create.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ProgramToCreate {
    /// Its name.
    #[schemars(example = &"Acme Partners")]
    #[garde(length(chars, min = 1, max = 100))]
    pub name: String,
    /// For which payments of a customer there is a commission.
    #[schemars(example = CommissionType::Recurring)]
    #[garde(skip)]
    pub commission_type: CommissionType,
    /// The commission, in percent. More than two decimals are rounded (inferred).
    #[schemars(example = 20.0)]
    #[garde(range(min = 1.0, max = 100.0))]
    pub commission_percent: f64,
    /// What is not required.
    #[serde(flatten)]
    #[garde(dive)]
    pub options: ProgramOptions,
    /// The code of its currency: `usd` if it is not given. The sandbox has `usd`, `eur`, `gbp`, `cad`
    /// and `sek`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", regex(pattern = CURRENCY), example = &"usd")]
    #[garde(custom(is_currency))]
    pub currency: Option<String>,
}

/// What to change.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ProgramChanges {
    /// Its name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"Acme Partners")]
    #[garde(length(chars, min = 1, max = 100))]
    pub name: Option<String>,
    /// For which payments of a customer there is a commission.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "CommissionType")]
    #[garde(skip)]
    pub commission_type: Option<CommissionType>,
    /// The commission on sales from now on, in percent. More than two decimals are rounded (inferred).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64", example = 25.0)]
    #[garde(range(min = 1.0, max = 100.0))]
    pub commission_percent: Option<f64>,
    /// Everything else.
    #[serde(flatten)]
    #[garde(dive)]
    pub options: ProgramOptions,
    /// Whether it runs.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ProgramStatus")]
    #[garde(skip)]
    pub status: Option<ProgramStatus>,
}

/// What can be given when a program is created or changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ProgramOptions {
    /// The shop's address.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", regex(pattern = WEB_ADDRESS), example = &"https://acme.example")]
    #[garde(length(max = 200), custom(is_web_address))]
    pub website: Option<String>,
    /// Where links lead, if not to the website.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", regex(pattern = WEB_ADDRESS), example = &"https://acme.example/welcome")]
    #[garde(length(max = 200), custom(is_web_address))]
    pub landing_page_url: Option<String>,
    /// What it is about.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    #[garde(length(chars, max = 500))]
    pub description: Option<String>,
    /// How long a click counts, in days: 30 if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32", example = 30)]
    #[garde(range(min = 1, max = 365))]
    pub cookie_duration: Option<u32>,
    /// The lowest amount that is paid out, in cents: 5000 if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "i64", example = 5000)]
    #[garde(range(min = 1000, max = 100_000))]
    pub payout_threshold: Option<i64>,
    /// How often affiliates are paid: every month if it is not given. The SDKs do not have it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PayoutFrequency")]
    #[garde(skip)]
    pub payout_frequency: Option<PayoutFrequency>,
    /// Whether everybody who applies is approved at once. An older page gives `true` as the default, a newer one `false`; it is `false`
    /// here.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub auto_approve_affiliates: Option<bool>,
    /// For how many months there is a commission. It is needed for `recurring_limited`, and refused for other types (inferred).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 36))]
    #[garde(inner(inner(range(min = 1, max = 36))))]
    pub commission_limit_months: Option<Option<u32>>,
    /// The name of the affiliates' portal: small letters, digits and hyphens. No other program may have it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = SLUG), length(min = 1, max = 60))]
    #[garde(inner(inner(length(min = 1, max = 60))), inner(custom(is_slug)))]
    pub portal_slug: Option<Option<String>>,
    /// Whether affiliates can find it in the marketplace: `private` if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "MarketplaceStatus")]
    #[garde(skip)]
    pub marketplace_status: Option<MarketplaceStatus>,
    /// Who may apply: everybody if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ApplicationAccess")]
    #[garde(skip)]
    pub application_access: Option<ApplicationAccess>,
    /// Its category in the marketplace.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(inner(inner(length(chars, max = 100))))]
    pub marketplace_category: Option<Option<String>>,
    /// What the marketplace says of it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 2000), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(inner(inner(length(chars, max = 2000))))]
    pub marketplace_description: Option<Option<String>>,
    /// The address of its logo in the marketplace.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = WEB_ADDRESS), length(max = 200))]
    #[garde(inner(inner(length(max = 200))), inner(custom(is_web_address)))]
    pub marketplace_logo_url: Option<Option<String>>,
}
