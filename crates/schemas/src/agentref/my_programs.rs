//! `/me/programs`: the programs that an affiliate has joined.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::affiliates::EXAMPLE_AFFILIATE;
use super::envelope::{Envelope, List, list, one};
use super::habits::affiliate;
use super::my_overview::{OWN, to_my_program};
use super::program::{EXAMPLE_ID, example_time};
use super::{AgentRef, CommissionType, Failure, PayoutFrequency, PayoutMethod, failure};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Method, Nothing, Operation, Provenance, Rule, example, inferred, rules,
};
use crate::values::{DecimalNumber, hyphenated, present};

/// What no page says of how a portal looks.
const THEME: Provenance =
    inferred("the field is documented as nullable; what it contains is not, and it is always null here");

/// Programs of an affiliate.
///
/// Every program that the affiliate has joined or applied for, the newest membership first.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListMyPrograms;

/// A program of an affiliate.
///
/// Its terms, what the affiliate has brought, and how they are paid.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetMyProgram;

impl Endpoint for ListMyPrograms {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = List<AffiliateProgram>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/me/programs";

    fn operation() -> Operation<Failure> {
        affiliate("listMyPrograms", DOCUMENTED, OWN, "profile:read")
            .success("The programs.", DOCUMENTED)
            .link(to_my_program("$response.body#/data/0/programId"))
    }

    fn examples() -> Vec<Example<List<AffiliateProgram>>> {
        vec![
            example("one", "One program.", list(vec![example_program()])),
            example("none", "The affiliate has joined no program.", list(Vec::new())),
        ]
    }
}

impl Endpoint for GetMyProgram {
    type Provider = AgentRef;
    type Path = MyProgramPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<AffiliateProgramDetail>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/me/programs/{programId}";

    fn operation() -> Operation<Failure> {
        affiliate("getMyProgram", DOCUMENTED, OWN, "profile:read")
            .success("The program.", DOCUMENTED)
            .failures([failure::malformed_id(), not_joined()])
            .rule(
                Rule::on_success(
                    "response.body.data.programId == request.path.programId.lowerAscii()",
                    "the program answered is the program asked for",
                )
                .because("the id names the resource"),
            )
    }

    fn examples() -> Vec<Example<Envelope<AffiliateProgramDetail>>> {
        vec![example("one", "A program.", one(example_detail()))]
    }
}

/// The affiliate has not joined the program.
pub(super) fn not_joined() -> crate::declare::Failure<Failure> {
    failure::unknown("The affiliate has joined no program with this id.", "Program not found.")
}

/// Which program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct MyProgramPath {
    /// The program's id.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"3c90c3cc-0d44-4b50-8888-8dd25736052a")]
    pub program_id: Uuid,
}

/// A program that an affiliate has joined. Money is in cents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([STANDING])))]
pub struct AffiliateProgram {
    /// The id of the affiliate in this program.
    pub affiliate_id: Uuid,
    /// The program.
    pub program_id: Uuid,
    /// Its name.
    pub program_name: String,
    /// What it is about; null if nobody says.
    pub program_description: Option<String>,
    /// The merchant's company.
    pub company_name: Option<String>,
    /// The name of the affiliates' portal.
    pub portal_slug: Option<String>,
    /// How the portal looks.
    #[schemars(extend("x-provenance" = THEME))]
    pub portal_theme: Option<String>,
    /// The address of its logo in the marketplace.
    pub marketplace_logo_url: Option<String>,
    /// For which payments of a customer there is a commission.
    pub commission_type: CommissionType,
    /// The commission, in percent.
    #[schemars(range(max = 100))]
    pub commission_percent: DecimalNumber,
    /// The code of the affiliate's links.
    pub code: String,
    /// Whether the affiliate is approved.
    pub is_approved: bool,
    /// Whether the affiliate is blocked.
    pub is_blocked: bool,
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
    /// When the affiliate joined.
    pub created_at: DateTime<Utc>,
}

