//! The webhook events that Partnero sends.

use serde::Serialize;
use serde::de::DeserializeOwned;
use trackside_schemas::Provider as _;
use trackside_schemas::declare::{Event, EventName};
use trackside_schemas::partnero::{
    Customer, CustomerCreated, CustomerCredited, CustomerDeleted, CustomerRewarded, CustomerUpdated, EventEnvelope,
    Lead, LeadConverted, LeadRejected, LeadStatus, LeadSubmitted, Partner, PartnerApproved, PartnerArchived,
    PartnerCreated, PartnerDeleted, PartnerRejected, PartnerUpdated, Partnero, Subscriber, SubscriberCreated,
    SubscriberDeleted, SubscriberRewarded, SubscriberUpdated, Transaction, TransactionCreated, TransactionDeleted,
};
use trackside_world::{
    CustomerId, Event as Recorded, Happened, OrderId, PartnerId, PartnerProfile, PartnerStatus, PartnerStep, Program,
    ProgramId, ProgramKind, RecordChange, View,
};

use super::customer_identity::{CustomerRecord, customer_of, customers_of, is_there};
use super::customer_view::Customers;
use super::lead_records::{self, LeadRecord};
use super::letters::letters;
use super::partner_identity::{PartnerRecord, partners_of, program_and_partner};
use super::partner_view::Partners;
use super::subscriber_list::{SubscriberList, SubscriberRecord};
use super::subscribers::shown as shown_subscriber;
use super::transaction_identity::{Known, TransactionRecord, order_of};
use super::webhooks;
use crate::serve::{Addressed, Receiver, Record, Sends, Step, StepCause, Told};

/// What Partnero sends.
#[derive(Debug)]
pub(super) struct SentEvents;

impl Sends for SentEvents {
    fn receivers(&self, view: View<'_>) -> Vec<Receiver> {
        view.programs().flat_map(|program| webhooks::receivers(view, program)).collect()
    }

