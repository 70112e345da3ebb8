//! `GET /partners/survey-tracker`.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Failure, Fullwhere, SurveyTracker, failure, survey_tracker};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Rule, example, inferred};
use crate::values::hyphenated;

/// One survey tracker.
///
/// What has become of a survey for a purchase, by the tracker's identifier.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetSurveyTracker;

impl Endpoint for GetSurveyTracker {
    type Provider = Fullwhere;
    type Path = Nothing;
    type Query = GetSurveyTrackerQuery;
    type Body = Nothing;
    type Success<'a> = SurveyTracker;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/partners/survey-tracker";

    fn operation() -> Operation<Failure> {
        Operation::new("getSurveyTracker", DOCUMENTED)
            .success("The survey tracker.", DOCUMENTED)
            .failure(failure::not_found("SurveyTracker not found."))
            .rule(Rule::on_success(
                "response.body.id == request.query.id.lowerAscii()",
                "the tracker answered is the tracker asked for",
            ))
            .link(survey_tracker::customer_link("getCustomerOfTracker", "$response.body#/customerId"))
            .link(survey_tracker::purchase_link("getPurchaseOfTracker", "$response.body#/purchaseId"))
            .link(survey_tracker::survey_link("getSurveyOfTracker", "$response.body#/surveyId"))
    }

    fn examples() -> Vec<Example<SurveyTracker>> {
        vec![
            example("sent", "A survey that was sent by e-mail and opened.", survey_tracker::sent()),
            example(
                "external",
                "A survey that the provider does not send: somebody asked for its link.",
                survey_tracker::external(),
            ),
        ]
    }
}

/// Which tracker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct GetSurveyTrackerQuery {
    /// The UUID of the survey tracker.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(
        example = &"7f3d2c1e-5b8a-4f60-9d24-1a6e8c0b93f5",
        extend("x-provenance" = inferred("the parameter is documented as text that holds a UUID; that its format is checked is concluded"))
    )]
    pub id: Uuid,
}
