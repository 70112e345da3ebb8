//! `POST /api/v1/track/lead`.

use trackside_schemas::affitor::{LeadToTrack, RecordedTestEvent, TrackLead, TrackedLead};
use trackside_schemas::declare::Nothing;
use trackside_world::{Cause, CustomerId, LeadCause, ProgramId, SetupStep, View};

use super::sessions::ReportedLead;
use super::test_events::{record_test, test_program};
use super::{caused, credentials, texts, visitors};
use crate::credentials::Grant;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

const PROVISIONAL: &str = "Lead recorded as provisional. This program requires server-side (Bearer) lead tracking to \
                           settle attribution.";

impl Serve for TrackLead {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<TrackedLead>, Problem> {
        let (view, body) = (call.view, &call.body);
        // Without a key, the call is one of a browser.
        let is_of_a_browser = call.caller.credential.is_empty();
        let own = if let Grant::Program(program) = call.caller.grant { Some(program) } else { None };
        let lead =
            |message: &str| TrackedLead { success: true, message: message.to_owned(), provisional: None, data: None };
        if let Some(additional) = body.additional_data.as_ref().filter(|additional| additional.is_test()) {
            let program = test_program(view, own, additional.program_id.as_ref());
            let (event_id, events) = record_test(view, program, SetupStep::TestLead);
            let data =
                RecordedTestEvent { event_id, program_id: program.map(|program| program.number), test_mode: true };
            let tracked = TrackedLead { data: Some(data), ..lead("Test lead event tracked successfully") };
            return Ok(events.into_iter().fold(Answer::new(tracked), Answer::causing));
        }
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let (click_id, key) = (given(&body.click_id), given(&body.customer_key));
        if click_id.is_none() && key.is_none() {
            return Err(texts::invalid("click_id or customer_key is required", "the body has neither"));
        }
        let visitor = visitors::by_click_or_key(view, own, click_id.as_deref(), key.as_deref());
        let (visitor, program) = visitor.and_then(|visitor| Some((visitor, view.program_of(visitor)?))).ok_or_else(|| {
            texts::invalid(
                "Customer not found. Provide a valid click_id or customer_key.",
                "nobody has this click_id or customer_key; send a click first. Visitors of the simulation who never \
                 bought are only counted, and not known one by one",
            )
        })?;
        if own.is_some_and(|own| own != program) {
            return Err(texts::invalid(
                "Customer does not belong to this program",
                "the visitor clicked a link of another program than the key's",
            ));
        }
        let report = ReportedLead {
            page_url: body.page_url.clone(),
            session_id: body.session_id.clone(),
            is_provisional: false,
        };
        if view.is_lead(visitor) {
            let status = if view.has_bought(visitor) { "conversion" } else { "lead" };
            return Err(texts::invalid(
                format!("Customer status cannot be updated to lead. Current status: {status}"),
                "a customer becomes a lead once; a repeated lead is safe to ignore",
            ));
        }
        let number = view.customer_number(visitor).into();
        if is_of_a_browser && requires_a_server(view, program) {
            let tracked = TrackedLead { provisional: Some(true), ..lead(PROVISIONAL) };
            let report = ReportedLead { is_provisional: true, ..report };
            return Ok(Answer::new(tracked).causing(report.put(number)));
        }
        // An address that is not one is ignored, as the provider only keeps a hash of it.
        let email = given(&body.email).filter(|email| trackside_world::is_email(email));
        let cause = LeadCause { program: Some(program), visitor: Some(visitor), key, email, at: None };
        let events = view.cause(&Cause::Lead(cause)).map_err(caused)?;
        let answer = events.into_iter().fold(Answer::new(lead("Lead tracked successfully")), Answer::causing);
        Ok(answer.causing(report.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program = credentials::usual_program(view).expect("the world has a program");
        let visitor = newest_visitor(view, program.id);
        let body = LeadToTrack {
            click_id: visitor.and_then(|visitor| visitors::click_id(view, visitor)),
            customer_key: Some("user_123".to_owned()),
            // A click comes first, and until a client has sent one, only a test works.
            additional_data: visitor.is_none().then(super::test_events::test_mode),
            ..LeadToTrack::default()
        };
        Sample::new(Nothing {}, Nothing {}, body).with_credential(vec![credentials::key_of(view, program)])
    }
}

/// Whether leads from browsers are provisional: where visitors have to consent, the backend knows who did.
pub(super) fn requires_a_server(view: View<'_>, program: ProgramId) -> bool {
    view.program(program).consent_required
}

/// The newest visitor of a program whom a client has sent and who is no lead yet.
fn newest_visitor(view: View<'_>, program: ProgramId) -> Option<CustomerId> {
    let last = view.ledger().next_visitor();
    let visitors = (0..20).filter_map(|back| last.0.checked_sub(back + 1)).map(CustomerId);
    let is_open = |visitor: &CustomerId| view.program_of(*visitor) == Some(program) && !view.is_lead(*visitor);
    visitors.filter(|visitor| visitor.is_of_the_ledger()).find(is_open)
}