    fn collection(&self) -> Option<&'static str> {
        Some(webhooks::COLLECTION)
    }

    fn secret(&self, seed: u64, number: usize) -> String {
        letters(&["partnero receiver", &seed.to_string(), &number.to_string()], 16)
    }

    fn tell(&self, step: &Step<'_>, told: &mut Vec<Told>) {
        match step.cause {
            StepCause::Recorded(Recorded::Lead(lead)) => told.extend(new_customer(step, lead.visitor)),
            StepCause::Recorded(Recorded::Sale(sale)) => sold(step, sale.order, sale.customer, told),
            StepCause::Simulated(Happened::Order(order)) => {
                sold(step, order, step.after.order_outline(order).customer, told);
            }
            StepCause::Recorded(Recorded::Partner(change)) => {
                let is_revised = matches!(change.step, PartnerStep::Revised(_));
                partner(step, change.program, change.partner, is_revised, told);
            }
            StepCause::Simulated(Happened::Partner(program, of)) => partner(step, program, of, false, told),
            StepCause::Recorded(Recorded::Record(change)) => record(step, change, told),
            StepCause::Passed => passed(step, told),
            StepCause::Recorded(_) | StepCause::Simulated(_) => {}
        }
    }

    fn newest(&self, event: &str, view: View<'_>, program: Option<ProgramId>) -> Option<Told> {
        let of_kind = |kind: ProgramKind| {
            let asked = move |known: &&Program| known.kind == kind && program.is_none_or(|only| only == known.id);
            view.programs().filter(asked).collect::<Vec<_>>()
        };
        let (affiliate, referral) = (of_kind(ProgramKind::Affiliate), of_kind(ProgramKind::ReferAFriend));
        let with_customers: Vec<&Program> = affiliate.iter().chain(&referral).copied().collect();
        let partner = |status: PartnerStatus| {
            let mut found = affiliate.iter().filter_map(|program| {
                partners_of(view, program.id)
                    .filter(|partner| partner.status == status)
                    .last()
                    .map(|one| (*program, one))
            });
            found.next()
        };
        let customer =
            |programs: &[&Program]| programs.iter().find_map(|program| customers_of(view, program.id).next_back());
        let lead = |status: LeadStatus| {
            affiliate.iter().find_map(|program| {
                let found = lead_records::all(view, program).into_iter().find(|(_, lead)| lead.status == status);
                found.map(|(number, lead)| (*program, number, lead))
            })
        };
        let subscriber = |is_referring: bool| {
            of_kind(ProgramKind::Newsletter).into_iter().find_map(|program| {
                let list = SubscriberList::of(view, program);
                let number = list.newest_first(None).find(|number| !is_referring || list.referrals(*number) > 0)?;
                shown_subscriber(view, program, &list, number).map(|shown| (program, shown))
            })
        };
        let transaction = |counts: bool| {
            with_customers.iter().find_map(|program| {
                let mut all = view.newest_orders_of(program.id).filter_map(|order| Known::of(view, program, order));
                all.find(|known| known.counts() == counts).map(|known| (*program, known.show(view)))
            })
        };
        match event {
            PartnerCreated::NAME => {
                partner(PartnerStatus::Active).map(|(of, one)| about_partner::<PartnerCreated>(view, of, &one))
            }
            PartnerUpdated::NAME => {
                partner(PartnerStatus::Active).map(|(of, one)| about_partner::<PartnerUpdated>(view, of, &one))
            }
            PartnerApproved::NAME => {
                partner(PartnerStatus::Active).map(|(of, one)| about_partner::<PartnerApproved>(view, of, &one))
            }
            PartnerArchived::NAME => {
                partner(PartnerStatus::Archived).map(|(of, one)| about_partner::<PartnerArchived>(view, of, &one))
            }
            PartnerRejected::NAME => partner(PartnerStatus::Blocked)
                .or_else(|| partner(PartnerStatus::Archived))
                .map(|(of, one)| about_partner::<PartnerRejected>(view, of, &one)),
            PartnerDeleted::NAME => {
                partner(PartnerStatus::Active).map(|(of, one)| about_partner::<PartnerDeleted>(view, of, &one))
            }
            CustomerCreated::NAME => {
                customer(&with_customers).and_then(|of| about_customer::<CustomerCreated>(view, of))
            }
            CustomerUpdated::NAME => {
                customer(&with_customers).and_then(|of| about_customer::<CustomerUpdated>(view, of))
            }
            CustomerDeleted::NAME => {
                customer(&with_customers).and_then(|of| about_customer::<CustomerDeleted>(view, of))
            }
            CustomerCredited::NAME => customer(&referral).and_then(|of| about_customer::<CustomerCredited>(view, of)),
            CustomerRewarded::NAME => customer(&referral).and_then(|of| about_customer::<CustomerRewarded>(view, of)),
            TransactionCreated::NAME => {
                transaction(true).map(|(of, shown)| about_transaction::<TransactionCreated>(view, of, shown))
            }
            TransactionDeleted::NAME => {
                transaction(false).map(|(of, shown)| about_transaction::<TransactionDeleted>(view, of, shown))
            }
            LeadSubmitted::NAME => lead(LeadStatus::Submitted)
                .map(|(of, number, lead)| about_lead::<LeadSubmitted>(view, of, number, &lead)),
            LeadConverted::NAME => {
                // If nobody was converted yet, somebody as they would be.
                let converted = |(of, number, lead): (_, u64, LeadRecord)| {
                    let customer = lead.customer.clone().or_else(|| Some(lead_records::customer_key(view, number)));
                    (of, number, LeadRecord { status: LeadStatus::Converted, customer, ..lead })
                };
                let found = lead(LeadStatus::Converted).or_else(|| lead(LeadStatus::Submitted)).map(converted);
                found.map(|(of, number, lead)| about_lead::<LeadConverted>(view, of, number, &lead))
            }
            LeadRejected::NAME => {
                lead(LeadStatus::Rejected).map(|(of, number, lead)| about_lead::<LeadRejected>(view, of, number, &lead))
            }
            SubscriberCreated::NAME => {
                subscriber(false).map(|(of, shown)| about_subscriber::<SubscriberCreated>(view, of, shown))
            }
            SubscriberUpdated::NAME => {
                subscriber(false).map(|(of, shown)| about_subscriber::<SubscriberUpdated>(view, of, shown))
            }
            SubscriberDeleted::NAME => {
                subscriber(false).map(|(of, shown)| about_subscriber::<SubscriberDeleted>(view, of, shown))
            }
            SubscriberRewarded::NAME => {
                subscriber(true).map(|(of, shown)| about_subscriber::<SubscriberRewarded>(view, of, shown))
            }
            _ => None,
        }
    }
}

