//! Orders.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use trackside_page::data::{Badge, Cell, Choice, Column, Fact, Happening, Kind, Query, Record, Row, Table};
use trackside_schemas::control::{EventKind, EventToCause};
use trackside_world::{DateKind, Order, OrderId, OrderQuery, OrderStatus, Program, StatusSet};
use uuid::Uuid;

use super::actions::Button;
use super::seen::seen;
use super::{Look, PAGE, amount, amount_fact, order_name, program_cell, program_path, skipped};
use crate::serve::Thing;

const STATUSES: [OrderStatus; 3] = [OrderStatus::Pending, OrderStatus::Approved, OrderStatus::Declined];

/// What can happen to an order. Which of them can happen now is up to the world.
const BUTTONS: [Button; 8] = [
    ("Approve", EventKind::Approval),
    ("Decline", EventKind::Decline),
    ("Refund", EventKind::Refund),
    ("Reverse the approval", EventKind::Reversal),
    ("Reopen", EventKind::Reopening),
    ("Send the survey", EventKind::SurveySent),
    ("Open the survey", EventKind::SurveyOpened),
    ("Complete the survey", EventKind::SurveyCompleted),
];

pub(super) fn table(look: Look<'_>, query: Query) -> Table {
    let (total, orders) = page(look, &query);
    // Orders of one program are in one order only.
    let sorts = query.get("program").is_empty();
    let dated = |title, sort| if sorts { Column::new(title).sorted(sort) } else { Column::new(title) };
    let columns = vec![
        Column::new("Order"),
        Column::new("Placed, UTC").sorted("placed"),
        Column::new("Status"),
        Column::number("Amount"),
        Column::number("Commission"),
        Column::new("Program"),
        Column::new("Partner"),
        Column::new("Customer"),
        Column::new("Network"),
        dated("Updated, UTC", "updated"),
    ];
    let network = |network: &trackside_world::Network| (network.code.clone(), network.name.clone());
    let choices = vec![
        look.programs(),
        Choice {
            name: "status",
            title: "Status",
            values: STATUSES.map(|status| (status.name().to_owned(), status.name().to_owned())).into(),
        },
        Choice {
            name: "network",
            title: "Network",
            values: look.sandbox.world().networks().iter().map(network).collect(),
        },
    ];
    let rows = orders.into_iter().map(|order| row(look, order)).collect();
    Table {
        kind: Kind::Orders,
        columns,
        rows,
        choices,
        search: Some("Reference, transaction or id"),
        sorted_by: if sorts && query.get("sort") == "updated" { "updated" } else { "placed" },
        query,
        total,
        page_size: PAGE,
    }
}

fn row(look: Look<'_>, id: OrderId) -> Row {
    let order = look.view.order(id);
    let (customer, customer_path) = look.customer_link(order.customer);
    let sale = look.view.sale(id);
    let cells = vec![
        Cell::Text(order_name(look.view, id)),
        Cell::Time(order.placed_at),
        Cell::Badge(Badge::of(order.status.name())),
        amount(order.amount.minor, order.amount.currency),
        amount(order.commission.minor, order.commission.currency),
        program_cell(order.program),
        look.partner_cell(order.program.id, sale.map(|sale| sale.partner)),
        Cell::Link(customer, customer_path),
        Cell::Text(look.sandbox.world().network(order.account.network).name.clone()),
        Cell::Time(order.updated_at),
    ];
    Row { cells, href: format!("/world/orders/{}", look.view.order_uuid(id)) }
}

/// How many orders match, and those of the page.
fn page(look: Look<'_>, query: &Query) -> (u64, Vec<OrderId>) {
    let status = STATUSES.into_iter().find(|status| status.name() == query.get("status"));
    let networks = look.sandbox.world().networks();
    let network = networks.iter().find(|network| network.code == query.get("network"));
    let matches = |order: &Order<'_>| {
        status.is_none_or(|status| status == order.status)
            && network.is_none_or(|network| network.id == order.account.network)
    };
    let search = query.get("q");
    if !search.is_empty() {
        let program = look.program(query).map(|program| program.id);
        let mut found: Vec<OrderId> = named(look, search).into_iter().collect();
        found.retain(|id| {
            let order = look.view.order(*id);
            matches(&order) && program.is_none_or(|program| program == order.program.id)
        });
        return super::page(query, found);
    }
    if let Some(program) = look.program(query) {
        return of_program(look, query, program, status.is_some() || network.is_some(), matches);
    }
    let date = if query.get("sort") == "updated" { DateKind::Updated } else { DateKind::Placed };
    let world = look.sandbox.world();
    let asked = OrderQuery {
        statuses: status.map(|status| StatusSet::from_iter([status])),
        network: network.map(|network| network.id),
        ..OrderQuery::between(date, world.begins(), look.view.now())
    };
    let (skipped, limit) = (skipped(query), usize::try_from(PAGE).unwrap_or(usize::MAX));
    if query.is_ascending() {
        let page = look.view.orders(&asked, skipped, limit);
        return (page.total as u64, page.orders);
    }
    let total = look.view.orders(&asked, 0, 0).total;
    let end = total.saturating_sub(skipped);
    let first = end.saturating_sub(limit);
    let mut orders = look.view.orders(&asked, first, end - first).orders;
    orders.reverse();
    (total as u64, orders)
}

