//! The webhook events that AgentRef sends.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use trackside_schemas::Provider as _;
use trackside_schemas::agentref::{
    Affiliate, AffiliateApproved, AffiliateBlocked, AffiliateJoined, AffiliateStatus, AffiliateUnblocked, AgentRef,
    ChangedProgram, Conversion, ConversionCreated, ConversionRefunded, ConversionStatus, Environment, EventEnvelope,
    FlagResolved, FlagStatus, PayoutCompleted, PayoutCreated, PayoutFailed, PayoutProcessing, ProgramCreated,
    ProgramFacts, ProgramUpdated,
};
use trackside_schemas::declare::{Event, EventName};
use trackside_world::{
    Event as Recorded, Happened, OrderId, Owner, PartnerId, Payout as WorldPayout, PayoutStatus, Program, ProgramId,
    Sale, View,
};
use uuid::Uuid;

use super::affiliates::{is_affiliate, shown_affiliate};
use super::conversions::{show as show_conversion, status as conversion_status};
use super::flags::{FlagRecord, show as show_flag, suspicion_of};
use super::merchant::{account, id_of};
use super::payouts::{show as show_payout, status as payout_status};
use super::programs::{ProgramRecord, number, show as show_program, usual_programs};
use super::webhooks;
use crate::serve::{Addressed, Receiver, Record as _, Sends, Step, StepCause, Told};

/// What AgentRef sends.
#[derive(Debug)]
pub(super) struct SentEvents;

/// The version of the envelope.
const SCHEMA_VERSION: u32 = 2;

impl Sends for SentEvents {
    fn receivers(&self, view: View<'_>) -> Vec<Receiver> {
        let of = |owner| webhooks::receivers(view, account(Some(owner)), owner);
        [Owner::Usual, Owner::Other].into_iter().flat_map(of).collect()
    }

