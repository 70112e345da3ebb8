//! `/applications`: everybody who has joined, and what was decided about them.

use serde::{Deserialize, Serialize};
use trackside_schemas::agentref::{
    Application, ApplicationDecision, ApplicationPath, ApplicationStatus, ApplicationsQuery, ApproveApplication,
    BlockApplication, DeclineApplication, Envelope, GetApplication, JoinSource, ListApplications, Page,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Event, PartnerDecision, PartnerProfile, PartnerStatus, Program, View};
use uuid::Uuid;

use super::affiliates::{decide, every_way, is_affiliate, newest_first, some_other_affiliate, source};
use super::envelope::one;
use super::paging::page;
use super::people;
use super::programs::{causing, own_programs, usual_programs};
use super::refusal::conflict;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record, Sample, Serve};

/// What was decided about an application, as far as only AgentRef knows it. Numbered by the partner.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ApplicationRecord {
    /// Why the applicant is not an affiliate.
    refused: Option<Refusal>,
    pub(super) message: Option<String>,
    note: Option<String>,
}

/// Why an applicant is not an affiliate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Refusal {
    Declined,
    Blocked,
}

impl Record for ApplicationRecord {
    const COLLECTION: &'static str = "agentref/applications";
}

type Found<'w> = (&'w Program, PartnerProfile<'w>);

impl Serve for ListApplications {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Application>>, Problem> {
        let view = call.view;
        let ApplicationsQuery { paging, program_id, search, status: asked, source: from } = &call.query;
        let search = search.as_deref().map(str::to_lowercase);
        let is_asked = |(program, partner): &Found<'_>| {
            let has = |text: Option<&str>| {
                search.as_ref().is_none_or(|search| text.is_some_and(|text| text.to_lowercase().contains(search)))
            };
            asked.is_none_or(|asked| asked == status(view, program, partner))
                && from.is_none_or(|asked| asked == source(partner.id))
                && (has(Some(partner.code)) || has(partner.name) || has(partner.email))
        };
        let programs = own_programs(call).filter(|program| program_id.is_none_or(|id| id == program.uuid));
        let all = programs.flat_map(|program| view.all_partners(program.id).map(move |partner| (program, partner)));
        let mut found: Vec<Found<'_>> = all.filter(is_asked).collect();
        newest_first(&mut found, |found| (found.1.joined_at, number(found)));
        let rows: Vec<_> = found.into_iter().map(|found| (number(&found), found)).collect();
        Ok(page(call, paging, &rows, |found| show(view, &found))?.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, ApplicationsQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<ApplicationsQuery> {
        let (program, partner) = some_applicant(view)?;
        Some(ApplicationsQuery {
            paging: every_way(),
            program_id: Some(program.uuid),
            search: Some(partner.code.to_owned()),
            status: Some(status(view, program, &partner)),
            source: Some(JoinSource::Browser),
        })
    }
}

impl Serve for GetApplication {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Application>>, Problem> {
        Ok(one(call, show(call.view, &own_application(call, call.path.id)?)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(path(view), Nothing {}, Nothing {})
    }
}

macro_rules! decision {
    ($($endpoint:ident: $refusal:expr, $note:literal;)+) => {
        $(
            impl Serve for $endpoint {
                fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Application>>, Problem> {
                    let found = own_application(call, call.path.id)?;
                    decided(call, found, $refusal, call.body.note.as_deref())
                }

                fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
                    let body = ApplicationDecision { note: Some($note.to_owned()) };
                    Sample::new(path(view), Nothing {}, body)
                }
            }
        )+
    };
}

decision! {
    ApproveApplication: None, "Fits our audience";
    DeclineApplication: Some(Refusal::Declined), "Does not fit our audience";
    BlockApplication: Some(Refusal::Blocked), "Bids on our brand";
}

/// The application after a decision. The last decision counts.
fn decided<E: Serve>(
    call: &Call<'_, E>,
    (program, partner): Found<'_>,
    refusal: Option<Refusal>,
    note: Option<&str>,
) -> Result<Answer<Envelope<Application>>, Problem> {
    let view = call.view;
    let decision = match (partner.status, refusal) {
        (PartnerStatus::Archived | PartnerStatus::Deleted, _) => {
            let reason = "the affiliate has left the program, and nobody comes back in the simulation";
            return Err(conflict("This applicant has left the program.", reason));
        }
        (PartnerStatus::Active, None) | (PartnerStatus::Blocked, Some(_)) => None,
        (_, None) => Some(PartnerDecision::Approved),
        (_, Some(_)) => Some(PartnerDecision::Blocked),
    };
    let mut events: Vec<Event> =
        decision.into_iter().flat_map(|decision| decide(view, program.id, partner.id, decision)).collect();
    let number = number(&(program, partner));
    let before = ApplicationRecord::get(view, number).unwrap_or_default();
    let record = ApplicationRecord {
        refused: refusal,
        note: note.map(str::to_owned).or_else(|| before.note.clone()),
        message: before.message.clone(),
    };
    if (record.refused, &record.note) != (before.refused, &before.note) {
        events.push(record.put(number));
    }
    let after = view.after(&events);
    let view = after.view();
    let partner = view.partner_by_uuid(view.partner_uuid(program.id, partner_of(number))).expect("they have joined");
    let found = (view.program(program.id), view.partner(partner.0, partner.1).expect("they have joined"));
    Ok(causing(one(call, show(view, &found)), events))
}

/// The application of the caller with the id.
fn own_application<'w, E: Serve>(call: &Call<'w, E>, id: Uuid) -> Result<Found<'w>, Problem> {
    let view = call.view;
    let found = view.application_by_uuid(id).filter(|(program, _)| call.caller.owns(view.program(*program)));
    let found = found.and_then(|(program, partner)| Some((view.program(program), view.partner(program, partner)?)));
    found.ok_or_else(|| Problem::NotFound {
        what: "Application",
        reason: format!("no program of the caller has an application {id}; GET /applications lists them"),
    })
}