/// An event about something of a program.
fn about<E, T>(view: View<'_>, program: &Program, subject: String, data: T) -> Told
where
    E: Event<Payload = EventEnvelope<E, T>>,
    T: Serialize + DeserializeOwned + Send + 'static,
{
    let at = view.now();
    let write = move |to: &Addressed<'_>| {
        let envelope = EventEnvelope::<E, &T> {
            event: EventName::new(),
            url: to.receiver.url.clone(),
            webhook_key: to.receiver.key.id.clone(),
            created_at: at.into(),
            data: &data,
        };
        serde_json::to_vec(&envelope).expect("a payload is plain data")
    };
    Told {
        provider: Partnero::NAME,
        event: E::NAME,
        subject,
        program: Some(program.id),
        owner: program.owner,
        at,
        write: Box::new(write),
    }
}

/// Somebody has become a customer.
fn new_customer(step: &Step<'_>, customer: CustomerId) -> Option<Told> {
    let is_new = step.before.customer_since(customer).is_none() && step.after.customer_since(customer).is_some();
    if is_new { about_customer::<CustomerCreated>(step.after, customer) } else { None }
}

/// A customer has bought something.
fn sold(step: &Step<'_>, order: OrderId, customer: CustomerId, told: &mut Vec<Told>) {
    told.extend(new_customer(step, customer));
    let view = step.after;
    let program = view.program(view.order_outline(order).program);
    let Some(known) = Known::of(view, program, order).filter(Known::counts) else { return };
    let referrer = known.referrer();
    let shown = known.show(view);
    let has_reward = !shown.rewards.is_empty();
    told.push(about_transaction::<TransactionCreated>(view, program, shown));
    // Whoever brought a friend gets the reward of the friend's purchase.
    if let Some(referrer) = referrer.filter(|_| has_reward) {
        told.extend(about_customer::<CustomerRewarded>(view, referrer));
    }
}

fn partner(step: &Step<'_>, program: ProgramId, of: PartnerId, is_revised: bool, told: &mut Vec<Told>) {
    let view = step.after;
    if !view.has_program(program) || view.program(program).kind != ProgramKind::Affiliate {
        return;
    }
    let Some(after) = view.partner(program, of) else { return };
    let before = step.before.partner(program, of).map(|partner| partner.status);
    let program = view.program(program);
    if before.is_none() {
        told.push(about_partner::<PartnerCreated>(view, program, &after));
    }
    let is_changed = before != Some(after.status);
    match after.status {
        PartnerStatus::Active if is_changed && matches!(before, None | Some(PartnerStatus::Pending)) => {
            told.push(about_partner::<PartnerApproved>(view, program, &after));
        }
        PartnerStatus::Blocked if is_changed => told.push(about_partner::<PartnerRejected>(view, program, &after)),
        PartnerStatus::Archived if is_changed => told.push(about_partner::<PartnerArchived>(view, program, &after)),
        PartnerStatus::Deleted if is_changed => told.push(about_partner::<PartnerDeleted>(view, program, &after)),
        // Who is back is only another than before.
        PartnerStatus::Active | PartnerStatus::Pending if is_revised || (is_changed && before.is_some()) => {
            told.push(about_partner::<PartnerUpdated>(view, program, &after));
        }
        _ => {}
    }
}

