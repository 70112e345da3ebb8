//! Walks the pages of a listing by their cursors.

use serde_json::Value;

use super::open::{judge_complete, note_budget};
use super::pages::{judge_duplicates, judge_size, note_empty, page_size};
use super::rules::{PAGINATION_CURSOR, PAGINATION_ENDLESS};
use super::walk::{Page, Walk};
use crate::report::short;
use crate::run::Session;
use crate::spec::PageBy;

/// Follows the cursors from the first page to the last, and compares the pages with one large page. Pages need not be
/// full: with cursors, only a missing cursor ends the listing.
pub(super) async fn walk_cursors(session: &mut Session<'_>, mut walk: Walk<'_>, largest: u64) {
    let PageBy::Cursor { next: place, .. } = &walk.pagination.by else { return };
    let has_limit = walk.pagination.limit.is_some();
    walk.limit = has_limit.then_some(largest);
    let Some(whole) = walk.page_at(session, 1, None).await else { return };
    judge_size(session, &walk, &whole);
    let count = whole.items.len() as u64;
    if count == 0 && whole.next.is_none() {
        return note_empty(session, walk.declared);
    }
    walk.limit = has_limit.then(|| page_size(&walk, count, largest));
    let Some((pages, end)) = walked(session, &walk).await else { return };
    if judge_duplicates(session, &walk, &pages) {
        return;
    }
    match end {
        End::Budget => note_budget(session, &walk),
        End::Wrong(message) => {
            let Some(page) = pages.last() else { return };
            walk.report(session, page, &PAGINATION_CURSOR, place, message);
        }
        End::Empty => {
            let Some(page) = pages.last() else { return };
            let message = format!("has no items on page {} and the one before it, but a cursor for more", page.number);
            walk.report(session, page, &PAGINATION_ENDLESS, &walk.pagination.items, message);
        }
        End::Last => {
            let walked: u64 = pages.iter().map(|page| page.items.len() as u64).sum();
            if !judge_complete(session, &walk, &whole, &pages) && whole.next.is_none() && walked > count {
                let message =
                    format!("is missing on a page of {count} items, but smaller pages lead to {walked} items");
                walk.report(session, &whole, &PAGINATION_CURSOR, place, message);
            }
        }
    }
}

/// Why a walk ended.
enum End {
    /// The last page has no cursor.
    Last,
    /// As many pages as allowed were requested.
    Budget,
    /// Two pages in a row have no items, but a cursor.
    Empty,
    /// The cursor of the last page is wrong in this way.
    Wrong(String),
}

/// The pages, and why there are no more.
async fn walked(session: &mut Session<'_>, walk: &Walk<'_>) -> Option<(Vec<Page>, End)> {
    let mut pages = vec![walk.page_at(session, 1, None).await?];
    judge_size(session, walk, &pages[0]);
    let mut cursors: Vec<Value> = Vec::new();
    loop {
        let last = pages.last()?;
        let number = last.number;
        let Some(cursor) = last.next.clone() else { return Some((pages, End::Last)) };
        let shown = short(&cursor);
        if !cursor.is_string() && !cursor.is_number() {
            return Some((pages, End::Wrong(format!("is {shown} on page {number}, which is not a cursor"))));
        }
        if let Some(before) = cursors.iter().position(|known| *known == cursor) {
            let message = format!("is {shown} on page {number}, which leads back to page {}", before + 2);
            return Some((pages, End::Wrong(message)));
        }
        if matches!(pages.as_slice(), [.., before, last] if before.items.is_empty() && last.items.is_empty()) {
            return Some((pages, End::Empty));
        }
        if number >= session.options.max_pages {
            return Some((pages, End::Budget));
        }
        let Some(page) = walk.page_at(session, number + 1, Some(&cursor)).await else {
            if session.is_stopped() {
                return None;
            }
            let message = format!("is {shown} on page {number}, which does not lead to a page");
            return Some((pages, End::Wrong(message)));
        };
        judge_size(session, walk, &page);
        cursors.push(cursor);
        pages.push(page);
    }
}
