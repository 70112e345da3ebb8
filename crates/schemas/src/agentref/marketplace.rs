//! `/marketplace`: programs that everybody can find, and how to join them.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, Page, one, only_page};
use super::habits::{Repeatable as _, affiliate};
use super::program::EXAMPLE_ID;
use super::{AgentRef, ApplicationAccess, CommissionType, Failure, MyProgramPath, failure};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Link, Method, Nothing, Operation, PagePagination, Pagination, Provenance,
    Rule, Tag, example, inferred, rules,
};
use crate::values::{DecimalNumber, present};

/// The endpoints of this resource.
pub type MarketplaceEndpoints = (ListMarketplacePrograms, ApplyToProgram);

const MARKETPLACE: Tag = Tag { name: "Marketplace", description: "Programs that every affiliate can find." };

const OPEN: Provenance =
    inferred("a program is documented as an object with any fields; a guide names what the marketplace shows");
const APPLIED: Provenance =
    inferred("the response is documented as an object; the guide names `status` and `nextSteps`");

/// Programs in the marketplace.
///
/// Those that run and are public. The newest first if no order is asked for (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListMarketplacePrograms;

/// Apply for a program.
///
/// The merchant decides about it, if the program does not approve everybody at once.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ApplyToProgram;

impl Endpoint for ListMarketplacePrograms {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = MarketplaceQuery;
    type Body = Nothing;
    type Success<'a> = Page<MarketplaceProgram>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/marketplace/programs";

    fn operation() -> Operation<Failure> {
        affiliate("listMarketplacePrograms", DOCUMENTED, MARKETPLACE, "marketplace:read")
            .success("A page of the programs.", DOCUMENTED)
            .pages(Pagination::Page(PagePagination {
                location: "query",
                page: "page",
                limit: "limit",
                items: "/data",
                identity: Some("/programId"),
                total: Some("/meta/total"),
                current_page: "/meta/page",
                per_page: "/meta/pageSize",
                last_page: None,
                links: None,
            }))
            .failure(failure::bad_cursor())
            .rule(
                Rule::on_success(
                    "!('minCommission' in request.query) || response.body.data.all(program, double(program.commissionPercent) >= double(request.query.minCommission))",
                    "every program has at least the commission asked for",
                )
                .because("the parameter is named for it"),
            )
            .rule(
                Rule::on_success(
                    "!('category' in request.query) || request.query.category == '' || response.body.data.all(program, program.category == request.query.category)",
                    "every program is of the category asked for",
                )
                .because("the parameter is named for it"),
            )
            .link(Link {
                name: "applyToProgram",
                operation_id: "applyToProgram",
                parameter: "programId",
                expression: "$response.body#/data/0/programId",
                description: "Applies for the first program.",
            })
    }

    fn examples() -> Vec<Example<Page<MarketplaceProgram>>> {
        vec![example("one", "One program.", only_page(vec![example_program()]))]
    }
}

impl Endpoint for ApplyToProgram {
    type Provider = AgentRef;
    type Path = MyProgramPath;
    type Query = Nothing;
    type Body = ProgramApplication;
    type Success<'a> = Envelope<Applied>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/marketplace/apply/{programId}";

    fn operation() -> Operation<Failure> {
        affiliate("applyToProgram", DOCUMENTED, MARKETPLACE, "marketplace:apply")
            .created("What has become of the application.", EXAMPLE)
            .repeatable()
            .failures([
                failure::malformed_id(),
                failure::unknown("No program with this id is in the marketplace.", "Program not found."),
                failure::conflict(
                    "The affiliate has applied before, the program is for those who are invited, or the `Idempotency-Key` \
                     belongs to another request.",
                    inferred("the status is documented, what conflicts is not"),
                    "You have already applied to this program.",
                ),
            ])
            .rule(
                Rule::on_success(
                    "response.body.data.programId == request.path.programId.lowerAscii()",
                    "the program answered is the program asked for",
                )
                .because("the id names the program"),
            )
            .link(Link {
                name: "getMyProgram",
                operation_id: "getMyProgram",
                parameter: "programId",
                expression: "$response.body#/data/programId",
                description: "The program as the affiliate sees it.",
            })
    }

