//! `GET /api/tracking/performance/{programId}`.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::habits::dashboard;
use super::{Affitor, Failure, ProgramPath, failure};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Provenance, Rule, example, inferred, rules,
};
use crate::values::{DecimalNumber, MillisecondInstant, WholeNumber, day_or_instant};

/// A program's figures, day by day.
///
/// Every day of the period, their sums, and how they compare with the period of the same length before.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetPerformance;

impl Endpoint for GetPerformance {
    type Provider = Affitor;
    type Path = ProgramPath;
    type Query = PerformanceQuery;
    type Body = Nothing;
    type Success<'a> = Performance;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/tracking/performance/{programId}";

    fn operation() -> Operation<Failure> {
        dashboard("getPerformance", DOCUMENTED)
            .scopes(&["tracking:read"])
            .success("The figures.", DOCUMENTED)
            .failure(failure::malformed_program())
            .rule(Rule::on_success(
                "!('period' in request.query) || ('dateFrom' in request.query && 'dateTo' in request.query) \
                 || response.body.meta.period == request.query.period",
                "the period is the one asked for",
            ))
            .rule(
                Rule::on_success(
                    "response.body.meta.period != '7d' || ('dateFrom' in request.query && 'dateTo' in request.query) || size(response.body.data) == 7",
                    "seven days have seven rows",
                )
                .because("every day is present"),
            )
    }

    fn examples() -> Vec<Example<Performance>> {
        let instant =
            |text: &str| -> MillisecondInstant { text.parse::<DateTime<Utc>>().expect("a literal instant").into() };
        let day = PerformanceDay {
            date: "2026-06-08".to_owned(),
            period: "2026-06-08".to_owned(),
            clicks: 40,
            leads: 3,
            conversions: 1,
            revenue: DecimalNumber { hundredths: 9999 },
            partners: 0,
            sales: WholeNumber(0),
            commission: DecimalNumber { hundredths: 2000 },
        };
        let up = |tenths: i64| Trend {
            trend: DecimalNumber { hundredths: tenths * 10 },
            trend_direction: TrendDirection::Up,
        };
        let stable = Trend { trend: DecimalNumber::whole(0), trend_direction: TrendDirection::Stable };
        vec![example(
            "one-day",
            "A single day.",
            Performance {
                data: vec![day],
                metrics: PerformanceMetrics {
                    total_clicks: 40,
                    total_leads: 3,
                    total_conversions: 1,
                    total_revenue: DecimalNumber { hundredths: 9999 },
                    conversion_rate: DecimalNumber { hundredths: 250 },
                    average_order_value: DecimalNumber { hundredths: 9999 },
                    total_partners: 0,
                    total_sales: WholeNumber(0),
                    total_partners_commission: DecimalNumber { hundredths: 2000 },
                    clicks_trend: up(1000),
                    leads_trend: up(1000),
                    conversions_trend: up(1000),
                    revenue_trend: up(1000),
                    partners_trend: stable,
                    sales_trend: stable,
                    commission_trend: up(1000),
                },
                meta: PerformanceMeta {
                    period: "custom".to_owned(),
                    date_from: instant("2026-06-08T00:00:00Z"),
                    date_to: instant("2026-06-08T23:59:59Z"),
                    previous_period: PreviousPeriod {
                        date_from: instant("2026-06-07T00:00:00Z"),
                        date_to: instant("2026-06-07T23:59:59Z"),
                    },
                },
            },
        )]
    }
}

/// Which days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PerformanceQuery {
    /// The last days, today included; `7d` if it is not given. Ignored if both dates are given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub period: Option<Period>,
    /// The first day. Ignored without `dateTo`.
    #[serde(default, deserialize_with = "day_or_instant", skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"2026-06-01T00:00:00.000Z")]
    #[garde(skip)]
    pub date_from: Option<DateTime<Utc>>,
    /// The last day, inclusive. Ignored without `dateFrom`.
    #[serde(default, deserialize_with = "day_or_instant", skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"2026-06-08T00:00:00.000Z")]
    #[garde(skip)]
    pub date_to: Option<DateTime<Utc>>,
}

/// A period that ends today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum Period {
    /// Seven days.
    #[serde(rename = "7d")]
    Week,
    /// Thirty days.
    #[serde(rename = "30d")]
    Month,
    /// Ninety days.
    #[serde(rename = "90d")]
    Quarter,
    /// Since the program was created.
    #[serde(rename = "all")]
    All,
}

