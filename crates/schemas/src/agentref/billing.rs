//! `/billing`: what the merchant pays AgentRef for.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::envelope::{Envelope, List, list, one};
use super::habits::{Repeatable as _, merchant};
use super::{AgentRef, Failure, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Rule, Tag, example, inferred};

/// The endpoints of this resource.
pub type BillingEndpoints = (GetBilling, ListBillingTiers, SubscribeToTier);

const BILLING: Tag = Tag { name: "Billing", description: "What the merchant pays AgentRef for." };

/// The merchant's tier.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetBilling;

/// Tiers.
///
/// What a merchant can pay for, the cheapest first.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListBillingTiers;

/// Subscribe to a tier.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct SubscribeToTier;

impl Endpoint for GetBilling {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<BillingStatus>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/billing";

    fn operation() -> Operation<Failure> {
        merchant("getBilling", DOCUMENTED, BILLING, "billing:read").success("The tier.", DOCUMENTED)
    }

    fn examples() -> Vec<Example<Envelope<BillingStatus>>> {
        vec![example("free", "A merchant who pays nothing.", one(example_status()))]
    }
}

impl Endpoint for ListBillingTiers {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = List<BillingTier>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/billing/tiers";

    fn operation() -> Operation<Failure> {
        merchant("listBillingTiers", DOCUMENTED, BILLING, "billing:read").success("The tiers.", DOCUMENTED)
    }

    fn examples() -> Vec<Example<List<BillingTier>>> {
        vec![example("one", "A tier.", list(vec![free()]))]
    }
}

impl Endpoint for SubscribeToTier {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = TierToSubscribe;
    type Success<'a> = Envelope<BillingStatus>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/billing/subscribe";

    fn operation() -> Operation<Failure> {
        merchant("subscribeToTier", DOCUMENTED, BILLING, "billing:write")
            .success("The tier afterwards.", DOCUMENTED)
            .repeatable()
            .failure(failure::conflict(
                "The merchant has the tier already, or the `Idempotency-Key` belongs to another request.",
                inferred("the status is documented, what conflicts is not"),
                "You are subscribed to this tier already.",
            ))
            .rule(
                Rule::on_success("response.body.data.tier == request.body.tier", "the tier is the one asked for")
                    .because("the field of the request has the same name"),
            )
    }

    fn examples() -> Vec<Example<Envelope<BillingStatus>>> {
        let subscribed = BillingStatus {
            tier: Tier::Starter,
            next_tier: Some(Tier::Growth),
            stripe_subscription_id: Some("sub_1QwErTyUiOpAsDfG".to_owned()),
            ..example_status()
        };
        vec![example("subscribed", "A merchant who pays.", one(subscribed))]
    }
}

/// What to subscribe to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct TierToSubscribe {
    /// The tier.
    #[schemars(example = PaidTier::Starter)]
    #[garde(skip)]
    pub tier: PaidTier,
}

/// A tier that costs something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum PaidTier {
    /// The first.
    Starter,
    /// The second.
    Growth,
    /// The third.
    Pro,
}

/// A tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum Tier {
    /// It costs nothing.
    Free,
    /// The first that costs something.
    Starter,
    /// The second.
    Growth,
    /// The third.
    Pro,
}

/// What a merchant can pay for. Prices are inferred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct BillingTier {
    /// Its id.
    pub id: Tier,
    /// Its name.
    pub name: String,
    /// What it costs a month, in cents (inferred: other amounts are).
    pub price: i64,
    /// Up to which revenue of a month it is enough, in cents (inferred).
    pub max_revenue: i64,
    /// What it includes, in words.
    pub features: Vec<String>,
    /// Whether one can subscribe to it.
    pub bookable: bool,
}

/// What a merchant pays for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct BillingStatus {
    /// The id of the tier.
    pub tier: Tier,
    /// What affiliates have brought in the last thirty days (inferred), in cents.
    pub monthly_revenue: i64,
    /// The id of the next tier; null at the last one.
    pub next_tier: Option<Tier>,
    /// The subscription at Stripe; null for the tier that costs nothing.
    pub stripe_subscription_id: Option<String>,
}

fn free() -> BillingTier {
    BillingTier {
        id: Tier::Free,
        name: "Free".to_owned(),
        price: 0,
        max_revenue: 100_000,
        features: vec!["250 MB of storage".to_owned()],
        bookable: false,
    }
}

fn example_status() -> BillingStatus {
    BillingStatus {
        tier: Tier::Free,
        monthly_revenue: 25_000,
        next_tier: Some(Tier::Starter),
        stripe_subscription_id: None,
    }
}
