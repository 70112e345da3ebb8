//! Search: records that are called like that, and what the documents have.

use std::collections::BTreeSet;

use trackside_page::data::{Hit, Index, MOST_HITS};
use uuid::Uuid;

use super::{Look, orders, program_path};

/// How many records of a kind are shown.
const MOST: usize = 5;

/// What is found, records before what is only described.
pub(in crate::page) fn search(look: Look<'_>, index: &Index, text: &str) -> Vec<Hit> {
    let text = text.trim();
    if text.is_empty() {
        return Vec::new();
    }
    let mut hits = programs(look, text);
    hits.extend(partners(look, text));
    hits.extend(orders(look, text));
    hits.extend(customers(look, text));
    hits.extend(index.find(text));
    hits.truncate(MOST_HITS);
    hits
}

fn programs(look: Look<'_>, text: &str) -> Vec<Hit> {
    let wanted = text.to_lowercase();
    let is_found =
        |program: &&trackside_world::Program| program.name.to_lowercase().contains(&wanted) || program.is_called(text);
    let hit = |program: &trackside_world::Program| Hit {
        kind: "program",
        title: program.name.clone(),
        detail: program.state.good_for().to_owned(),
        href: program_path(program),
    };
    look.view.programs().filter(is_found).take(MOST).map(hit).collect()
}

fn partners(look: Look<'_>, text: &str) -> Vec<Hit> {
    let view = look.view;
    let by_uuid = Uuid::try_parse(text).ok().and_then(|uuid| view.partner_by_uuid(uuid));
    let by_code = view.programs().filter_map(|program| Some((program.id, view.partner_by_code(program.id, text)?)));
    let named = by_uuid.into_iter().chain(by_code).take(MOST).filter_map(|(program, partner)| {
        let (title, href) = look.partner_link(program, partner)?;
        Some(Hit { kind: "partner", title, detail: view.program(program).name.clone(), href })
    });
    named.collect()
}

fn orders(look: Look<'_>, text: &str) -> Vec<Hit> {
    let found = orders::named(look, text).into_iter().take(MOST).map(|order| {
        let ((title, href), shown) = (look.order_link(order), look.view.order(order));
        let detail = format!("{}, {}", shown.program.name, shown.status.name());
        Hit { kind: "order", title, detail, href }
    });
    found.collect()
}

/// By a part of the address that is long enough to mean somebody, by the shop's key, or by the id.
fn customers(look: Look<'_>, text: &str) -> Vec<Hit> {
    let view = look.view;
    let programs = || view.programs().map(|program| program.id);
    let by_uuid = Uuid::try_parse(text).ok().and_then(|uuid| view.customer_by_uuid(uuid));
    let by_key = programs().filter_map(|program| view.customer_by_key(program, text));
    let mut found: Vec<_> = by_uuid.into_iter().chain(by_key).collect();
    if text.contains('@') {
        found.extend(programs().flat_map(|program| view.customers_by_email_part(program, text).take(MOST)));
    }
    let mut listed = BTreeSet::new();
    found.retain(|customer| listed.insert(*customer));
    let hits = found.into_iter().take(MOST).map(|customer| {
        let (title, href) = look.customer_link(customer);
        let program = view.program_of(customer).map(|program| view.program(program).name.clone());
        Hit { kind: "customer", title, detail: program.unwrap_or_default(), href }
    });
    hits.collect()
}
