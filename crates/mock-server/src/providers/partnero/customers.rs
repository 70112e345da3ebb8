//! `/customers`: lists of customers, one of them, and new ones.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    CreateCustomer, Customer, CustomerIdentifier, CustomerPath, CustomerSearch, CustomerToCreate, CustomersQuery,
    Envelope, GetCustomer, ListCustomers, Page, PartnerIdentifier, ReferStatus, SearchCustomers,
};
use trackside_world::{CustomerId, Event, NewLead, PartnerId, Program, ProgramKind, View};

use super::customer_identity::{
    CustomerRecord, by_email, by_key, by_referral_key, customer_by_any, customer_key, customer_with, customers_of,
    is_there, number,
};
use super::customer_samples::{customer, path_of, sample_program};
use super::customer_view::Customers;
use super::envelope::one;
use super::kind::with_customers;
use super::paging::page;
use super::partner_identity::{partner_by_email, partner_by_key, partner_with};
use super::partners::first_page;
use super::referral_links;
use super::refusal::{refused, taken};
use crate::request::{FieldProblem, InvalidField, Location, Problem, Shape};
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

impl Serve for ListCustomers {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Customer>>, Problem> {
        let (view, program) = (call.view, with_customers(call)?);
        let CustomersQuery { partner_key, partner_email, refer_status, paging } = &call.query;
        let customers = Customers::of(view, program);
        let is_asked: Box<dyn Fn(CustomerId) -> bool> = if program.kind == ProgramKind::ReferAFriend {
            Box::new(|customer| {
                refer_status.is_none_or(|asked| {
                    customers.friends.referrer(customer).is_some() == (asked == ReferStatus::Referred)
                })
            })
        } else {
            let by_key = partner_key.as_ref().map(|key| partner_by_key(view, program.id, key));
            let by_email = partner_email.as_ref().map(|email| partner_by_email(view, program.id, email));
            let asked: Vec<Option<PartnerId>> = by_key.into_iter().chain(by_email).collect();
            Box::new(move |customer| asked.iter().all(|asked| asked.is_some() && view.partner_of(customer) == *asked))
        };
        let found = |customer: &CustomerId| is_asked(*customer) && is_there(view, *customer);
        let all = view.customers_of(program.id);
        let show = |customer| customers.show(customer);
        let (limit, number) = (paging.limit(), paging.page);
        let listed = if paging.oldest_first() {
            page(call, limit, number, all.filter(found), show)
        } else {
            page(call, limit, number, all.rev().filter(found), show)
        };
        Ok(listed.into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        with_key(view, Sample::new(Nothing {}, CustomersQuery::default(), Nothing {}))
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<CustomersQuery> {
        let program = sample_program(view, ProgramKind::Affiliate)?;
        let mut partners = customers_of(view, program.id).filter_map(|customer| view.partner_of(customer));
        let partner = partners.find_map(|partner| view.partner(program.id, partner))?;
        Some(CustomersQuery {
            partner_key: Some(partner.code.to_owned()),
            partner_email: Some(partner.person().email),
            refer_status: Some(ReferStatus::Referred),
            paging: first_page(),
        })
    }
}

impl Serve for SearchCustomers {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Customer>>, Problem> {
        let (view, program) = (call.view, with_customers(call)?);
        let CustomerSearch { email, id, key, paging } = &call.query;
        let customers = Customers::of(view, program);
        let show = |customer| customers.show(customer);
        let identifier = |id: &Option<String>, key: &Option<String>| CustomerIdentifier {
            id: id.clone(),
            key: key.clone(),
            email: None,
        };
        let by_id = id.as_ref().map(|_| customer_with(view, program.id, &identifier(id, &None)));
        let by_key = key.as_ref().map(|_| customer_with(view, program.id, &identifier(&None, key)));
        let named: Vec<Option<CustomerId>> = by_id.into_iter().chain(by_key).collect();
        let (limit, number) = (paging.limit(), paging.page);
        if let Some(first) = named.first().copied() {
            let part = email.as_ref().map(|email| email.to_lowercase());
            let has_part = |customer: CustomerId| {
                let email = view.customer_email(customer).to_lowercase();
                part.as_ref().is_none_or(|part| email.contains(part.as_str()))
            };
            let found = first.filter(|customer| named.iter().all(|one| *one == first) && has_part(*customer));
            return Ok(page(call, limit, number, found.into_iter(), show).into());
        }
        let found = view.customers_by_email_part(program.id, email.as_deref().unwrap_or_default());
        let found = found.filter(|customer| is_there(view, *customer));
        let listed = if paging.oldest_first() {
            page(call, limit, number, found.rev(), show)
        } else {
            page(call, limit, number, found, show)
        };
        Ok(listed.into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let found = customer(view, ProgramKind::Affiliate, 0);
        let email = found.map(|customer| view.customer_email(customer).into_owned());
        with_key(view, Sample::new(Nothing {}, CustomerSearch { email, ..CustomerSearch::default() }, Nothing {}))
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<CustomerSearch> {
        let found = customer(view, ProgramKind::Affiliate, 0)?;
        let key = Some(customer_key(view, found));
        let email = Some(view.customer_email(found).into_owned());
        Some(CustomerSearch { email, id: key.clone(), key, paging: first_page() })
    }
}

impl Serve for GetCustomer {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Customer>>, Problem> {
        let program = with_customers(call)?;
        let customer = customer_in_path(call.view, program, &call.path)?;
        Ok(one(Customers::of(call.view, program).show(customer)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let found = customer(view, ProgramKind::Affiliate, 0);
        with_key(view, Sample::new(path_of(view, found), Nothing {}, Nothing {}))
    }
}

impl Serve for CreateCustomer {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Customer>>, Problem> {
        let (view, program) = (call.view, with_customers(call)?);
        let customer = view.ledger().next_visitor();
        let (lead, record) = match program.kind {
            ProgramKind::ReferAFriend => new_friend(view, program, customer, &call.body)?,
            _ => new_affiliate_customer(view, program, customer, &call.body)?,
        };
        if !program.is_tracking() {
            return Err(refused(
                "The program is not active.",
                "the program is paused or archived, or was never started",
            ));
        }
        Ok(afterwards(view, program, customer, vec![Event::Lead(lead), record.put(number(customer))]))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program = sample_program(view, ProgramKind::Affiliate);
        let partner = program.and_then(|program| view.partner_code(program.id, view.active_partner(program.id)?));
        let number = view.ledger().next_visitor().0;
        let body = CustomerToCreate {
            key: Some(format!("sample_{number}")),
            email: Some(format!("sample{number}@mail.example")),
            name: Some("Nora".to_owned()),
            surname: Some("Berg".to_owned()),
            tags: Some(vec!["spring".to_owned()]),
            partner: partner
                .map(|code| PartnerIdentifier { key: Some(code.to_owned()), ..PartnerIdentifier::default() }),
            ..CustomerToCreate::default()
        };
        with_key(view, Sample::new(Nothing {}, Nothing {}, body))
    }
}

fn new_affiliate_customer(
    view: View<'_>,
    program: &Program,
    customer: CustomerId,
    asked: &CustomerToCreate,
) -> Result<(NewLead, CustomerRecord), Problem> {
    let key = asked.key.clone().ok_or_else(|| missing("key"))?;
    let partner = asked.partner.as_ref().and_then(|partner| partner_with(view, program.id, partner));
    let partner = partner.ok_or_else(|| {
        let reason = match asked.partner {
            Some(_) => "the program has no such partner; GET /v1/partners lists them",
            None => "a customer of an affiliate program needs a partner",
        };
        refused("Invalid partner key", reason)
    })?;
    if by_key(view, program.id, &key).is_some() {
        return Err(taken("key"));
    }
    let record = CustomerRecord {
        tags: asked.tags.clone().unwrap_or_default(),
        updated_at: Some(view.now()),
        ..CustomerRecord::default()
    };
    Ok((NewLead { partner: Some(partner), ..lead(view, program, customer, Some(key), asked) }, record))
}

fn new_friend(
    view: View<'_>,
    program: &Program,
    customer: CustomerId,
    asked: &CustomerToCreate,
) -> Result<(NewLead, CustomerRecord), Problem> {
    let (id, key) = (asked.id.as_deref(), asked.key.as_deref());
    if id.is_some_and(|id| by_key(view, program.id, id).is_some()) {
        return Err(taken("id"));
    }
    if key.is_some_and(|key| is_referral_key_taken(view, program, key)) {
        return Err(taken("key"));
    }
    if asked.email.as_deref().is_some_and(|email| by_email(view, program.id, email).is_some()) {
        return Err(taken("email"));
    }
    let referrer = asked.referring_customer.as_ref().map(|named| {
        customer_with(view, program.id, named)
            .ok_or_else(|| refused("Invalid customer key", "the program has no such referring customer"))
    });
    let record = CustomerRecord {
        referral_key: asked.key.clone(),
        referrer: referrer.transpose()?,
        date_of_birth: asked.metadata.and_then(|metadata| metadata.date_of_birth),
        updated_at: Some(view.now()),
        ..CustomerRecord::default()
    };
    Ok((lead(view, program, customer, asked.id.clone(), asked), record))
}

fn lead(
    view: View<'_>,
    program: &Program,
    visitor: CustomerId,
    key: Option<String>,
    asked: &CustomerToCreate,
) -> NewLead {
    NewLead {
        program: program.id,
        visitor,
        key,
        email: asked.email.clone(),
        partner: None,
        first_name: asked.name.clone(),
        last_name: asked.surname.clone(),
        at: view.now(),
    }
}

/// Whether a customer or a link of a refer-a-friend program has a key.
pub(super) fn is_referral_key_taken(view: View<'_>, program: &Program, key: &str) -> bool {
    by_referral_key(view, program.id, key).is_some() || referral_links::is_taken(view, program.id, key)
}

/// A customer as they are after some events.
pub(super) fn afterwards(
    view: View<'_>,
    program: &Program,
    customer: CustomerId,
    events: Vec<Event>,
) -> Answer<Envelope<Customer>> {
    let after = view.after(&events);
    let shown = one(Customers::of(after.view(), program).show(customer));
    events.into_iter().fold(Answer::new(shown), Answer::causing)
}

/// The customer whom the path names.
pub(super) fn customer_in_path(view: View<'_>, program: &Program, path: &CustomerPath) -> Result<CustomerId, Problem> {
    customer_by_any(view, program.id, &path.id).ok_or_else(unknown)
}

/// The request names nobody.
pub(super) fn unknown() -> Problem {
    let reason = "the program of the key has no such customer; GET /v1/customers lists them".to_owned();
    Problem::NotFound { what: "Customer", reason }
}

fn missing(field: &str) -> Problem {
    Problem::Invalid(vec![InvalidField {
        location: Location::Body,
        name: field.to_owned(),
        shape: Shape::Text,
        format: None,
        problem: FieldProblem::Missing,
    }])
}

/// A sample with the key of the affiliate program in which samples are.
fn with_key<E: Serve>(view: View<'_>, sample: Sample<E>) -> Sample<E> {
    super::customer_samples::with_key(view, ProgramKind::Affiliate, sample)
}
