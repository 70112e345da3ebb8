//! `GET /partners/feedback`: what a customer said in a survey.

use trackside_schemas::declare::Nothing;
use trackside_schemas::fullwhere::{Feedback, GetFeedback, IdQuery};
use trackside_schemas::values::WholeNumber;
use trackside_world::{self as world, Opinion, Owner, View};

use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetFeedback {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Feedback>, Problem> {
        let id = call.query.id;
        let feedback = call
            .view
            .feedback_by_id(id)
            .filter(|feedback| call.caller.owns(call.view.order(feedback.tracker.order()).program));
        let feedback = feedback.ok_or_else(|| Problem::NotFound {
            what: "Feedback",
            reason: format!(
                "there is no feedback {id}: a completed survey brings one; GET /_mock/events names those of surveys that \
                 were completed by hand"
            ),
        })?;
        Ok(show(&feedback).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let feedback = view.some_completed_survey(Owner::Usual).and_then(|key| view.feedback(key));
        Sample::new(Nothing {}, IdQuery { id: feedback.map(|feedback| feedback.id).unwrap_or_default() }, Nothing {})
    }
}

fn show(feedback: &world::Feedback) -> Feedback {
    let whole = |number: u8| WholeNumber(number.into());
    Feedback {
        id: feedback.id,
        created_at: feedback.created_at.into(),
        updated_at: feedback.analyzed_at.unwrap_or(feedback.created_at).into(),
        source: "Survey".to_owned(),
        class: "Review".to_owned(),
        text: feedback.text.map(str::to_owned),
        html: None,
        external_id: None,
        rating: feedback.rating.map(whole),
        language: feedback.language.to_owned(),
        polarity: match feedback.opinion {
            Opinion::Positive => "Positive",
            Opinion::Neutral => "Neutral",
            Opinion::Negative => "Negative",
        }
        .to_owned(),
        spam_score: feedback.analyzed_at.map(|_| WholeNumber(0)),
        like_recommended: None,
        reply_recommended: None,
        hide_recommended: None,
        analyzed: feedback.analyzed_at.is_some(),
        // The rating in per cent of the best one.
        csat_index: feedback.rating.map(|rating| whole(rating * 20)),
    }
}
