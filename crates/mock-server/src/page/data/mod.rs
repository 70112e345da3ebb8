//! The world's records for the pages: tables of them, and each one whole.

mod actions;
mod coming;
mod coupons;
mod customers;
mod events;
mod like;
mod orders;
mod partners;
mod payouts;
mod programs;
mod search;
mod seen;
mod surveys;

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use trackside_page::data::{Cell, Choice, Fact, Kind, Query, Record, Table, money};
use trackside_world::{Currency, CustomerId, OrderId, PartnerId, Program, ProgramId, View};

use crate::address::CallerAddress;
use crate::sandbox::Sandbox;

pub(super) use self::coming::coming;
pub(super) use self::like::{Like, like};
pub(super) use self::search::search;

/// How many rows a page of a table has.
const PAGE: u64 = 50;

/// What a table or a record is made from.
#[derive(Clone, Copy)]
pub(super) struct Look<'r> {
    pub(super) sandbox: &'r Sandbox,
    pub(super) view: View<'r>,
    pub(super) address: &'r CallerAddress,
}

/// A page of a table.
pub(super) fn table(look: Look<'_>, kind: Kind, query: Query) -> Table {
    match kind {
        Kind::Programs => programs::table(look, query),
        Kind::Partners => partners::table(look, query),
        Kind::Customers => customers::table(look, query),
        Kind::Orders => orders::table(look, query),
        Kind::Surveys => surveys::table(look, query),
        Kind::Payouts => payouts::table(look, query),
        Kind::Coupons => coupons::table(look, query),
        Kind::Events => events::table(look, query),
    }
}

/// A record, by the last part of its path. `None` if there is none at this time.
pub(super) fn record(look: Look<'_>, kind: Kind, id: &str) -> Option<Record> {
    match kind {
        Kind::Programs => programs::record(look, id),
        Kind::Partners => partners::record(look, id.parse().ok()?),
        Kind::Customers => customers::record(look, id.parse().ok()?),
        Kind::Orders => orders::record(look, id.parse().ok()?),
        Kind::Surveys => surveys::record(look, id.parse().ok()?),
        Kind::Payouts => payouts::record(look, id.parse().ok()?),
        Kind::Coupons | Kind::Events => None,
    }
}

impl Look<'_> {
    /// The program that a query names; `None` for all.
    fn program(&self, query: &Query) -> Option<&Program> {
        let name = query.get("program");
        if name.is_empty() { None } else { self.view.programs().find(|program| program.is_called(name)) }
    }

    /// The filter by program.
    fn programs(&self) -> Choice {
        let values = self.view.programs().map(|program| (program.code.clone(), program.name.clone()));
        Choice { name: "program", title: "Program", values: values.collect() }
    }

    fn partner_link(&self, program: ProgramId, partner: PartnerId) -> Option<(String, String)> {
        let code = self.view.partner_code(program, partner)?;
        Some((code.to_owned(), format!("/world/partners/{}", self.view.partner_uuid(program, partner))))
    }

    fn partner_cell(&self, program: ProgramId, partner: Option<PartnerId>) -> Cell {
        let link = partner.and_then(|partner| self.partner_link(program, partner));
        link.map_or(Cell::Empty, |(text, href)| Cell::Link(text, href))
    }

    fn customer_link(&self, customer: CustomerId) -> (String, String) {
        let email = self.view.customer_email(customer);
        (email.into_owned(), format!("/world/customers/{}", self.view.customer_uuid(customer)))
    }

    fn order_link(&self, order: OrderId) -> (String, String) {
        (order_name(self.view, order), format!("/world/orders/{}", self.view.order_uuid(order)))
    }
}

fn program_path(program: &Program) -> String {
    format!("/world/programs/{}", program.uuid)
}

fn program_cell(program: &Program) -> Cell {
    Cell::Link(program.name.clone(), program_path(program))
}

/// The name by which people call an order: the shop's, or else the network's.
fn order_name(view: View<'_>, order: OrderId) -> String {
    let order = view.order(order);
    let shop = order.transaction.map(str::to_owned);
    let reference = || order.order_reference.map(|reference| reference.to_string());
    shop.or_else(reference).unwrap_or_else(|| order.transaction_number.to_string())
}

fn amount(minor: i64, currency: Currency) -> Cell {
    Cell::Number(money(minor, currency.minor_units(), currency.code()))
}

/// A fact with an amount.
fn amount_fact(name: &'static str, minor: i64, currency: Currency) -> Fact {
    Fact { name, value: amount(minor, currency) }
}

/// A time; nothing if it has not come.
fn time(time: Option<DateTime<Utc>>) -> Cell {
    time.map_or(Cell::Empty, Cell::Time)
}

/// The rows of the page that a query asks for.
fn page<T>(query: &Query, rows: Vec<T>) -> (u64, Vec<T>) {
    let total = rows.len() as u64;
    let rows = rows.into_iter().skip(skipped(query)).take(usize::try_from(PAGE).unwrap_or(usize::MAX));
    (total, rows.collect())
}

/// How many rows come before the page that a query asks for.
fn skipped(query: &Query) -> usize {
    usize::try_from((query.page() - 1).saturating_mul(PAGE)).unwrap_or(usize::MAX)
}

/// Whether one of the texts contains what is searched for. Small and capital letters are the same.
fn finds(search: &str, texts: &[Option<Cow<'_, str>>]) -> bool {
    let search = search.to_lowercase();
    search.is_empty() || texts.iter().flatten().any(|text| text.to_lowercase().contains(&search))
}
