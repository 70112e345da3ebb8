//! Fullwhere: surveys that customers receive after a purchase.

mod failure;
mod generate;
mod get;
mod list;
mod survey_tracker;

pub use failure::{Failure, InvalidInput, MessageFailure};
pub use generate::{GenerateSurveyTrackers, GeneratedSurveyTrackers, PurchaseToSurvey};
pub use get::{GetSurveyTracker, GetSurveyTrackerQuery};
pub use list::{ListSurveyTrackers, SurveyTrackerFilter, SurveyTrackerPage};
pub use survey_tracker::SurveyTracker;

use crate::declare::{Credential, Information, Provider, SecurityScheme, Shared, Source, Tag};

/// The provider Fullwhere.
#[derive(Debug, Clone, Copy)]
pub struct Fullwhere;

impl Provider for Fullwhere {
    type Endpoints = (GetSurveyTracker, ListSurveyTrackers, GenerateSurveyTrackers);
    type Failure = Failure;

    const NAME: &'static str = "fullwhere";

    fn shared() -> Shared<Failure> {
        failure::shared()
    }

    fn information() -> Information {
        Information {
            title: "Fullwhere",
            description: "Surveys that customers receive after a purchase, and the trackers that follow each of them. Every call carries a key and \
                          a secret. Failures have the shape of NestJS.",
            server: "https://api.fullwhere.com",
            source: Some(Source {
                title: "Fullwhere API reference, Survey Tracker",
                url: "https://docs.fullwhere.com/developer/api-references/survey-tracker",
                read: "2026-11-28",
            }),
            tag: Tag {
                name: "Survey Tracker",
                description: "What has become of a survey for a purchase: when it is sent, how, and whether it was opened.",
            },
            security_schemes: vec![
                SecurityScheme {
                    name: "apiKey",
                    description: "The key of the partner. It is of no use without the secret.",
                    credential: Credential::Header("X-API-KEY"),
                },
                SecurityScheme {
                    name: "apiSecret",
                    description: "The secret that belongs to the key.",
                    credential: Credential::Header("X-API-SECRET"),
                },
            ],
            security: vec![&["apiKey", "apiSecret"]],
            response_headers: Vec::new(),
        }
    }
}
