//! `/customers/{id}`: what happens to one customer.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    ArchiveCustomer, Customer, CustomerChanges, CustomerFields, CustomerIdentifier, CustomerUpdate, DeleteCustomer,
    Done, Envelope, RestoreCustomer, UpdateCustomer, UpdateCustomerByBody,
};
use trackside_world::{CustomerId, Event, NewLead, Program, ProgramKind, View};

use super::customer_identity::{CustomerRecord, Standing, archived_at, by_email, customer_key, customer_with, number};
use super::customer_samples::{archived, changing, path_of, with_key};
use super::customers::{afterwards, customer_in_path, unknown};
use super::envelope::done;
use super::kind::with_customers;
use super::refusal::{refused, taken};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

/// The samples are in a program of this kind.
const KIND: ProgramKind = ProgramKind::Affiliate;

impl Serve for UpdateCustomer {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Customer>>, Problem> {
        let program = with_customers(call)?;
        let customer = customer_in_path(call.view, program, &call.path)?;
        let CustomerChanges { update, fields } = &call.body;
        changed(call.view, program, customer, update.as_ref().unwrap_or(fields))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = CustomerChanges { update: Some(some_name()), fields: CustomerFields::default() };
        with_key(view, KIND, Sample::new(path_of(view, changing(view, KIND, 1)), Nothing {}, body))
    }
}

impl Serve for UpdateCustomerByBody {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Customer>>, Problem> {
        let program = with_customers(call)?;
        let CustomerUpdate { key, id, update } = &call.body;
        let named = CustomerIdentifier { id: id.clone(), key: key.clone(), email: None };
        let customer = customer_with(call.view, program.id, &named).ok_or_else(unknown)?;
        changed(call.view, program, customer, update)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let key = changing(view, KIND, 2).map(|customer| customer_key(view, customer));
        let body = CustomerUpdate { key, id: None, update: some_name() };
        with_key(view, KIND, Sample::new(Nothing {}, Nothing {}, body))
    }
}

impl Serve for DeleteCustomer {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        let (view, program) = (call.view, with_customers(call)?);
        let customer = customer_in_path(view, program, &call.path)?;
        // What is known of them goes with them.
        let CustomerRecord { referrer, .. } = CustomerRecord::of(view, customer);
        let record = CustomerRecord { is_deleted: true, referrer, ..CustomerRecord::default() };
        Ok(Answer::new(done()).causing(record.put(number(customer))))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        with_key(view, KIND, Sample::new(path_of(view, changing(view, KIND, 3)), Nothing {}, Nothing {}))
    }
}

impl Serve for ArchiveCustomer {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        let (view, program) = (call.view, with_customers(call)?);
        let customer = customer_in_path(view, program, &call.path)?;
        if let Some(at) = archived_at(view, program, customer) {
            return Err(refused("Customer is already archived.", format!("the customer is archived since {at}")));
        }
        Ok(decided(view, customer, Standing::Archived(view.now())))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        with_key(view, KIND, Sample::new(path_of(view, changing(view, KIND, 4)), Nothing {}, Nothing {}))
    }
}

impl Serve for RestoreCustomer {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        let (view, program) = (call.view, with_customers(call)?);
        let customer = customer_in_path(view, program, &call.path)?;
        if archived_at(view, program, customer).is_none() {
            return Err(refused("Customer is not archived.", "the customer takes part"));
        }
        Ok(decided(view, customer, Standing::Active))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        with_key(view, KIND, Sample::new(path_of(view, archived(view, KIND)), Nothing {}, Nothing {}))
    }
}

fn decided(view: View<'_>, customer: CustomerId, standing: Standing) -> Answer<Done> {
    let record =
        CustomerRecord { standing: Some(standing), updated_at: Some(view.now()), ..CustomerRecord::of(view, customer) };
    Answer::new(done()).causing(record.put(number(customer)))
}

/// A customer with other details.
fn changed(
    view: View<'_>,
    program: &Program,
    customer: CustomerId,
    asked: &CustomerFields,
) -> Result<Answer<Envelope<Customer>>, Problem> {
    let CustomerFields { email, name, surname, tags, metadata } = asked;
    let is_referral = program.kind == ProgramKind::ReferAFriend;
    let is_others = |email: &String| by_email(view, program.id, email).is_some_and(|known| known != customer);
    if is_referral && email.as_ref().is_some_and(is_others) {
        return Err(taken("email"));
    }
    let mut events = Vec::new();
    if email.is_some() || name.is_some() || surname.is_some() {
        // Other providers show the same.
        events.push(Event::Lead(NewLead {
            program: program.id,
            visitor: customer,
            key: None,
            email: email.clone(),
            partner: None,
            first_name: name.clone(),
            last_name: surname.clone(),
            at: view.now(),
        }));
    }
    let mut record = CustomerRecord::of(view, customer);
    if let Some(tags) = tags {
        record.tags.clone_from(tags);
    }
    if let Some(date) = metadata.and_then(|metadata| metadata.date_of_birth) {
        record.date_of_birth = Some(date);
    }
    record.updated_at = Some(view.now());
    events.push(record.put(number(customer)));
    Ok(afterwards(view, program, customer, events))
}

fn some_name() -> CustomerFields {
    CustomerFields { surname: Some("Lindgren".to_owned()), ..CustomerFields::default() }
}
