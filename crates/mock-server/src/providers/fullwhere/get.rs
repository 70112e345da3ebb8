//! `GET /partners/survey-tracker`: one tracker.

use trackside_schemas::declare::Nothing;
use trackside_schemas::fullwhere::{GetSurveyTracker, GetSurveyTrackerQuery, SurveyTracker};
use trackside_world::{Owner, TrackerQuery, View};

use super::tracker::Found;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetSurveyTracker {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<SurveyTracker>, Problem> {
        let id = call.query.id;
        let key = call.view.tracker_by_id(id).filter(|key| call.caller.owns(call.view.order(key.order()).program));
        let found = key.and_then(|key| Found::existing(call.view, key));
        let found = found.ok_or_else(|| Problem::NotFound {
            what: "SurveyTracker",
            reason: format!("the world has no survey tracker {id}, and no client has asked for one with this id"),
        })?;
        Ok(found.show(call.view).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let newest = view
            .trackers(&TrackerQuery { owner: Some(Owner::Usual), ..TrackerQuery::default() })
            .page(0, 1)
            .into_iter()
            .next();
        let id = newest.map(|key| view.tracker(key).id).unwrap_or_default();
        Sample::new(Nothing {}, GetSurveyTrackerQuery { id }, Nothing {})
    }
}
