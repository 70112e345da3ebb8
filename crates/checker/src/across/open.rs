//! Walks the pages of a listing that has no total.

use super::pages::{check_offset, judge_duplicates, judge_size, note_empty, page_size};
use super::rules::PAGINATION_LOST;
use super::walk::{Page, Walk};
use crate::run::Session;

/// Walks the pages of a listing by number or offset. The first page that is not full must be the last one, and the pages
/// together must have what one large page has.
pub(super) async fn walk_open(session: &mut Session<'_>, mut walk: Walk<'_>, largest: u64) {
    let has_limit = walk.pagination.limit.is_some();
    walk.limit = has_limit.then_some(largest);
    let Some(whole) = walk.page(session, 1).await else { return };
    judge_size(session, &walk, &whole);
    let count = whole.items.len() as u64;
    if count == 0 {
        return note_empty(session, walk.declared);
    }
    walk.step = if has_limit { page_size(&walk, count, largest) } else { count };
    walk.limit = has_limit.then_some(walk.step);
    let Some((pages, is_complete)) = walked(session, &walk).await else { return };
    if judge_duplicates(session, &walk, &pages) || judge_last(session, &walk, &pages) {
        return;
    }
    if is_complete {
        judge_complete(session, &walk, &whole, &pages);
    }
    check_offset(session, &walk, &pages).await;
}

/// Reports the first item of a large page that is on none of the small pages. Returns whether there is one.
pub(super) fn judge_complete(session: &mut Session<'_>, walk: &Walk<'_>, whole: &Page, pages: &[Page]) -> bool {
    let known: Vec<_> = pages.iter().flat_map(|page| page.identities(walk.pagination)).collect();
    let lost = whole.identities(walk.pagination).into_iter().find(|identity| !known.contains(identity));
    if let Some(lost) = lost {
        let message = format!("{lost} is on one page of {} items, but on none of the smaller pages", whole.items.len());
        walk.report(session, whole, &PAGINATION_LOST, &walk.pagination.items, message);
    }
    lost.is_some()
}

/// Notes that a listing has more pages than are checked.
pub(super) fn note_budget(session: &mut Session<'_>, walk: &Walk<'_>) {
    let (id, budget) = (&walk.declared.id, session.options.max_pages);
    session.notes.push(format!("{id}: only {budget} of its pages are checked (--max-pages)"));
}

/// The pages up to the one after the first that is not full, and whether they are all pages.
async fn walked(session: &mut Session<'_>, walk: &Walk<'_>) -> Option<(Vec<Page>, bool)> {
    let mut pages: Vec<Page> = Vec::new();
    for number in 1..=session.options.max_pages {
        let is_after_last = pages.last().is_some_and(|page| (page.items.len() as u64) < walk.step);
        let page = walk.page(session, number).await?;
        judge_size(session, walk, &page);
        pages.push(page);
        if is_after_last {
            return Some((pages, true));
        }
    }
    note_budget(session, walk);
    Some((pages, false))
}

/// Reports a page with items after one that is not full. Returns whether there is one.
fn judge_last(session: &mut Session<'_>, walk: &Walk<'_>, pages: &[Page]) -> bool {
    let found = pages.windows(2).find_map(|pair| match pair {
        [page, after] if (page.items.len() as u64) < walk.step && !after.items.is_empty() => Some((page, after)),
        _ => None,
    });
    if let Some((page, after)) = found {
        let message = format!(
            "has {} items on page {}, which is not full, but there are {} on page {}",
            page.items.len(),
            page.number,
            after.items.len(),
            after.number
        );
        walk.report(session, page, &PAGINATION_LOST, &walk.pagination.items, message);
    }
    found.is_some()
}
