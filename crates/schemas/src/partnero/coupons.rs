//! `/v1/coupons`: discounts that promotion codes give.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::code::{CODE, is_code};
use super::coupon::example_coupon;
use super::envelope::{Done, Envelope, Page, one, only_page};
use super::habits::affiliate;
use super::paging::{Paged as _, Paging};
use super::{Coupon, DiscountType, DurationType, Failure, Partnero, failure};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Rule, Source, Tag, example, inferred, rules,
};
use crate::values::{LocalDate, present};

/// The endpoints of this resource.
pub type CouponEndpoints = (ListCoupons, CreateCoupon, GetCoupon, UpdateCoupon, DeleteCoupon);

const COUPONS: Tag = Tag { name: "Coupons", description: "Discounts that promotion codes give." };

const SOURCE: Source = Source {
    title: "Partnero API reference: coupons",
    url: "https://docs.partnero.com/api-reference/coupons/overview",
    read: "2026-11-28",
};

/// Coupons.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListCoupons;

/// Create a coupon.
///
/// It gives no discount by itself: its promotion codes do.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateCoupon;

/// A coupon.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetCoupon;

/// Rename a coupon, or switch it on or off.
///
/// What is not given stays.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateCoupon;

/// Delete a coupon.
///
/// Its promotion codes are deleted with it (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeleteCoupon;

impl Endpoint for ListCoupons {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = CouponsQuery;
    type Body = Nothing;
    type Success<'a> = Page<Coupon>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/coupons";

    fn operation() -> Operation<Failure> {
        affiliate("listCoupons", DOCUMENTED, COUPONS)
            .source(SOURCE)
            .success("The coupons.", DOCUMENTED)
            .paged("/uuid_code")
            .link(to_coupon("getCoupon", "$response.body#/data/0/uuid_code", "The first coupon."))
    }

    fn examples() -> Vec<Example<Page<Coupon>>> {
        vec![
            example("one", "One coupon.", only_page(vec![example_coupon()])),
            example("none", "No coupon yet.", only_page(Vec::new())),
        ]
    }
}

impl Endpoint for CreateCoupon {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = CouponToCreate;
    type Success<'a> = Envelope<Coupon>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/coupons";

    fn operation() -> Operation<Failure> {
        let status = inferred("the list of statuses has 201 for what is created; no page shows this response");
        affiliate("createCoupon", DOCUMENTED, COUPONS)
            .source(SOURCE)
            .created("The coupon.", status)
            .failure(failure::unfit(
                "A field is invalid, one that another requires is missing, or the code of the coupon or of a promotion code is taken (inferred).",
                "uuid_code",
                "The uuid code is invalid.",
            ))
            .rule(
                Rule::on_success(
                    "response.body.data.coupon_discount_type == request.body.coupon_discount_type \
                     && response.body.data.coupon_duration_type == request.body.coupon_duration_type",
                    "the coupon is the one asked for",
                )
                .because("the fields of the request have the same names"),
            )
            .rule(
                Rule::on_success(
                    "!('uuid_code' in request.body) || response.body.data.uuid_code == request.body.uuid_code",
                    "the coupon has the code that was chosen",
                )
                .because("the field of the request has the same name"),
            )
            .rule(Rule::on_success(
                "response.body.data.name == ('name' in request.body ? request.body.name : response.body.data.uuid_code)",
                "a coupon without a name is named for its code",
            ))
            .link(to_coupon("getCoupon", CREATED, "The coupon."))
            .link(to_coupon("updateCoupon", CREATED, "Renames the coupon, or switches it on or off."))
            .link(to_coupon("deleteCoupon", CREATED, "Deletes the coupon."))
    }

    fn examples() -> Vec<Example<Envelope<Coupon>>> {
        vec![example("created", "The coupon.", one(example_coupon()))]
    }
}

impl Endpoint for GetCoupon {
    type Provider = Partnero;
    type Path = CouponPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<Coupon>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/coupons/{uuid}";

    fn operation() -> Operation<Failure> {
        affiliate("getCoupon", DOCUMENTED, COUPONS)
            .source(SOURCE)
            .success("The coupon.", DOCUMENTED)
            .failure(unknown_coupon())
            .rule(is_asked_for())
    }

    fn examples() -> Vec<Example<Envelope<Coupon>>> {
        vec![example("coupon", "A coupon.", one(example_coupon()))]
    }
}

impl Endpoint for UpdateCoupon {
    type Provider = Partnero;
    type Path = CouponPath;
    type Query = Nothing;
    type Body = CouponChanges;
    type Success<'a> = Envelope<Coupon>;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/v1/coupons/{uuid}";

    fn operation() -> Operation<Failure> {
        affiliate("updateCoupon", DOCUMENTED, COUPONS)
            .source(SOURCE)
            .success("The coupon afterwards.", inferred("no page shows this response"))
            .failure(unknown_coupon())
            .rule(is_asked_for())
            .rule(
                Rule::on_success(
                    "(!('name' in request.body) || response.body.data.name == request.body.name) \
                     && (!('active' in request.body) || response.body.data.active == request.body.active)",
                    "the coupon has what was asked for",
                )
                .because("the fields of the request have the same names"),
            )
            .link(to_coupon("getCoupon", CREATED, "The coupon."))
    }