/// Something has changed that only Partnero knows.
fn record(step: &Step<'_>, change: &RecordChange, told: &mut Vec<Told>) {
    let (before, view) = (step.before, step.after);
    match change.collection.as_str() {
        PartnerRecord::COLLECTION => {
            let Some((program, of)) = program_and_partner(change.id) else { return };
            let is_known = view.has_program(program) && step.begun.partner(program, of).is_some();
            if let Some(profile) = view.partner(program, of).filter(|_| is_known) {
                told.push(about_partner::<PartnerUpdated>(view, view.program(program), &profile));
            }
        }
        CustomerRecord::COLLECTION => {
            let Some(customer) = customer_of(change.id) else { return };
            let (old, new) = (CustomerRecord::of(before, customer), CustomerRecord::of(view, customer));
            if new.is_deleted && !old.is_deleted {
                // Afterwards nothing is shown of them.
                told.extend(about_customer_then::<CustomerDeleted>(before, view, customer));
            } else if new.credits.len() > old.credits.len() {
                told.extend(about_customer::<CustomerCredited>(view, customer));
            } else if step.begun.customer_since(customer).is_some() {
                told.extend(about_customer::<CustomerUpdated>(view, customer));
            }
        }
        TransactionRecord::COLLECTION => {
            let order = order_of(change.id);
            let was_there = |view| TransactionRecord::of(view, order).deleted_at.is_none();
            let program = view.program(view.order_outline(order).program);
            let known = Known::of(before, program, order).filter(|_| !was_there(view));
            told.extend(known.map(|known| about_transaction::<TransactionDeleted>(view, program, known.show(before))));
        }
        LeadRecord::COLLECTION => {
            let Some(lead) = LeadRecord::get(view, change.id) else { return };
            let program = view.program(lead.program);
            let old = lead_records::all(before, program).into_iter().find(|(number, _)| *number == change.id);
            told.extend(lead_told(view, program, change.id, &lead, old.map(|(_, lead)| lead.status)));
        }
        SubscriberRecord::COLLECTION => {
            let Some(new) = SubscriberRecord::get(view, change.id) else { return };
            let program = view.program(new.program);
            let (old_list, list) = (SubscriberList::of(before, program), SubscriberList::of(view, program));
            let shown = |list: &SubscriberList<'_>| shown_subscriber(view, program, list, change.id);
            match (old_list.get(change.id), new.is_deleted) {
                (Some(_), true) => {
                    let gone = shown_subscriber(before, program, &old_list, change.id);
                    told.extend(gone.map(|gone| about_subscriber::<SubscriberDeleted>(view, program, gone)));
                }
                (None, true) => {}
                (Some(_), false) => {
                    told.extend(shown(&list).map(|shown| about_subscriber::<SubscriberUpdated>(view, program, shown)));
                }
                (None, false) => {
                    subscribed(view, program, &list, change.id, told);
                }
            }
        }
        _ => {}
    }
}

/// What only Partnero simulates has happened meanwhile: leads and subscribers.
fn passed(step: &Step<'_>, told: &mut Vec<Told>) {
    let (before, view) = (step.before, step.after);
    for program in view.programs().filter(|program| !program.id.is_of_the_ledger()) {
        match program.kind {
            ProgramKind::Affiliate if program.portal.leads_page => {
                let old = lead_records::all(before, program);
                for (number, lead) in lead_records::all(view, program) {
                    let known = old.iter().find(|(known, _)| *known == number).map(|(_, lead)| lead.status);
                    told.extend(lead_told(view, program, number, &lead, known).map(|mut told| {
                        if known.is_none() {
                            told.at = lead.created_at.max(before.now());
                        }
                        told
                    }));
                }
            }
            ProgramKind::Newsletter => {
                let list = SubscriberList::of(view, program);
                for place in before.newsletter(program.id).subscribers..view.newsletter(program.id).subscribers {
                    let joined_at = view.subscriber(program.id, place).joined_at;
                    let first = told.len();
                    subscribed(view, program, &list, list.number_at(place), told);
                    for told in &mut told[first..] {
                        told.at = joined_at.clamp(before.now(), view.now());
                    }
                }
            }
            ProgramKind::Affiliate | ProgramKind::ReferAFriend => {}
        }
    }
}

