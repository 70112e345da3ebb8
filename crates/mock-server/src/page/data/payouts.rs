//! Payouts.

use std::cmp::Reverse;

use trackside_page::data::{Badge, Cell, Choice, Column, Fact, Kind, Query, Record, Row, Table};
use trackside_schemas::control::{EventKind, EventToCause};
use trackside_world::{Payout, PayoutStatus};
use uuid::Uuid;

use super::actions::Button;
use super::seen::seen;
use super::{Look, PAGE, amount, amount_fact, page, program_cell, program_path};
use crate::control::method_of_payout;
use crate::serve::Thing;

const STATUSES: [PayoutStatus; 6] = [
    PayoutStatus::Requested,
    PayoutStatus::Approved,
    PayoutStatus::Paid,
    PayoutStatus::Rejected,
    PayoutStatus::ResubmitRequested,
    PayoutStatus::Resubmitted,
];

const SORTS: [&str; 3] = ["requested", "amount", "changed"];

const BUTTONS: [Button; 2] = [("Approve", EventKind::PayoutApproved), ("Pay", EventKind::PayoutPaid)];

pub(super) fn table(look: Look<'_>, query: Query) -> Table {
    let view = look.view;
    let columns = vec![
        Column::new("Payout"),
        Column::new("Status"),
        Column::number("Amount").sorted("amount"),
        Column::new("Partner"),
        Column::new("Program"),
        Column::new("Method"),
        Column::new("Requested, UTC").sorted("requested"),
        Column::new("Changed, UTC").sorted("changed"),
    ];
    let (status, asked) = (query.get("status"), look.program(&query));
    let programs = view.programs().filter(|program| asked.is_none_or(|asked| asked.id == program.id));
    let mut payouts: Vec<Payout> = programs.flat_map(|program| view.payout_list(program.id)).collect();
    payouts.retain(|payout| status.is_empty() || payout.status.name() == status);
    let sorted_by = SORTS.into_iter().find(|sort| *sort == query.get("sort")).unwrap_or("requested");
    match sorted_by {
        "amount" => payouts.sort_by_key(|payout| Reverse(payout.amount)),
        "changed" => payouts.sort_by_key(|payout| Reverse(payout.changed_at)),
        _ => payouts.sort_by_key(|payout| Reverse((payout.requested_at, payout.number))),
    }
    if query.is_ascending() {
        payouts.reverse();
    }
    let (total, payouts) = page(&query, payouts);
    let rows = payouts.into_iter().map(|payout| row(look, &payout)).collect();
    let statuses = STATUSES.map(|status| (status.name().to_owned(), status.name().to_owned()));
    let choices = vec![look.programs(), Choice { name: "status", title: "Status", values: statuses.into() }];
    Table { kind: Kind::Payouts, columns, rows, choices, search: None, sorted_by, query, total, page_size: PAGE }
}

fn row(look: Look<'_>, payout: &Payout) -> Row {
    let program = look.view.program(payout.program);
    let cells = vec![
        Cell::Text(format!("{}", payout.number)),
        Cell::Badge(Badge::of(payout.status.name())),
        amount(payout.amount, program.currency),
        look.partner_cell(program.id, Some(payout.partner)),
        program_cell(program),
        Cell::Text(method(payout)),
        Cell::Time(payout.requested_at),
        Cell::Time(payout.changed_at),
    ];
    Row { cells, href: format!("/world/payouts/{}", look.view.payout_uuid(payout)) }
}

fn method(payout: &Payout) -> String {
    let name = serde_json::to_value(method_of_payout(payout.method)).ok();
    name.and_then(|name| name.as_str().map(|name| name.replace('_', " "))).unwrap_or_default()
}

pub(super) fn record(look: Look<'_>, uuid: Uuid) -> Option<Record> {
    let view = look.view;
    let number = view.payout_by_uuid(uuid)?;
    let payout = view.programs().find_map(|program| view.payout(program.id, number))?;
    let program = view.program(payout.program);
    let mut facts = vec![
        Fact::text("Id", uuid.to_string()),
        Fact::link("Program", &program.name, program_path(program)),
        amount_fact("Amount", payout.amount, program.currency),
        Fact::text("Method", method(&payout)),
        Fact::time("Requested, UTC", Some(payout.requested_at)),
        Fact::time("Changed, UTC", Some(payout.changed_at)),
        Fact::time("Finished, UTC", payout.finished_at),
    ];
    let partner = look.partner_link(program.id, payout.partner);
    facts.extend(partner.map(|(code, path)| Fact::link("Partner", code, path)));
    let id = uuid.to_string();
    Some(Record {
        kind: Kind::Payouts,
        title: format!("Payout {number}"),
        badge: Some(Badge::of(payout.status.name())),
        facts,
        actions: look.actions(&BUTTONS, |event| EventToCause { payout: Some(id.clone()), ..event }),
        history: Vec::new(),
        charts: Vec::new(),
        seen: seen(look.sandbox, view, look.address, Thing::Payout(program.id, number)),
    })
}
