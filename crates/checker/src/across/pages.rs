//! Walking the pages of a listing to their end.

use std::collections::HashMap;

use super::walk::{Page, Walk};
use super::weight;
use crate::case::{Case, Planner};
use crate::run::Session;
use crate::spec::{Declared, Pagination};

/// How many pages a walk aims at: enough for a first, a last, and some between.
const PAGES: u64 = 6;

/// The most items a page is asked for where the document gives no maximum.
const ITEMS: u64 = 100;

/// Walks the pages of an operation from the plain request on, and says where they contradict each other.
pub(crate) async fn walk_pages(session: &mut Session<'_>, planner: &Planner<'_>, operation: usize) {
    let spec = session.spec;
    let declared = &spec.operations()[operation];
    let Some(pagination) = &declared.pagination else { return };
    let Some(plain) = planner.plain(declared) else { return };
    let mut walk = Walk { declared, pagination, operation, draft: plain, limit: None };
    let Some(first) = walk.page(session, 1).await else { return };
    let Some(total) = first.total else {
        session.notes.push(format!("{}: its pages tell no total, and are not walked", declared.id));
        return;
    };
    if total == 0 {
        session
            .notes
            .push(format!("{}: there is nothing to page through; give values that find something", declared.id));
        return;
    }
    let (limit, last) = step(planner, session, declared, pagination, total, first.items.len() as u64);
    walk.limit = pagination.limit.as_ref().map(|_| limit);
    let Some(pages) = walked(session, &walk, last, total, limit).await else { return };
    judge_pages(session, &walk, &pages, total, limit, last);
    walk.links(session, &pages, last).await;
}

/// How many items are asked for, and which page is then the last.
fn step(
    planner: &Planner<'_>,
    session: &mut Session<'_>,
    declared: &Declared,
    pagination: &Pagination,
    total: u64,
    shown: u64,
) -> (u64, u64) {
    let limit = match &pagination.limit {
        Some(name) => {
            let most = planner.maximum(declared, name).unwrap_or(ITEMS).max(1);
            total.div_ceil(PAGES).clamp(1, most)
        }
        None => shown.max(1),
    };
    let last = total.div_ceil(limit);
    if last > session.options.max_pages {
        let budget = session.options.max_pages;
        session.notes.push(format!("{}: {budget} of its {last} pages are walked (--max-pages)", declared.id));
    }
    (limit, last)
}

/// The pages up to the last one and the one behind it, as far as the budget goes.
async fn walked(session: &mut Session<'_>, walk: &Walk<'_>, last: u64, total: u64, limit: u64) -> Option<Vec<Page>> {
    let mut pages = Vec::new();
    for number in 1..=last.saturating_add(1).min(session.options.max_pages) {
        let page = walk.page(session, number).await?;
        if let Some(now) = page.total.filter(|now| *now != total) {
            let message = format!("is {now}, on the first page it was {total}");
            let level = weight(session);
            session.report(
                &page.case,
                walk.declared,
                "pagination/total",
                &walk.total_place(),
                &message,
                &page.evidence,
            );
            session.weigh_last(level);
        }
        if walk.limit.is_some() && page.items.len() as u64 > limit {
            let message = format!("has {} items, {limit} were asked for", page.items.len());
            session.report(
                &page.case,
                walk.declared,
                "pagination/limit",
                &walk.pagination.items,
                &message,
                &page.evidence,
            );
        }
        pages.push(page);
    }
    Some(pages)
}

/// Says where the pages contradict each other or the total.
fn judge_pages(session: &mut Session<'_>, walk: &Walk<'_>, pages: &[Page], total: u64, limit: u64, last: u64) {
    let declared = walk.declared;
    let level = weight(session);
    let mut report = |page: &Page, rule: &str, place: &str, message: String| {
        session.report(&page.case, declared, rule, place, &message, &page.evidence);
        session.weigh_last(level);
    };
    let mut seen: HashMap<String, u64> = HashMap::new();
    for page in pages {
        for identity in page.identities(walk.pagination) {
            let shown = identity.to_string();
            if let Some(before) = seen.insert(shown.clone(), page.number) {
                let message = format!("{shown} is on page {} and on page {before}", page.number);
                report(page, "pagination/duplicate", &walk.pagination.items, message);
                return;
            }
        }
    }
    let (inside, behind): (Vec<_>, Vec<_>) = pages.iter().partition(|page| page.number <= last);
    for page in &inside {
        let items = page.items.len() as u64;
        if page.number < last && items < limit {
            let message = format!(
                "has {items} items, and the total of {total} says that there are {limit} on page {}",
                page.number
            );
            report(page, "pagination/lost", &walk.pagination.items, message);
            return;
        }
    }
    if let Some(page) = behind.iter().find(|page| !page.items.is_empty()) {
        let message = format!(
            "has {} items on page {}, and the total of {total} says that page {last} is the last",
            page.items.len(),
            page.number
        );
        report(page, "pagination/endless", &walk.pagination.items, message);
        return;
    }
    let walked: u64 = inside.iter().map(|page| page.items.len() as u64).sum();
    if let Some(page) = inside.last().filter(|page| page.number == last && walked != total) {
        let message = format!("is {total}, and the pages have {walked} items");
        report(page, "pagination/total", &walk.total_place(), message);
    }
}

impl Planner<'_> {
    /// The largest number that the document allows for a parameter or field.
    fn maximum(&self, declared: &Declared, name: &str) -> Option<u64> {
        let schema = match declared.parameter(name) {
            Some(index) => declared.parameters[index].schema.clone(),
            None => self.field_schema(declared, name)?,
        };
        self.resolved(&schema).get("maximum").and_then(serde_json::Value::as_u64)
    }
}

impl Case {
    /// The case of one page of a walk.
    pub(super) fn page(operation: usize, number: u64, draft: crate::case::Draft) -> Self {
        Self::look(operation, format!("page {number} of a walk"), draft)
    }
}