    fn examples() -> Vec<Example<Envelope<Coupon>>> {
        vec![example("changed", "The coupon afterwards.", one(Coupon { active: false, ..example_coupon() }))]
    }
}

impl Endpoint for DeleteCoupon {
    type Provider = Partnero;
    type Path = CouponPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Done;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/v1/coupons/{uuid}";

    fn operation() -> Operation<Failure> {
        affiliate("deleteCoupon", DOCUMENTED, COUPONS)
            .source(SOURCE)
            .success("It is deleted.", DOCUMENTED)
            .failure(unknown_coupon())
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("deleted", "It is deleted.", Done::default())]
    }
}

/// Which page of the coupons.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CouponsQuery {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
}

/// Which coupon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CouponPath {
    /// Its code, `uuid_code`.
    #[schemars(example = &"coupon_123")]
    #[garde(length(min = 1, max = 255))]
    pub uuid: String,
}

/// A coupon to create.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented(
        "self.coupon_discount_type != 'percent' || double(self.coupon_discount_amount) <= 100.0",
        "no discount is above 100 percent",
    ),
    Rule::documented(
        "self.coupon_duration_type in ['once', 'lifetime'] || ('coupon_duration_value' in self && type(self.coupon_duration_value) != null_type)",
        "a duration in hours, days, months or years has a number",
    ),
    Rule::documented(
        "!('redemption_specific_date_status' in self) || !self.redemption_specific_date_status \
         || ('redemption_specific_date_value' in self && type(self.redemption_specific_date_value) != null_type)",
        "a coupon that ends on a day says on which",
    ),
    Rule::documented(
        "!('redemption_times_status' in self) || !self.redemption_times_status \
         || ('redemption_times_value' in self && type(self.redemption_times_value) != null_type)",
        "a coupon that ends after some redemptions says after how many",
    ),
])))]
pub struct CouponToCreate {
    /// What the program calls it: its code if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"Spring sale", extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, min = 1, max = 255))]
    pub name: Option<String>,
    /// What identifies it: letters, digits, hyphens and underscores. The sandbox makes one if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"coupon_123", regex(pattern = CODE))]
    #[garde(length(min = 1, max = 255), custom(is_code))]
    pub uuid_code: Option<String>,
    /// Whether its promotion codes work: yes if it is not given (inferred).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub active: Option<bool>,
    /// How the amount is meant.
    #[schemars(extend("example" = "percent"))]
    #[garde(skip)]
    pub coupon_discount_type: DiscountType,
    /// The discount: in percent, or in the currency of the program. More than two decimals are rounded (inferred).
    #[schemars(example = 20.0)]
    #[garde(range(min = 0.0, max = 1_000_000_000.0))]
    pub coupon_discount_amount: f64,
    /// How long the discount lasts for a customer.
    #[schemars(extend("example" = "once"))]
    #[garde(skip)]
    pub coupon_duration_type: DurationType,
    /// How many hours, days, months or years. Needed for these types. That null is like nothing is inferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = 3)]
    #[garde(range(min = 0, max = 1_000_000_000))]
    pub coupon_duration_value: Option<u64>,
    /// Whether it ends on a day: no if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub redemption_specific_date_status: Option<bool>,
    /// The day on which it ends. Needed if it does. That null is like nothing is inferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-provenance" = inferred("the field is documented, its form is not")))]
    #[garde(skip)]
    pub redemption_specific_date_value: Option<LocalDate>,
    /// Whether it ends after a number of redemptions: no if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub redemption_times_status: Option<bool>,
    /// After how many redemptions it ends. Needed if it does. That null is like nothing is inferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0, max = 1_000_000_000))]
    pub redemption_times_value: Option<u64>,
    /// Codes that give the discount. They become promotion codes without limits.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(
        with = "Vec<String>",
        inner(length(min = 1, max = 255), regex(pattern = CODE)),
        extend("x-provenance" = inferred("the field is documented as a list; that its items are codes is concluded"))
    )]
    #[garde(length(max = 100), inner(inner(length(min = 1, max = 255), custom(is_code_text))))]
    pub promotion_codes: Option<Vec<String>>,
    /// What the client keeps with it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Map<String, Value>")]
    #[garde(skip)]
    pub metadata: Option<Map<String, Value>>,
}

/// What to change of a coupon.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = inferred("the operation is documented; its fields are those that a public client sends")))]
pub struct CouponChanges {
    /// What the program calls it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"Spring sale")]
    #[garde(length(chars, min = 1, max = 255))]
    pub name: Option<String>,
    /// Whether its promotion codes work.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub active: Option<bool>,
}

/// Where a response has the code.
const CREATED: &str = "$response.body#/data/uuid_code";

fn to_coupon(operation: &'static str, expression: &'static str, description: &'static str) -> Link {
    Link { name: operation, operation_id: operation, parameter: "uuid", expression, description }
}

fn is_asked_for() -> Rule {
    Rule::on_success("response.body.data.uuid_code == request.path.uuid", "the coupon answered is the one asked for")
        .because("the code names the resource")
}

fn unknown_coupon() -> crate::declare::Failure<Failure> {
    failure::unknown("No coupon with this code.", "Coupon not found.")
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde passes the context by reference")]
fn is_code_text(text: &str, (): &()) -> garde::Result {
    is_code(&Some(text), &())
}
