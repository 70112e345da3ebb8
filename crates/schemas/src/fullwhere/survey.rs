//! `GET /partners/survey`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Failure, Fullwhere, IdQuery, failure};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Provenance, Rule, Source, Tag, example, inferred, rules,
};
use crate::values::{MillisecondInstant, WholeNumber, present};

/// What a survey looks like.
const STYLE: Provenance = inferred("the raw document has an object here, whose fields could not be read");

/// One survey.
///
/// A survey by its UUID, with the limits that decide whom it asks: `enabled`, `solicitationThreshold` and `resolicitationDelay`. The
/// provider's list of its fields is cut off: questions and settings of sending are not among those here.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetSurvey;

impl Endpoint for GetSurvey {
    type Provider = Fullwhere;
    type Path = Nothing;
    type Query = IdQuery;
    type Body = Nothing;
    type Success<'a> = Survey;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/partners/survey";

    fn operation() -> Operation<Failure> {
        Operation::new("getSurvey", DOCUMENTED)
            .tag(Tag { name: "Survey", description: "What customers are asked, and which of them." })
            .source(Source {
                title: "Fullwhere API reference, Survey",
                url: "https://docs.fullwhere.com/developer/api-references/survey",
                read: "2026-11-28",
            })
            .success("The survey.", DOCUMENTED)
            .failure(failure::not_found("Survey not found."))
            .rule(Rule::on_success(
                "response.body.id == request.query.id.lowerAscii()",
                "the survey answered is the survey asked for",
            ))
    }

    fn examples() -> Vec<Example<Survey>> {
        vec![
            example("enabled", "A survey that asks customers.", survey()),
            example("disabled", "One that is switched off.", Survey { enabled: false, ..survey() }),
        ]
    }
}

/// A survey. More fields exist than are known here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented(
        "!self.postRedirect || type(self.postRedirectThreshold) != null_type",
        "a survey that redirects afterwards has a threshold for it",
    ),
    Rule::documented(
        "!self.preRedirect || ('preRedirectThreshold' in self && type(self.preRedirectThreshold) != null_type \
         && 'preRedirectConfig' in self && type(self.preRedirectConfig) != null_type)",
        "a survey that redirects before has a threshold and a configuration for it",
    ),
    Rule::inferred(
        "datetime(self.createdAt) <= datetime(self.updatedAt)",
        "nothing is updated before it is created",
        "the names say so",
    ),
])))]
#[expect(clippy::struct_excessive_bools, reason = "the provider has a field for each fact")]
pub struct Survey {
    /// The survey's identifier.
    #[schemars(extend("x-provenance" = inferred("the field is documented as text; the parameter that takes it is documented as a UUID")))]
    pub id: Uuid,
    /// When the survey was created.
    pub created_at: MillisecondInstant,
    /// When the survey was last changed.
    pub updated_at: MillisecondInstant,
    /// The name, which customers do not see. Trackers show it as `surveyName`.
    pub name: String,
    /// The description; null when there is none.
    pub description: Option<String>,
    /// The language from which the survey is translated, as a code such as `en`.
    #[schemars(extend("x-provenance" = inferred("an enumeration is documented without its values; the codes are taken to be those of ISO 639-1")))]
    pub language: String,
    /// Whether anybody is asked.
    pub enabled: bool,
    /// Whether the survey is translated by machine.
    pub auto_translate: bool,
    /// What the survey looks like.
    #[schemars(extend("x-provenance" = STYLE))]
    pub general_style: Map<String, Value>,
    /// What its header looks like.
    #[schemars(extend("x-provenance" = STYLE))]
    pub header: Map<String, Value>,
    /// How often the survey was completed. A whole number.
    pub submission_count: WholeNumber,
    /// Whether it can be answered without a tracker.
    pub publicly_available: bool,
    /// How many seconds may lie between a purchase and its processing. Nobody is asked about an older one. A whole number.
    pub solicitation_threshold: WholeNumber,
    /// How many seconds must lie between two surveys of the same customer. A whole number.
    pub resolicitation_delay: WholeNumber,
    /// Which surveys count for `resolicitationDelay`. In the sandbox it is `Survey`: only this one.
    #[schemars(extend(
        "x-extensible-enum" = ["Survey", "Workspace"],
        "x-provenance" = inferred("an enumeration is documented without its values; both are guesses")
    ))]
    pub resolicitation_mode: String,
    /// Whether customers are redirected before the survey.
    pub pre_redirect: bool,
    /// The threshold of the redirection before the survey; null or absent when there is none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<WholeNumber>", extend("x-provenance" = inferred("it is documented to be set with `preRedirect`; its type is that of `postRedirectThreshold`")))]
    pub pre_redirect_threshold: Option<Option<WholeNumber>>,
    /// How customers are redirected before the survey; null when they are not.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Map<String, Value>>", extend("x-provenance" = inferred("it is documented to be set with `preRedirect`; its fields are not known")))]
    pub pre_redirect_config: Option<Option<Map<String, Value>>>,
    /// Whether customers are redirected after the survey, by default not.
    pub post_redirect: bool,
    /// The threshold of the redirection after the survey; null when there is none.
    pub post_redirect_threshold: Option<WholeNumber>,
}

fn survey() -> Survey {
    Survey {
        id: Uuid::from_u128(0x5d1f_4a8e_2b63_4c07_8a95_3e7c_60d9_b1f2),
        created_at: failure::instant("2025-11-03T09:00:00Z"),
        updated_at: failure::instant("2025-11-03T09:00:00Z"),
        name: "After the purchase".to_owned(),
        description: None,
        language: "en".to_owned(),
        enabled: true,
        auto_translate: true,
        general_style: Map::new(),
        header: Map::new(),
        submission_count: WholeNumber(412),
        publicly_available: false,
        solicitation_threshold: WholeNumber(2_592_000),
        resolicitation_delay: WholeNumber(2_592_000),
        resolicitation_mode: "Survey".to_owned(),
        pre_redirect: false,
        pre_redirect_threshold: Some(None),
        pre_redirect_config: Some(None),
        post_redirect: false,
        post_redirect_threshold: None,
    }
}
