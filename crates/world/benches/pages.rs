//! Assembling pages of orders, from the middle of what is found.

use chrono::{DateTime, Utc};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use trackside_world::{DateKind, OrderQuery, OrderStatus, View};

use crate::worlds::{SIZES, Size, instant};

const ROWS: [usize; 3] = [25, 100, 1000];

/// Every order there is.
#[divan::bench(args = SIZES, consts = ROWS)]
fn unfiltered<const COUNT: usize>(bencher: Bencher, size: Size) {
    let world = size.view().world();
    assemble::<COUNT>(bencher, size, &OrderQuery::between(DateKind::Placed, world.begins(), world.horizon()));
}

/// The declined ones of a year. A page of the small world has 676 rows at most.
#[divan::bench(args = SIZES, consts = ROWS)]
fn by_status_and_date<const COUNT: usize>(bencher: Bencher, size: Size) {
    let (from, until) = year();
    let mut query = OrderQuery::between(DateKind::Placed, from, until);
    query.statuses = Some([OrderStatus::Declined].into_iter().collect());
    assemble::<COUNT>(bencher, size, &query);
}

/// Those that changed in a year, by when the change was seen: what clients poll.
#[divan::bench(args = SIZES, consts = ROWS)]
fn by_last_update<const COUNT: usize>(bencher: Bencher, size: Size) {
    let (from, until) = year();
    assemble::<COUNT>(bencher, size, &OrderQuery::between(DateKind::Updated, from, until));
}

fn year() -> (DateTime<Utc>, DateTime<Utc>) {
    (instant("2025-01-01T00:00:00Z"), instant("2025-12-31T23:59:59Z"))
}

fn assemble<const COUNT: usize>(bencher: Bencher, size: Size, query: &OrderQuery) {
    let view = size.view();
    let total = view.orders(query, 0, 1).total;
    let offset = (total / 2).min(total.saturating_sub(COUNT));
    bencher.counter(ItemsCount::new(COUNT.min(total))).bench(|| page(view, black_box(query), offset, COUNT));
}

/// Finds the orders of a page and derives each; answers how many there are.
fn page(view: View<'_>, query: &OrderQuery, offset: usize, count: usize) -> usize {
    let found = view.orders(query, offset, count);
    for order in &found.orders {
        black_box(view.order(*order));
    }
    found.orders.len()
}
