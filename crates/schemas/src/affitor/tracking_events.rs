//! `GET /api/tracking/events/{programId}`.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::habits::dashboard;
use super::{Affitor, Failure, ProgramPath, failure};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Method, Operation, PagePagination, Pagination, Provenance, Rule, example,
    inferred, rules,
};
use crate::values::{MillisecondInstant, day_or_instant};

/// Events of a program.
///
/// Clicks, leads and conversions, newest first. Test events are left out.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListTrackingEvents;

impl Endpoint for ListTrackingEvents {
    type Provider = Affitor;
    type Path = ProgramPath;
    type Query = EventsQuery;
    type Body = crate::declare::Nothing;
    type Success<'a> = TrackingEventPage;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/tracking/events/{programId}";

    fn operation() -> Operation<Failure> {
        dashboard("listTrackingEvents", DOCUMENTED)
            .scopes(&["tracking:list"])
            .success("A page of events.", DOCUMENTED)
            .failure(failure::malformed_program())
            // A failure has `data: null`. One engine of CEL evaluates both sides of `||`, and fails at a loop over null.
            .rule(Rule::documented(
                "response.status == 200 && 'eventType' in request.query \
                 ? response.body.data.all(event, event.event_type == request.query.eventType) : true",
                "every event is of the kind asked for",
            ))
            .rule(Rule::documented(
                "response.status == 200 && 'dateFrom' in request.query \
                 ? response.body.data.all(event, datetime(event.timestamp) >= datetime(request.query.dateFrom)) : true",
                "no event is earlier than asked for",
            ))
            .rule(
                Rule::documented(
                    "response.status == 200 ? response.body.data.all(event, datetime(event.timestamp) <= now) : true",
                    "no event lies in the future",
                )
                .because("an event is listed once it has happened"),
            )
            .pages(Pagination::Page(PagePagination {
                location: "query",
                page: "page",
                limit: "pageSize",
                items: "/data",
                identity: Some("/id"),
                total: Some("/meta/pagination/total"),
                current_page: "/meta/pagination/page",
                per_page: "/meta/pagination/pageSize",
                last_page: Some("/meta/pagination/pageCount"),
                links: None,
            }))
    }

    fn examples() -> Vec<Example<TrackingEventPage>> {
        let pagination = |total| PageMeta { pagination: PageNumbers { page: 1, page_size: 10, page_count: 1, total } };
        let at = instant("2026-06-07T10:23:45Z");
        let event = |id, event_type: &str| TrackingEvent {
            id,
            event_type: event_type.to_owned(),
            timestamp: at,
            created_at: at,
            click_id: Some("cust_42_1780827825000".to_owned()),
            session_id: None,
            page_url: None,
            referrer_url: None,
            geo_country: None,
            geo_region: None,
            geo_city: None,
            device_type: None,
            device_os: None,
            browser_name: None,
            converted: None,
            customer_key: None,
            amount_cents: None,
            currency: None,
            sale_type: None,
            payment_status: None,
            processor_event_id: None,
            is_recurring: None,
        };
        let text = |text: &str| Some(text.to_owned());
        let conversion = TrackingEvent {
            amount_cents: Some(9999),
            currency: text("USD"),
            sale_type: text("payment"),
            payment_status: text("paid"),
            processor_event_id: text("txn_abc123"),
            is_recurring: Some(false),
            ..event(7, "conversion")
        };
        let lead = TrackingEvent {
            customer_key: text("user_123"),
            session_id: text("sess_xyz_1234"),
            page_url: text("https://yoursite.com/signup"),
            converted: Some(true),
            ..event(9, "lead")
        };
        let click = TrackingEvent {
            session_id: text("sess_xyz_1234"),
            page_url: text("https://yoursite.com/pricing?aff=abc123"),
            referrer_url: text("https://google.com"),
            geo_country: text("US"),
            geo_region: text("California"),
            geo_city: text("San Francisco"),
            device_type: text("desktop"),
            device_os: text("macOS"),
            browser_name: text("Chrome"),
            converted: Some(true),
            ..event(31, "click")
        };
        vec![
            example(
                "events",
                "One event of each kind.",
                TrackingEventPage { data: vec![conversion, lead, click], meta: pagination(3) },
            ),
            example("none", "Nothing has happened.", TrackingEventPage { data: Vec::new(), meta: pagination(0) }),
        ]
    }
}

