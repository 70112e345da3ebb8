//! Partners.

use std::cmp::Reverse;

use trackside_page::data::{Badge, Cell, Choice, Column, Fact, Kind, Query, Record, Row, Table};
use trackside_schemas::control::{EventKind, EventToCause};
use trackside_world::{PartnerFigures, PartnerProfile, PartnerStatus, Program};
use uuid::Uuid;

use super::actions::Button;
use super::seen::seen;
use super::{Look, PAGE, amount, amount_fact, finds, page, program_cell, program_path};
use crate::serve::Thing;

const STATUSES: [PartnerStatus; 5] = [
    PartnerStatus::Pending,
    PartnerStatus::Active,
    PartnerStatus::Blocked,
    PartnerStatus::Archived,
    PartnerStatus::Deleted,
];

const SORTS: [&str; 4] = ["code", "clicks", "orders", "joined"];

const BUTTONS: [Button; 8] = [
    ("Approve", EventKind::PartnerApproved),
    ("Block", EventKind::PartnerBlocked),
    ("Archive", EventKind::PartnerArchived),
    ("Restore", EventKind::PartnerRestored),
    ("A click now", EventKind::Click),
    ("A sale now", EventKind::Sale),
    ("A bonus", EventKind::Bonus),
    ("Pay what is owed", EventKind::Payout),
];

/// A partner with what they have brought.
struct Known<'w> {
    program: &'w Program,
    partner: PartnerProfile<'w>,
    figures: PartnerFigures,
}

pub(super) fn table(look: Look<'_>, query: Query) -> Table {
    let columns = vec![
        Column::new("Partner").sorted("code"),
        Column::new("Status"),
        Column::new("Name"),
        Column::new("Program"),
        Column::number("Clicks").sorted("clicks"),
        Column::number("Orders").sorted("orders"),
        Column::number("Revenue"),
        Column::number("Commission"),
        Column::new("Joined, UTC").sorted("joined"),
    ];
    let (search, status, asked) = (query.get("q"), query.get("status"), look.program(&query));
    let programs = look.view.programs().filter(|program| asked.is_none_or(|asked| asked.id == program.id));
    let mut partners: Vec<Known<'_>> = programs.flat_map(|program| of_program(look, program)).collect();
    partners.retain(|Known { partner, .. }| {
        (status.is_empty() || partner.status.name() == status)
            && finds(search, &[Some(partner.code.into()), partner.name.map(Into::into), partner.email.map(Into::into)])
    });
    let sorted_by = SORTS.into_iter().find(|sort| *sort == query.get("sort")).unwrap_or_default();
    match sorted_by {
        "clicks" => partners.sort_by_key(|known| Reverse(known.figures.clicks)),
        "orders" => partners.sort_by_key(|known| Reverse(known.figures.orders)),
        "joined" => partners.sort_by_key(|known| Reverse(known.partner.joined_at)),
        "code" => partners.sort_by_key(|known| Reverse(known.partner.code)),
        _ => {}
    }
    if query.is_ascending() {
        partners.reverse();
    }
    let (total, partners) = page(&query, partners);
    let rows = partners.into_iter().map(|known| row(look, &known)).collect();
    let statuses = STATUSES.map(|status| (status.name().to_owned(), status.name().to_owned()));
    let choices = vec![look.programs(), Choice { name: "status", title: "Status", values: statuses.into() }];
    let search = Some("Code, name or e-mail");
    Table { kind: Kind::Partners, columns, rows, choices, search, sorted_by, query, total, page_size: PAGE }
}

fn of_program<'w>(look: Look<'w>, program: &'w Program) -> Vec<Known<'w>> {
    let figures = look.view.partner_figures(program.id);
    let known = |partner: PartnerProfile<'w>| {
        let figures = figures.get(&partner.id).copied().unwrap_or_default();
        Known { program, partner, figures }
    };
    look.view.all_partners(program.id).map(known).collect()
}

fn row(look: Look<'_>, known: &Known<'_>) -> Row {
    let Known { program, partner, figures } = known;
    let cells = vec![
        Cell::Text(partner.code.to_owned()),
        Cell::Badge(Badge::of(partner.status.name())),
        partner.name.map_or(Cell::Empty, |name| Cell::Text(name.to_owned())),
        program_cell(program),
        Cell::Number(figures.clicks.to_string()),
        Cell::Number(figures.orders.to_string()),
        amount(figures.revenue, program.currency),
        amount(figures.commission, program.currency),
        Cell::Time(partner.joined_at),
    ];
    Row { cells, href: format!("/world/partners/{}", look.view.partner_uuid(program.id, partner.id)) }
}

pub(super) fn record(look: Look<'_>, uuid: Uuid) -> Option<Record> {
    let view = look.view;
    let (program, id) = view.partner_by_uuid(uuid)?;
    let partner = view.partner(program, id)?;
    let figures = view.partner_figures(program).remove(&id).unwrap_or_default();
    let program = view.program(program);
    let unpaid = view.unpaid(program.id).get(&id).copied().unwrap_or(0);
    let facts = vec![
        Fact::text("Id", uuid.to_string()),
        Fact::link("Program", &program.name, program_path(program)),
        Fact::text("Name", partner.name.unwrap_or_default()),
        Fact::text("E-mail", partner.email.unwrap_or_default()),
        Fact::time("Joined, UTC", Some(partner.joined_at)),
        Fact::text("Clicks", figures.clicks.to_string()),
        Fact::text("Orders", figures.orders.to_string()),
        Fact::text("Customers", figures.customers.to_string()),
        amount_fact("Revenue", figures.revenue, program.currency),
        amount_fact("Commission", figures.commission, program.currency),
        amount_fact("Approved and unpaid", unpaid, program.currency),
    ];
    let (code, of) = (partner.code.to_owned(), program.uuid.to_string());
    let about = |event| EventToCause { program: Some(of.clone()), partner: Some(code.clone()), ..event };
    Some(Record {
        kind: Kind::Partners,
        title: partner.code.to_owned(),
        badge: Some(Badge::of(partner.status.name())),
        facts,
        actions: look.actions(&BUTTONS, about),
        history: Vec::new(),
        charts: Vec::new(),
        seen: seen(look.sandbox, view, look.address, Thing::Partner(program.id, id)),
    })
}
