//! `/me/earnings`, and `/me/payouts`.

use std::cmp::Reverse;

use trackside_schemas::agentref::{
    ConversionStatus, Earning, EarningStatus, Earnings, EarningsQuery, Envelope, GetMyEarnings, ListMyPayouts,
    ListMyProgramEarnings, MyPayoutsQuery, Page, Payout, ProgramEarnings, StatsPeriod,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Sale, View};

use super::affiliates::{cents, every_way};
use super::conversions::{start, status};
use super::envelope::one;
use super::memberships::{self, Membership, membership, memberships};
use super::my_programs::some_membership;
use super::paging::page;
use super::payouts;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetMyEarnings {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Earnings>>, Problem> {
        let view = call.view;
        let row = |membership: &Membership<'_>| {
            let earned = membership.earned(view);
            ProgramEarnings {
                program_id: membership.program.uuid,
                program_name: membership.program.name.clone(),
                currency: membership.currency(view),
                total: earned.total,
                pending: earned.pending,
                available: earned.available,
                paid: earned.paid,
            }
        };
        let programs: Vec<_> = memberships(call).iter().map(row).collect();
        let sum = |of: fn(&ProgramEarnings) -> i64| programs.iter().map(of).sum();
        let earnings = Earnings {
            total: sum(|program| program.total),
            pending: sum(|program| program.pending),
            available: sum(|program| program.available),
            paid: sum(|program| program.paid),
            programs,
        };
        Ok(one(call, earnings).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for ListMyProgramEarnings {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Earning>>, Problem> {
        let (view, membership) = (call.view, membership(call, call.path.program_id)?);
        let from = start(view, call.query.period);
        let sales = view.sales(Some(membership.program.id)).filter(|sale| sale.partner == membership.partner.id);
        let mut sales: Vec<Sale> = sales.filter(|sale| from.is_none_or(|from| sale.placed_at >= from)).collect();
        sales.sort_unstable_by_key(|sale| Reverse((sale.placed_at, sale.order)));
        let rows: Vec<_> = sales.into_iter().map(|sale| (u64::from(sale.order.0), sale)).collect();
        let (paid, currency) = (membership.paid_orders(view), membership.currency(view));
        let show = |sale: Sale| Earning {
            id: view.order_uuid(sale.order),
            program_id: membership.program.uuid,
            amount: cents(membership.program, sale.commission),
            sale_amount: cents(membership.program, sale.amount),
            currency: currency.clone(),
            status: match status(&sale) {
                ConversionStatus::Approved | ConversionStatus::PartiallyRefunded if paid.contains(&sale.order) => {
                    EarningStatus::Paid
                }
                ConversionStatus::Pending => EarningStatus::Pending,
                ConversionStatus::Approved => EarningStatus::Approved,
                ConversionStatus::PartiallyRefunded => EarningStatus::PartiallyRefunded,
                ConversionStatus::Rejected => EarningStatus::Rejected,
                ConversionStatus::Refunded => EarningStatus::Refunded,
            },
            created_at: sale.placed_at,
        };
        Ok(page(call, &call.query.paging, &rows, show)?.into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(some_membership(view), EarningsQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<EarningsQuery> {
        Some(EarningsQuery { paging: every_way(), period: Some(StatsPeriod::All) })
    }
}

impl Serve for ListMyPayouts {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Payout>>, Problem> {
        let (view, MyPayoutsQuery { paging, program_id }) = (call.view, &call.query);
        let asked = memberships(call);
        let asked = asked.iter().filter(|known| program_id.is_none_or(|id| id == known.program.uuid));
        let own = |known: &Membership<'_>| {
            let partner = known.partner.id;
            view.payout_list(known.program.id).into_iter().filter(move |payout| payout.partner == partner)
        };
        let mut found: Vec<_> = asked.flat_map(own).collect();
        found.sort_by_key(|payout| Reverse((payout.requested_at, payout.number)));
        let rows: Vec<_> = found.into_iter().map(|payout| (payout.number, payout)).collect();
        Ok(page(call, paging, &rows, |payout| payouts::show(view, &payout))?.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, MyPayoutsQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<MyPayoutsQuery> {
        let program_id = Some(memberships::all(view).first()?.program.uuid);
        Some(MyPayoutsQuery { paging: every_way(), program_id })
    }
}
