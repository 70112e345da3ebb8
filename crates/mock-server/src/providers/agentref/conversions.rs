//! `/conversions` and `/programs/{id}/stats`.

use chrono::{DateTime, Duration, Utc};
use trackside_schemas::agentref::{
    Conversion, ConversionMethod, ConversionStats, ConversionStatus, ConversionsByStatus, ConversionsQuery, Envelope,
    GetConversionStats, GetProgramStats, List, ListConversions, ListRecentConversions, Page, ProgramStats,
    ProgramStatsQuery, RecentQuery, StatsPeriod, StatsQuery, TimeSpan,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{ChangeKind, OrderStatus, Owner, ProgramId, Sale, View};
use uuid::Uuid;

use super::affiliates::{cents, every_way, some_affiliate};
use super::envelope::{list, one};
use super::paging::{Listing, page};
use super::programs::{own_program, own_programs, some_program, status as program_status};
use super::stripe::StripeSale;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

/// How many of the last conversions are shown at most.
const MOST_RECENT: usize = 20;

/// Sales, the newest first.
pub(super) struct Sales(Vec<Sale>);

impl Listing for Sales {
    type Row = Sale;

    fn total(&self) -> usize {
        self.0.len()
    }

    fn rows(&self, skip: usize, most: usize) -> Vec<(u64, Sale)> {
        self.0.iter().skip(skip).take(most).map(|sale| (sale.order.0.into(), *sale)).collect()
    }

    fn place(&self, number: u64) -> Option<usize> {
        self.0.iter().position(|sale| u64::from(sale.order.0) == number)
    }
}

/// Which sales.
#[derive(Default)]
struct Asked {
    program: Option<Uuid>,
    affiliate: Option<Uuid>,
    status: Option<ConversionStatus>,
    span: TimeSpan,
}

impl Serve for ListConversions {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Conversion>>, Problem> {
        let ConversionsQuery { paging, program_id, affiliate_id, status, span } = &call.query;
        let asked = Asked { program: *program_id, affiliate: *affiliate_id, status: *status, span: span.clone() };
        let sales = asked.sales(call);
        Ok(page(call, paging, &sales, |sale| show(call.view, &sale))?.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, ConversionsQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<ConversionsQuery> {
        let own = view.sales(None).filter(|sale| view.program(sale.program).owner == Owner::Usual);
        let sale = own.max_by_key(|sale| (sale.placed_at, sale.order))?;
        Some(ConversionsQuery {
            paging: every_way(),
            program_id: Some(view.program(sale.program).uuid),
            affiliate_id: Some(view.partner_uuid(sale.program, sale.partner)),
            status: Some(status(&sale)),
            span: TimeSpan::between(view.world().begins(), view.now()),
        })
    }
}

impl Serve for ListRecentConversions {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<List<Conversion>>, Problem> {
        let most = call.query.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(MOST_RECENT);
        let sales = Asked::default().sales(call);
        Ok(list(call, sales.0.iter().take(most).map(|sale| show(call.view, sale)).collect()).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, RecentQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<RecentQuery> {
        Some(RecentQuery { limit: Some(5) })
    }
}

impl Serve for GetConversionStats {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<ConversionStats>>, Problem> {
        let StatsQuery { program_id, period } = call.query;
        let span = TimeSpan { from: start(call.view, period), ..TimeSpan::default() };
        let sums = Sums::of(call.view, Asked { program: program_id, span, ..Asked::default() }.sales(call).0.iter());
        let stats = ConversionStats {
            total: sums.all(),
            pending: sums.pending,
            approved: sums.approved + sums.partially_refunded,
            total_revenue: sums.revenue,
            total_commissions: sums.commissions,
        };
        Ok(one(call, stats).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, StatsQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<StatsQuery> {
        let (program, _) = some_affiliate(view)?;
        Some(StatsQuery { program_id: Some(program.uuid), period: Some(StatsPeriod::Month) })
    }
}

impl Serve for GetProgramStats {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<ProgramStats>>, Problem> {
        let (view, program) = (call.view, own_program(call, call.path.id)?);
        let from = start(view, call.query.period);
        let sales = view.sales(Some(program.id)).filter(|sale| from.is_none_or(|from| sale.placed_at >= from));
        let sums = Sums::of(view, sales.collect::<Vec<_>>().iter());
        let stats = ProgramStats {
            program_id: program.uuid,
            program_name: program.name.clone(),
            status: program_status(program),
            total_revenue: sums.revenue,
            total_conversions: sums.counting(),
            total_commissions: sums.commissions,
            pending_commissions: sums.pending_commissions,
            active_affiliates: view.partners(program.id).active,
            conversions_by_status: ConversionsByStatus {
                pending: sums.pending,
                approved: sums.approved,
                partially_refunded: Some(sums.partially_refunded),
                rejected: sums.rejected,
                refunded: sums.refunded,
            },
        };
        Ok(one(call, stats).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(some_program(view), ProgramStatsQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<ProgramStatsQuery> {
        Some(ProgramStatsQuery { period: Some(StatsPeriod::Month) })
    }
}

impl Asked {
    fn sales<E: Serve>(&self, call: &Call<'_, E>) -> Sales {
        let view = call.view;
        let affiliate = match self.affiliate.map(|id| view.partner_by_uuid(id)) {
            Some(None) => return Sales(Vec::new()),
            affiliate => affiliate.flatten(),
        };
        let asked = |id: Uuid| self.program.is_none_or(|asked| asked == id);
        let programs = own_programs(call).filter(|program| asked(program.uuid)).map(|program| program.id);
        let programs = programs.filter(|program| affiliate.is_none_or(|(of, _)| of == *program));
        let is_asked = |sale: &Sale| {
            affiliate.is_none_or(|(_, partner)| partner == sale.partner)
                && self.status.is_none_or(|asked| asked == status(sale))
                && self.span.contains(sale.placed_at)
        };
        let mut sales: Vec<Sale> =
            programs.flat_map(|program: ProgramId| view.sales(Some(program))).filter(is_asked).collect();
        sales.sort_unstable_by_key(|sale| std::cmp::Reverse((sale.placed_at, sale.order)));
        Sales(sales)
    }
}

/// Numbers and sums of sales. Money is in cents, without what is void.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    pending: u64,
    approved: u64,
    partially_refunded: u64,
    rejected: u64,
    refunded: u64,
    revenue: i64,
    commissions: i64,
    pending_commissions: i64,
}

impl Sums {
    fn of<'s>(view: View<'_>, sales: impl Iterator<Item = &'s Sale>) -> Self {
        let mut sums = Self::default();
        for sale in sales {
            let program = view.program(sale.program);
            let (amount, commission) = (cents(program, sale.amount), cents(program, sale.commission));
            match status(sale) {
                ConversionStatus::Pending => {
                    sums.pending += 1;
                    sums.pending_commissions += commission;
                }
                ConversionStatus::Approved => sums.approved += 1,
                ConversionStatus::PartiallyRefunded => sums.partially_refunded += 1,
                ConversionStatus::Rejected => sums.rejected += 1,
                ConversionStatus::Refunded => sums.refunded += 1,
            }
            if sale.status != OrderStatus::Declined {
                sums.revenue += amount;
                sums.commissions += commission;
            }
        }
        sums
    }

    fn counting(&self) -> u64 {
        self.pending + self.approved + self.partially_refunded
    }

    fn all(&self) -> u64 {
        self.counting() + self.rejected + self.refunded
    }
}

/// When a period begins. `None` for all of the time.
pub(super) fn start(view: View<'_>, period: Option<StatsPeriod>) -> Option<DateTime<Utc>> {
    let days = match period? {
        StatsPeriod::Week => 7,
        StatsPeriod::Month => 30,
        StatsPeriod::Quarter => 90,
        StatsPeriod::All => return None,
    };
    Some(view.now() - Duration::days(days))
}

/// What has become of a sale. What was taken back after it was approved is refunded.
pub(super) fn status(sale: &Sale) -> ConversionStatus {
    let is_partly_refunded = sale.change == Some(ChangeKind::PartlyRefunded);
    match (sale.status, sale.change) {
        (OrderStatus::Pending, _) => ConversionStatus::Pending,
        (OrderStatus::Approved, _) if is_partly_refunded => ConversionStatus::PartiallyRefunded,
        (OrderStatus::Approved, _) => ConversionStatus::Approved,
        (OrderStatus::Declined, Some(ChangeKind::Refunded | ChangeKind::Reversed)) => ConversionStatus::Refunded,
        (OrderStatus::Declined, None) if sale.was_approved => ConversionStatus::Refunded,
        (OrderStatus::Declined, _) => ConversionStatus::Rejected,
    }
}

pub(super) fn show(view: View<'_>, sale: &Sale) -> Conversion {
    let program = view.program(sale.program);
    let usual = if sale.by_coupon { ConversionMethod::Coupon } else { ConversionMethod::Cookie };
    let (stripe_session_id, method) = StripeSale::of(view, sale.order).map_or((None, usual), StripeSale::shown);
    Conversion {
        id: view.order_uuid(sale.order),
        affiliate_id: view.partner_uuid(sale.program, sale.partner),
        program_id: program.uuid,
        amount: cents(program, sale.amount),
        commission: cents(program, sale.commission),
        status: status(sale),
        method,
        stripe_session_id,
        created_at: sale.placed_at,
    }
}