    fn collection(&self) -> Option<&'static str> {
        Some(webhooks::COLLECTION)
    }

    fn secret(&self, seed: u64, number: usize) -> String {
        let digest = Sha256::digest(format!("{} {seed} {number}", AgentRef::NAME));
        trackside_signature::svix::secret(digest[..24].try_into().expect("24 bytes"))
    }

    fn tell(&self, step: &Step<'_>, told: &mut Vec<Told>) {
        match step.cause {
            StepCause::Recorded(Recorded::Sale(sale)) => told.extend(created(step.after, sale.order)),
            StepCause::Simulated(Happened::Order(order)) => told.extend(created(step.after, order)),
            StepCause::Recorded(Recorded::Change(change)) => told.extend(refunded(step, change.order)),
            StepCause::Simulated(Happened::Decision(order)) => told.extend(refunded(step, order)),
            StepCause::Recorded(Recorded::Partner(change)) => affiliate(step, change.program, change.partner, told),
            StepCause::Simulated(Happened::Partner(program, partner)) => affiliate(step, program, partner, told),
            StepCause::Recorded(Recorded::Payout(payout)) => payouts(step, payout.program, None, told),
            StepCause::Recorded(Recorded::PayoutChange(change)) => {
                payouts(step, change.program, Some(change.payout), told);
            }
            StepCause::Simulated(Happened::Payout(program, number)) => payouts(step, program, Some(number), told),
            StepCause::Recorded(Recorded::Program(new)) => told.push(program_created(step.after, new.program)),
            StepCause::Recorded(Recorded::ProgramChange(change)) => told.extend(program_updated(step, change.program)),
            StepCause::Recorded(Recorded::Record(change)) if change.collection == ProgramRecord::COLLECTION => {
                let program = step.after.programs().find(|program| number(program) == change.id);
                told.extend(program.and_then(|program| program_updated(step, program.id)));
            }
            StepCause::Recorded(Recorded::Record(change)) if change.collection == FlagRecord::COLLECTION => {
                told.extend(flag(step.after, change.id));
            }
            StepCause::Recorded(_) | StepCause::Passed => {}
        }
    }

    fn newest(&self, event: &str, view: View<'_>, program: Option<ProgramId>) -> Option<Told> {
        let programs = || -> Vec<&Program> {
            usual_programs(view).filter(|known| program.is_none_or(|only| only == known.id)).collect()
        };
        let sale = |fits: &dyn Fn(ConversionStatus) -> bool| {
            let fitting = |program: &&Program| {
                let mut orders = view.newest_orders_of(program.id).filter_map(|order| view.sale(order));
                orders.find(|sale| fits(conversion_status(sale)))
            };
            programs().iter().filter_map(fitting).max_by_key(|sale| (sale.placed_at, sale.order))
        };
        let affiliate = |fits: &dyn Fn(AffiliateStatus) -> bool| {
            let mut all = programs().into_iter().flat_map(|program| {
                let partners = view.all_partners(program.id);
                let partners = partners.filter(move |partner| is_affiliate(view, program.id, partner));
                partners.map(move |partner| (program, partner)).collect::<Vec<_>>()
            });
            let mut all = all.by_ref().map(|(program, partner)| (program, shown_affiliate(view, program, partner)));
            all.find(|(_, shown)| fits(shown.status))
        };
        let payout = |fits: &dyn Fn(PayoutStatus) -> bool| {
            let all = programs().into_iter().flat_map(|program| view.payout_list(program.id));
            all.filter(|payout| fits(payout.status)).max_by_key(|payout| (payout.changed_at, payout.number))
        };
        let approved = |status| status == AffiliateStatus::Approved;
        match event {
            ConversionCreated::NAME => sale(&|status| status == ConversionStatus::Pending)
                .map(|sale| conversion::<ConversionCreated>(view, &sale)),
            ConversionRefunded::NAME => sale(&is_refund).map(|sale| conversion::<ConversionRefunded>(view, &sale)),
            AffiliateJoined::NAME => {
                affiliate(&approved).map(|(at, shown)| of_affiliate::<AffiliateJoined>(view, at, shown))
            }
            AffiliateApproved::NAME => {
                affiliate(&approved).map(|(at, shown)| of_affiliate::<AffiliateApproved>(view, at, shown))
            }
            AffiliateBlocked::NAME => affiliate(&|status| status == AffiliateStatus::Blocked)
                .map(|(at, shown)| of_affiliate::<AffiliateBlocked>(view, at, shown)),
            AffiliateUnblocked::NAME => {
                affiliate(&approved).map(|(at, shown)| of_affiliate::<AffiliateUnblocked>(view, at, shown))
            }
            PayoutCreated::NAME => payout(&|_| true).map(|payout| of_payout::<PayoutCreated>(view, &payout)),
            PayoutProcessing::NAME => payout(&|status| status == PayoutStatus::Approved)
                .map(|payout| of_payout::<PayoutProcessing>(view, &payout)),
            PayoutCompleted::NAME => {
                payout(&|status| status == PayoutStatus::Paid).map(|payout| of_payout::<PayoutCompleted>(view, &payout))
            }
            PayoutFailed::NAME => payout(&|status| status == PayoutStatus::Rejected)
                .map(|payout| of_payout::<PayoutFailed>(view, &payout)),
            ProgramCreated::NAME => programs().first().map(|program| program_created(view, program.id)),
            ProgramUpdated::NAME => programs().first().map(|program| {
                let changed = ChangedProgram { program: facts(view, program), updated_fields: vec!["name".to_owned()] };
                of_program::<ProgramUpdated, _>(view, program, program.uuid.to_string(), changed)
            }),
            FlagResolved::NAME => {
                let known = FlagRecord::all(view).map(|(number, _)| number).collect::<Vec<_>>();
                let resolved = known.into_iter().rev().find_map(|number| flag(view, number));
                resolved.or_else(|| {
                    // As it would be if somebody had just looked into it.
                    let open = programs().into_iter().find_map(|program| view.suspicions(program.id).next())?;
                    let resolved = trackside_schemas::agentref::Flag {
                        status: FlagStatus::Reviewed,
                        resolved_at: Some(view.now()),
                        ..show_flag(view, &open)
                    };
                    let program = view.program(open.program);
                    Some(of_program::<FlagResolved, _>(view, program, resolved.id.to_string(), resolved))
                })
            }
            _ => None,
        }
    }
}

