//! `/partners/{id}`: what happens to one partner.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    ArchivePartner, CreateSignInUrl, DeletePartner, Done, Envelope, Partner, PartnerChanges, PartnerIdentifier,
    PartnerStatusToSet, RestorePartner, SignInToCreate, SignInUrl, UpdatePartner,
};
use trackside_world::{
    Event, PartnerChange, PartnerDecision, PartnerId, PartnerProfile, PartnerStatus, PartnerStep, Program, ProgramKind,
    RevisedPartner, View,
};

use super::envelope::{done, one};
use super::kind::affiliate;
use super::partner_identity::{PartnerRecord, number, partner_by_email, partners_of, some_partner};
use super::partner_view::{names, whole_name};
use super::partners::{afterwards, decide, key_of, partner_in_path, partner_named, path_of};
use super::refusal::{refused, taken};
use super::secret_of;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

impl Serve for UpdatePartner {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Partner>>, Problem> {
        let program = affiliate(call)?;
        let partner = partner_in_path(call.view, program.id, &call.path)?;
        changed(call.view, program, &partner, &call.body)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(path_of(view, some_other_partner(view, 0)), Nothing {}, sample_changes())
    }
}

impl Serve for DeletePartner {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        let program = affiliate(call)?;
        let partner = partner_in_path(call.view, program.id, &call.path)?;
        decided(call.view, program, &partner, PartnerDecision::Deleted)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(path_of(view, some_other_partner(view, 1)), Nothing {}, Nothing {})
    }
}

impl Serve for ArchivePartner {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        let program = affiliate(call)?;
        let partner = partner_in_path(call.view, program.id, &call.path)?;
        if matches!(partner.status, PartnerStatus::Archived | PartnerStatus::Blocked) {
            return Err(refused("Partner is already archived.", "the partner is archived, or was rejected or blocked"));
        }
        decided(call.view, program, &partner, PartnerDecision::Archived)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(path_of(view, some_other_partner(view, 2)), Nothing {}, Nothing {})
    }
}

impl Serve for RestorePartner {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        let program = affiliate(call)?;
        let partner = partner_in_path(call.view, program.id, &call.path)?;
        if !matches!(partner.status, PartnerStatus::Archived | PartnerStatus::Blocked) {
            let reason = format!("the partner is {}", partner.status.name());
            return Err(refused("Partner is not archived.", reason));
        }
        decided(call.view, program, &partner, PartnerDecision::Restored)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let programs = view.programs().filter(|program| program.kind == ProgramKind::Affiliate);
        let archived = |program: &Program| {
            let mut partners = partners_of(view, program.id);
            partners.find(|partner| matches!(partner.status, PartnerStatus::Archived | PartnerStatus::Blocked))
        };
        let mut found = programs.filter_map(|program| Some((program, archived(program)?.id)));
        let found = found.next();
        let sample = Sample::new(path_of(view, found), Nothing {}, Nothing {});
        match found {
            Some((program, _)) => sample.with_credential(vec![secret_of(program)]),
            None => sample,
        }
    }
}

