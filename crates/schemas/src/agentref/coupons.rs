//! `/programs/{id}/coupons` and `/coupons`: codes that attribute a sale without a click.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::affiliates::EXAMPLE_AFFILIATE;
use super::envelope::{Envelope, List, list, one};
use super::habits::{Repeatable as _, merchant};
use super::program::{EXAMPLE_ID, example_time};
use super::programs::PROGRAMS;
use super::text::{CODE, is_code_text};
use super::{AgentRef, Failure, ProgramPath, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Rule, example, inferred};
use crate::values::{hyphenated, present};

/// The endpoints of this resource.
pub type CouponEndpoints = (ListCoupons, CreateCoupon, DeleteCoupon);

/// Coupons of a program.
///
/// All of them, the newest first.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListCoupons;

/// Create a coupon.
///
/// A sale with it is attributed to the affiliate.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateCoupon;

/// Delete a coupon.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeleteCoupon;

impl Endpoint for ListCoupons {
    type Provider = AgentRef;
    type Path = ProgramPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = List<Coupon>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/programs/{id}/coupons";

    fn operation() -> Operation<Failure> {
        merchant("listCoupons", DOCUMENTED, PROGRAMS, "programs:read")
            .success("The coupons.", DOCUMENTED)
            .failures([failure::malformed_id(), failure::unknown_program()])
            .rule(
                Rule::on_success(
                    "response.body.data.all(coupon, coupon.programId == request.path.id.lowerAscii())",
                    "every coupon is of the program asked for",
                )
                .because("the id names the program"),
            )
    }

    fn examples() -> Vec<Example<List<Coupon>>> {
        vec![example("one", "One coupon.", list(vec![example_coupon()]))]
    }
}

impl Endpoint for CreateCoupon {
    type Provider = AgentRef;
    type Path = ProgramPath;
    type Query = Nothing;
    type Body = CouponToCreate;
    type Success<'a> = Envelope<Coupon>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/programs/{id}/coupons";

    fn operation() -> Operation<Failure> {
        merchant("createCoupon", DOCUMENTED, PROGRAMS, "programs:write")
            .created("The coupon.", inferred("other operations that create respond with 201 in tests of the SDKs"))
            .repeatable()
            .failures([failure::malformed_id(), unfit()])
            .failure(failure::unknown("No such program, or no such affiliate in it.", "Affiliate not found."))
            .failure(failure::conflict(
                "The program has a coupon with this code, or the `Idempotency-Key` belongs to another request.",
                inferred("the status is documented, what conflicts is not"),
                "This coupon code is taken.",
            ))
            .rule(
                Rule::on_success(
                    "response.body.data.code == request.body.code && response.body.data.programId == request.path.id.lowerAscii()",
                    "the coupon is the one asked for",
                )
                .because("the fields of the request have the same names"),
            )
            .link(Link {
                name: "deleteCoupon",
                operation_id: "deleteCoupon",
                parameter: "couponId",
                expression: "$response.body#/data/id",
                description: "Deletes the coupon.",
            })
    }

    fn examples() -> Vec<Example<Envelope<Coupon>>> {
        vec![example("created", "The coupon.", one(example_coupon()))]
    }
}

impl Endpoint for DeleteCoupon {
    type Provider = AgentRef;
    type Path = CouponPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<Coupon>;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/coupons/{couponId}";

    fn operation() -> Operation<Failure> {
        merchant("deleteCoupon", DOCUMENTED, PROGRAMS, "programs:write")
            .success("The coupon that was deleted.", DOCUMENTED)
            .failures([failure::malformed_id(), failure::unknown("No coupon with this id.", "Coupon not found.")])
            .rule(
                Rule::on_success(
                    "response.body.data.id == request.path.couponId.lowerAscii()",
                    "the coupon answered is the coupon asked for",
                )
                .because("the id names the resource"),
            )
    }

    fn examples() -> Vec<Example<Envelope<Coupon>>> {
        vec![example("deleted", "The coupon.", one(example_coupon()))]
    }
}

/// Which coupon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CouponPath {
    /// The coupon's id.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"e0f1c6d8-7b2a-4d35-9c0e-8a41f7b35d26")]
    pub coupon_id: Uuid,
}

/// A coupon to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CouponToCreate {
    /// The affiliate whose it is.
    #[serde(deserialize_with = "hyphenated")]
    #[schemars(example = &"0a7e55d0-93c2-4f6e-8b11-2f9dc1a07b34")]
    #[garde(skip)]
    pub affiliate_id: Uuid,
    /// Its code. Small and capital letters are the same (inferred).
    #[schemars(example = &"MARIA20", regex(pattern = CODE), extend("x-provenance" = inferred("the field is documented, its form is not")))]
    #[garde(length(min = 1, max = 50), custom(is_code_text))]
    pub code: String,
    /// When it ends. Not shown afterwards.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DateTime<Utc>", example = &"2027-01-01T00:00:00Z")]
    #[garde(skip)]
    pub expires_at: Option<DateTime<Utc>>,
}

/// A coupon of an affiliate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Coupon {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// The affiliate.
    pub affiliate_id: Uuid,
    /// The program.
    pub program_id: Uuid,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

fn unfit() -> crate::declare::Failure<Failure> {
    failure::unfit("A field of the body is invalid.", "Validation failed: body field `expiresAt` has passed.")
}

fn example_coupon() -> Coupon {
    Coupon {
        id: Uuid::from_u128(0xe0f1_c6d8_7b2a_4d35_9c0e_8a41_f7b3_5d26),
        code: "MARIA20".to_owned(),
        affiliate_id: EXAMPLE_AFFILIATE,
        program_id: EXAMPLE_ID,
        created_at: example_time(),
    }
}
