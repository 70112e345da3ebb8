//! Coupons: the codes that the providers know.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use trackside_page::data::{Cell, Column, Kind, Query, Row, Table};
use trackside_world::{PartnerId, Program};

use super::{Look, PAGE, page, program_cell};
use crate::catalogue;

const SORTS: [&str; 2] = ["code", "created"];

/// A code of a program, as all providers together know it.
struct Coupon<'w> {
    code: String,
    program: &'w Program,
    partner: Option<PartnerId>,
    created_at: DateTime<Utc>,
    /// The providers that show it.
    shown_by: Vec<&'static str>,
}

pub(super) fn table(look: Look<'_>, query: Query) -> Table {
    let columns = vec![
        Column::new("Code").sorted("code"),
        Column::new("Program"),
        Column::new("Partner"),
        Column::new("Shown by"),
        Column::new("Created, UTC").sorted("created"),
    ];
    let (asked, text) = (look.program(&query), query.get("q").to_lowercase());
    let programs = look.view.programs().filter(|program| asked.is_none_or(|asked| asked.id == program.id));
    let mut coupons: Vec<Coupon<'_>> = programs.flat_map(|program| of_program(look, program)).collect();
    coupons.retain(|coupon| coupon.code.to_lowercase().contains(&text));
    let sorted_by = SORTS.into_iter().find(|sort| *sort == query.get("sort")).unwrap_or("created");
    match sorted_by {
        "code" => coupons.sort_by(|one, other| other.code.cmp(&one.code)),
        _ => coupons.sort_by_key(|coupon| Reverse(coupon.created_at)),
    }
    if query.is_ascending() {
        coupons.reverse();
    }
    let (total, coupons) = page(&query, coupons);
    let row = |coupon: Coupon<'_>| Row {
        cells: vec![
            Cell::Text(coupon.code),
            program_cell(coupon.program),
            look.partner_cell(coupon.program.id, coupon.partner),
            Cell::Text(coupon.shown_by.join(", ")),
            Cell::Time(coupon.created_at),
        ],
        href: String::new(),
    };
    let rows = coupons.into_iter().map(row).collect();
    let (choices, search) = (vec![look.programs()], Some("A part of the code"));
    Table { kind: Kind::Coupons, columns, rows, choices, search, sorted_by, query, total, page_size: PAGE }
}

/// A code is one coupon, even if several providers show it.
fn of_program<'w>(look: Look<'w>, program: &'w Program) -> Vec<Coupon<'w>> {
    let mut coupons: Vec<Coupon<'w>> = Vec::new();
    for provider in catalogue::providers() {
        for seen in (provider.manners.coupons)(look.view, program) {
            if let Some(known) = coupons.iter_mut().find(|known| known.code == seen.code) {
                known.partner = known.partner.or(seen.partner);
                known.shown_by.push(provider.name);
            } else {
                coupons.push(Coupon {
                    code: seen.code,
                    program,
                    partner: seen.partner,
                    created_at: seen.created_at,
                    shown_by: vec![provider.name],
                });
            }
        }
    }
    coupons
}
