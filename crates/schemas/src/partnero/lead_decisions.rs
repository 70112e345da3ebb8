//! `/leads/convert` and `/leads/reject`: what becomes of a lead.
//!
//! The provider's reference shows both as GET with a query. The provider's own n8n node sends POST with JSON. Both exist.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::envelope::{Envelope, one};
use super::habits::affiliate;
use super::lead::{LEADS, example_decided};
use super::leads::unknown_lead;
use super::{Failure, Lead, LeadStatus, Partnero, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Rule, Source, example, inferred};

/// The endpoints that decide about leads.
pub type LeadDecisionEndpoints = (ConvertLead, ConvertLeadByQuery, RejectLead, RejectLeadByQuery);

const NODE: Source = Source {
    title: "Partnero's node for n8n, n8n-nodes-partnero",
    url: "https://www.npmjs.com/package/n8n-nodes-partnero",
    read: "2026-11-28",
};

/// Convert a lead to a customer.
///
/// The customer gets a key of twelve letters and digits, belongs to the partner who has submitted the lead, and has a
/// transaction of the amount (inferred). A decided lead is refused.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ConvertLead;

/// Convert a lead to a customer, by a query.
///
/// The same as `POST /v1/leads/convert`: a GET that writes, as the reference shows it.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ConvertLeadByQuery;

/// Reject a lead.
///
/// A decided lead is refused.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct RejectLead;

/// Reject a lead, by a query.
///
/// The same as `POST /v1/leads/reject`: a GET that writes, as the reference shows it.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct RejectLeadByQuery;

impl Endpoint for ConvertLead {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = LeadToConvert;
    type Success<'a> = Envelope<Lead>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/leads/convert";

    fn operation() -> Operation<Failure> {
        converting("convertLead")
            .source(NODE)
            .success("The lead afterwards.", inferred("the operation is documented, its status is not"))
            .rule(is_converted("response.body.data.id == request.body.id && response.body.data.status == 'converted'"))
    }

    fn examples() -> Vec<Example<Envelope<Lead>>> {
        vec![example("converted", "The lead afterwards.", one(example_decided(LeadStatus::Converted)))]
    }
}

impl Endpoint for ConvertLeadByQuery {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = LeadToConvert;
    type Body = Nothing;
    type Success<'a> = Envelope<Lead>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/leads/convert";

    fn operation() -> Operation<Failure> {
        converting("convertLeadByQuery")
            .writes()
            .success("The lead afterwards.", DOCUMENTED)
            .rule(is_converted("response.body.data.id == request.query.id && response.body.data.status == 'converted'"))
    }

    fn examples() -> Vec<Example<Envelope<Lead>>> {
        vec![example("converted", "The lead afterwards.", one(example_decided(LeadStatus::Converted)))]
    }
}

impl Endpoint for RejectLead {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = LeadToReject;
    type Success<'a> = Envelope<Lead>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/leads/reject";

    fn operation() -> Operation<Failure> {
        rejecting("rejectLead")
            .source(NODE)
            .success("The lead afterwards.", inferred("the operation is documented, its status is not"))
            .rule(is_rejected("response.body.data.id == request.body.id && response.body.data.status == 'rejected'"))
    }

    fn examples() -> Vec<Example<Envelope<Lead>>> {
        vec![example("rejected", "The lead afterwards.", one(example_decided(LeadStatus::Rejected)))]
    }
}

impl Endpoint for RejectLeadByQuery {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = LeadToReject;
    type Body = Nothing;
    type Success<'a> = Envelope<Lead>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/leads/reject";

    fn operation() -> Operation<Failure> {
        rejecting("rejectLeadByQuery")
            .writes()
            .success("The lead afterwards.", DOCUMENTED)
            .rule(is_rejected("response.body.data.id == request.query.id && response.body.data.status == 'rejected'"))
    }

    fn examples() -> Vec<Example<Envelope<Lead>>> {
        vec![example("rejected", "The lead afterwards.", one(example_decided(LeadStatus::Rejected)))]
    }
}

/// A lead to convert.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LeadToConvert {
    /// The number of the lead.
    #[garde(range(min = 1, max = 9_007_199_254_740_991_u64))]
    #[schemars(example = 12)]
    pub id: u64,
    /// The amount of the transaction, in the main unit of the program's currency. The commission is a share of it.
    #[garde(range(min = 0.0, max = 10_000_000.0))]
    #[schemars(example = 100.0, extend("x-provenance" = inferred("the field is documented, its bounds are not")))]
    pub commission_transaction_amount: f64,
}

/// A lead to reject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LeadToReject {
    /// The number of the lead.
    #[garde(range(min = 1, max = 9_007_199_254_740_991_u64))]
    #[schemars(example = 12)]
    pub id: u64,
}

fn converting(id: &'static str) -> Operation<Failure> {
    affiliate(id, DOCUMENTED, LEADS).failures([
        unknown_lead(),
        failure::refused(
            "The lead is converted or rejected already, or the program does not run.",
            inferred("`can_be_converted` is documented, what happens otherwise is not"),
            "Lead cannot be converted.",
        ),
    ])
}

fn rejecting(id: &'static str) -> Operation<Failure> {
    affiliate(id, DOCUMENTED, LEADS).failures([
        unknown_lead(),
        failure::refused(
            "The lead is converted or rejected already.",
            inferred("`can_be_rejected` is documented, what happens otherwise is not"),
            "Lead cannot be rejected.",
        ),
    ])
}

fn is_converted(rule: &'static str) -> Rule {
    Rule::on_success(rule, "the lead asked for is converted").because("the id names the lead")
}

fn is_rejected(rule: &'static str) -> Rule {
    Rule::on_success(rule, "the lead asked for is rejected").because("the id names the lead")
}
