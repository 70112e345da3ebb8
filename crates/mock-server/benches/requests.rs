//! Status answers and pages of transactions.

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;

use crate::caller::Caller;

static SMALL: LazyLock<Caller> = LazyLock::new(|| Caller::new(10_000));
static LARGE: LazyLock<Caller> = LazyLock::new(|| Caller::new(1_000_000));

const ROWS: [usize; 3] = [25, 100, 1000];

#[divan::bench]
fn health(bencher: Bencher) {
    let caller = &*SMALL;
    bencher.bench(|| caller.get("/_mock/health", ("accept", "*/*")));
}

#[divan::bench]
fn status_of_agentref(bencher: Bencher) {
    let program = SMALL.server().sandbox().moment().view().programs().next().expect("the world has programs").uuid;
    let authorization = format!("Bearer {}", SMALL.key("agentref"));
    status(bencher, &format!("/agentref/programs/{program}/tracking/status"), &authorization);
}

#[divan::bench]
fn status_of_affitor(bencher: Bencher) {
    let program = SMALL.server().sandbox().moment().view().programs().next().expect("the world has programs").number;
    status(bencher, &format!("/affitor/api/tracking/status/{program}"), &SMALL.key("affitor"));
}

#[divan::bench]
fn status_of_partnero(bencher: Bencher) {
    status(bencher, "/partnero/v1/program", &format!("Bearer {}", SMALL.key("partnero")));
}

#[divan::bench(args = ROWS)]
fn pages_of_10k(bencher: Bencher, rows: usize) {
    page(bencher, &SMALL, rows, "");
}

#[divan::bench(args = ROWS)]
fn pages_of_1m(bencher: Bencher, rows: usize) {
    page(bencher, &LARGE, rows, "");
}

#[divan::bench(args = ROWS)]
fn pages_of_1m_by_status(bencher: Bencher, rows: usize) {
    page(bencher, &LARGE, rows, "&status%5B%5D=declined");
}

fn status(bencher: Bencher, target: &str, authorization: &str) {
    let caller = &*SMALL;
    bencher.bench(|| caller.get(target, ("authorization", authorization)));
}

/// A page of the orders of a year.
fn page(bencher: Bencher, caller: &Caller, rows: usize, filter: &str) {
    let key = caller.key("wecantrack");
    let year = "date_type=order_date&start_date=2025-01-01T00:00:00&end_date=2025-12-31T23:59:59";
    let target = format!("/wecantrack/api/v3/transactions?{year}{filter}&limit={rows}");
    bencher.counter(ItemsCount::new(rows)).bench(|| caller.get(&target, ("x-api-key", &key)));
}
