//! `GET /api/tracking/performance/{programId}`.

use chrono::{DateTime, Duration, NaiveTime, Utc};
use trackside_schemas::affitor::{
    GetPerformance, Performance, PerformanceDay, PerformanceMeta, PerformanceMetrics, PerformanceQuery, Period,
    PreviousPeriod, ProgramPath, Trend, TrendDirection,
};
use trackside_schemas::declare::Nothing;
use trackside_schemas::values::{DecimalNumber, WholeNumber};
use trackside_world::{ActivityKind, ActivityOfDay, Money, Program, View};

use super::named_program;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

/// The sums of some days.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    clicks: u64,
    leads: u64,
    conversions: u64,
    revenue: i64,
    commission: i64,
    partners: u64,
}

impl Sums {
    fn of(days: &[ActivityOfDay]) -> Self {
        days.iter().fold(Self::default(), |sums, day| Self {
            clicks: sums.clicks + day.clicks,
            leads: sums.leads + day.leads,
            conversions: sums.conversions + day.conversions,
            revenue: sums.revenue + day.revenue,
            commission: sums.commission + day.commission,
            partners: sums.partners + day.partners,
        })
    }
}

impl Serve for GetPerformance {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Performance>, Problem> {
        let view = call.view;
        let program = named_program(call, call.path.program_id)?;
        let (first, last, period) = days(view, program, &call.query);
        let length = (last - first).num_days() + 1;
        let (earlier, next) = (first - Duration::days(length), last + Duration::days(1));
        let days = figures(view, program, first, next);
        let before = Sums::of(&figures(view, program, earlier, first));
        let end = |day: DateTime<Utc>| day + Duration::days(1) - Duration::milliseconds(1);
        Ok(Performance {
            metrics: metrics(Sums::of(&days), before),
            data: days.iter().map(show).collect(),
            meta: PerformanceMeta {
                period,
                date_from: first.into(),
                date_to: end(last).into(),
                previous_period: PreviousPeriod {
                    date_from: earlier.into(),
                    date_to: end(first - Duration::days(1)).into(),
                },
            },
        }
        .into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let has_sales = |program: &&Program| view.last_activity(program.id, ActivityKind::Sale).is_some();
        let program = view.programs().find(has_sales).or_else(|| view.programs().next());
        let path = ProgramPath { program_id: program.expect("the world has programs").number };
        Sample::new(path, PerformanceQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<PerformanceQuery> {
        Some(PerformanceQuery {
            period: Some(Period::Month),
            date_from: Some(midnight(view.now()) - Duration::days(9)),
            date_to: Some(midnight(view.now())),
        })
    }
}

/// The days from one to before another, with money in hundredths of the currency.
fn figures(view: View<'_>, program: &Program, first: DateTime<Utc>, until: DateTime<Utc>) -> Vec<ActivityOfDay> {
    let hundredths = |minor| Money { minor, currency: program.currency }.hundredths();
    let mut days = view.activity_by_day(program.id, first, until);
    for day in &mut days {
        (day.revenue, day.commission) = (hundredths(day.revenue), hundredths(day.commission));
    }
    days
}

/// The first and the last day that are asked for, and the name of the period. Days outside of the world are left out.
fn days(view: View<'_>, program: &Program, query: &PerformanceQuery) -> (DateTime<Utc>, DateTime<Utc>, String) {
    let today = midnight(view.now());
    let begins = view.world().begins();
    let last_days = |count: i64| (today - Duration::days(count - 1)).max(begins);
    if let (Some(from), Some(to)) = (query.date_from, query.date_to) {
        let last = midnight(to).clamp(begins, today);
        let first = midnight(from).clamp(begins, last);
        return (first, last, "custom".to_owned());
    }
    let (first, name) = match query.period.unwrap_or(Period::Week) {
        Period::Week => (last_days(7), "7d"),
        Period::Month => (last_days(30), "30d"),
        Period::Quarter => (last_days(90), "90d"),
        Period::All => (midnight(program.created_at).max(begins), "all"),
    };
    (first, today, name.to_owned())
}

fn midnight(time: DateTime<Utc>) -> DateTime<Utc> {
    time.date_naive().and_time(NaiveTime::MIN).and_utc()
}

fn show(day: &ActivityOfDay) -> PerformanceDay {
    let date = day.day.format("%Y-%m-%d").to_string();
    PerformanceDay {
        period: date.clone(),
        date,
        clicks: day.clicks,
        leads: day.leads,
        conversions: day.conversions,
        revenue: DecimalNumber { hundredths: day.revenue },
        partners: day.partners,
        sales: WholeNumber(0),
        commission: DecimalNumber { hundredths: day.commission },
    }
}

fn metrics(now: Sums, before: Sums) -> PerformanceMetrics {
    let conversions = i64::try_from(now.conversions).expect("a count of orders");
    let clicks = i64::try_from(now.clicks).expect("a count of clicks");
    PerformanceMetrics {
        total_clicks: now.clicks,
        total_leads: now.leads,
        total_conversions: now.conversions,
        total_revenue: DecimalNumber { hundredths: now.revenue },
        conversion_rate: DecimalNumber { hundredths: divided(conversions * 10_000, clicks) },
        average_order_value: DecimalNumber { hundredths: divided(now.revenue, conversions) },
        total_partners: now.partners,
        total_sales: WholeNumber(0),
        total_partners_commission: DecimalNumber { hundredths: now.commission },
        clicks_trend: trend(before.clicks, now.clicks),
        leads_trend: trend(before.leads, now.leads),
        conversions_trend: trend(before.conversions, now.conversions),
        revenue_trend: trend(before.revenue.unsigned_abs(), now.revenue.unsigned_abs()),
        partners_trend: trend(before.partners, now.partners),
        sales_trend: trend(0, 0),
        commission_trend: trend(before.commission.unsigned_abs(), now.commission.unsigned_abs()),
    }
}

/// The quotient, rounded half up; 0 if there is nothing to divide by.
fn divided(of: i64, by: i64) -> i64 {
    if by == 0 { 0 } else { (2 * of + by).div_euclid(2 * by) }
}

fn trend(before: u64, now: u64) -> Trend {
    let of = |tenths: u64, trend_direction| Trend {
        trend: DecimalNumber { hundredths: i64::try_from(tenths * 10).unwrap_or(i64::MAX) },
        trend_direction,
    };
    if before == 0 {
        return if now == 0 { of(0, TrendDirection::Stable) } else { of(1000, TrendDirection::Up) };
    }
    // As a wider number: sums of money in a large world are large.
    let tenths = (u128::from(now.abs_diff(before)) * 2000 + u128::from(before)) / (2 * u128::from(before));
    let tenths = u64::try_from(tenths).unwrap_or(u64::MAX / 10);
    match now.cmp(&before) {
        _ if tenths == 0 => of(0, TrendDirection::Stable),
        std::cmp::Ordering::Greater => of(tenths, TrendDirection::Up),
        _ => of(tenths, TrendDirection::Down),
    }
}

#[cfg(test)]
mod tests {
    use trackside_schemas::affitor::TrendDirection::{Down, Stable, Up};

    use super::trend;

    #[test]
    fn trends_have_one_decimal_and_no_sign() {
        for (before, now, hundredths, direction) in [
            (0, 0, 0, Stable),
            (0, 7, 10_000, Up),
            (4, 5, 2500, Up),
            (3, 4, 3330, Up),
            (5, 4, 2000, Down),
            (4, 0, 10_000, Down),
            (10_000, 10_001, 0, Stable),
            (7, 7, 0, Stable),
        ] {
            let found = trend(before, now);
            assert_eq!((found.trend.hundredths, found.trend_direction), (hundredths, direction), "{before} {now}");
        }
    }
}