/// The orders of one program, the last placed first or last.
fn of_program(
    look: Look<'_>,
    query: &Query,
    program: &Program,
    is_filtered: bool,
    matches: impl Fn(&Order<'_>) -> bool,
) -> (u64, Vec<OrderId>) {
    let newest = look.view.newest_orders_of(program.id);
    let mut orders: Vec<OrderId> =
        if is_filtered { newest.filter(|id| matches(&look.view.order(*id))).collect() } else { newest.collect() };
    if query.is_ascending() {
        orders.reverse();
    }
    super::page(query, orders)
}

/// The orders with such a name: their UUID, the shop's reference, or the transaction id of the shop or the network.
pub(super) fn named(look: Look<'_>, name: &str) -> BTreeSet<OrderId> {
    let view = look.view;
    let by_uuid = Uuid::try_parse(name).ok().and_then(|uuid| view.order_by_uuid(uuid));
    let by_number = name.parse().ok().and_then(|number| view.order_by_transaction_number(number));
    let by_name = [view.order_by_reference(name), view.order_by_transaction(name)];
    [by_uuid, by_number].into_iter().chain(by_name).flatten().filter(|order| view.has_order(*order)).collect()
}

pub(super) fn record(look: Look<'_>, uuid: Uuid) -> Option<Record> {
    let view = look.view;
    let id = view.order_by_uuid(uuid).filter(|id| view.has_order(*id))?;
    let order = view.order(id);
    let (customer, customer_path) = look.customer_link(order.customer);
    let partner = view.sale(id).and_then(|sale| look.partner_link(order.program.id, sale.partner));
    let mut facts = vec![
        Fact::text("Id", uuid.to_string()),
        Fact::text("Network's transaction", order.transaction_number.to_string()),
        Fact::text("Shop's transaction", order.transaction.unwrap_or_default()),
        Fact::text("Reference", order.order_reference.map(|reference| reference.to_string()).unwrap_or_default()),
        Fact::link("Program", &order.program.name, program_path(order.program)),
        Fact::link("Customer", customer, customer_path),
        amount_fact("Amount", order.amount.minor, order.amount.currency),
        amount_fact("Commission", order.commission.minor, order.commission.currency),
        Fact::text("Network", look.sandbox.world().network(order.account.network).name.clone()),
        Fact::text("Account", &order.account.name),
        Fact::text("Declined because", order.decline_reason.unwrap_or_default()),
    ];
    facts.extend(partner.map(|(code, path)| Fact::link("Partner", code, path)));
    let order_uuid = uuid.to_string();
    let actions = look.actions(&BUTTONS, |event| EventToCause { order: Some(order_uuid.clone()), ..event });
    Some(Record {
        kind: Kind::Orders,
        title: order_name(view, id),
        badge: Some(Badge::of(order.status.name())),
        facts,
        actions,
        history: history(look, id, &order),
        charts: Vec::new(),
        seen: seen(look.sandbox, view, look.address, Thing::Order(id)),
    })
}

fn history(look: Look<'_>, id: OrderId, order: &Order<'_>) -> Vec<Happening> {
    let now = look.view.now();
    let happening = |at: DateTime<Utc>, what: String| Happening { at, what, is_planned: at > now };
    let mut history = Vec::new();
    history.extend(order.clicked_at.map(|at| happening(at, "clicked on the partner's link".to_owned())));
    history.push(happening(order.placed_at, "placed".to_owned()));
    if order.status != OrderStatus::Pending {
        history.push(happening(order.modified_at, order.status.name().to_owned()));
    }
    for key in look.view.trackers_of(id) {
        let tracker = look.view.tracker(key);
        let survey = &tracker.survey.name;
        let what = format!("survey “{survey}” {}", tracker.status.name());
        history.push(happening(tracker.sent_at.unwrap_or(tracker.send_at), what));
    }
    // What the simulation has in store, if nobody decides otherwise before.
    let later = look.sandbox.moment_at(look.sandbox.world().horizon());
    let later = later.view().order(id);
    if later.modified_at > now && later.status != order.status {
        history.push(happening(later.modified_at, later.status.name().to_owned()));
    }
    history.sort_by_key(|happening| happening.at);
    history
}
