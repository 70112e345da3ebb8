//! `POST /partners/survey-tracker/generate`: creates survey links for a purchase, once.

use trackside_schemas::declare::Nothing;
use trackside_schemas::fullwhere::{GenerateSurveyTrackers, GeneratedSurveyTrackers, PurchaseToSurvey};
use trackside_world::{Event, OrderId, SurveyLinks, View};

use super::list::first_purchase;
use super::tracker::{Found, uuid};
use crate::request::{FieldProblem, InvalidField, Location, Problem, Shape};
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GenerateSurveyTrackers {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<GeneratedSurveyTrackers>, Problem> {
        let purchase = &call.body.purchase_id;
        let id = uuid(purchase).ok_or_else(malformed)?;
        let is_theirs = |order: &OrderId| call.caller.owns(call.view.order(*order).program);
        let order = call.view.order_by_uuid(id).filter(|order| is_theirs(order) && call.view.is_purchase(*order));
        let order = order.ok_or_else(|| Problem::NotFound {
            what: "Purchase",
            reason: "the world has no order with this UUID; the list of survey trackers names orders as purchaseId"
                .to_owned(),
        })?;
        let keys = call.view.external_trackers(order);
        if keys.is_empty() {
            return Ok(GeneratedSurveyTrackers(Vec::new()).into());
        }
        let created_at = call.view.survey_links_of(order);
        let at = created_at.unwrap_or_else(|| call.view.now());
        let trackers = keys.into_iter().map(|key| Found::requested(key, at).show(call.view)).collect();
        let answer = Answer::new(GeneratedSurveyTrackers(trackers));
        Ok(if created_at.is_some() { answer } else { answer.causing(Event::SurveyLinks(SurveyLinks { order, at })) })
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, PurchaseToSurvey { purchase_id: first_purchase(view) })
    }
}

/// The purchase is named by something else than a UUID.
fn malformed() -> Problem {
    Problem::Invalid(vec![InvalidField {
        location: Location::Body,
        name: "purchaseId".to_owned(),
        shape: Shape::Text,
        format: Some("uuid".to_owned()),
        problem: FieldProblem::Malformed("3c90c3cc-0d44-4b50-8888-8dd25736052a".to_owned()),
    }])
}