    fn examples() -> Vec<Example<Envelope<Applied>>> {
        let pending = Applied {
            program_id: EXAMPLE_ID,
            status: AppliedStatus::Pending,
            next_steps: vec!["Wait for the merchant's decision.".to_owned()],
        };
        let approved = Applied {
            status: AppliedStatus::AutoApproved,
            next_steps: vec!["Create a link with POST /me/links.".to_owned()],
            ..pending.clone()
        };
        vec![
            example("pending", "The merchant decides.", one(pending)),
            example("approved", "Everybody is approved.", one(approved)),
        ]
    }
}

/// Which programs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct MarketplaceQuery {
    /// Only programs of this category.
    #[garde(length(chars, max = 100))]
    pub category: Option<String>,
    /// Only programs with at least this commission, in percent.
    #[garde(range(min = 0.0, max = 100.0))]
    pub min_commission: Option<f64>,
    /// Only programs with at least these earnings per click, in US dollars.
    #[garde(range(min = 0.0, max = 1_000_000.0))]
    pub min_epc: Option<f64>,
    /// In which order.
    #[garde(skip)]
    pub sort: Option<MarketplaceOrder>,
    /// The number of the page, counted from 1.
    #[garde(range(min = 1, max = 1_000_000_000))]
    pub page: Option<u64>,
    /// How many rows to skip.
    #[garde(range(min = 0, max = 1_000_000_000))]
    pub offset: Option<u64>,
    /// The most rows of a page: 20 if it is not given.
    #[garde(range(min = 1, max = 50))]
    pub limit: Option<u64>,
    /// Where to go on: `nextCursor` of the page before. If it is given, `page` and `offset` are ignored (inferred).
    #[garde(length(max = 200))]
    pub cursor: Option<String>,
}

/// In which order programs are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum MarketplaceOrder {
    /// Those with the highest earnings per click first.
    Epc,
    /// Those where most clicks lead to conversions first.
    ConversionRate,
    /// Those with the highest commission first.
    Commission,
    /// The newest first.
    Newest,
}

/// An application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ProgramApplication {
    /// What the merchant should know.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"I write about tools for teams.", extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 2000))]
    pub message: Option<String>,
}

/// A program in the marketplace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = OPEN))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred("self.id == self.programId", "both ids are that of the program", "the SDKs allow either"),
])))]
pub struct MarketplaceProgram {
    /// Its id.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    pub id: Uuid,
    /// Its id as well.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    pub program_id: Uuid,
    /// Its name.
    pub name: String,
    /// What the marketplace says of it.
    pub description: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// The address of its logo.
    pub logo_url: Option<String>,
    /// The shop's address.
    pub website: Option<String>,
    /// For which payments of a customer there is a commission.
    pub commission_type: CommissionType,
    /// The commission, in percent.
    #[schemars(range(max = 100), extend("x-provenance" = DOCUMENTED))]
    pub commission_percent: DecimalNumber,
    /// How long a click counts, in days.
    #[schemars(range(min = 1, max = 365))]
    pub cookie_duration: u32,
    /// What affiliates earn with a click, in US dollars.
    pub epc: DecimalNumber,
    /// Of a hundred clicks, so many lead to conversions.
    pub conversion_rate: DecimalNumber,
    /// Who may apply.
    pub application_access: ApplicationAccess,
}

/// What has become of an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = APPLIED))]
pub struct Applied {
    /// The program.
    pub program_id: Uuid,
    /// Whether the affiliate is approved.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    pub status: AppliedStatus,
    /// What to do now.
    pub next_steps: Vec<String>,
}

/// Whether somebody who has applied is approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum AppliedStatus {
    /// The program approves everybody.
    AutoApproved,
    /// The merchant decides.
    Pending,
}

fn example_program() -> MarketplaceProgram {
    MarketplaceProgram {
        id: EXAMPLE_ID,
        program_id: EXAMPLE_ID,
        name: "Acme Partners".to_owned(),
        description: Some("Tools for teams".to_owned()),
        category: Some("Software".to_owned()),
        logo_url: None,
        website: Some("https://acme.example".to_owned()),
        commission_type: CommissionType::Recurring,
        commission_percent: DecimalNumber::whole(20),
        cookie_duration: 30,
        epc: DecimalNumber { hundredths: 119 },
        conversion_rate: DecimalNumber { hundredths: 500 },
        application_access: ApplicationAccess::Open,
    }
}
