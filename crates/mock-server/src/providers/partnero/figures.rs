//! The figures of a program, now and 30 days ago.

use chrono::{DateTime, Duration, Utc};
use trackside_schemas::partnero::{
    AffiliateFigures, AffiliateSnapshot, PartnerActivity, PayoutStatusBreakdown, PayoutStatusTotal, ReferralFigures,
};
use trackside_schemas::values::{CurrencyCode, FormattedMoney};
use trackside_world::{Currency, PayoutCount, Program, Totals, View};

use super::friends;
use crate::moment::Moment;
use crate::sandbox::Sandbox;

/// The number of days that growth looks back.
const GROWTH_DAYS: i64 = 30;

/// The figures of an affiliate program.
pub(super) fn affiliate(sandbox: &Sandbox, view: View<'_>, program: &Program) -> AffiliateFigures {
    let totals = view.totals(program.id);
    AffiliateFigures {
        currency: code(program.currency),
        now: affiliate_snapshot(view, program, &totals),
        before: earlier(sandbox, view, program)
            .map(|earlier| affiliate_snapshot(earlier.view(), program, &earlier.view().totals(program.id)))
            .unwrap_or_default(),
        reward_in_review: totals.reward_in_review,
        reward_paid: totals.reward_paid,
        payouts: payouts(view, program),
    }
}

/// The figures of a refer-a-friend program.
pub(super) fn referral(sandbox: &Sandbox, view: View<'_>, program: &Program) -> ReferralFigures {
    let totals = view.totals(program.id);
    ReferralFigures {
        currency: code(program.currency),
        active_rewards: totals.active_rewards,
        now: friends::snapshot(view, program, &totals),
        before: earlier(sandbox, view, program)
            .map(|earlier| friends::snapshot(earlier.view(), program, &earlier.view().totals(program.id)))
            .unwrap_or_default(),
        revenue: totals.revenue,
    }
}

/// An amount in minor units of the program's currency.
pub(super) fn money(program: &Program, minor: i64) -> FormattedMoney {
    FormattedMoney { minor, currency: code(program.currency) }
}

/// The currency's code.
pub(super) fn code(currency: Currency) -> CurrencyCode {
    CurrencyCode::parse(currency.code()).expect("a currency's code is three capital letters")
}

/// The world 30 days ago, if the program existed then. One that was created by hand only recently is not in that world,
/// whatever the time of its creation.
fn earlier<'s>(sandbox: &'s Sandbox, view: View<'_>, program: &Program) -> Option<Moment<'s>> {
    let earlier: DateTime<Utc> = view.now() - Duration::days(GROWTH_DAYS);
    let moment = (program.created_at <= earlier).then(|| sandbox.moment_at(earlier));
    moment.filter(|moment| moment.view().has_program(program.id))
}

fn affiliate_snapshot(view: View<'_>, program: &Program, totals: &Totals) -> AffiliateSnapshot {
    let partners = view.partners(program.id);
    AffiliateSnapshot {
        partners: PartnerActivity {
            active: partners.active,
            pending: partners.pending,
            archived: partners.archived,
            deleted: partners.deleted,
        },
        purchases: totals.orders,
        signups: totals.signups,
        paid_accounts: totals.paying_customers,
        clicks: totals.clicks,
        revenue: totals.revenue,
        reward: totals.commissions,
    }
}

fn payouts(view: View<'_>, program: &Program) -> PayoutStatusBreakdown {
    let counts = view.payouts(program.id);
    let total = |count: PayoutCount| PayoutStatusTotal::new(count.count, count.amount, code(program.currency));
    PayoutStatusBreakdown {
        requested: total(counts.requested),
        approved: total(counts.approved),
        finished: total(counts.finished),
        rejected: total(counts.rejected),
        resubmit_requested: total(counts.resubmit_requested),
        resubmitted: total(counts.resubmitted),
    }
}
