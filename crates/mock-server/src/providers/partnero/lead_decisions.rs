//! `/leads/convert` and `/leads/reject`.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    ConvertLead, ConvertLeadByQuery, Envelope, Lead, LeadStatus, LeadToConvert, LeadToReject, RejectLead,
    RejectLeadByQuery,
};
use trackside_world::{Event, NewLead, Program, View};

use super::envelope::one;
use super::kind;
use super::lead_records::{LeadRecord, customer_key, found, show};
use super::leads::{CONVERTED, CONVERTED_BY_QUERY, REJECTED, REJECTED_BY_QUERY, open_lead, with_key_of_sample};
use super::refusal::refused;
use super::transaction_creation::{Creation, in_minor_units};
use super::transactions::causing;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

/// The amount in samples, in the main unit.
const AMOUNT: f64 = 100.0;

impl Serve for ConvertLead {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Lead>>, Problem> {
        convert(call.view, kind::affiliate(call)?, &call.body)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = LeadToConvert { id: open_lead(view, CONVERTED), commission_transaction_amount: AMOUNT };
        with_key_of_sample(view, Sample::new(Nothing {}, Nothing {}, body))
    }
}

impl Serve for ConvertLeadByQuery {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Lead>>, Problem> {
        convert(call.view, kind::affiliate(call)?, &call.query)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let query = LeadToConvert { id: open_lead(view, CONVERTED_BY_QUERY), commission_transaction_amount: AMOUNT };
        with_key_of_sample(view, Sample::new(Nothing {}, query, Nothing {}))
    }
}

impl Serve for RejectLead {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Lead>>, Problem> {
        reject(call.view, kind::affiliate(call)?, call.body.id)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = LeadToReject { id: open_lead(view, REJECTED) };
        with_key_of_sample(view, Sample::new(Nothing {}, Nothing {}, body))
    }
}

impl Serve for RejectLeadByQuery {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Lead>>, Problem> {
        reject(call.view, kind::affiliate(call)?, call.query.id)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let query = LeadToReject { id: open_lead(view, REJECTED_BY_QUERY) };
        with_key_of_sample(view, Sample::new(Nothing {}, query, Nothing {}))
    }
}

/// The lead becomes a customer of the partner, with a transaction.
fn convert(view: View<'_>, program: &Program, asked: &LeadToConvert) -> Result<Answer<Envelope<Lead>>, Problem> {
    let number = asked.id;
    let lead = open(view, program, number, "Lead cannot be converted.")?;
    let (customer, key) = (view.ledger().next_visitor(), customer_key(view, number));
    let (first_name, last_name) = match lead.name.split_once(' ') {
        Some((first, last)) => (first.to_owned(), Some(last.to_owned())),
        None => (lead.name.clone(), None),
    };
    let mut creation = Creation::new(view, program);
    creation.push(Event::Lead(NewLead {
        program: program.id,
        visitor: customer,
        key: Some(key.clone()),
        email: Some(lead.email.clone()),
        partner: Some(lead.partner),
        first_name: Some(first_name),
        last_name,
        at: view.now(),
    }));
    let amount = in_minor_units(program, asked.commission_transaction_amount);
    creation.sale(customer, amount, None, None, view.now())?;
    let (mut events, _) = creation.done()?;
    let converted = LeadRecord { status: LeadStatus::Converted, customer: Some(key), ..lead };
    events.push(converted.put(number));
    Ok(causing(one(show(view, number, &converted)), events))
}

fn reject(view: View<'_>, program: &Program, number: u64) -> Result<Answer<Envelope<Lead>>, Problem> {
    let lead = open(view, program, number, "Lead cannot be rejected.")?;
    let rejected = LeadRecord { status: LeadStatus::Rejected, ..lead };
    Ok(Answer::new(one(show(view, number, &rejected))).causing(rejected.put(number)))
}

/// The lead with a number, about whom nothing is decided.
fn open(view: View<'_>, program: &Program, number: u64, message: &str) -> Result<LeadRecord, Problem> {
    let lead = found(view, program, number)?;
    if lead.status == LeadStatus::Submitted {
        Ok(lead)
    } else {
        Err(refused(message, "the lead is converted or rejected already"))
    }
}
