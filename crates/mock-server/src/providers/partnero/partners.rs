//! `/partners`: lists of partners, one of them, and new ones.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    CreatePartner, Envelope, FindPartner, GetPartner, ListPartners, Page, Paging, Partner, PartnerIdentifier,
    PartnerPath, PartnerQuery, PartnerSearch, PartnerToCreate, PartnersQuery, SearchPartners, Sort,
};
use trackside_world::{
    Cause, CauseError, Event, JoinCause, PartnerDecision, PartnerDecisionCause, PartnerId, PartnerProfile, Program,
    ProgramId, View,
};

use super::envelope::one;
use super::kind::affiliate;
use super::paging::page;
use super::partner_identity::{
    PartnerRecord, number, partner_by_email, partner_by_id, partner_id, partner_with, partners_of, some_partner,
};
use super::partner_view::{Partners, whole_name};
use super::referral_links::is_taken;
use super::refusal::{refused, taken};
use crate::request::{FieldProblem, InvalidField, Location, Problem, Shape};
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

impl Serve for ListPartners {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Partner>>, Problem> {
        let program = affiliate(call)?;
        Ok(listed(call, program, &call.query.paging, |_| true).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, PartnersQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<PartnersQuery> {
        Some(PartnersQuery { paging: first_page() })
    }
}

impl Serve for SearchPartners {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Partner>>, Problem> {
        let program = affiliate(call)?;
        let PartnerSearch { key, id, email, paging } = &call.query;
        let asked = [key, id, email].map(|text| text.as_ref().map(|text| text.to_lowercase()));
        let has = |text: &str, part: &Option<String>| {
            part.as_ref().is_none_or(|part| text.to_lowercase().contains(part.as_str()))
        };
        let is_found = |partner: &PartnerProfile<'_>| {
            let [key, id, email] = &asked;
            has(partner.code, key)
                && (id.is_none() || has(&partner_id(call.view, program.id, partner.id), id))
                && (email.is_none() || has(&partner.person().email, email))
        };
        Ok(listed(call, program, paging, is_found).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let key = some_partner(view).map(|(program, partner)| key_of(view, program, partner));
        Sample::new(Nothing {}, PartnerSearch { key, ..PartnerSearch::default() }, Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<PartnerSearch> {
        let (program, partner) = some_partner(view)?;
        let email = view.partner(program.id, partner)?.person().email;
        Some(PartnerSearch {
            key: Some(key_of(view, program, partner)),
            id: Some(partner_id(view, program.id, partner)),
            email: Some(email),
            paging: first_page(),
        })
    }
}

impl Serve for GetPartner {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Partner>>, Problem> {
        let program = affiliate(call)?;
        let partner = partner_in_path(call.view, program.id, &call.path)?;
        Ok(shown(call.view, program, &partner).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(path_of(view, some_partner(view)), Nothing {}, Nothing {})
    }
}

impl Serve for FindPartner {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Partner>>, Problem> {
        let program = affiliate(call)?;
        let PartnerQuery { key, id, email } = call.query.clone();
        let named = PartnerIdentifier { id, key, email };
        if named == PartnerIdentifier::default() {
            return Err(nobody_named());
        }
        let partner = partner_named(call.view, program.id, &named)?;
        Ok(shown(call.view, program, &partner).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let key = some_partner(view).map(|(program, partner)| key_of(view, program, partner));
        Sample::new(Nothing {}, PartnerQuery { key, ..PartnerQuery::default() }, Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<PartnerQuery> {
        let (program, partner) = some_partner(view)?;
        Some(PartnerQuery {
            key: Some(key_of(view, program, partner)),
            id: Some(partner_id(view, program.id, partner)),
            email: Some(view.partner(program.id, partner)?.person().email),
        })
    }
}

impl Serve for CreatePartner {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Partner>>, Problem> {
        created(call.view, affiliate(call)?, &call.body)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, new_partner(view, "sample"))
    }
}

/// The query has none of the three identifiers.
fn nobody_named() -> Problem {
    Problem::Invalid(vec![InvalidField {
        location: Location::Query,
        name: "key".to_owned(),
        shape: Shape::Text,
        format: None,
        problem: FieldProblem::Missing,
    }])
}

/// Somebody joins, and takes part at once.
pub(super) fn created(
    view: View<'_>,
    program: &Program,
    asked: &PartnerToCreate,
) -> Result<Answer<Envelope<Partner>>, Problem> {
    let PartnerToCreate { email, id, key, name, surname, password: _, tags, referring_partner } = asked;
    if partner_by_email(view, program.id, email).is_some() {
        return Err(taken("email"));
    }
    if id.as_ref().is_some_and(|id| partner_by_id(view, program.id, id).is_some()) {
        return Err(taken("id"));
    }
    if key.as_ref().is_some_and(|key| is_taken(view, program.id, key)) {
        return Err(taken("key"));
    }
    let referred_by = match referring_partner {
        Some(named) => Some(partner_with(view, program.id, named).ok_or_else(|| {
            refused("Invalid partner key", "the program has no such referring partner; GET /v1/partners lists them")
        })?),
        None => None,
    };
    let cause = JoinCause {
        program: Some(program.id),
        code: key.clone(),
        name: whole_name(name.as_deref(), surname.as_deref()),
        email: Some(email.clone()),
        at: None,
    };
    let mut events = view.cause(&Cause::Join(cause)).map_err(|error| match error {
        CauseError::CodeTaken => taken("key"),
        CauseError::NoEmail => Problem::invalid_field("email", &error.to_string()),
        error => refused("Nobody can join this program now.", error.to_string()),
    })?;
    let partner = events.iter().find_map(|event| match event {
        Event::Partner(change) => Some(change.partner),
        _ => None,
    });
    let partner = partner.expect("somebody joins");
    let joined = view.after(&events);
    events.extend(decide(joined.view(), program.id, partner, PartnerDecision::Approved)?);
    let record = PartnerRecord {
        id: id.clone(),
        name: name.clone(),
        surname: surname.clone(),
        tags: tags.clone().unwrap_or_default(),
        referred_by,
        updated_at: Some(view.now()),
    };
    events.push(record.put(number(program.id, partner)));
    Ok(afterwards(view, program, partner, events))
}

/// The events of a decision.
pub(super) fn decide(
    view: View<'_>,
    program: ProgramId,
    partner: PartnerId,
    decision: PartnerDecision,
) -> Result<Vec<Event>, Problem> {
    let cause = PartnerDecisionCause { program: Some(program), partner: Some(partner), decision, at: None };
    view.cause(&Cause::PartnerDecision(cause))
        .map_err(|error| refused("The status of the partner does not allow this.", error.to_string()))
}

/// A partner as they are after some events.
pub(super) fn afterwards(
    view: View<'_>,
    program: &Program,
    partner: PartnerId,
    events: Vec<Event>,
) -> Answer<Envelope<Partner>> {
    let after = view.after(&events);
    let view = after.view();
    let program = view.program(program.id);
    let partner = view.partner(program.id, partner).expect("they have joined");
    let answer = Answer::new(shown(view, program, &partner));
    events.into_iter().fold(answer, Answer::causing)
}

/// The partner whom the path names.
pub(super) fn partner_in_path<'w>(
    view: View<'w>,
    program: ProgramId,
    path: &PartnerPath,
) -> Result<PartnerProfile<'w>, Problem> {
    let named = PartnerIdentifier { id: Some(path.id.clone()), ..PartnerIdentifier::default() };
    partner_named(view, program, &named)
}

/// The partner whom a request names.
pub(super) fn partner_named<'w>(
    view: View<'w>,
    program: ProgramId,
    named: &PartnerIdentifier,
) -> Result<PartnerProfile<'w>, Problem> {
    let found = partner_with(view, program, named).and_then(|partner| view.partner(program, partner));
    found.ok_or_else(|| Problem::NotFound {
        what: "Partner",
        reason: "the program of the key has no such partner; GET /v1/partners lists them".to_owned(),
    })
}

fn shown(view: View<'_>, program: &Program, partner: &PartnerProfile<'_>) -> Envelope<Partner> {
    one(Partners::of(view, program).show(partner))
}

fn listed<E: Serve>(
    call: &Call<'_, E>,
    program: &Program,
    paging: &Paging,
    is_found: impl Fn(&PartnerProfile<'_>) -> bool,
) -> Page<Partner> {
    let (view, partners) = (call.view, Partners::of(call.view, program));
    let mut rows: Vec<_> = partners_of(view, program.id).filter(is_found).collect();
    rows.sort_by_key(|partner| (partner.joined_at, partner.id));
    if !paging.oldest_first() {
        rows.reverse();
    }
    page(call, paging.limit(), paging.page, rows.into_iter(), |partner| partners.show(&partner))
}

/// Every way to page at once.
pub(super) fn first_page() -> Paging {
    Paging { limit: Some(5), page: Some(1), sort: Some(Sort::Desc) }
}

/// The path of a partner. A world without partners has the id of one who could join.
pub(super) fn path_of(view: View<'_>, partner: Option<(&Program, PartnerId)>) -> PartnerPath {
    let id = partner.map(|(program, partner)| partner_id(view, program.id, partner));
    PartnerPath { id: id.unwrap_or_else(|| view.merchant_uuid(2).to_string()) }
}

pub(super) fn key_of(view: View<'_>, program: &Program, partner: PartnerId) -> String {
    view.partner_code(program.id, partner).unwrap_or_default().to_owned()
}

/// Somebody who has not joined yet, for samples.
pub(super) fn new_partner(view: View<'_>, word: &str) -> PartnerToCreate {
    let number = some_partner(view).and_then(|(program, _)| view.ledger().next_partner(program.id));
    let number = number.map_or(0, |partner| partner.0);
    PartnerToCreate {
        email: format!("{word}{number}@mail.example"),
        id: Some(format!("{word}_{number}")),
        key: Some(format!("{word}-key-{number}")),
        name: Some("Maria".to_owned()),
        surname: Some("Lindgren".to_owned()),
        password: Some("Passw0rd".to_owned()),
        tags: Some(vec!["spring".to_owned()]),
        referring_partner: None,
    }
}
