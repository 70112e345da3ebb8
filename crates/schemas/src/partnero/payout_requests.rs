//! `/payout_requests`: what partners are to be paid.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::envelope::{Envelope, Page, one, only_page};
use super::habits::affiliate;
use super::money_text::{CURRENCY, is_currency, is_currency_text};
use super::paging::Paged as _;
use super::payout_request::{PAYOUT_REQUESTS, example_request};
use super::{
    Failure, Paging, PartnerIdentifier, Partnero, PayoutGateway, PayoutRequest, PayoutRequestStatus, PayoutSettings,
    failure,
};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Rule, Source, example, inferred,
};
use crate::values::present;

/// The endpoints of this resource.
pub type PayoutRequestEndpoints = (
    ListPayoutRequests,
    SearchPayoutRequests,
    GetPayoutRequest,
    CreatePayoutRequest,
    ApprovePayoutRequest,
    MarkPayoutRequestAsPaid,
);

const NODE: Source = Source {
    title: "Partnero's node for n8n, n8n-nodes-partnero",
    url: "https://www.npmjs.com/package/n8n-nodes-partnero",
    read: "2026-11-28",
};

/// Payout requests of the program.
///
/// The newest first. Payouts that were made at once are listed as finished.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListPayoutRequests;

/// Payout requests that fit everything that is given.
///
/// The newest first.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct SearchPayoutRequests;

/// A payout request.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetPayoutRequest;

/// Request a payout for a partner.
///
/// All that is approved and unpaid in the currency, whatever the program's threshold is (inferred). The partner must be
/// active, and it must be known how they are paid: simulated partners have said so, others need `payout_settings` once.
/// Bank details cannot be sent.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreatePayoutRequest;

/// Approve a payout request.
///
/// Only one that awaits a decision: `requested` or `resubmitted`.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ApprovePayoutRequest;

/// Mark a payout request as paid.
///
/// Only an approved one. Partnero moves no money.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct MarkPayoutRequestAsPaid;

impl Endpoint for ListPayoutRequests {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Paging;
    type Body = Nothing;
    type Success<'a> = Page<PayoutRequest>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/payout_requests";

    fn operation() -> Operation<Failure> {
        operation("listPayoutRequests")
            .success("A page of the payout requests.", DOCUMENTED)
            .paged("/id")
            .link(to_request("$response.body#/data/0/id"))
    }

    fn examples() -> Vec<Example<Page<PayoutRequest>>> {
        vec![example("one", "One request.", only_page(vec![example_request(PayoutRequestStatus::Requested)]))]
    }
}

impl Endpoint for SearchPayoutRequests {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = PayoutRequestSearch;
    type Body = Nothing;
    type Success<'a> = Page<PayoutRequest>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/payout_requests:search";

    fn operation() -> Operation<Failure> {
        operation("searchPayoutRequests")
            .success("A page of the payout requests.", DOCUMENTED)
            .paged("/id")
            .rule(
                Rule::on_success(
                    "!('status' in request.query) || response.body.data.all(payout, payout.status == request.query.status)",
                    "every request has the status asked for",
                )
                .because("the parameter is named for it"),
            )
            .rule(
                Rule::on_success(
                    "!('partner_id' in request.query) || response.body.data.all(payout, payout.partner.id == request.query.partner_id)",
                    "every request is of the partner asked for",
                )
                .because("the parameter is named for it"),
            )
            .rule(
                Rule::on_success(
                    "!('amount_units' in request.query) || response.body.data.all(payout, payout.amount_units == request.query.amount_units.lowerAscii())",
                    "every request is in the currency asked for",
                )
                .because("the parameter is named for it"),
            )
            .link(to_request("$response.body#/data/0/id"))
    }

    fn examples() -> Vec<Example<Page<PayoutRequest>>> {
        vec![example("one", "One request.", only_page(vec![example_request(PayoutRequestStatus::Requested)]))]
    }
}

impl Endpoint for GetPayoutRequest {
    type Provider = Partnero;
    type Path = PayoutRequestPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<PayoutRequest>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/payout_requests/{id}";

    fn operation() -> Operation<Failure> {
        operation("getPayoutRequest")
            .success("The payout request.", DOCUMENTED)
            .failure(unknown_request())
            .rule(is_asked_for())
    }

    fn examples() -> Vec<Example<Envelope<PayoutRequest>>> {
        vec![
            example("requested", "It awaits a decision.", one(example_request(PayoutRequestStatus::Requested))),
            example("finished", "It is paid.", one(example_request(PayoutRequestStatus::Finished))),
        ]
    }
}

impl Endpoint for CreatePayoutRequest {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = PayoutRequestToCreate;
    type Success<'a> = Envelope<PayoutRequest>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/payout_requests";

    fn operation() -> Operation<Failure> {
        operation("createPayoutRequest")
            .created("The payout request.", inferred("the provider's list of statuses says 201 for what is created"))
            .failures([
                failure::refused(
                    "The partner is not known or not active, nothing is unpaid in the currency, it is not known how the \
                     partner is paid, or rewards are chosen in a program that does not let them be chosen, as no program of \
                     the sandbox does.",
                    inferred("the reasons are documented, the status is not"),
                    "No payout details.",
                ),
                failure::unfit(
                    "A field of the request is invalid.",
                    "payout_settings",
                    "The payout settings is invalid.",
                ),
            ])
            .rule(
                Rule::on_success(
                    "response.body.data.status == 'requested' && response.body.data.amount_units == request.body.amount_units.lowerAscii()",
                    "the request is new, and in the currency asked for",
                )
                .because("the operation asks for a decision"),
            )
            .link(to_request("$response.body#/data/id"))
            .link(Link {
                name: "approvePayoutRequest",
                operation_id: "approvePayoutRequest",
                parameter: "id",
                expression: "$response.body#/data/id",
                description: "Approves the request.",
            })
    }

