//! `GET /partners/survey`: a survey and its limits.

use serde_json::Map;
use trackside_schemas::declare::Nothing;
use trackside_schemas::fullwhere::{GetSurvey, IdQuery, Survey};
use trackside_schemas::values::WholeNumber;
use trackside_world::View;

use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetSurvey {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Survey>, Problem> {
        let (view, id) = (call.view, call.query.id);
        let found = view.survey_by_id(id).filter(|(program, _)| call.caller.owns(view.program(*program)));
        let (program, survey) = found.ok_or_else(|| Problem::NotFound {
            what: "Survey",
            reason: format!("no program has a survey {id}; the list of survey trackers names surveys as surveyId"),
        })?;
        let created_at = view.program(program).created_at.into();
        let survey = Survey {
            id,
            created_at,
            updated_at: created_at,
            name: survey.name.clone(),
            description: None,
            language: "en".to_owned(),
            enabled: survey.enabled,
            auto_translate: true,
            general_style: Map::new(),
            header: Map::new(),
            submission_count: WholeNumber(view.submissions(program, id) as u64),
            publicly_available: false,
            solicitation_threshold: WholeNumber(survey.solicitation_threshold.into()),
            resolicitation_delay: WholeNumber(survey.resolicitation_delay.into()),
            resolicitation_mode: "Survey".to_owned(),
            pre_redirect: false,
            pre_redirect_threshold: Some(None),
            pre_redirect_config: Some(None),
            post_redirect: false,
            post_redirect_threshold: None,
        };
        Ok(survey.into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let survey = view.programs().find_map(|program| program.surveys.first());
        Sample::new(Nothing {}, IdQuery { id: survey.map(|survey| survey.id).unwrap_or_default() }, Nothing {})
    }
}
