//! `GET /partners/feedback`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Failure, Fullwhere, IdQuery, failure};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Rule, Source, Tag, example, inferred, rules,
};
use crate::values::{MillisecondInstant, WholeNumber};

/// One feedback.
///
/// What a customer has said, by its UUID. A completed survey brings one. The provider's list of its fields is cut off: there are
/// more.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetFeedback;

impl Endpoint for GetFeedback {
    type Provider = Fullwhere;
    type Path = Nothing;
    type Query = IdQuery;
    type Body = Nothing;
    type Success<'a> = Feedback;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/partners/feedback";

    fn operation() -> Operation<Failure> {
        let provenance = inferred("the resource is documented; its path follows from those of its four siblings");
        Operation::new("getFeedback", provenance)
            .tag(Tag { name: "Feedback", description: "What customers say, in surveys and elsewhere." })
            .source(Source {
                title: "Fullwhere API reference, Feedback",
                url: "https://docs.fullwhere.com/developer/api-references/feedback",
                read: "2026-11-28",
            })
            .success("The feedback.", DOCUMENTED)
            .failure(failure::not_found("Feedback not found."))
            .rule(Rule::on_success(
                "response.body.id == request.query.id.lowerAscii()",
                "the feedback answered is the feedback asked for",
            ))
    }

    fn examples() -> Vec<Example<Feedback>> {
        let silent =
            Feedback { text: None, rating: Some(WholeNumber(5)), csat_index: Some(WholeNumber(100)), ..feedback() };
        vec![
            example("content", "A rating with a text.", feedback()),
            example("silent", "A rating without a text.", silent),
        ]
    }
}

/// What a customer has said. More fields exist than are known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented("type(self.rating) == null_type || (double(self.rating) >= 0.0 && double(self.rating) <= 5.0)", "a rating is from 0 to 5"),
    Rule::inferred(
        "datetime(self.createdAt) <= datetime(self.updatedAt)",
        "nothing is updated before it is created",
        "the names say so",
    ),
])))]
pub struct Feedback {
    /// The feedback's identifier.
    #[schemars(extend("x-provenance" = inferred("the field is documented as text; the parameter that takes it is documented as a UUID")))]
    pub id: Uuid,
    /// When the feedback was given.
    pub created_at: MillisecondInstant,
    /// When the feedback was last changed: when it was given or analyzed.
    pub updated_at: MillisecondInstant,
    /// Where it was given. In the sandbox it is `Survey`.
    #[schemars(extend(
        "x-extensible-enum" = ["Survey", "Google", "Email"],
        "x-provenance" = inferred("an enumeration is documented without its values; customers can come from `Google`, and only e-mails have `html`")
    ))]
    pub source: String,
    /// What kind of feedback it is. In the sandbox it is `Review`.
    #[schemars(extend(
        "x-extensible-enum" = ["Review", "Comment", "Message"],
        "x-provenance" = inferred("an enumeration is documented without its values; all three are guesses")
    ))]
    pub class: String,
    /// What the customer wrote; null if nothing.
    pub text: Option<String>,
    /// The HTML of an e-mail; null for all others.
    pub html: Option<String>,
    /// The identifier where the feedback was given; null if it has none.
    pub external_id: Option<String>,
    /// The rating, from 0 to 5; null if there is none.
    pub rating: Option<WholeNumber>,
    /// The language of the text, as a code such as `fr`.
    #[schemars(extend("x-provenance" = inferred("an enumeration is documented without its values; the codes are taken to be those of ISO 639-1")))]
    pub language: String,
    /// What the customer thinks: `Positive`, `Neutral`, `Negative` and maybe more.
    #[schemars(extend(
        "x-extensible-enum" = ["Positive", "Neutral", "Negative"],
        "x-provenance" = inferred("an enumeration is documented without its values; these are the usual ones")
    ))]
    pub polarity: String,
    /// How much it looks like spam: lower is better, above 5 is spam; null if it was not checked.
    pub spam_score: Option<WholeNumber>,
    /// Whether a like is recommended; null for all but comments in social networks.
    pub like_recommended: Option<bool>,
    /// Whether a reply is recommended; null for all but comments in social networks.
    pub reply_recommended: Option<bool>,
    /// Whether hiding it is recommended; null for all but comments in social networks.
    pub hide_recommended: Option<bool>,
    /// Whether the feedback was analyzed.
    pub analyzed: bool,
    /// How content the customer is; null unless the survey has such questions. In the sandbox the rating in per cent of 5.
    #[schemars(extend("x-provenance" = inferred("it is documented for surveys with questions about it; that it is a percentage is a guess")))]
    pub csat_index: Option<WholeNumber>,
}

fn feedback() -> Feedback {
    Feedback {
        id: Uuid::from_u128(0x61c0_7e9d_34b8_4d12_a5f7_0b2c_8d93_e4a6),
        created_at: failure::instant("2026-05-28T07:50:09Z"),
        updated_at: failure::instant("2026-05-28T07:52:09Z"),
        source: "Survey".to_owned(),
        class: "Review".to_owned(),
        text: Some("Fast delivery and good quality.".to_owned()),
        html: None,
        external_id: None,
        rating: Some(WholeNumber(4)),
        language: "en".to_owned(),
        polarity: "Positive".to_owned(),
        spam_score: Some(WholeNumber(0)),
        like_recommended: None,
        reply_recommended: None,
        hide_recommended: None,
        analyzed: true,
        csat_index: Some(WholeNumber(80)),
    }
}