impl Serve for CreateSignInUrl {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<SignInUrl>>, Problem> {
        let program = affiliate(call)?;
        let SignInToCreate { key, email, expires_in: _ } = call.body.clone();
        let partner = partner_named(call.view, program.id, &PartnerIdentifier { id: None, key, email })?;
        if partner.status != PartnerStatus::Active {
            let reason = format!("the partner is {}, and so cannot sign in", partner.status.name());
            return Err(refused("Partner is not active.", reason));
        }
        let portal = program.portal_url.trim_end_matches('/');
        let token: String = call.request_id.to_string().chars().filter(char::is_ascii_alphanumeric).collect();
        Ok(one(SignInUrl { url: format!("{portal}/sign-in?token={token}") }).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let key = some_partner(view).map(|(program, partner)| key_of(view, program, partner));
        Sample::new(Nothing {}, Nothing {}, SignInToCreate { key, email: None, expires_in: Some(300) })
    }
}

/// A partner with other details, and maybe another status.
pub(super) fn changed(
    view: View<'_>,
    program: &Program,
    partner: &PartnerProfile<'_>,
    asked: &PartnerChanges,
) -> Result<Answer<Envelope<Partner>>, Problem> {
    let PartnerChanges { email, name, surname, tags, status } = asked;
    let mut events = Vec::new();
    let mut record = PartnerRecord::get(view, number(program.id, partner.id)).unwrap_or_default();
    let person = partner.person();
    if let Some(email) = email {
        if partner_by_email(view, program.id, email).is_some_and(|known| known != partner.id) {
            return Err(taken("email"));
        }
        if !trackside_world::is_email(email) {
            return Err(Problem::invalid_field("email", "is not an e-mail address such as name@mail.example"));
        }
    }
    let known = person.name.unwrap_or_default();
    let (known_name, known_surname) = names(&known, &record);
    (record.name, record.surname) = (name.clone().or(known_name), surname.clone().or(known_surname));
    let whole = whole_name(record.name.as_deref(), record.surname.as_deref());
    let revised = RevisedPartner {
        name: whole.filter(|whole| *whole != known),
        email: email.clone().filter(|email| *email != person.email),
    };
    if revised != RevisedPartner::default() {
        events.push(event(view, program, partner.id, PartnerStep::Revised(Box::new(revised))));
    }
    if let Some(tags) = tags {
        record.tags.clone_from(tags);
    }
    record.updated_at = Some(view.now());
    events.push(record.put(number(program.id, partner.id)));
    if let Some(status) = status {
        events.extend(
            steps_to(partner, view.partner_approved_at(program.id, partner.id).is_some(), *status)
                .into_iter()
                .map(|step| event(view, program, partner.id, step)),
        );
    }
    Ok(afterwards(view, program, partner.id, events))
}

/// What has to happen until somebody has a status.
fn steps_to(partner: &PartnerProfile<'_>, was_approved: bool, asked: PartnerStatusToSet) -> Vec<PartnerStep> {
    match (partner.status, asked) {
        (PartnerStatus::Pending, PartnerStatusToSet::Active) => vec![PartnerStep::Approved],
        (PartnerStatus::Archived | PartnerStatus::Blocked, PartnerStatusToSet::Active) if was_approved => {
            vec![PartnerStep::Restored]
        }
        (PartnerStatus::Archived | PartnerStatus::Blocked, PartnerStatusToSet::Active) => {
            vec![PartnerStep::Restored, PartnerStep::Approved]
        }
        (PartnerStatus::Pending | PartnerStatus::Active, PartnerStatusToSet::Archived) => vec![PartnerStep::Archived],
        _ => Vec::new(),
    }
}

/// A decision that the partner's status allows.
pub(super) fn decided(
    view: View<'_>,
    program: &Program,
    partner: &PartnerProfile<'_>,
    decision: PartnerDecision,
) -> Result<Answer<Done>, Problem> {
    let events = decide(view, program.id, partner.id, decision)?;
    Ok(events.into_iter().fold(Answer::new(done()), Answer::causing))
}

fn event(view: View<'_>, program: &Program, partner: PartnerId, step: PartnerStep) -> Event {
    Event::Partner(PartnerChange { program: program.id, partner, step, at: view.now() })
}

/// An active partner for samples that change or remove them: not the one whom other samples need. Each place is another's.
pub(super) fn some_other_partner(view: View<'_>, place: usize) -> Option<(&Program, PartnerId)> {
    let (program, usual) = some_partner(view)?;
    let active = partners_of(view, program.id).filter(|partner| partner.status == PartnerStatus::Active);
    let others: Vec<PartnerId> = active.map(|partner| partner.id).filter(|partner| *partner != usual).collect();
    let chosen = others.iter().rev().nth(place).or_else(|| others.last());
    Some((program, chosen.copied().unwrap_or(usual)))
}

pub(super) fn sample_changes() -> PartnerChanges {
    PartnerChanges {
        email: None,
        name: Some("Maria".to_owned()),
        surname: Some("Lindgren".to_owned()),
        tags: Some(vec!["spring".to_owned(), "blog".to_owned()]),
        status: Some(PartnerStatusToSet::Active),
    }
}
