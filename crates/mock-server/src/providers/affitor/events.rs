//! `GET /api/tracking/events/{programId}`.

use chrono::{Duration, SubsecRound as _};
use trackside_schemas::affitor::{
    EventType, EventsQuery, ListTrackingEvents, PageMeta, PageNumbers, ProgramPath, TrackingEvent, TrackingEventPage,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Activity, ActivityKind, ActivityQuery, OrderStatus, Program, View, Visitor};

use super::sales::{ReportedSale, transaction_of};
use super::sessions::{ReportedClick, ReportedLead, Session, device, session};
use super::{named_program, visitors};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

const USUAL_SIZE: u64 = 10;

impl Serve for ListTrackingEvents {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<TrackingEventPage>, Problem> {
        let (view, query) = (call.view, &call.query);
        let program = named_program(call, call.path.program_id)?;
        let (page, page_size) = (query.page.unwrap_or(1), query.page_size.unwrap_or(USUAL_SIZE));
        let asked = ActivityQuery {
            kind: query.event_type.map(kind),
            from: query.date_from,
            // The last second is included.
            until: query.date_to.map(|time| time.trunc_subsecs(0) + Duration::seconds(1)),
            skip: (page - 1) * page_size,
            take: usize::try_from(page_size).expect("a page has a hundred events at most"),
        };
        let found = view.activity(program.id, &asked);
        let numbers = PageNumbers { page, page_size, page_count: found.total.div_ceil(page_size), total: found.total };
        let data = found.rows.iter().map(|event| show(view, program, event)).collect();
        Ok(TrackingEventPage { data, meta: PageMeta { pagination: numbers } }.into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let has_sales = |program: &&Program| view.last_activity(program.id, ActivityKind::Sale).is_some();
        let program = view.programs().find(has_sales).or_else(|| view.programs().next());
        let path = ProgramPath { program_id: program.expect("the world has programs").number };
        Sample::new(path, EventsQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<EventsQuery> {
        Some(EventsQuery {
            page: Some(1),
            page_size: Some(USUAL_SIZE),
            event_type: Some(EventType::Conversion),
            date_from: Some((view.now() - Duration::days(365)).max(view.world().begins())),
            date_to: Some(view.now()),
        })
    }
}

fn kind(kind: EventType) -> ActivityKind {
    match kind {
        EventType::Click => ActivityKind::Click,
        EventType::Lead => ActivityKind::Lead,
        EventType::Conversion => ActivityKind::Sale,
    }
}

fn show(view: View<'_>, program: &Program, event: &Activity) -> TrackingEvent {
    let (name, place) = match event.kind {
        ActivityKind::Click => ("click", 0),
        ActivityKind::Lead => ("lead", 1),
        ActivityKind::Sale => ("conversion", 2),
    };
    // Events of different kinds have different numbers, so that pages of all kinds can be told apart.
    let number = event.number * 4 + place;
    let shown = TrackingEvent {
        id: i64::try_from(number).expect("below 2^53"),
        event_type: name.to_owned(),
        timestamp: event.at.into(),
        created_at: event.at.into(),
        click_id: visitors::click_id_of(view, event.visitor, event.at),
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
    match event.kind {
        ActivityKind::Click => click(view, program, event, shown),
        ActivityKind::Lead => lead(view, program, event, shown),
        ActivityKind::Sale => conversion(view, event, shown),
    }
}

fn click(view: View<'_>, program: &Program, event: &Activity, shown: TrackingEvent) -> TrackingEvent {
    let reported = ReportedClick::get(view, event.number).unwrap_or_default();
    let partner = event.partner.or_else(|| known(event.visitor).and_then(|who| view.clicks_of(who)?.partner));
    let code = partner.and_then(|partner| view.partner_code(program.id, partner));
    let Session { id, page_url, referrer_url, country, region, city, device: kind, system, browser } =
        session(view, program, event.visitor, code);
    let (kind, system, browser) = reported.user_agent.as_deref().map_or((kind, system, browser), device);
    TrackingEvent {
        session_id: Some(reported.session_id.unwrap_or(id)),
        page_url: Some(reported.page_url.unwrap_or(page_url)),
        referrer_url: Some(reported.referrer_url.unwrap_or(referrer_url)),
        geo_country: Some(country.to_owned()),
        geo_region: Some(region.to_owned()),
        geo_city: Some(city.to_owned()),
        device_type: Some(kind.to_owned()),
        device_os: Some(system.to_owned()),
        browser_name: Some(browser.to_owned()),
        converted: Some(event.order.is_some() || known(event.visitor).is_some_and(|who| view.has_bought(who))),
        ..shown
    }
}

fn lead(view: View<'_>, program: &Program, event: &Activity, shown: TrackingEvent) -> TrackingEvent {
    let customer = known(event.visitor);
    let reported = customer.and_then(|customer| ReportedLead::get(view, view.customer_number(customer).into()));
    let reported = reported.unwrap_or_default();
    let own = session(view, program, event.visitor, None);
    TrackingEvent {
        customer_key: customer.and_then(|customer| view.customer_key(customer)).map(std::borrow::Cow::into_owned),
        session_id: Some(reported.session_id.unwrap_or(own.id)),
        page_url: Some(reported.page_url.unwrap_or_else(|| format!("{}/signup", program.website))),
        converted: Some(customer.is_some_and(|customer| view.has_bought(customer))),
        ..shown
    }
}

fn conversion(view: View<'_>, event: &Activity, shown: TrackingEvent) -> TrackingEvent {
    let order = event.order.expect("a sale has an order");
    let facts = view.order(order);
    let reported = ReportedSale::get(view, order.0.into());
    let is_repeated = !order.is_of_the_ledger() && facts.customer.0 != order.0;
    let is_recurring = reported.as_ref().map_or(is_repeated, |sale| sale.is_recurring);
    let usual_type = if is_recurring { "subscription" } else { "payment" };
    let is_refunded = facts.status == OrderStatus::Declined;
    TrackingEvent {
        amount_cents: Some(reported.as_ref().map_or(facts.amount.hundredths(), |sale| sale.amount_cents)),
        currency: Some(reported.as_ref().map_or(facts.amount.currency.code(), |sale| &sale.currency).to_owned()),
        sale_type: Some(reported.and_then(|sale| sale.sale_type).unwrap_or_else(|| usual_type.to_owned())),
        payment_status: Some(if is_refunded { "refunded" } else { "paid" }.to_owned()),
        processor_event_id: Some(transaction_of(view, order)),
        is_recurring: Some(is_recurring),
        ..shown
    }
}

fn known(visitor: Visitor) -> Option<trackside_world::CustomerId> {
    match visitor {
        Visitor::Known(customer) => Some(customer),
        Visitor::Passing(_) => None,
    }
}