/// Which events, and which page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct EventsQuery {
    /// The page, counted from 1; 1 if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = 1)]
    #[garde(range(min = 1, max = 1_000_000))]
    pub page: Option<u64>,
    /// How many events a page has at most; 10 if it is not given. (The largest value is not published: 100 is Strapi's default.)
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = 10)]
    #[garde(range(min = 1, max = 100))]
    pub page_size: Option<u64>,
    /// Only this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub event_type: Option<EventType>,
    /// The earliest time, inclusive. A plain date is midnight UTC.
    #[serde(default, deserialize_with = "day_or_instant", skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"2026-06-01T00:00:00.000Z")]
    #[garde(skip)]
    pub date_from: Option<DateTime<Utc>>,
    /// The latest time, inclusive. A plain date is midnight UTC.
    #[serde(default, deserialize_with = "day_or_instant", skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"2026-06-08T00:00:00.000Z")]
    #[garde(skip)]
    pub date_to: Option<DateTime<Utc>>,
}

/// A kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum EventType {
    /// Clicks.
    Click,
    /// Leads.
    Lead,
    /// Conversions.
    Conversion,
}

/// A page of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented(
        "size(self.data) == 0 || self.data.all(event, datetime(event.timestamp) <= datetime(self.data[0].timestamp))",
        "the newest event comes first",
    ),
    Rule::inferred(
        "size(self.data) <= self.meta.pagination.pageSize",
        "a page has no more events than its size",
        "that is what a page size means",
    ),
])))]
pub struct TrackingEventPage {
    /// The events.
    pub data: Vec<TrackingEvent>,
    /// Where the page stands.
    pub meta: PageMeta,
}

/// Where a page stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PageMeta {
    /// Its numbers.
    pub pagination: PageNumbers,
}

/// The numbers of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PageNumbers {
    /// The page, counted from 1.
    #[schemars(range(min = 1))]
    pub page: u64,
    /// How many items a page has at most.
    #[schemars(range(min = 1))]
    pub page_size: u64,
    /// How many pages there are.
    pub page_count: u64,
    /// How many items there are on all pages together.
    pub total: u64,
}

const CLICK: Provenance = inferred("seen in the page's example of a click; whether other clicks lack it is not said");

const CONVERSION: Provenance =
    inferred("seen in the page's example of a conversion; whether other conversions lack it is not said");

/// A click, a lead or a conversion. `id` is unique among the events of one kind only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "self.event_type != 'conversion' || ('amount_cents' in self && 'currency' in self)",
        "a conversion has an amount and a currency",
        "the page's example of a conversion does",
    ),
])))]
pub struct TrackingEvent {
    /// The event's number among those of its kind.
    pub id: i64,
    /// `click`, `lead` or `conversion`.
    #[schemars(extend("x-extensible-enum" = ["click", "lead", "conversion"]))]
    pub event_type: String,
    /// When it happened.
    pub timestamp: MillisecondInstant,
    /// When it was recorded.
    #[serde(rename = "createdAt")]
    pub created_at: MillisecondInstant,
    /// The visitor's click id; null if a coupon or nobody brought them.
    pub click_id: Option<String>,
    /// The visitor's session: clicks and leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = CLICK))]
    pub session_id: Option<String>,
    /// The page: clicks and leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = CLICK))]
    pub page_url: Option<String>,
    /// The page that the visitor came from: clicks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = CLICK))]
    pub referrer_url: Option<String>,
    /// The visitor's country, as an ISO 3166 code: clicks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = CLICK))]
    pub geo_country: Option<String>,
    /// The visitor's region: clicks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = CLICK))]
    pub geo_region: Option<String>,
    /// The visitor's city: clicks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = CLICK))]
    pub geo_city: Option<String>,
    /// The visitor's kind of device, such as `desktop`: clicks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = CLICK))]
    pub device_type: Option<String>,
    /// The visitor's operating system: clicks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = CLICK))]
    pub device_os: Option<String>,
    /// The visitor's browser: clicks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = CLICK))]
    pub browser_name: Option<String>,
    /// Whether the visitor has bought something: clicks and leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool", extend("x-provenance" = CLICK))]
    pub converted: Option<bool>,
    /// The shop's own id of the customer: leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = CLICK))]
    pub customer_key: Option<String>,
    /// The amount in hundredths of the currency: conversions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "i64", extend("x-provenance" = CONVERSION))]
    pub amount_cents: Option<i64>,
    /// The ISO 4217 code of the currency: conversions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = CONVERSION))]
    pub currency: Option<String>,
    /// `payment` or `subscription`: conversions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-extensible-enum" = ["payment", "subscription"], "x-provenance" = CONVERSION))]
    pub sale_type: Option<String>,
    /// `paid`, or, as the sandbox guesses, `refunded`: conversions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-extensible-enum" = ["paid", "refunded"], "x-provenance" = CONVERSION))]
    pub payment_status: Option<String>,
    /// The `transaction_id` with which it was reported: conversions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = CONVERSION))]
    pub processor_event_id: Option<String>,
    /// Whether it renews a subscription: conversions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool", extend("x-provenance" = CONVERSION))]
    pub is_recurring: Option<bool>,
}

fn instant(text: &str) -> MillisecondInstant {
    text.parse::<DateTime<Utc>>().expect("a literal instant").into()
}
