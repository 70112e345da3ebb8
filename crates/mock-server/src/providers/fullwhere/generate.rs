//! `POST /partners/survey-tracker/generate`: creates survey links for a purchase, once.

use trackside_schemas::declare::Nothing;
use trackside_schemas::fullwhere::{GenerateSurveyTrackers, GenerateSurveyTrackersBody, GeneratedSurveyTrackers};
use trackside_world::View;

use super::list::first_purchase;
use super::tracker::Found;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};
use crate::store::Event;

impl Serve for GenerateSurveyTrackers {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<GeneratedSurveyTrackers>, Problem> {
        let purchase = &call.body.purchase_id;
        let order = call.view.order_by_reference(purchase).filter(|_| !call.caller.is_new()).ok_or_else(|| {
            Problem::NotFound {
                what: "Purchase",
                reason: "the world has no order with this reference; orders are listed as order_ref by wecantrack's \
                     transactions"
                    .to_owned(),
            }
        })?;
        let keys = call.view.external_trackers(order);
        if keys.is_empty() {
            return Ok(GeneratedSurveyTrackers(Vec::new()).into());
        }
        let created_at = call.records.survey_links_of(order);
        let at = created_at.unwrap_or_else(|| call.view.now());
        let trackers = keys.into_iter().map(|key| Found::requested(key, at).show(call.view)).collect();
        let answer = Answer::new(GeneratedSurveyTrackers(trackers));
        Ok(if created_at.is_some() { answer } else { answer.causing(Event::SurveyLinks(order)) })
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, GenerateSurveyTrackersBody { purchase_id: first_purchase(view) })
    }
}