    fn examples() -> Vec<Example<Envelope<PayoutRequest>>> {
        vec![example("requested", "The payout request.", one(example_request(PayoutRequestStatus::Requested)))]
    }
}

impl Endpoint for ApprovePayoutRequest {
    type Provider = Partnero;
    type Path = PayoutRequestPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<PayoutRequest>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/payout_requests/{id}/approve";

    fn operation() -> Operation<Failure> {
        operation("approvePayoutRequest")
            .success("The request afterwards.", inferred("the operation is documented, its status is not"))
            .failures([
                unknown_request(),
                failure::refused(
                    "The request does not await a decision.",
                    inferred("the condition is documented, the status is not"),
                    "Payout request cannot be approved.",
                ),
            ])
            .rule(is_asked_for())
            .rule(
                Rule::on_success("response.body.data.status == 'approved'", "the request is approved")
                    .because("the name of the operation"),
            )
    }

    fn examples() -> Vec<Example<Envelope<PayoutRequest>>> {
        vec![example("approved", "The request afterwards.", one(example_request(PayoutRequestStatus::Approved)))]
    }
}

impl Endpoint for MarkPayoutRequestAsPaid {
    type Provider = Partnero;
    type Path = PayoutRequestPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<PayoutRequest>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/payout_requests/{id}/mark_as_paid";

    fn operation() -> Operation<Failure> {
        operation("markPayoutRequestAsPaid")
            .success("The request afterwards.", inferred("the operation is documented, its status is not"))
            .failures([
                unknown_request(),
                failure::refused(
                    "The request is not approved, or is paid.",
                    inferred("the condition is documented, the status is not"),
                    "Payout request cannot be marked as paid.",
                ),
            ])
            .rule(is_asked_for())
            .rule(
                Rule::on_success("response.body.data.status == 'finished'", "the request is paid")
                    .because("the name of the operation"),
            )
    }

    fn examples() -> Vec<Example<Envelope<PayoutRequest>>> {
        vec![example("finished", "The request afterwards.", one(example_request(PayoutRequestStatus::Finished)))]
    }
}

/// Which payout request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PayoutRequestPath {
    /// Its number.
    #[garde(range(min = 1, max = 9_007_199_254_740_991_u64))]
    #[schemars(example = 42)]
    pub id: u64,
}

/// Which payout requests: those that fit everything that is given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PayoutRequestSearch {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
    /// Only requests of the partner with this id.
    #[garde(length(min = 1, max = 255))]
    pub partner_id: Option<String>,
    /// Only requests of the partner with this referral key.
    #[garde(length(min = 1, max = 255))]
    pub partner_key: Option<String>,
    /// Only requests of the partner with this e-mail address.
    #[garde(length(min = 1, max = 255))]
    pub partner_email: Option<String>,
    /// Only requests with this status.
    #[garde(skip)]
    pub status: Option<PayoutRequestStatus>,
    /// Only requests in this currency.
    #[schemars(regex(pattern = CURRENCY))]
    #[garde(custom(is_currency))]
    pub amount_units: Option<String>,
}

/// A payout to request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PayoutRequestToCreate {
    /// Who is to be paid.
    #[schemars(extend("example" = serde_json::json!({ "id": "partner_123" })))]
    #[garde(dive)]
    pub partner: PartnerIdentifier,
    /// The code of the currency, such as `usd`.
    #[schemars(regex(pattern = CURRENCY), example = &"usd")]
    #[garde(custom(is_currency_text))]
    pub amount_units: String,
    /// How: as the partner was paid or is known to want it if it is not given (inferred).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PayoutGateway")]
    #[garde(skip)]
    pub gateway: Option<PayoutGateway>,
    /// Where to. It is remembered for later requests (inferred).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PayoutSettings")]
    #[garde(dive)]
    pub payout_settings: Option<PayoutSettings>,
    /// The rewards to pay, only if the program lets partners choose. The programs of the sandbox do not.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<u64>")]
    #[garde(length(max = 1000))]
    pub reward_ids: Option<Vec<u64>>,
}

fn operation(id: &'static str) -> Operation<Failure> {
    affiliate(id, DOCUMENTED, PAYOUT_REQUESTS).source(NODE)
}

fn unknown_request() -> crate::declare::Failure<Failure> {
    failure::unknown("No payout request of the program with this number.", "Payout request not found.")
}

fn is_asked_for() -> Rule {
    Rule::on_success("response.body.data.id == request.path.id", "the request answered is the request asked for")
        .because("the id names the resource")
}

/// The request with the number.
fn to_request(expression: &'static str) -> Link {
    Link {
        name: "getPayoutRequest",
        operation_id: "getPayoutRequest",
        parameter: "id",
        expression,
        description: "Shows the payout request.",
    }
}
