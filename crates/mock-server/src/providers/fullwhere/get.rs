//! `GET /partners/survey-tracker`: one tracker.

use trackside_schemas::fullwhere::{GetSurveyTracker, SurveyTracker};

use super::tracker::Found;
use crate::pipeline::{Call, Problem, Serve};

impl Serve for GetSurveyTracker {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<SurveyTracker, Problem> {
        let id = call.query.id;
        let key = call.view.tracker_by_id(id);
        let found = key.and_then(|key| Found::existing(key, call.sandbox.store(), call.view));
        let found = found.ok_or_else(|| Problem::NotFound {
            what: "SurveyTracker",
            reason: format!("the world has no survey tracker {id}, and no client has asked for one with this id"),
        })?;
        Ok(found.show(call.view))
    }
}
