//! `/onboarding`: the merchant's first set-up.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, one};
use super::habits::{Repeatable as _, merchant, setup};
use super::merchant::MERCHANT_TAG;
use super::program::EXAMPLE_MERCHANT;
use super::{AgentRef, Failure};
use crate::declare::{DOCUMENTED, EXAMPLE, Endpoint, Example, Method, Nothing, Operation, Rule, example};

/// The endpoints of this resource.
pub type OnboardingEndpoints = (OnboardMerchant, CompleteOnboarding);

/// Name the merchant.
///
/// Creates the merchant, or changes the name of its company.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct OnboardMerchant;

/// Complete the first set-up.
///
/// An onboarding key cannot do this.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CompleteOnboarding;

impl Endpoint for OnboardMerchant {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = MerchantToOnboard;
    type Success<'a> = Envelope<OnboardedMerchant>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/onboarding/merchant";

    fn operation() -> Operation<Failure> {
        setup("onboardMerchant", DOCUMENTED, MERCHANT_TAG, "merchant:manage")
            .success("The merchant.", EXAMPLE)
            .repeatable()
            .rule(
                Rule::on_success(
                    "response.body.data.companyName == request.body.companyName",
                    "the company has the name asked for",
                )
                .because("the field of the request has the same name"),
            )
    }

    fn examples() -> Vec<Example<Envelope<OnboardedMerchant>>> {
        let merchant = OnboardedMerchant { merchant_id: EXAMPLE_MERCHANT, company_name: "Acme".to_owned() };
        vec![example("named", "The merchant.", one(merchant))]
    }
}

impl Endpoint for CompleteOnboarding {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<Onboarding>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/onboarding/complete";

    fn operation() -> Operation<Failure> {
        merchant("completeOnboarding", DOCUMENTED, MERCHANT_TAG, "merchant:manage")
            .success("Where the set-up stands.", DOCUMENTED)
            .repeatable()
            .rule(Rule::on_success("response.body.data.onboardingCompleted", "the set-up is complete"))
    }

    fn examples() -> Vec<Example<Envelope<Onboarding>>> {
        vec![example("complete", "It is complete.", one(Onboarding { onboarding_completed: true, onboarding_step: 4 }))]
    }
}

/// A merchant to create or name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct MerchantToOnboard {
    /// The company's name.
    #[schemars(example = &"Acme")]
    #[garde(length(chars, min = 1, max = 100))]
    pub company_name: String,
}

/// The merchant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct OnboardedMerchant {
    /// Its id.
    pub merchant_id: Uuid,
    /// The company's name.
    pub company_name: String,
}

/// Where the first set-up stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Onboarding {
    /// Whether it is complete.
    pub onboarding_completed: bool,
    /// The step: 4 when it is complete.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub onboarding_step: u32,
}
