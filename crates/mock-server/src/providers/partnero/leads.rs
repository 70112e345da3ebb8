//! `/leads`.

use std::collections::BTreeMap;

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    CreateLead, DeleteLead, Done, Envelope, FieldAnswer, GetLead, GetLeadSetup, Lead, LeadCommission, LeadFieldType,
    LeadPath, LeadSetup, LeadStatus, LeadToCreate, ListLeads, Page, Paging, PartnerIdentifier, Sort,
};
use trackside_schemas::values::DecimalNumber;
use trackside_world::{Program, ProgramKind, View};

use super::envelope::{done, one};
use super::lead_records::{LeadRecord, all, form, found, next, show};
use super::paging::page;
use super::partner_identity::{partner_id, partner_with, some_partner};
use super::refusal::refused;
use super::{figures, kind, secret_of};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

impl Serve for ListLeads {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Lead>>, Problem> {
        let (view, program, paging) = (call.view, kind::affiliate(call)?, &call.query);
        let mut leads = all(view, program);
        if paging.oldest_first() {
            leads.reverse();
        }
        let show = |(number, lead): (u64, LeadRecord)| show(view, number, &lead);
        Ok(page(call, paging.limit(), paging.page, leads.into_iter(), show).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        with_key_of_sample(view, Sample::new(Nothing {}, Paging::default(), Nothing {}))
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<Paging> {
        Some(Paging { limit: Some(10), page: Some(1), sort: Some(Sort::Asc) })
    }
}

impl Serve for CreateLead {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Lead>>, Problem> {
        let (view, program) = (call.view, kind::affiliate(call)?);
        let LeadToCreate { name, email, partner, cfields } = &call.body;
        let partner = partner_with(view, program.id, partner)
            .ok_or_else(|| refused("Invalid partner key", "the program has no such partner"))?;
        let lead = LeadRecord {
            program: program.id,
            partner,
            name: name.clone(),
            email: email.clone(),
            answers: cfields.as_ref().map(answers).transpose()?.unwrap_or_default(),
            created_at: view.now(),
            status: LeadStatus::Submitted,
            customer: None,
            is_deleted: false,
        };
        let number = next(view);
        Ok(Answer::new(one(show(view, number, &lead))).causing(lead.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let found = some_partner(view);
        let id = found.map(|(program, partner)| partner_id(view, program.id, partner));
        let body = LeadToCreate {
            name: "Jane Doe".to_owned(),
            email: "jane@mail.example".to_owned(),
            partner: PartnerIdentifier { id: Some(id.unwrap_or_else(|| "nobody".to_owned())), ..Default::default() },
            cfields: Some(BTreeMap::from([("1".to_owned(), FieldAnswer::One("Acme".to_owned()))])),
        };
        let sample = Sample::new(Nothing {}, Nothing {}, body);
        match found {
            Some((program, _)) => sample.with_credential(vec![secret_of(program)]),
            None => sample,
        }
    }
}

impl Serve for GetLeadSetup {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<LeadSetup>>, Problem> {
        let program = kind::affiliate(call)?;
        let setup = LeadSetup {
            leads_enabled: program.portal.leads_page.to_string(),
            program_leads_commission_type: "follow_program_settings".to_owned(),
            leads_commission: LeadCommission {
                currency: figures::code(program.currency),
                commission: DecimalNumber { hundredths: program.commission_percent.into() },
                commission_type: "percent".to_owned(),
            },
            leads_custom_form_fields: form(),
        };
        Ok(one(setup).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for GetLead {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Lead>>, Problem> {
        let lead = found(call.view, kind::affiliate(call)?, call.path.id)?;
        Ok(one(show(call.view, call.path.id, &lead)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        with_key_of_sample(view, Sample::new(LeadPath { id: open_lead(view, READ) }, Nothing {}, Nothing {}))
    }
}

impl Serve for DeleteLead {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        let lead = found(call.view, kind::affiliate(call)?, call.path.id)?;
        let deleted = LeadRecord { is_deleted: true, ..lead };
        Ok(Answer::new(done()).causing(deleted.put(call.path.id)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        with_key_of_sample(view, Sample::new(LeadPath { id: open_lead(view, DELETED) }, Nothing {}, Nothing {}))
    }
}

/// Places of the leads that samples name: those that change one take others than those that read.
pub(super) const CONVERTED: usize = 0;
pub(super) const CONVERTED_BY_QUERY: usize = 1;
pub(super) const REJECTED: usize = 2;
pub(super) const REJECTED_BY_QUERY: usize = 3;
const DELETED: usize = 4;
const READ: usize = 5;

/// What was entered, by the titles of the fields.
fn answers(given: &BTreeMap<String, FieldAnswer>) -> Result<Vec<(String, String)>, Problem> {
    let form = form();
    let answer = |(number, answer): (&String, &FieldAnswer)| {
        let field = form.iter().find(|field| field.id.to_string() == *number);
        let field = field.ok_or_else(|| {
            Problem::invalid_field("cfields", &format!("names a field that the form does not have: {number}"))
        })?;
        let chosen = match answer {
            FieldAnswer::One(text) => std::slice::from_ref(text),
            FieldAnswer::Several(texts) => texts.as_slice(),
        };
        let takes_several = field.r#type == LeadFieldType::Checkbox;
        if !takes_several && matches!(answer, FieldAnswer::Several(_)) {
            return Err(Problem::invalid_field("cfields", &format!("has several answers to the field {number}")));
        }
        if !field.options.is_empty() && chosen.iter().any(|text| !field.options.contains(text)) {
            return Err(Problem::invalid_field("cfields", &format!("has no choice of the field {number}")));
        }
        Ok((field.title.clone(), chosen.join(", ")))
    };
    given.iter().map(answer).collect()
}

/// An open lead of the program in which samples are.
pub(super) fn open_lead(view: View<'_>, place: usize) -> u64 {
    let open: Vec<_> = sample_program(view)
        .into_iter()
        .flat_map(|program| all(view, program))
        .filter(|(_, lead)| lead.status == LeadStatus::Submitted)
        .collect();
    open.get(place % open.len().max(1)).map_or(1, |(number, _)| *number)
}

/// The program in which samples about leads are: the first one with enough of them.
fn sample_program(view: View<'_>) -> Option<&Program> {
    let programs = || view.programs().filter(|program| program.kind == ProgramKind::Affiliate);
    let open =
        |program: &Program| all(view, program).iter().filter(|(_, lead)| lead.status == LeadStatus::Submitted).count();
    let has_enough = |program: &&Program| program.is_tracking() && open(program) > READ;
    programs().find(has_enough).or_else(|| programs().max_by_key(|program| open(program)))
}

/// A sample with the key of that program.
pub(super) fn with_key_of_sample<E: Serve>(view: View<'_>, sample: Sample<E>) -> Sample<E> {
    match sample_program(view) {
        Some(program) => sample.with_credential(vec![secret_of(program)]),
        None => sample,
    }
}
