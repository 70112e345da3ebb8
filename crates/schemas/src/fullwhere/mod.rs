//! Fullwhere: surveys that customers receive after a purchase.

mod customer;
mod failure;
mod feedback;
mod generate;
mod get;
mod import;
mod list;
mod purchase;
mod survey;
mod survey_tracker;

pub use customer::*;
pub use failure::{Failure, InvalidInput, MessageFailure};
pub use feedback::*;
pub use generate::*;
pub use get::*;
pub use import::*;
pub use list::*;
pub use purchase::*;
pub use survey::*;
pub use survey_tracker::SurveyTracker;

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::declare::{Credential, DOCUMENTED, Information, Provider, SecurityScheme, Shared, Source, Tag, inferred};
use crate::values::hyphenated;

/// The provider Fullwhere.
#[derive(Debug, Clone, Copy)]
pub struct Fullwhere;

impl Provider for Fullwhere {
    type Endpoints = (
        (GetSurveyTracker, ListSurveyTrackers, GenerateSurveyTrackers),
        CustomerEndpoints,
        GetPurchase,
        GetSurvey,
        GetFeedback,
    );
    type Events = ();
    type Failure = Failure;

    const NAME: &'static str = "fullwhere";

    fn shared() -> Shared<Failure> {
        failure::shared()
    }

    fn information() -> Information {
        Information {
            title: "Fullwhere",
            description: "Surveys that customers receive after a purchase, the trackers that follow each of them, and the feedback that they \
                          bring. Every call carries a key and a secret. Failures have the shape of NestJS.",
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

/// Which one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct IdQuery {
    /// Its UUID.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(
        example = &"e47a1d05-2c9b-4f86-9a3e-50d8b7c6f112",
        extend("x-provenance" = inferred("the parameter is documented as text that holds a UUID; that its format is checked is concluded"))
    )]
    pub id: Uuid,
}
