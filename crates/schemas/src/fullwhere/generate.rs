//! `POST /partners/survey-tracker/generate`.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Failure, Fullwhere, SurveyTracker, failure, survey_tracker};
use crate::declare::{DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Rule, example, inferred};

/// Survey links for a purchase.
///
/// Makes an external tracker for every survey that applies to the purchase: one that is enabled, for a purchase that was processed within its
/// `solicitationThreshold`, and that has not asked the customer about another purchase within its `resolicitationDelay`. That external trackers
/// obey these limits is inferred: the provider documents them for surveys, and does not say it here. The provider does not send external trackers: whoever asked uses
/// their links. Asked again for the same purchase, it answers the trackers that exist. The status of the success is not published: accept 200
/// as well as 201.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GenerateSurveyTrackers;

impl Endpoint for GenerateSurveyTrackers {
    type Provider = Fullwhere;
    type Path = Nothing;
    type Query = Nothing;
    type Body = PurchaseToSurvey;
    type Success<'a> = GeneratedSurveyTrackers;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/partners/survey-tracker/generate";

    fn operation() -> Operation<Failure> {
        Operation::new("generateSurveyTrackers", DOCUMENTED)
            .created(
                "The external trackers of the purchase.",
                inferred("a success is documented without its status; NestJS answers a POST with 201 by default"),
            )
            .failures([
                failure::invalid_input("purchaseId should not be empty"),
                failure::not_found("Purchase not found."),
            ])
            .rule(
                Rule::on_success(
                    "size(request.body.purchaseId) == 36",
                    "a purchase that is not named by its UUID is refused",
                )
                .because("an older page calls the id of a purchase its UUID; that other text is refused with 400 and not with 404 is a guess"),
            )
            .rule(Rule::on_success(
                "response.body.all(tracker, tracker.purchaseId.lowerAscii() == request.body.purchaseId.lowerAscii())",
                "every tracker belongs to the purchase asked for",
            ))
            .link(Link {
                name: "getFirstSurveyTracker",
                operation_id: "getSurveyTracker",
                parameter: "id",
                expression: "$response.body#/0/id",
                description: "The first tracker of the purchase.",
            })
            .link(survey_tracker::customer_link("getFirstCustomer", "$response.body#/0/customerId"))
            .link(survey_tracker::purchase_link("getFirstPurchase", "$response.body#/0/purchaseId"))
            .link(survey_tracker::survey_link("getFirstSurvey", "$response.body#/0/surveyId"))
            .idempotent()
    }

    fn examples() -> Vec<Example<GeneratedSurveyTrackers>> {
        vec![
            example(
                "one-survey",
                "A purchase that one survey applies to.",
                GeneratedSurveyTrackers(vec![survey_tracker::external()]),
            ),
            example("no-survey", "A purchase that no survey applies to.", GeneratedSurveyTrackers(Vec::new())),
        ]
    }
}

/// Which purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PurchaseToSurvey {
    /// The purchase that the surveys ask about: its UUID at the provider, not the shop's order number. Any other text is refused with 400; that it
    /// is not 404 is a guess, and so is the length of 1 to 200 characters.
    #[schemars(example = &"9b2f6c14-83d7-4e5a-b0c1-6f4d2e8a7b39")]
    #[garde(length(min = 1, max = 200))]
    pub purchase_id: String,
}

/// The external trackers of a purchase, one for each survey that applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("the shape of the answer is not published; trackers in the plural are answered without paging")))]
pub struct GeneratedSurveyTrackers(pub Vec<SurveyTracker>);