/// An event about something of a program.
fn of_program<E, T>(view: View<'_>, program: &Program, subject: String, data: T) -> Told
where
    E: Event<Payload = EventEnvelope<E, T>>,
    T: Serialize + Send + 'static,
{
    let (at, merchant, program_id) = (view.now(), id_of(view, program.owner), program.uuid);
    let write = move |to: &Addressed<'_>| {
        let envelope = EventEnvelope::<E, &T> {
            id: to.message.to_owned(),
            name: EventName::new(),
            schema_version: SCHEMA_VERSION,
            created_at: at.into(),
            merchant_id: merchant,
            program_id: Some(program_id),
            environment: Environment::Development,
            data: &data,
        };
        serde_json::to_vec(&envelope).expect("a payload is plain data")
    };
    Told {
        provider: AgentRef::NAME,
        event: E::NAME,
        subject,
        program: Some(program.id),
        owner: program.owner,
        at,
        write: Box::new(write),
    }
}

fn created(view: View<'_>, order: OrderId) -> Option<Told> {
    let sale = view.sale(order)?;
    // A sale that is decided at once was pending before that.
    (conversion_status(&sale) == ConversionStatus::Pending).then(|| conversion::<ConversionCreated>(view, &sale))
}

fn refunded(step: &Step<'_>, order: OrderId) -> Option<Told> {
    let (before, after) = (step.before.sale(order)?, step.after.sale(order)?);
    let status = conversion_status(&after);
    let is_new = conversion_status(&before) != status || before.amount != after.amount;
    (is_refund(status) && is_new).then(|| conversion::<ConversionRefunded>(step.after, &after))
}

const fn is_refund(status: ConversionStatus) -> bool {
    matches!(status, ConversionStatus::Refunded | ConversionStatus::PartiallyRefunded)
}

fn conversion<E: Event<Payload = EventEnvelope<E, Conversion>>>(view: View<'_>, sale: &Sale) -> Told {
    let shown = show_conversion(view, sale);
    of_program::<E, _>(view, view.program(sale.program), shown.id.to_string(), shown)
}

fn affiliate(step: &Step<'_>, program: ProgramId, partner: PartnerId, told: &mut Vec<Told>) {
    let (before, after) = (shown(step.before, program, partner), shown(step.after, program, partner));
    let Some(after) = after else { return };
    let (view, of) = (step.after, step.after.program(program));
    let is = |shown: &Affiliate, status| shown.status == status;
    match before {
        None if is(&after, AffiliateStatus::Approved) => {
            told.push(of_affiliate::<AffiliateJoined>(view, of, after.clone()));
            told.push(of_affiliate::<AffiliateApproved>(view, of, after));
        }
        Some(before) if is(&before, AffiliateStatus::Approved) && is(&after, AffiliateStatus::Blocked) => {
            told.push(of_affiliate::<AffiliateBlocked>(view, of, after));
        }
        Some(before) if is(&before, AffiliateStatus::Blocked) && is(&after, AffiliateStatus::Approved) => {
            told.push(of_affiliate::<AffiliateUnblocked>(view, of, after));
        }
        _ => {}
    }
}

/// A partner as an affiliate, if they were ever approved.
fn shown(view: View<'_>, program: ProgramId, partner: PartnerId) -> Option<Affiliate> {
    if !view.has_program(program) {
        return None;
    }
    let profile = view.partner(program, partner).filter(|partner| is_affiliate(view, program, partner))?;
    Some(shown_affiliate(view, view.program(program), profile))
}

