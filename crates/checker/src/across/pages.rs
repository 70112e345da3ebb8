//! Walks all pages of a listing.

use std::collections::HashMap;

use super::rules::{PAGINATION_DUPLICATE, PAGINATION_ENDLESS, PAGINATION_LIMIT, PAGINATION_LOST, PAGINATION_TOTAL};
use super::walk::{Page, Walk};
use crate::Rule;
use crate::case::{Case, Planner};
use crate::run::{Issue, Session};
use crate::spec::{Declared, Pagination};

/// The number of pages to aim at: enough for a first, a last, and some in between.
const PAGES: u64 = 6;

/// The largest page size if the document has no maximum.
const ITEMS: u64 = 100;

/// Walks the pages of an operation, starting with the plain request, and reports contradictions between them.
pub(crate) async fn walk_pages(session: &mut Session<'_>, planner: &Planner<'_>, operation: usize) {
    let spec = session.spec;
    let declared = &spec.operations()[operation];
    let Some(pagination) = &declared.pagination else { return };
    let Some(plain) = planner.plain(declared) else { return };
    let mut walk = Walk { declared, pagination, operation, draft: plain, limit: None };
    let Some(first) = walk.page(session, 1).await else { return };
    let Some(total) = first.total else {
        session.notes.push(format!("{}: pages are not checked, they have no total", declared.id));
        return;
    };
    if total == 0 {
        session
            .notes
            .push(format!("{}: pages are not checked, there are no items; give values that find some", declared.id));
        return;
    }
    let (limit, last) = step(planner, session, declared, pagination, total, first.items.len() as u64);
    walk.limit = pagination.limit.as_ref().map(|_| limit);
    let Some(pages) = walked(session, &walk, last, total, limit).await else { return };
    judge_pages(session, &walk, &pages, total, limit, last);
    walk.links(session, &pages, last).await;
}

/// The page size to ask for, and the number of the last page.
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
        session.notes.push(format!("{}: only {budget} of its {last} pages are checked (--max-pages)", declared.id));
    }
    (limit, last)
}

/// The pages up to the one after the last, as far as the budget allows.
async fn walked(session: &mut Session<'_>, walk: &Walk<'_>, last: u64, total: u64, limit: u64) -> Option<Vec<Page>> {
    let mut pages = Vec::new();
    for number in 1..=last.saturating_add(1).min(session.options.max_pages) {
        let page = walk.page(session, number).await?;
        if let Some(now) = page.total.filter(|now| *now != total) {
            let message = format!("is {now}, but was {total} on the first page");
            let issue = Issue::new(&PAGINATION_TOTAL, walk.total_place(), message);
            session.report(&page.case, walk.declared, issue, &page.evidence);
        }
        if walk.limit.is_some() && page.items.len() as u64 > limit {
            let message = format!("has {} items, but {limit} were asked for", page.items.len());
            let issue = Issue::new(&PAGINATION_LIMIT, &walk.pagination.items, message);
            session.report(&page.case, walk.declared, issue, &page.evidence);
        }
        pages.push(page);
    }
    Some(pages)
}

/// Reports where the pages contradict each other or the total.
fn judge_pages(session: &mut Session<'_>, walk: &Walk<'_>, pages: &[Page], total: u64, limit: u64, last: u64) {
    let declared = walk.declared;
    let mut report = |page: &Page, rule: &Rule, place: &str, message: String| {
        session.report(&page.case, declared, Issue::new(rule, place, message), &page.evidence);
    };
    let mut seen: HashMap<String, u64> = HashMap::new();
    for page in pages {
        for identity in page.identities(walk.pagination) {
            let shown = identity.to_string();
            if let Some(before) = seen.insert(shown.clone(), page.number) {
                let message = format!("{shown} is on page {} and on page {before}", page.number);
                report(page, &PAGINATION_DUPLICATE, &walk.pagination.items, message);
                return;
            }
        }
    }
    let (inside, behind): (Vec<_>, Vec<_>) = pages.iter().partition(|page| page.number <= last);
    for page in &inside {
        let items = page.items.len() as u64;
        if page.number < last && items < limit {
            let message = format!(
                "has {items} items on page {}, but should have {limit} according to the total of {total}",
                page.number
            );
            report(page, &PAGINATION_LOST, &walk.pagination.items, message);
            return;
        }
    }
    if let Some(page) = behind.iter().find(|page| !page.items.is_empty()) {
        let message = format!(
            "has {} items on page {}, but page {last} should be the last one according to the total of {total}",
            page.items.len(),
            page.number
        );
        report(page, &PAGINATION_ENDLESS, &walk.pagination.items, message);
        return;
    }
    let walked: u64 = inside.iter().map(|page| page.items.len() as u64).sum();
    if let Some(page) = inside.last().filter(|page| page.number == last && walked != total) {
        let message = format!("is {total}, but the pages have {walked} items");
        report(page, &PAGINATION_TOTAL, &walk.total_place(), message);
    }
}

impl Planner<'_> {
    /// The `maximum` of a parameter or field.
    fn maximum(&self, declared: &Declared, name: &str) -> Option<u64> {
        let schema = match declared.parameter(name) {
            Some(index) => declared.parameters[index].schema.clone(),
            None => self.field_schema(declared, name)?,
        };
        self.resolved(&schema).get("maximum").and_then(serde_json::Value::as_u64)
    }
}

impl Case {
    /// A case that requests a page.
    pub(super) fn page(operation: usize, number: u64, draft: crate::case::Draft) -> Self {
        Self::look(operation, format!("page {number} of a walk"), draft)
    }
}
