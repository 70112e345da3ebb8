//! `/v1/promotion-codes`: what customers type to get the discount of a coupon.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::code::{CODE, is_code};
use super::envelope::{Done, Envelope, Page, one, only_page};
use super::habits::affiliate;
use super::paging::{Paged as _, Paging};
use super::promotion_code::example_code;
use super::{CodeLimits, Failure, Partnero, PromotionCode, failure};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Provenance, Rule, Source, Tag, example, inferred,
};
use crate::values::present;

/// The endpoints of this resource.
pub type PromotionCodeEndpoints = (
    ListPromotionCodes,
    CreatePromotionCode,
    CreatePromotionCodeAtSingular,
    GetPromotionCode,
    UpdatePromotionCode,
    DeletePromotionCode,
);

const CODES: Tag = Tag { name: "Promotion codes", description: "What customers type to get the discount of a coupon." };

const SOURCE: Source = Source {
    title: "Partnero API reference: promotion codes",
    url: "https://docs.partnero.com/api-reference/promotion-codes/overview",
    read: "2026-11-28",
};

/// The older page of the provider.
const OLDER_SOURCE: Source = Source {
    title: "Partnero developers: promotion codes",
    url: "https://developers.partnero.com/reference/promotion-codes.html",
    read: "2026-11-28",
};

/// Operations whose path only a public client shows.
const PATH_OF_A_CLIENT: Provenance =
    inferred("the provider documents that it exists; the path is that of a public client");

/// Promotion codes.
///
/// Without their coupons.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListPromotionCodes;

/// Create a promotion code.
///
/// The provider's pages conflict about the path: the older one prints `/v1/promotion-code`. Both work here.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreatePromotionCode;

/// Create a promotion code, as the older page has it.
///
/// `POST /v1/promotion-codes` replaces it. The older page names the coupon by a number, `coupon_id`; the sandbox wants `coupon_uuid` here, too.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreatePromotionCodeAtSingular;

/// A promotion code, with its coupon.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetPromotionCode;

/// Change the limits of a promotion code.
///
/// What is not given stays.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdatePromotionCode;

/// Delete a promotion code.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeletePromotionCode;

impl Endpoint for ListPromotionCodes {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = PromotionCodesQuery;
    type Body = Nothing;
    type Success<'a> = Page<PromotionCode>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/promotion-codes";

    fn operation() -> Operation<Failure> {
        affiliate("listPromotionCodes", DOCUMENTED, CODES)
            .source(SOURCE)
            .success("The promotion codes.", DOCUMENTED)
            .paged("/code")
            .link(to_code(
                "getPromotionCode",
                "$response.body#/data/0/code",
                "The first promotion code, with its coupon.",
            ))
    }

    fn examples() -> Vec<Example<Page<PromotionCode>>> {
        let listed = PromotionCode { coupon: None, ..example_code() };
        vec![
            example("one", "One promotion code.", only_page(vec![listed])),
            example("none", "No promotion code yet.", only_page(Vec::new())),
        ]
    }
}

impl Endpoint for CreatePromotionCode {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = CodeToCreate;
    type Success<'a> = Envelope<PromotionCode>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/promotion-codes";

    fn operation() -> Operation<Failure> {
        let provenance = inferred("the provider prints the singular path once and the plural one elsewhere");
        created("createPromotionCode", provenance).source(SOURCE)
    }

    fn examples() -> Vec<Example<Envelope<PromotionCode>>> {
        vec![example("created", "The promotion code.", one(example_code()))]
    }
}

impl Endpoint for CreatePromotionCodeAtSingular {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = CodeToCreate;
    type Success<'a> = Envelope<PromotionCode>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/promotion-code";

    fn operation() -> Operation<Failure> {
        created("createPromotionCodeAtSingular", DOCUMENTED).source(OLDER_SOURCE).deprecated()
    }

    fn examples() -> Vec<Example<Envelope<PromotionCode>>> {
        vec![example("created", "The promotion code.", one(example_code()))]
    }
}

impl Endpoint for GetPromotionCode {
    type Provider = Partnero;
    type Path = PromotionCodePath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<PromotionCode>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/promotion-codes/{code}";

    fn operation() -> Operation<Failure> {
        affiliate("getPromotionCode", DOCUMENTED, CODES)
            .source(SOURCE)
            .success("The promotion code, with its coupon.", DOCUMENTED)
            .failure(unknown_code())
            .rule(is_asked_for())
            .rule(has_coupon())
    }

    fn examples() -> Vec<Example<Envelope<PromotionCode>>> {
        vec![example("code", "A promotion code.", one(example_code()))]
    }
}

impl Endpoint for UpdatePromotionCode {
    type Provider = Partnero;
    type Path = PromotionCodePath;
    type Query = Nothing;
    type Body = CodeChanges;
    type Success<'a> = Envelope<PromotionCode>;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/v1/promotion-codes/{code}";