fn of_affiliate<E: Event<Payload = EventEnvelope<E, Affiliate>>>(
    view: View<'_>,
    program: &Program,
    shown: Affiliate,
) -> Told {
    of_program::<E, _>(view, program, shown.id.to_string(), shown)
}

/// What is new about the payouts of a program, or about one of them.
fn payouts(step: &Step<'_>, program: ProgramId, number: Option<u64>, told: &mut Vec<Told>) {
    let is_asked = |payout: &WorldPayout| number.is_none_or(|number| number == payout.number);
    let before: Vec<WorldPayout> = step.before.payout_list(program).into_iter().filter(is_asked).collect();
    let view = step.after;
    for after in view.payout_list(program).into_iter().filter(is_asked) {
        let known = before.iter().find(|payout| payout.number == after.number);
        if known.is_none() {
            told.push(of_payout::<PayoutCreated>(view, &after));
        }
        if known.is_some_and(|known| payout_status(known.status) == payout_status(after.status)) {
            continue;
        }
        match after.status {
            PayoutStatus::Approved => told.push(of_payout::<PayoutProcessing>(view, &after)),
            PayoutStatus::Paid => told.push(of_payout::<PayoutCompleted>(view, &after)),
            PayoutStatus::Rejected => told.push(of_payout::<PayoutFailed>(view, &after)),
            PayoutStatus::Requested | PayoutStatus::ResubmitRequested | PayoutStatus::Resubmitted => {}
        }
    }
}

fn of_payout<E>(view: View<'_>, payout: &WorldPayout) -> Told
where
    E: Event<Payload = EventEnvelope<E, trackside_schemas::agentref::Payout>>,
{
    let shown = show_payout(view, payout);
    of_program::<E, _>(view, view.program(payout.program), shown.id.to_string(), shown)
}

fn program_created(view: View<'_>, program: ProgramId) -> Told {
    let program = view.program(program);
    of_program::<ProgramCreated, _>(view, program, program.uuid.to_string(), facts(view, program))
}

/// A program of which something is shown differently than before the request.
fn program_updated(step: &Step<'_>, program: ProgramId) -> Option<Told> {
    if !step.begun.has_program(program) {
        return None;
    }
    let (before, after) = (fields(step.begun, program), fields(step.after, program));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let is_new = |name: &&&String| before.get(**name) != after.get(**name) && name.as_str() != "updatedAt";
    let updated_fields: Vec<String> = names.iter().filter(is_new).map(|name| (*name).clone()).collect();
    if updated_fields.is_empty() {
        return None;
    }
    let program = step.after.program(program);
    let changed = ChangedProgram { program: facts(step.after, program), updated_fields };
    Some(of_program::<ProgramUpdated, _>(step.after, program, program.uuid.to_string(), changed))
}

fn fields(view: View<'_>, program: ProgramId) -> serde_json::Map<String, Value> {
    match serde_json::to_value(show_program(view, view.program(program))) {
        Ok(Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    }
}

fn facts(view: View<'_>, program: &Program) -> ProgramFacts {
    let shown = show_program(view, program);
    ProgramFacts {
        id: shown.id,
        name: shown.name,
        commission_type: shown.commission_type,
        commission_percent: shown.commission_percent,
        cookie_duration: shown.cookie_duration,
        status: shown.status,
    }
}

fn flag(view: View<'_>, number: u64) -> Option<Told> {
    let suspicion = suspicion_of(view, number)?;
    let shown = show_flag(view, &suspicion);
    let program = view.program(suspicion.program);
    (shown.status != FlagStatus::Open)
        .then(|| of_program::<FlagResolved, _>(view, program, shown.id.to_string(), shown))
}

/// The program that a receiver is about.
pub(super) fn program_with(view: View<'_>, uuid: Option<Uuid>) -> Option<ProgramId> {
    view.program_by_uuid(uuid?).map(|program| program.id)
}