/// A program that an affiliate has joined, with everything about it. Money is in cents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    STANDING,
    Rule::documented(
        "(type(self.commissionLimitMonths) != null_type) == (self.commissionType == 'recurring_limited')",
        "the number of months is there exactly if the commission is limited to some",
    ),
    Rule::inferred(
        "self.pendingCommission <= self.totalCommission",
        "what is pending is a part of the whole",
        "the names of the fields",
    ),
])))]
pub struct AffiliateProgramDetail {
    /// The id of the affiliate in this program.
    pub affiliate_id: Uuid,
    /// The program.
    pub program_id: Uuid,
    /// Its name.
    pub program_name: String,
    /// What it is about; null if nobody says.
    pub program_description: Option<String>,
    /// The merchant's company.
    pub merchant_company_name: Option<String>,
    /// How the portal looks.
    #[schemars(extend("x-provenance" = THEME))]
    pub portal_theme: Option<String>,
    /// The address of its logo in the marketplace.
    pub marketplace_logo_url: Option<String>,
    /// The shop's address.
    pub website: Option<String>,
    /// Where links lead, if not to the website.
    pub landing_page_url: Option<String>,
    /// For which payments of a customer there is a commission.
    pub commission_type: CommissionType,
    /// The commission, in percent.
    #[schemars(range(max = 100))]
    pub commission_percent: DecimalNumber,
    /// For how many months there is a commission; null unless the type is `recurring_limited`.
    #[schemars(range(min = 1, max = 36))]
    pub commission_limit_months: Option<u32>,
    /// How long a click counts, in days.
    #[schemars(range(min = 1, max = 365))]
    pub cookie_duration: u32,
    /// The lowest amount that is paid out, in cents.
    pub payout_threshold: i64,
    /// How often affiliates are paid.
    pub payout_frequency: PayoutFrequency,
    /// The code of its currency.
    pub currency: String,
    /// Whether links may lead to any page of the shop.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    pub allow_custom_destinations: Option<bool>,
    /// The pages to which links may lead.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<LandingPage>")]
    pub allowed_landing_pages: Option<Vec<LandingPage>>,
    /// The address of its terms.
    pub terms_url: Option<String>,
    /// The code of the affiliate's links.
    pub code: String,
    /// Whether the affiliate is approved.
    pub is_approved: bool,
    /// Whether the affiliate is blocked.
    pub is_blocked: bool,
    /// How the affiliate is paid; null if they have not said.
    pub payout_method: Option<PayoutMethod>,
    /// The address at PayPal.
    pub paypal_email: Option<String>,
    /// Whose bank account it is.
    pub bank_account_holder: Option<String>,
    /// The account, masked.
    #[schemars(regex(pattern = r"^\*{4}.{0,4}$"))]
    pub bank_iban: Option<String>,
    /// The bank.
    pub bank_bic: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// The affiliate's company.
    pub company_name: Option<String>,
    /// Street.
    pub address_line1: Option<String>,
    /// Anything else of the address.
    pub address_line2: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or region.
    pub state: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// VAT number.
    pub vat_id: Option<String>,
    /// What kind of tax number it is.
    pub tax_id_type: Option<String>,
    /// Tax number.
    pub tax_id: Option<String>,
    /// Whether the tax form is filled in.
    pub tax_form_completed: bool,
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
    /// The commissions that are not approved yet.
    pub pending_commission: i64,
    /// When the affiliate joined.
    pub created_at: DateTime<Utc>,
}

/// A page to which links may lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct LandingPage {
    /// Its path on the shop's website.
    pub path: String,
    /// What it is called.
    pub label: String,
}

const STANDING: Rule =
    Rule::inferred("!(self.isApproved && self.isBlocked)", "nobody is approved and blocked", "the names of the fields");

fn example_program() -> AffiliateProgram {
    AffiliateProgram {
        affiliate_id: EXAMPLE_AFFILIATE,
        program_id: EXAMPLE_ID,
        program_name: "Acme Partners".to_owned(),
        program_description: None,
        company_name: Some("Acme".to_owned()),
        portal_slug: Some("acme".to_owned()),
        portal_theme: None,
        marketplace_logo_url: None,
        commission_type: CommissionType::Recurring,
        commission_percent: DecimalNumber::whole(20),
        code: "maria20".to_owned(),
        is_approved: true,
        is_blocked: false,
        total_clicks: 420,
        total_conversions: 21,
        total_revenue: 250_000,
        total_commission: 50_000,
        total_paid_out: 30_000,
        created_at: example_time(),
    }
}

fn example_detail() -> AffiliateProgramDetail {
    AffiliateProgramDetail {
        affiliate_id: EXAMPLE_AFFILIATE,
        program_id: EXAMPLE_ID,
        program_name: "Acme Partners".to_owned(),
        program_description: None,
        merchant_company_name: Some("Acme".to_owned()),
        portal_theme: None,
        marketplace_logo_url: None,
        website: Some("https://acme.example".to_owned()),
        landing_page_url: None,
        commission_type: CommissionType::Recurring,
        commission_percent: DecimalNumber::whole(20),
        commission_limit_months: None,
        cookie_duration: 30,
        payout_threshold: 5000,
        payout_frequency: PayoutFrequency::Monthly,
        currency: "usd".to_owned(),
        allow_custom_destinations: Some(false),
        allowed_landing_pages: Some(vec![LandingPage { path: "/".to_owned(), label: "Home".to_owned() }]),
        terms_url: None,
        code: "maria20".to_owned(),
        is_approved: true,
        is_blocked: false,
        payout_method: Some(PayoutMethod::BankTransfer),
        paypal_email: None,
        bank_account_holder: Some("Maria Lindgren".to_owned()),
        bank_iban: Some("****1234".to_owned()),
        bank_bic: None,
        first_name: Some("Maria".to_owned()),
        last_name: Some("Lindgren".to_owned()),
        company_name: None,
        address_line1: None,
        address_line2: None,
        city: None,
        state: None,
        postal_code: None,
        country: None,
        vat_id: None,
        tax_id_type: None,
        tax_id: None,
        tax_form_completed: false,
        total_clicks: 420,
        total_conversions: 21,
        total_revenue: 250_000,
        total_commission: 50_000,
        total_paid_out: 30_000,
        pending_commission: 12_000,
        created_at: example_time(),
    }
}
