//! `/me/payouts`: what an affiliate was paid.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Page, only_page};
use super::habits::affiliate;
use super::my_overview::OWN;
use super::paging::{Paged as _, Paging};
use super::payouts::example_payout;
use super::{AgentRef, Failure, Payout};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// Payouts of an affiliate.
///
/// The newest first.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListMyPayouts;

impl Endpoint for ListMyPayouts {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = MyPayoutsQuery;
    type Body = Nothing;
    type Success<'a> = Page<Payout>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/me/payouts";

    fn operation() -> Operation<Failure> {
        affiliate("listMyPayouts", DOCUMENTED, OWN, "payouts:read")
            .success("A page of the payouts.", DOCUMENTED)
            .paged("/id")
    }

    fn examples() -> Vec<Example<Page<Payout>>> {
        vec![
            example("one", "One payout.", only_page(vec![example_payout()])),
            example("none", "No payout yet.", only_page(Vec::new())),
        ]
    }
}

/// Which payouts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
pub struct MyPayoutsQuery {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
    /// Only payouts of this program. The name has an underscore.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    #[garde(skip)]
    pub program_id: Option<Uuid>,
}
