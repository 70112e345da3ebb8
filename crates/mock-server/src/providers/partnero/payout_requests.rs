//! `/payout_requests`.

use std::cmp::Reverse;

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    ApprovePayoutRequest, CreatePayoutRequest, Envelope, GetPayoutRequest, ListPayoutRequests, MarkPayoutRequestAsPaid,
    Page, Paging, PaidPartner, PartnerIdentifier, PayoutRequest, PayoutRequestPath, PayoutRequestSearch,
    PayoutRequestStatus, PayoutRequestToCreate, SearchPayoutRequests, Sort,
};
use trackside_schemas::values::InstantWithDigits;
use trackside_world::{
    Cause, Payout, PayoutCause, PayoutDecision, PayoutDecisionCause, PayoutMethod, PayoutStatus, Program, ProgramKind,
    View,
};

use super::envelope::one;
use super::paging::page;
use super::partner_identity::{number, partner_by_email, partner_by_id, partner_by_key, partner_id, partner_with};
use super::payout_details::{GatewayRecord, details, name_of};
use super::refusal::refused;
use super::transaction_creation::is_currency_of;
use super::transactions::causing;
use super::{figures, kind, secret_of};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

impl Serve for ListPayoutRequests {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<PayoutRequest>>, Problem> {
        let (view, program, paging) = (call.view, kind::affiliate(call)?, &call.query);
        let rows = listed(view, program, paging).into_iter();
        Ok(page(call, paging.limit(), paging.page, rows, |payout| show(view, program, &payout)).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Paging::default(), Nothing {})
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<Paging> {
        Some(Paging { limit: Some(10), page: Some(1), sort: Some(Sort::Asc) })
    }
}

impl Serve for SearchPayoutRequests {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<PayoutRequest>>, Problem> {
        let (view, program) = (call.view, kind::affiliate(call)?);
        let PayoutRequestSearch { paging, partner_id, partner_key, partner_email, status, amount_units } = &call.query;
        let named = [
            partner_id.as_ref().map(|id| partner_by_id(view, program.id, id)),
            partner_key.as_ref().map(|key| partner_by_key(view, program.id, key)),
            partner_email.as_ref().map(|email| partner_by_email(view, program.id, email)),
        ];
        let is_asked = |payout: &Payout| {
            named.iter().flatten().all(|partner| *partner == Some(payout.partner))
                && status.is_none_or(|status| status == shown_status(payout.status))
                && amount_units.as_ref().is_none_or(|units| is_currency_of(program, units))
        };
        let rows = listed(view, program, paging).into_iter().filter(is_asked);
        Ok(page(call, paging.limit(), paging.page, rows, |payout| show(view, program, &payout)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let sample = Sample::new(Nothing {}, PayoutRequestSearch::default(), Nothing {});
        with_key_of(view, some_payout(view, |_| true), sample)
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<PayoutRequestSearch> {
        let payout = some_payout(view, |_| true)?;
        let shown = show(view, view.program(payout.program), &payout);
        Some(PayoutRequestSearch {
            paging: Paging { limit: Some(10), page: Some(1), sort: Some(Sort::Desc) },
            partner_id: Some(shown.partner.id),
            partner_key: Some(shown.partner.key),
            partner_email: Some(shown.partner.email),
            status: Some(shown.status),
            amount_units: Some(shown.amount_units),
        })
    }
}

impl Serve for GetPayoutRequest {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<PayoutRequest>>, Problem> {
        let program = kind::affiliate(call)?;
        let payout = found(call.view, program, call.path.id)?;
        Ok(one(show(call.view, program, &payout)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        sample_of(view, |_| true)
    }
}

impl Serve for CreatePayoutRequest {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<PayoutRequest>>, Problem> {
        let (view, program) = (call.view, kind::affiliate(call)?);
        let PayoutRequestToCreate { partner, amount_units, gateway, payout_settings, reward_ids } = &call.body;
        let partner = partner_with(view, program.id, partner)
            .ok_or_else(|| refused("Invalid partner key", "the program has no such partner"))?;
        if !view.is_active_partner(program.id, partner) {
            return Err(refused("Partner is not active.", "only active partners are paid"));
        }
        if reward_ids.is_some() {
            return Err(refused("Rewards cannot be chosen.", "no program of the sandbox lets partners choose rewards"));
        }
        let (method, given) = details(view, program, partner, *gateway, payout_settings.as_ref())?;
        let unpaid = view.unpaid(program.id).get(&partner).copied().unwrap_or_default();
        if unpaid <= 0 || !is_currency_of(program, amount_units) {
            return Err(refused("Nothing to pay out.", "nothing is approved and unpaid in the currency"));
        }
        let cause = PayoutCause {
            program: Some(program.id),
            partner: Some(partner),
            amount: None,
            method: Some(method),
            at: None,
        };
        let mut events = view
            .cause(&Cause::PayoutRequest(cause))
            .map_err(|error| refused("The payout cannot be requested.", error.to_string()))?;
        let payout = view.ledger().next_payout(program.id);
        if let Some(record) = given {
            events.push(GatewayRecord { gateway: record.gateway }.put(payout));
            events.push(record.put(number(program.id, partner)));
        }
        let after = view.after(&events);
        let payout = found(after.view(), program, id_of(payout))?;
        Ok(causing(one(show(after.view(), program, &payout)), events))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        // Not one whom the samples of other operations pay.
        let programs: Vec<_> = view.programs().collect();
        let program = programs.into_iter().rev().find_map(|program| {
            let unpaid = view.unpaid(program.id).into_iter().filter(|(partner, amount)| {
                *amount > 0 && !partner.is_of_the_ledger() && view.is_active_partner(program.id, *partner)
            });
            let (partner, _) = unpaid.min_by_key(|(_, amount)| *amount)?;
            (program.kind == ProgramKind::Affiliate).then_some((program, partner))
        });
        let id = program.map(|(program, partner)| partner_id(view, program.id, partner));
        let units = program.map_or("usd".to_owned(), |(program, _)| program.currency.code().to_ascii_lowercase());
        let body = PayoutRequestToCreate {
            partner: PartnerIdentifier { id: Some(id.unwrap_or_else(|| "nobody".to_owned())), ..Default::default() },
            amount_units: units,
            gateway: None,
            payout_settings: None,
            reward_ids: None,
        };
        let sample = Sample::new(Nothing {}, Nothing {}, body);
        match program {
            Some((program, _)) => sample.with_credential(vec![secret_of(program)]),
            None => sample,
        }
    }
}

impl Serve for ApprovePayoutRequest {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<PayoutRequest>>, Problem> {
        decide(call, call.path.id, PayoutDecision::Approved, "Payout request cannot be approved.")
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        sample_of(view, |payout| matches!(payout.status, PayoutStatus::Requested | PayoutStatus::Resubmitted))
    }
}

impl Serve for MarkPayoutRequestAsPaid {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<PayoutRequest>>, Problem> {
        decide(call, call.path.id, PayoutDecision::Paid, "Payout request cannot be marked as paid.")
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        sample_of(view, |payout| payout.status == PayoutStatus::Approved)
    }
}

/// The payouts of a program in the order that is asked for.
fn listed(view: View<'_>, program: &Program, paging: &Paging) -> Vec<Payout> {
    let mut payouts = view.payout_list(program.id);
    payouts.sort_by_key(|payout| Reverse((payout.requested_at, payout.number)));
    if paging.oldest_first() {
        payouts.reverse();
    }
    payouts
}

/// The number of a payout here: from 1 on.
pub(super) const fn id_of(number: u64) -> u64 {
    number + 1
}

fn found(view: View<'_>, program: &Program, id: u64) -> Result<Payout, Problem> {
    let payout = id.checked_sub(1).and_then(|number| view.payout(program.id, number));
    payout.ok_or_else(|| Problem::NotFound {
        what: "Payout request",
        reason: format!("the program has no payout request {id}; GET /v1/payout_requests lists them"),
    })
}

fn decide<E: Serve>(
    call: &Call<'_, E>,
    id: u64,
    decision: PayoutDecision,
    message: &str,
) -> Result<Answer<Envelope<PayoutRequest>>, Problem> {
    let (view, program) = (call.view, kind::affiliate(call)?);
    let payout = found(view, program, id)?;
    let cause = PayoutDecisionCause { program: Some(program.id), payout: Some(payout.number), decision, at: None };
    let events = view.cause(&Cause::PayoutDecision(cause)).map_err(|error| refused(message, error.to_string()))?;
    let after = view.after(&events);
    let payout = found(after.view(), program, id)?;
    Ok(causing(one(show(after.view(), program, &payout)), events))
}

/// A call about a payout request of the simulation or the ledger that fits, with the key of its program.
fn sample_of<E>(view: View<'_>, fits: impl Fn(&Payout) -> bool) -> Sample<E>
where
    E: Serve<Path = PayoutRequestPath, Query = Nothing, Body = Nothing>,
{
    let payout = some_payout(view, fits);
    let path = PayoutRequestPath { id: payout.map_or(1, |payout| id_of(payout.number)) };
    with_key_of(view, payout, Sample::new(path, Nothing {}, Nothing {}))
}

/// A payout of an affiliate program that fits.
fn some_payout(view: View<'_>, fits: impl Fn(&Payout) -> bool) -> Option<Payout> {
    let programs = view.programs().filter(|program| program.kind == ProgramKind::Affiliate);
    programs.flat_map(|program| view.payout_list(program.id)).find(|payout| fits(payout))
}

/// A sample with the key of a payout's program.
fn with_key_of<E: Serve>(view: View<'_>, payout: Option<Payout>, sample: Sample<E>) -> Sample<E> {
    match payout {
        Some(payout) => sample.with_credential(vec![secret_of(view.program(payout.program))]),
        None => sample,
    }
}

const fn shown_status(status: PayoutStatus) -> PayoutRequestStatus {
    match status {
        PayoutStatus::Requested => PayoutRequestStatus::Requested,
        PayoutStatus::Approved => PayoutRequestStatus::Approved,
        PayoutStatus::Paid => PayoutRequestStatus::Finished,
        PayoutStatus::Rejected => PayoutRequestStatus::Rejected,
        PayoutStatus::ResubmitRequested => PayoutRequestStatus::ResubmitRequested,
        PayoutStatus::Resubmitted => PayoutRequestStatus::Resubmitted,
    }
}

fn show(view: View<'_>, program: &Program, payout: &Payout) -> PayoutRequest {
    let partner = view.partner(program.id, payout.partner);
    let gateway = GatewayRecord::get(view, payout.number).map(|record| name_of(record.gateway));
    let usual = match payout.method {
        PayoutMethod::Paypal => Some("paypal"),
        PayoutMethod::BankTransfer => Some("bank_transfer"),
        PayoutMethod::Stripe => Some("stripe"),
        PayoutMethod::Other => None,
    };
    PayoutRequest {
        id: id_of(payout.number),
        status: shown_status(payout.status),
        amount: figures::money(program, payout.amount).number(),
        amount_units: program.currency.code().to_ascii_lowercase(),
        partner: PaidPartner {
            id: partner_id(view, program.id, payout.partner),
            key: partner.as_ref().map(|partner| partner.code.to_owned()).unwrap_or_default(),
            email: partner.as_ref().map(|partner| partner.person().email).unwrap_or_default(),
        },
        gateway: gateway.or(usual).map(str::to_owned),
        created_at: InstantWithDigits(payout.requested_at),
        updated_at: InstantWithDigits(payout.changed_at),
        paid_at: payout.finished_at.filter(|_| payout.status == PayoutStatus::Paid).map(InstantWithDigits),
    }
}
