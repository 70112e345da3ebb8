//! `/payouts`.

use std::cmp::Reverse;

use trackside_schemas::agentref::{
    CreatePayout, Envelope, GetPayoutStats, ListPayouts, ListPendingPayouts, Page, Payout, PayoutMethod, PayoutStats,
    PayoutStatus, PayoutToCreate, PayoutsQuery, PendingAffiliate, PendingPayoutsQuery, StatsPeriod, StatsQuery,
    TimeSpan,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{self as world, Cause, CauseError, PartnerProfile, PayoutCause, Program, View};

use super::affiliates::{cents, every_way, own_affiliate, some_affiliate};
use super::conversions::start;
use super::envelope::one;
use super::paging::page;
use super::people;
use super::programs::{causing, own_program, own_programs, record_of, usual_programs};
use super::refusal::conflict;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for ListPayouts {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Payout>>, Problem> {
        let view = call.view;
        let PayoutsQuery { paging, program_id, affiliate_id, status: asked, span } = &call.query;
        let programs = own_programs(call).filter(|program| program_id.is_none_or(|id| id == program.uuid));
        let is_asked = |payout: &world::Payout| {
            affiliate_id.is_none_or(|id| id == view.partner_uuid(payout.program, payout.partner))
                && asked.is_none_or(|asked| asked == status(payout.status))
                && span.contains(payout.requested_at)
        };
        let mut payouts: Vec<_> = programs.flat_map(|program| view.payout_list(program.id)).filter(is_asked).collect();
        payouts.sort_by_key(|payout| Reverse((payout.requested_at, payout.number)));
        let rows: Vec<_> = payouts.into_iter().map(|payout| (payout.number, payout)).collect();
        Ok(page(call, paging, &rows, |payout| show(view, &payout))?.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, PayoutsQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<PayoutsQuery> {
        let payout = usual_programs(view).find_map(|program| view.payout_list(program.id).pop())?;
        Some(PayoutsQuery {
            paging: every_way(),
            program_id: Some(view.program(payout.program).uuid),
            affiliate_id: Some(view.partner_uuid(payout.program, payout.partner)),
            status: Some(status(payout.status)),
            span: TimeSpan::between(view.world().begins(), view.now()),
        })
    }
}

impl Serve for ListPendingPayouts {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<PendingAffiliate>>, Problem> {
        let PendingPayoutsQuery { paging, program_id } = &call.query;
        let programs = own_programs(call).filter(|program| program_id.is_none_or(|id| id == program.uuid));
        let mut rows: Vec<_> = programs.flat_map(|program| pending(call.view, program)).collect();
        rows.sort_by_key(|(number, row)| (Reverse(row.pending_amount), *number));
        Ok(page(call, paging, &rows, |row| row)?.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, PendingPayoutsQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<PendingPayoutsQuery> {
        let (program, _) = owed(view)?;
        Some(PendingPayoutsQuery { paging: every_way(), program_id: Some(program.uuid) })
    }
}

impl Serve for GetPayoutStats {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<PayoutStats>>, Problem> {
        let (view, StatsQuery { program_id, period }) = (call.view, &call.query);
        let from = start(view, *period);
        let programs = own_programs(call).filter(|program| program_id.is_none_or(|id| id == program.uuid));
        let mut stats = PayoutStats { total_paid: 0, total_pending: 0, total_failed: Some(0), count: 0 };
        for program in programs {
            for payout in view.payout_list(program.id) {
                if from.is_some_and(|from| payout.requested_at < from) {
                    continue;
                }
                let amount = cents(program, payout.amount);
                stats.count += 1;
                match payout.status {
                    world::PayoutStatus::Paid => stats.total_paid += amount,
                    world::PayoutStatus::Rejected => stats.total_failed = stats.total_failed.map(|sum| sum + amount),
                    _ => stats.total_pending += amount,
                }
            }
        }
        Ok(one(call, stats).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, StatsQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<StatsQuery> {
        let (program, _) = some_affiliate(view)?;
        Some(StatsQuery { program_id: Some(program.uuid), period: Some(StatsPeriod::Quarter) })
    }
}

impl Serve for CreatePayout {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Payout>>, Problem> {
        let PayoutToCreate { affiliate_id, program_id, method, notes: _ } = &call.body;
        let program = own_program(call, *program_id)?;
        let (of, partner) = own_affiliate(call, *affiliate_id)?;
        if of.id != program.id {
            return Err(Problem::NotFound {
                what: "Affiliate",
                reason: format!("the affiliate {affiliate_id} is in another program: {}", of.uuid),
            });
        }
        let cause = PayoutCause {
            program: Some(program.id),
            partner: Some(partner.id),
            amount: None,
            method: Some(match method {
                PayoutMethod::Paypal => world::PayoutMethod::Paypal,
                PayoutMethod::BankTransfer => world::PayoutMethod::BankTransfer,
            }),
            at: None,
        };
        let events = call.view.cause(&Cause::Payout(cause)).map_err(|error| match error {
            CauseError::NothingToPay => {
                conflict("Nothing is owed to this affiliate.", "no approved commission of the affiliate is unpaid")
            }
            error => Problem::invalid_field("affiliateId", &error.to_string()),
        })?;
        let after = call.view.after(&events);
        let view = after.view();
        let payout = view.payout_list(program.id).pop().expect("it was made");
        Ok(causing(one(call, show(view, &payout)), events))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let (affiliate_id, program_id) = owed(view).map_or_else(
            || (view.merchant_uuid(2), view.merchant_uuid(3)),
            |(program, partner)| (view.partner_uuid(program.id, partner), program.uuid),
        );
        let body = PayoutToCreate { affiliate_id, program_id, method: PayoutMethod::Paypal, notes: None };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

/// An affiliate to whom something is owed, with their program.
fn owed(view: View<'_>) -> Option<(&Program, world::PartnerId)> {
    usual_programs(view).filter(|program| program.is_tracking()).find_map(|program| {
        let unpaid = view.unpaid(program.id).into_iter().filter(|(_, amount)| *amount > 0);
        Some((program, unpaid.max_by_key(|(_, amount)| *amount)?.0))
    })
}

/// The affiliates of a program to whom something is owed, with their numbers.
fn pending<'w>(view: View<'w>, program: &'w Program) -> impl Iterator<Item = (u64, PendingAffiliate)> + 'w {
    let figures = view.partner_figures(program.id);
    let unpaid = view.unpaid(program.id).into_iter().filter(|(_, amount)| *amount > 0);
    unpaid.filter_map(move |(partner, amount)| {
        let profile = view.partner(program.id, partner)?;
        let commissions = figures.get(&partner).map_or(0, |figures| figures.approved_orders);
        let number = u64::from(program.id.0) << 16 | u64::from(partner.0);
        Some((number, pending_affiliate(view, program, &profile, amount, commissions)))
    })
}

fn pending_affiliate(
    view: View<'_>,
    program: &Program,
    partner: &PartnerProfile<'_>,
    amount: i64,
    commission_count: u64,
) -> PendingAffiliate {
    let person = people::of(view, program, partner);
    let method = view.payout_method(program.id, partner.id).and_then(|method| match method {
        world::PayoutMethod::Paypal => Some(PayoutMethod::Paypal),
        world::PayoutMethod::BankTransfer => Some(PayoutMethod::BankTransfer),
        world::PayoutMethod::Stripe | world::PayoutMethod::Other => None,
    });
    let (pending_amount, threshold) = (cents(program, amount), cents(program, program.payout_threshold));
    let currency = record_of(view, program).currency;
    PendingAffiliate {
        affiliate_id: view.partner_uuid(program.id, partner.id),
        paypal_email: (method == Some(PayoutMethod::Paypal)).then(|| person.email.clone()),
        bank_iban: (method == Some(PayoutMethod::BankTransfer)).then_some(person.masked_iban),
        email: person.email,
        name: person.name,
        code: partner.code.to_owned(),
        program_id: program.uuid,
        program_name: program.name.clone(),
        payout_method: method,
        pending_amount,
        currency: currency.unwrap_or_else(|| program.currency.code().to_ascii_lowercase()),
        threshold,
        meets_threshold: pending_amount >= threshold,
        commission_count,
        has_payout_method: method.is_some(),
    }
}

pub(super) fn status(status: world::PayoutStatus) -> PayoutStatus {
    match status {
        world::PayoutStatus::Requested | world::PayoutStatus::ResubmitRequested | world::PayoutStatus::Resubmitted => {
            PayoutStatus::Pending
        }
        world::PayoutStatus::Approved => PayoutStatus::Processing,
        world::PayoutStatus::Paid => PayoutStatus::Completed,
        world::PayoutStatus::Rejected => PayoutStatus::Failed,
    }
}

pub(super) fn show(view: View<'_>, payout: &world::Payout) -> Payout {
    let method = match payout.method {
        world::PayoutMethod::Paypal => Some("paypal"),
        world::PayoutMethod::BankTransfer => Some("bank_transfer"),
        world::PayoutMethod::Stripe => Some("stripe"),
        world::PayoutMethod::Other => None,
    };
    let is_paid = payout.status == world::PayoutStatus::Paid;
    Payout {
        id: view.payout_uuid(payout),
        affiliate_id: view.partner_uuid(payout.program, payout.partner),
        amount: cents(view.program(payout.program), payout.amount),
        status: status(payout.status),
        method: method.map(str::to_owned),
        created_at: payout.requested_at,
        completed_at: payout.finished_at.filter(|_| is_paid),
    }
}