fn status(view: View<'_>, program: &Program, partner: &PartnerProfile<'_>) -> ApplicationStatus {
    let record = || ApplicationRecord::get(view, number(&(program, partner.clone())));
    match partner.status {
        PartnerStatus::Pending => ApplicationStatus::Pending,
        PartnerStatus::Active | PartnerStatus::Archived | PartnerStatus::Deleted => ApplicationStatus::Approved,
        PartnerStatus::Blocked => {
            let was_approved = || view.partner_approved_at(program.id, partner.id).is_some();
            let refused = record().and_then(|record| record.refused);
            match refused.unwrap_or_else(|| if was_approved() { Refusal::Blocked } else { Refusal::Declined }) {
                Refusal::Declined => ApplicationStatus::Declined,
                Refusal::Blocked => ApplicationStatus::Blocked,
            }
        }
    }
}

fn show(view: View<'_>, (program, partner): &Found<'_>) -> Application {
    let person = people::of(view, program, partner);
    let record = ApplicationRecord::get(view, number(&(program, partner.clone()))).unwrap_or_default();
    let is_affiliate = is_affiliate(view, program.id, partner);
    Application {
        id: view.application_uuid(program.id, partner.id),
        program_id: program.uuid,
        affiliate_id: is_affiliate.then(|| view.partner_uuid(program.id, partner.id)),
        status: status(view, program, partner),
        source: source(partner.id),
        name: person.name,
        email: if partner.id.is_of_the_ledger() { partner.email.map(str::to_owned) } else { Some(person.email) },
        message: record.message,
        note: record.note,
        created_at: partner.joined_at,
    }
}

fn number((program, partner): &Found<'_>) -> u64 {
    u64::from(program.id.0) << 16 | u64::from(partner.id.0)
}

fn partner_of(number: u64) -> trackside_world::PartnerId {
    trackside_world::PartnerId(u16::try_from(number & 0xffff).expect("16 bits"))
}

/// An applicant for samples: one who waits, or else an affiliate.
fn some_applicant(view: View<'_>) -> Option<Found<'_>> {
    let all = || {
        usual_programs(view).flat_map(move |program| view.all_partners(program.id).map(move |known| (program, known)))
    };
    let mut pending = all().filter(|(_, partner)| partner.status == PartnerStatus::Pending);
    let active = || {
        let (program, partner) = some_other_affiliate(view)?;
        Some((program, view.partner(program.id, partner)?))
    };
    pending.next().or_else(active)
}

fn path(view: View<'_>) -> ApplicationPath {
    let id = some_applicant(view).map(|(program, partner)| view.application_uuid(program.id, partner.id));
    ApplicationPath { id: id.unwrap_or_else(|| view.merchant_uuid(2)) }
}