    fn operation() -> Operation<Failure> {
        affiliate("updatePromotionCode", PATH_OF_A_CLIENT, CODES)
            .source(SOURCE)
            .success("The promotion code afterwards.", inferred("no page shows this response"))
            .failures([unknown_code(), unfit()])
            .rule(is_asked_for())
            .rule(has_coupon())
            .rule(has_limits())
            .link(to_code("getPromotionCode", CREATED, "The promotion code."))
    }

    fn examples() -> Vec<Example<Envelope<PromotionCode>>> {
        vec![example("changed", "The promotion code afterwards.", one(example_code()))]
    }
}

impl Endpoint for DeletePromotionCode {
    type Provider = Partnero;
    type Path = PromotionCodePath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Done;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/v1/promotion-codes/{code}";

    fn operation() -> Operation<Failure> {
        affiliate("deletePromotionCode", PATH_OF_A_CLIENT, CODES)
            .source(SOURCE)
            .success("It is deleted.", DOCUMENTED)
            .failure(unknown_code())
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("deleted", "It is deleted.", Done::default())]
    }
}

/// Which page of the promotion codes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PromotionCodesQuery {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
}

/// Which promotion code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PromotionCodePath {
    /// The code itself.
    #[schemars(example = &"SPRING20")]
    #[garde(length(min = 1, max = 255))]
    pub code: String,
}

/// A promotion code to create.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CodeToCreate {
    /// The coupon whose discount it gives, by its `uuid_code`.
    #[schemars(example = &"coupon_123")]
    #[garde(length(min = 1, max = 255))]
    pub coupon_uuid: String,
    /// The code: letters, digits, hyphens and underscores. The sandbox makes one if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"SPRING20", regex(pattern = CODE), extend("x-provenance" = inferred("the field is documented, its form is not")))]
    #[garde(length(min = 1, max = 255), custom(is_code))]
    pub code: Option<String>,
    /// Which orders it is for, and how long.
    #[serde(flatten)]
    #[garde(dive)]
    pub limits: CodeLimits,
}

/// What to change of a promotion code.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = inferred("the operation is documented; its fields are those of a new promotion code")))]
pub struct CodeChanges {
    /// Which orders it is for, and how long.
    #[serde(flatten)]
    #[garde(dive)]
    pub limits: CodeLimits,
}

/// Where a response has the code.
const CREATED: &str = "$response.body#/data/code";

fn created(id: &'static str, provenance: Provenance) -> Operation<Failure> {
    let status = inferred("the list of statuses has 201 for what is created; no page shows this response");
    affiliate(id, provenance, CODES)
        .created("The promotion code, with its coupon.", status)
        .failure(unfit())
        .rule(has_coupon())
        .rule(has_limits())
        .rule(
            Rule::on_success(
                "response.body.data.coupon.uuid_code == request.body.coupon_uuid \
                 && (!('code' in request.body) || response.body.data.code == request.body.code)",
                "the promotion code is the one asked for",
            )
            .because("the fields of the request name both"),
        )
        .link(to_code("getPromotionCode", CREATED, "The promotion code, with its coupon."))
        .link(to_code("updatePromotionCode", CREATED, "Changes the limits of the promotion code."))
        .link(to_code("deletePromotionCode", CREATED, "Deletes the promotion code."))
}

fn to_code(operation: &'static str, expression: &'static str, description: &'static str) -> Link {
    Link { name: operation, operation_id: operation, parameter: "code", expression, description }
}

fn is_asked_for() -> Rule {
    Rule::on_success("response.body.data.code == request.path.code", "the promotion code answered is the one asked for")
        .because("the code names the resource")
}

fn has_coupon() -> Rule {
    Rule::on_success("'coupon' in response.body.data", "a single promotion code has its coupon")
        .because("the provider's example has it; only lists do without")
}

fn has_limits() -> Rule {
    Rule::on_success(
        "['first_time_order', 'limit_to_specific_partner', 'limit_to_specific_customer', 'minimum_order_status', \
         'expiration_date_status', 'redemption_times_status'].all(name, !(name in request.body) \
         || response.body.data[name] == request.body[name])",
        "the promotion code has the limits that were asked for",
    )
    .because("the fields of the request have the same names")
}

fn unknown_code() -> crate::declare::Failure<Failure> {
    failure::unknown("No promotion code like this.", "Promotion code not found.")
}

fn unfit() -> crate::declare::Failure<Failure> {
    failure::unfit(
        "A field is invalid, one that another requires is missing, no coupon is like this, or the code is taken (inferred).",
        "coupon_uuid",
        "The coupon uuid is invalid.",
    )
}
