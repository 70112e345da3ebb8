//! Customers.

use std::collections::BTreeSet;

use trackside_page::data::{Cell, Column, Fact, Happening, Kind, Query, Record, Row, Table, money};
use trackside_schemas::control::{EventKind, EventToCause};
use trackside_world::{CustomerId, ProgramId};
use uuid::Uuid;

use super::actions::Button;
use super::seen::seen;
use super::{Look, PAGE, program_cell, program_path, skipped, time};
use crate::serve::Thing;

const BUTTONS: [Button; 2] = [("A click now", EventKind::Click), ("A sale now", EventKind::Sale)];

pub(super) fn table(look: Look<'_>, query: Query) -> Table {
    let columns = vec![
        Column::new("Customer"),
        Column::new("Name"),
        Column::new("Program"),
        Column::new("Since, UTC").sorted("since"),
        Column::number("Orders"),
        Column::new("Partner"),
        Column::new("Shop's key"),
    ];
    let (total, customers) = page(look, &query);
    let rows = customers.into_iter().map(|customer| row(look, customer)).collect();
    let (choices, search) = (vec![look.programs()], Some("Part of the e-mail address, key or id"));
    Table { kind: Kind::Customers, columns, rows, choices, search, sorted_by: "since", query, total, page_size: PAGE }
}

/// How many customers match, and those of the page.
fn page(look: Look<'_>, query: &Query) -> (u64, Vec<CustomerId>) {
    let (view, search, asked) = (look.view, query.get("q"), look.program(query));
    let programs = || {
        let all = view.programs().map(|program| program.id);
        all.filter(|program| asked.is_none_or(|asked| asked.id == *program)).collect::<Vec<_>>()
    };
    if search.is_empty() {
        return by_time(look, &programs(), query);
    }
    let by_uuid = Uuid::try_parse(search).ok().and_then(|uuid| view.customer_by_uuid(uuid));
    let by_key = programs().into_iter().filter_map(|program| view.customer_by_key(program, search));
    let mut found: Vec<CustomerId> = by_uuid.into_iter().chain(by_key).collect();
    found.extend(programs().into_iter().flat_map(|program| view.customers_by_email_part(program, search)));
    let mut listed = BTreeSet::new();
    found.retain(|customer| listed.insert(*customer));
    if query.is_ascending() {
        found.reverse();
    }
    super::page(query, found)
}

/// The customers of the programs by the time since which they are customers.
fn by_time(look: Look<'_>, programs: &[ProgramId], query: &Query) -> (u64, Vec<CustomerId>) {
    let view = look.view;
    let lists: Vec<_> = programs.iter().map(|program| view.customers_of(*program)).collect();
    let total: usize = lists.iter().map(ExactSizeIterator::len).sum();
    if skipped(query) >= total {
        return (total as u64, Vec::new());
    }
    let is_ascending = query.is_ascending();
    let mut lists: Vec<_> = lists
        .into_iter()
        .map(|mut list| {
            std::iter::from_fn(move || if is_ascending { list.next() } else { list.next_back() }).peekable()
        })
        .collect();
    let since = |customer: CustomerId| view.customer_since(customer);
    let merged = std::iter::from_fn(|| {
        let heads = lists.iter_mut().enumerate().filter_map(|(place, list)| Some((since(*list.peek()?), place)));
        let (_, next) = if is_ascending { heads.min()? } else { heads.max()? };
        lists[next].next()
    });
    let limit = usize::try_from(PAGE).unwrap_or(usize::MAX);
    (total as u64, merged.skip(skipped(query)).take(limit).collect())
}

fn row(look: Look<'_>, customer: CustomerId) -> Row {
    let view = look.view;
    let (email, href) = look.customer_link(customer);
    let program = view.program_of(customer);
    let cells = vec![
        Cell::Text(email),
        name(look, customer).map_or(Cell::Empty, Cell::Text),
        program.map_or(Cell::Empty, |program| program_cell(view.program(program))),
        time(view.customer_since(customer)),
        Cell::Number(view.orders_of_customer(customer).len().to_string()),
        program.map_or(Cell::Empty, |program| look.partner_cell(program, view.partner_of(customer))),
        view.customer_key(customer).map_or(Cell::Empty, |key| Cell::Text(key.into_owned())),
    ];
    Row { cells, href }
}

fn name(look: Look<'_>, customer: CustomerId) -> Option<String> {
    let (first, last) = look.view.customer_name(customer);
    let parts: Vec<String> = [first, last].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

pub(super) fn record(look: Look<'_>, uuid: Uuid) -> Option<Record> {
    let view = look.view;
    let customer = view.customer_by_uuid(uuid)?;
    let program = view.program(view.program_of(customer)?);
    let profile = view.customer_profile(customer);
    let partner = view.partner_of(customer).and_then(|partner| look.partner_link(program.id, partner));
    let mut facts = vec![
        Fact::text("Id", uuid.to_string()),
        Fact::link("Program", &program.name, program_path(program)),
        Fact::text("Name", name(look, customer).unwrap_or_default()),
        Fact::text("Phone", profile.phone_number.unwrap_or_default()),
        Fact::text("Language", profile.language.unwrap_or_default()),
        Fact::text("Shop's key", view.customer_key(customer).unwrap_or_default()),
        Fact::time("Customer since, UTC", view.customer_since(customer)),
    ];
    facts.extend(partner.map(|(code, path)| Fact::link("Partner", code, path)));
    let orders = view.orders_of_customer(customer);
    facts.extend(orders.iter().rev().take(10).map(|order| {
        let (name, href) = look.order_link(*order);
        Fact::link("Order", name, href)
    }));
    let history = orders.iter().map(|id| {
        let order = view.order(*id);
        let amount = money(order.amount.minor, order.amount.currency.minor_units(), order.amount.currency.code());
        let what = format!("order {} for {amount}, {}", super::order_name(view, *id), order.status.name());
        Happening { at: order.placed_at, what, is_planned: false }
    });
    let id = uuid.to_string();
    Some(Record {
        kind: Kind::Customers,
        title: profile.email.into_owned(),
        badge: None,
        facts,
        actions: look.actions(&BUTTONS, |event| EventToCause { customer: Some(id.clone()), ..event }),
        history: history.collect(),
        charts: Vec::new(),
        seen: seen(look.sandbox, view, look.address, Thing::Customer(customer)),
    })
}
