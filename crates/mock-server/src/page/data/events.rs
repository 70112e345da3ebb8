//! The ledger: what clients and the world file have made happen.

use trackside_page::data::{Cell, Choice, Column, Kind, Query, Row, Table, money};
use trackside_schemas::control::{EventKind, LedgerEvent};
use trackside_world::Currency;

use super::{Look, PAGE, skipped};
use crate::control::{event_names, kind_of_event, ledger_event};
use crate::store::{Entry, PageOfEntries};

pub(super) fn table(look: Look<'_>, query: Query) -> Table {
    let columns = vec![
        Column::new("Event"),
        Column::new("What"),
        Column::new("Happened, UTC"),
        Column::new("Program"),
        Column::new("Partner"),
        Column::new("Order"),
        Column::number("Amount"),
        Column::new("Caused by"),
        Column::new("Undo"),
    ];
    let wanted: Option<EventKind> = serde_json::from_value(query.get("event").into()).ok();
    let matches = |entry: &Entry| wanted.is_none_or(|wanted| wanted == kind_of_event(&entry.recorded.event));
    let limit = skipped(&query).saturating_add(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let asked = PageOfEntries { matches: wanted.is_some().then_some(&matches), before: None, limit };
    let store = look.sandbox.store();
    let (total, entries) = store.page(look.view.now(), &asked);
    let row = |entry: &std::sync::Arc<Entry>| row(look, &ledger_event(look.view, entry), !store.is_pinned(entry.id));
    let rows = entries.iter().skip(skipped(&query)).map(row).collect();
    let kinds = event_names().iter().map(|name| ((*name).to_owned(), name.replace('_', " ")));
    let choices = vec![Choice { name: "event", title: "What", values: kinds.collect() }];
    Table { kind: Kind::Events, columns, rows, choices, search: None, sorted_by: "", query, total, page_size: PAGE }
}

/// The name of a kind of event in the control API.
fn word(kind: EventKind) -> String {
    serde_json::to_value(kind).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

fn row(look: Look<'_>, event: &LedgerEvent, can_be_undone: bool) -> Row {
    let order = event.order.as_ref().and_then(|uuid| look.view.order_by_uuid(uuid.parse().ok()?));
    let order = order.filter(|order| look.view.has_order(*order)).map(|order| look.order_link(order));
    let amount = event.amount_cents.map(|cents| {
        let units = Currency::by_code(&event.currency).map_or(100, Currency::minor_units);
        money(cents, units, &event.currency)
    });
    let text = |text: &Option<String>| text.clone().map_or(Cell::Empty, Cell::Text);
    let cells = vec![
        Cell::Text(event.id.to_string()),
        Cell::Text(event.record.clone().unwrap_or_else(|| word(event.event).replace('_', " "))),
        Cell::Time(event.happened_at),
        Cell::Text(event.program.clone()),
        text(&event.partner),
        order.map_or(Cell::Empty, |(name, href)| Cell::Link(name, href)),
        amount.map_or(Cell::Empty, Cell::Number),
        Cell::Text(format!("{} {}", event.cause.provider, event.cause.operation)),
        if can_be_undone { Cell::Undo(event.id) } else { Cell::Empty },
    ];
    Row { cells, href: String::new() }
}
