//! Surveys that follow an order.

use trackside_page::data::{Badge, Cell, Column, Fact, Kind, Query, Record, Row, Table};
use trackside_schemas::control::{EventKind, EventToCause};
use trackside_world::{TrackerKey, TrackerQuery};
use uuid::Uuid;

use super::actions::Button;
use super::seen::seen;
use super::{Look, PAGE, program_path, skipped, time};
use crate::serve::Thing;

const BUTTONS: [Button; 3] = [
    ("Send it", EventKind::SurveySent),
    ("Open it", EventKind::SurveyOpened),
    ("Complete it", EventKind::SurveyCompleted),
];

pub(super) fn table(look: Look<'_>, query: Query) -> Table {
    let columns = vec![
        Column::new("Survey"),
        Column::new("Status"),
        Column::new("Order"),
        Column::new("Customer"),
        Column::new("Created, UTC").sorted("created"),
        Column::new("Due, UTC"),
        Column::new("Sent, UTC"),
        Column::number("Clicks"),
    ];
    let list = look.view.trackers(&TrackerQuery::default());
    let (total, limit) = (list.total(), usize::try_from(PAGE).unwrap_or(usize::MAX));
    let trackers = if query.is_ascending() {
        let end = total.saturating_sub(skipped(&query));
        let first = end.saturating_sub(limit);
        let mut trackers = list.page(first, end - first);
        trackers.reverse();
        trackers
    } else {
        list.page(skipped(&query), limit)
    };
    let rows = trackers.into_iter().map(|key| row(look, key)).collect();
    let (choices, total) = (Vec::new(), total as u64);
    Table {
        kind: Kind::Surveys,
        columns,
        rows,
        choices,
        search: None,
        sorted_by: "created",
        query,
        total,
        page_size: PAGE,
    }
}

fn row(look: Look<'_>, key: TrackerKey) -> Row {
    let tracker = look.view.tracker(key);
    let (order, order_path) = look.order_link(tracker.order);
    let (customer, customer_path) = look.customer_link(look.view.order(tracker.order).customer);
    let cells = vec![
        Cell::Text(tracker.survey.name.clone()),
        Cell::Badge(Badge::of(tracker.status.name())),
        Cell::Link(order, order_path),
        Cell::Link(customer, customer_path),
        Cell::Time(tracker.created_at),
        Cell::Time(tracker.send_at),
        time(tracker.sent_at),
        Cell::Number(tracker.clicks.to_string()),
    ];
    Row { cells, href: format!("/world/surveys/{}", tracker.id) }
}

pub(super) fn record(look: Look<'_>, id: Uuid) -> Option<Record> {
    let view = look.view;
    let key = view.tracker_by_id(id)?;
    let tracker = view.tracker(key);
    let order = view.order(tracker.order);
    let (order_name, order_path) = look.order_link(tracker.order);
    let (customer, customer_path) = look.customer_link(order.customer);
    let facts = vec![
        Fact::text("Id", id.to_string()),
        Fact::link("Order", order_name, order_path),
        Fact::link("Customer", customer, customer_path),
        Fact::link("Program", &order.program.name, program_path(order.program)),
        Fact::time("Created, UTC", Some(tracker.created_at)),
        Fact::time("Due, UTC", Some(tracker.send_at)),
        Fact::time("Sent, UTC", tracker.sent_at),
        Fact::text("Sent to", tracker.sent_to.unwrap_or_default()),
        Fact::text("Clicks", tracker.clicks.to_string()),
        Fact::text("Link", tracker.link.unwrap_or_default()),
    ];
    let (order, survey) = (tracker.order_uuid.to_string(), tracker.survey.name.clone());
    let about = |event| EventToCause { order: Some(order.clone()), survey: Some(survey.clone()), ..event };
    Some(Record {
        kind: Kind::Surveys,
        title: tracker.survey.name.clone(),
        badge: Some(Badge::of(tracker.status.name())),
        facts,
        actions: look.actions(&BUTTONS, about),
        history: Vec::new(),
        charts: Vec::new(),
        seen: seen(look.sandbox, view, look.address, Thing::Survey(key)),
    })
}