/// Somebody has subscribed. Whoever brought them is rewarded.
fn subscribed(view: View<'_>, program: &Program, list: &SubscriberList<'_>, number: u64, told: &mut Vec<Told>) {
    let Some(shown) = shown_subscriber(view, program, list, number) else { return };
    told.push(about_subscriber::<SubscriberCreated>(view, program, shown));
    let referrer = list.get(number).and_then(|record| record.brought_by);
    let referrer = referrer.and_then(|referrer| shown_subscriber(view, program, list, referrer));
    told.extend(referrer.map(|referrer| about_subscriber::<SubscriberRewarded>(view, program, referrer)));
}

fn lead_told(
    view: View<'_>,
    program: &Program,
    number: u64,
    lead: &LeadRecord,
    known: Option<LeadStatus>,
) -> Option<Told> {
    match (known, lead.status) {
        (Some(known), status) if known == status => None,
        (None, _) if lead.is_deleted => None,
        (None, LeadStatus::Submitted) => Some(about_lead::<LeadSubmitted>(view, program, number, lead)),
        (_, LeadStatus::Converted) => Some(about_lead::<LeadConverted>(view, program, number, lead)),
        (_, LeadStatus::Rejected) => Some(about_lead::<LeadRejected>(view, program, number, lead)),
        (Some(_), LeadStatus::Submitted) => None,
    }
}

fn about_partner<E: Event<Payload = EventEnvelope<E, Partner>>>(
    view: View<'_>,
    program: &Program,
    partner: &PartnerProfile<'_>,
) -> Told {
    let shown = Partners::of(view, program).show(partner);
    about::<E, _>(view, program, format!("partner {}", shown.id), shown)
}

fn about_customer<E: Event<Payload = EventEnvelope<E, Customer>>>(
    view: View<'_>,
    customer: CustomerId,
) -> Option<Told> {
    about_customer_then::<E>(view, view, customer)
}

/// An event of `now` about a customer as they were seen in a view.
fn about_customer_then<E: Event<Payload = EventEnvelope<E, Customer>>>(
    seen: View<'_>,
    now: View<'_>,
    customer: CustomerId,
) -> Option<Told> {
    let program = seen.program(seen.program_of(customer)?);
    if program.kind == ProgramKind::Newsletter || !is_there(seen, customer) {
        return None;
    }
    let shown = Customers::of(seen, program).show(customer);
    Some(about::<E, _>(now, program, format!("customer {}", customer.0), shown))
}

fn about_transaction<E: Event<Payload = EventEnvelope<E, Transaction>>>(
    view: View<'_>,
    program: &Program,
    shown: Transaction,
) -> Told {
    // Keys of transactions may come twice.
    let subject = format!("transaction {} {}", shown.key, serde_json::to_string(&shown.created_at).unwrap_or_default());
    about::<E, _>(view, program, subject, shown)
}

fn about_lead<E: Event<Payload = EventEnvelope<E, Lead>>>(
    view: View<'_>,
    program: &Program,
    number: u64,
    lead: &LeadRecord,
) -> Told {
    about::<E, _>(view, program, format!("lead {number}"), lead_records::show(view, number, lead))
}

fn about_subscriber<E: Event<Payload = EventEnvelope<E, Subscriber>>>(
    view: View<'_>,
    program: &Program,
    shown: Subscriber,
) -> Told {
    about::<E, _>(view, program, format!("subscriber {}", shown.email), shown)
}
