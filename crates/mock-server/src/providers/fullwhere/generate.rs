//! `POST /partners/survey-tracker/generate`: survey links for a purchase, made once.

use trackside_schemas::fullwhere::{GenerateSurveyTrackers, GeneratedSurveyTrackers};

use super::tracker::Found;
use crate::pipeline::{Call, Problem, Serve};

impl Serve for GenerateSurveyTrackers {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<GeneratedSurveyTrackers, Problem> {
        let purchase = &call.body.purchase_id;
        let order = call.view.order_by_reference(purchase).ok_or_else(|| Problem::NotFound {
            what: "Purchase",
            reason: "the world has no order with this reference; orders are listed as order_ref by wecantrack's transactions".to_owned(),
        })?;
        let keys = call.view.external_trackers(order);
        if keys.is_empty() {
            return Ok(GeneratedSurveyTrackers(Vec::new()));
        }
        let created = call.sandbox.store().create_survey_links(order, call.view.now());
        let at = created.map_err(|error| Problem::Internal(error.to_string()))?;
        Ok(GeneratedSurveyTrackers(keys.into_iter().map(|key| Found::requested(key, at).show(call.view)).collect()))
    }
}
