//! Walks all pages of a listing that has a total.

use std::collections::HashMap;

use serde_json::json;

use super::cursor::walk_cursors;
use super::open::walk_open;
use super::rules::{
    PAGINATION_DUPLICATE, PAGINATION_ENDLESS, PAGINATION_LIMIT, PAGINATION_LOST, PAGINATION_OFFSET, PAGINATION_TOTAL,
};
use super::walk::{Page, Walk};
use crate::Rule;
use crate::case::{Case, Planner};
use crate::run::Session;
use crate::spec::{Declared, PageBy};

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
    let smallest = pagination.limit.as_ref().map_or(1, |name| planner.minimum(declared, name));
    let mut walk = Walk { declared, pagination, operation, draft: plain, smallest, limit: None, step: 0 };
    let largest = largest(planner, &walk);
    if matches!(pagination.by, PageBy::Cursor { .. }) {
        return walk_cursors(session, walk, largest).await;
    }
    let Some(first) = walk.page(session, 1).await else { return };
    let Some(total) = first.total else {
        return walk_open(session, walk, largest).await;
    };
    if total == 0 {
        return note_empty(session, declared);
    }
    let (limit, last) = step(session, &walk, largest, total, first.items.len() as u64);
    walk.limit = pagination.limit.as_ref().map(|_| limit);
    walk.step = limit;
    let Some(pages) = walked(session, &walk, last, total).await else { return };
    judge_pages(session, &walk, &pages, total, limit, last);
    check_offset(session, &walk, &pages).await;
    walk.links(session, &pages, last).await;
}

/// Notes that a listing has no items.
pub(super) fn note_empty(session: &mut Session<'_>, declared: &Declared) {
    let id = &declared.id;
    session.notes.push(format!("{id}: pages are not checked, there are no items; give values that find some"));
}

/// A page size for a number of items: small enough for a first page, a last page, and some in between.
pub(super) fn page_size(walk: &Walk<'_>, items: u64, largest: u64) -> u64 {
    items.div_ceil(PAGES).clamp(walk.smallest, largest.max(walk.smallest))
}

/// Reports a page that has more items than were asked for.
pub(super) fn judge_size(session: &mut Session<'_>, walk: &Walk<'_>, page: &Page) {
    if let Some(limit) = walk.limit.filter(|limit| page.items.len() as u64 > *limit) {
        let message = format!("has {} items, but {limit} were asked for", page.items.len());
        walk.report(session, page, &PAGINATION_LIMIT, &walk.pagination.items, message);
    }
}

/// Reports the first item that is on two pages, or twice on one. Returns whether there is one.
pub(super) fn judge_duplicates(session: &mut Session<'_>, walk: &Walk<'_>, pages: &[Page]) -> bool {
    let mut seen: HashMap<String, u64> = HashMap::new();
    for page in pages {
        for identity in page.identities(walk.pagination) {
            let shown = identity.to_string();
            if let Some(before) = seen.insert(shown.clone(), page.number) {
                let message = format!("{shown} is on page {} and on page {before}", page.number);
                walk.report(session, page, &PAGINATION_DUPLICATE, &walk.pagination.items, message);
                return true;
            }
        }
    }
    false
}

/// Requests a page that begins at the second item, if the operation pages by offset: some servers can only begin where
/// a page of theirs does.
pub(super) async fn check_offset(session: &mut Session<'_>, walk: &Walk<'_>, pages: &[Page]) {
    let known: Vec<_> = pages.iter().flat_map(|page| page.identities(walk.pagination)).collect();
    let (PageBy::Offset { .. }, Some(expected)) = (&walk.pagination.by, known.get(1)) else { return };
    let Some(page) = walk.page_at(session, 1, Some(&json!(1))).await else { return };
    let found = page.identities(walk.pagination).first().map(|found| (*found).clone());
    if found.as_ref() != Some(*expected) {
        let found = found.map_or_else(|| "nothing".to_owned(), |found| found.to_string());
        let message = format!("begins with {found} at offset 1, but the second item of the listing is {expected}");
        walk.report(session, &page, &PAGINATION_OFFSET, &walk.pagination.items, message);
    }
}

/// The largest page size that the document allows.
fn largest(planner: &Planner<'_>, walk: &Walk<'_>) -> u64 {
    let limit = walk.pagination.limit.as_ref();
    limit.and_then(|name| planner.maximum(walk.declared, name)).unwrap_or(ITEMS).max(1)
}

/// The page size to ask for, and the number of the last page.
fn step(session: &mut Session<'_>, walk: &Walk<'_>, largest: u64, total: u64, shown: u64) -> (u64, u64) {
    let limit = match &walk.pagination.limit {
        Some(_) => page_size(walk, total, largest),
        None => shown.max(1),
    };
    let last = total.div_ceil(limit);
    if last > session.options.max_pages {
        let (id, budget) = (&walk.declared.id, session.options.max_pages);
        session.notes.push(format!("{id}: only {budget} of its {last} pages are checked (--max-pages)"));
    }
    (limit, last)
}

/// The pages up to the one after the last, as far as the budget allows.
async fn walked(session: &mut Session<'_>, walk: &Walk<'_>, last: u64, total: u64) -> Option<Vec<Page>> {
    let mut pages = Vec::new();
    for number in 1..=last.saturating_add(1).min(session.options.max_pages) {
        let page = walk.page(session, number).await?;
        if let Some(now) = page.total.filter(|now| *now != total) {
            let message = format!("is {now}, but was {total} on the first page");
            walk.report(session, &page, &PAGINATION_TOTAL, &walk.total_place(), message);
        }
        judge_size(session, walk, &page);
        pages.push(page);
    }
    Some(pages)
}

/// Reports where the pages contradict each other or the total.
fn judge_pages(session: &mut Session<'_>, walk: &Walk<'_>, pages: &[Page], total: u64, limit: u64, last: u64) {
    if judge_duplicates(session, walk, pages) {
        return;
    }
    let mut report = |page: &Page, rule: &'static Rule, place: &str, message: String| {
        walk.report(session, page, rule, place, message);
    };
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

impl Case {
    /// A case that requests a page.
    pub(super) fn page(operation: usize, number: u64, draft: crate::case::Draft) -> Self {
        Self::look(operation, format!("page {number} of a walk"), draft)
    }
}