/// A program's figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "self.data.all(day, day.clicks <= self.metrics.totalClicks && day.leads <= self.metrics.totalLeads \
         && day.conversions <= self.metrics.totalConversions && day.partners <= self.metrics.totalPartners)",
        "no day has more than the whole period",
        "the totals are the sums of the days",
    ),
])))]
pub struct Performance {
    /// Every day of the period, the oldest first.
    pub data: Vec<PerformanceDay>,
    /// The sums, and how they compare.
    pub metrics: PerformanceMetrics,
    /// The period.
    pub meta: PerformanceMeta,
}

/// The figures of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented("self.period == self.date", "the period of a day is the day"),
    Rule::documented("double(self.sales) == 0.0", "`sales` is always 0"),
])))]
pub struct PerformanceDay {
    /// The day in UTC: `2026-06-08`.
    pub date: String,
    /// The same again.
    pub period: String,
    /// Clicks.
    pub clicks: u64,
    /// Leads.
    pub leads: u64,
    /// Conversions that were not taken back.
    pub conversions: u64,
    /// The sum of their amounts, in units of the currency.
    pub revenue: DecimalNumber,
    /// Partners who were approved on the day.
    #[schemars(extend("x-provenance" = PARTNERS))]
    pub partners: u64,
    /// Always 0.
    pub sales: WholeNumber,
    /// The sum of the commissions, in units of the currency.
    pub commission: DecimalNumber,
}

/// Why partners are those of the day.
const PARTNERS: Provenance =
    inferred("the field is documented without a meaning; all figures beside it count what happened on the day");

/// The sums of the days, and how they compare with the period before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented("double(self.totalSales) == 0.0", "`totalSales` is always 0"),
    Rule::inferred(
        "self.totalConversions > 0 || double(self.averageOrderValue) == 0.0",
        "no conversions have no average value",
        "there is nothing to divide by",
    ),
])))]
pub struct PerformanceMetrics {
    /// Clicks.
    pub total_clicks: u64,
    /// Leads.
    pub total_leads: u64,
    /// Conversions that were not taken back.
    pub total_conversions: u64,
    /// The sum of their amounts, in units of the currency.
    pub total_revenue: DecimalNumber,
    /// Conversions per hundred clicks, with two decimals.
    pub conversion_rate: DecimalNumber,
    /// Revenue per conversion, in units of the currency, with two decimals.
    pub average_order_value: DecimalNumber,
    /// Partners who were approved in the period.
    #[schemars(extend("x-provenance" = PARTNERS))]
    pub total_partners: u64,
    /// Always 0.
    pub total_sales: WholeNumber,
    /// The sum of the commissions, in units of the currency.
    pub total_partners_commission: DecimalNumber,
    /// How the clicks compare.
    pub clicks_trend: Trend,
    /// How the leads compare.
    pub leads_trend: Trend,
    /// How the conversions compare.
    pub conversions_trend: Trend,
    /// How the revenue compares.
    pub revenue_trend: Trend,
    /// How the partners compare.
    pub partners_trend: Trend,
    /// How the sales compare: always stable.
    pub sales_trend: Trend,
    /// How the commissions compare.
    pub commission_trend: Trend,
}

/// How a figure compares with the period before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented("double(self.trend) >= 0.0", "a trend has no sign"),
    Rule::documented(
        "self.trendDirection != 'stable' || double(self.trend) == 0.0",
        "a stable figure has the trend 0",
    ),
])))]
pub struct Trend {
    /// The difference in per cent, with one decimal and without a sign. From 0 to more is 100.
    pub trend: DecimalNumber,
    /// Its direction.
    pub trend_direction: TrendDirection,
}

/// The direction of a trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum TrendDirection {
    /// More than before.
    Up,
    /// Less than before.
    Down,
    /// As before.
    Stable,
}

/// The period of the figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PerformanceMeta {
    /// `7d`, `30d`, `90d` or `all`; with dates, as the sandbox guesses, `custom`.
    #[schemars(extend("x-extensible-enum" = ["7d", "30d", "90d", "all", "custom"]))]
    pub period: String,
    /// Its beginning.
    pub date_from: MillisecondInstant,
    /// Its end.
    pub date_to: MillisecondInstant,
    /// The period of the same length before.
    pub previous_period: PreviousPeriod,
}

/// The period before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PreviousPeriod {
    /// Its beginning.
    pub date_from: MillisecondInstant,
    /// Its end.
    pub date_to: MillisecondInstant,
}
