//! `/leads`: people whom partners recommend.

use std::borrow::Cow;
use std::collections::BTreeMap;

use garde::Validate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::envelope::{Done, Envelope, Page, one, only_page};
use super::habits::affiliate;
use super::lead::{LEADS, LeadCommission, LeadFieldType, example_decided, example_lead};
use super::money_text::is_email_text;
use super::paging::Paged as _;
use super::{Failure, Lead, LeadField, LeadSetup, LeadStatus, Paging, PartnerIdentifier, Partnero, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Rule, example, inferred};
use crate::values::{CurrencyCode, DecimalNumber, present};

/// The endpoints that read, create and delete leads.
pub type LeadEndpoints = (ListLeads, CreateLead, GetLeadSetup, GetLead, DeleteLead);

/// Leads of the program.
///
/// The newest first.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListLeads;

/// Submit a lead for a partner.
///
/// Also in a program whose partners cannot submit leads themselves (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateLead;

/// How the program takes leads.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetLeadSetup;

/// A lead.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetLead;

/// Delete a lead.
///
/// For good. The customer who it has become stays (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeleteLead;

impl Endpoint for ListLeads {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Paging;
    type Body = Nothing;
    type Success<'a> = Page<Lead>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/leads";

    fn operation() -> Operation<Failure> {
        affiliate("listLeads", DOCUMENTED, LEADS)
            .success("A page of the leads.", DOCUMENTED)
            .paged("/id")
            .link(to_lead("$response.body#/data/0/id"))
    }

    fn examples() -> Vec<Example<Page<Lead>>> {
        let leads = vec![example_lead(), Lead { id: 11, ..example_decided(LeadStatus::Converted) }];
        vec![example("two", "Two leads.", only_page(leads))]
    }
}

impl Endpoint for CreateLead {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = LeadToCreate;
    type Success<'a> = Envelope<Lead>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/leads";

    fn operation() -> Operation<Failure> {
        affiliate("createLead", DOCUMENTED, LEADS)
            .created("The lead.", DOCUMENTED)
            .failures([
                failure::refused(
                    "No such partner.",
                    inferred("400 is documented for an unknown partner of a new customer"),
                    "Invalid partner key",
                ),
                failure::unfit("A field of the request is invalid.", "cfields", "The cfields is invalid."),
            ])
            .rule(
                Rule::on_success(
                    "response.body.data.status == 'submitted' && response.body.data.lead_info.name == request.body.name && response.body.data.lead_info.email == request.body.email",
                    "the lead is the one asked for",
                )
                .because("the fields of the request have the same names"),
            )
            .link(to_lead("$response.body#/data/id"))
            .link(Link {
                name: "deleteLead",
                operation_id: "deleteLead",
                parameter: "id",
                expression: "$response.body#/data/id",
                description: "Deletes the lead.",
            })
    }

    fn examples() -> Vec<Example<Envelope<Lead>>> {
        vec![example("submitted", "The lead.", one(example_lead()))]
    }
}

impl Endpoint for GetLeadSetup {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<LeadSetup>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/leads/details";

    fn operation() -> Operation<Failure> {
        affiliate("getLeadSetup", DOCUMENTED, LEADS).success("The set-up.", DOCUMENTED)
    }

    fn examples() -> Vec<Example<Envelope<LeadSetup>>> {
        let company = LeadField {
            id: 1,
            r#type: LeadFieldType::Input,
            title: "Company".to_owned(),
            text: "<p>Company</p>".to_owned(),
            description: None,
            required: false,
            options: Vec::new(),
        };
        let setup = LeadSetup {
            leads_enabled: "true".to_owned(),
            program_leads_commission_type: "follow_program_settings".to_owned(),
            leads_commission: LeadCommission {
                currency: CurrencyCode::parse("USD").expect("a code"),
                commission: DecimalNumber::whole(30),
                commission_type: "percent".to_owned(),
            },
            leads_custom_form_fields: vec![company],
        };
        vec![example("enabled", "Partners can submit leads.", one(setup))]
    }
}

impl Endpoint for GetLead {
    type Provider = Partnero;
    type Path = LeadPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<Lead>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/leads/{id}";

    fn operation() -> Operation<Failure> {
        affiliate("getLead", DOCUMENTED, LEADS).success("The lead.", DOCUMENTED).failure(unknown_lead()).rule(
            Rule::on_success("response.body.data.id == request.path.id", "the lead answered is the lead asked for")
                .because("the id names the resource"),
        )
    }

    fn examples() -> Vec<Example<Envelope<Lead>>> {
        vec![
            example("submitted", "Nothing has become of it.", one(example_lead())),
            example("converted", "It has become a customer.", one(example_decided(LeadStatus::Converted))),
        ]
    }
}

impl Endpoint for DeleteLead {
    type Provider = Partnero;
    type Path = LeadPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Done;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/v1/leads/{id}";

    fn operation() -> Operation<Failure> {
        affiliate("deleteLead", DOCUMENTED, LEADS).success("The lead is deleted.", DOCUMENTED).failure(unknown_lead())
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("deleted", "The lead is deleted.", Done::default())]
    }
}

/// Which lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LeadPath {
    /// Its number.
    #[garde(range(min = 1, max = 9_007_199_254_740_991_u64))]
    #[schemars(example = 12)]
    pub id: u64,
}

/// A lead to submit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LeadToCreate {
    /// The name.
    #[schemars(example = &"Jane Doe", extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, min = 1, max = 255))]
    pub name: String,
    /// The e-mail address.
    #[schemars(example = &"jane@mail.example", email)]
    #[garde(custom(is_email_text))]
    pub email: String,
    /// The partner who submits it.
    #[schemars(extend("example" = serde_json::json!({ "id": "partner_123" })))]
    #[garde(dive)]
    pub partner: PartnerIdentifier,
    /// Answers to the fields of the form, by their numbers.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "BTreeMap<String, FieldAnswer>")]
    #[garde(skip)]
    pub cfields: Option<BTreeMap<String, FieldAnswer>>,
}

/// The answer to a field: a text, or several where several can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FieldAnswer {
    /// One text.
    One(String),
    /// Several choices.
    Several(Vec<String>),
}

impl JsonSchema for FieldAnswer {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "FieldAnswer".into()
    }

    // Generators of clients cannot read a choice between a text and a list.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "A text, or a list of texts where several can be chosen." })
    }
}

/// No lead has the number.
pub(super) fn unknown_lead() -> crate::declare::Failure<Failure> {
    failure::unknown("No lead of the program with this number, or it is deleted.", "Lead not found.")
}

/// The lead with the number.
fn to_lead(expression: &'static str) -> Link {
    Link { name: "getLead", operation_id: "getLead", parameter: "id", expression, description: "Shows the lead." }
}
