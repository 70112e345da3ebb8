//! The same page of a small and of a large world.

use super::Bench;
use super::pages::{DECLINED, WHOLE, middle_page};
use super::rounds::Side;
use super::table::Table;

const SMALL: u32 = 10_000;
const LARGE: u32 = 10_000_000;
const ROWS: u64 = 100;

/// Those that changed in a year in the middle, by when the change was seen.
const UPDATED: &str = "date_type=last_wct_update&start_date=2025-01-01T00:00:00&end_date=2025-12-31T23:59:59";

/// How much more a page of the large world may take.
const WANTED: f64 = 2.0;

/// Measures a page of 100 rows in both worlds, over one connection.
pub(super) async fn measure(bench: &Bench) -> anyhow::Result<Table> {
    let small = bench.programs.start_sandbox(SMALL, 1).await?;
    let large = bench.programs.start_sandbox(LARGE, 1).await?;
    let mut table = Table::new(&["page of 100 rows", "of 10,000,000 orders", "of 10,000 orders", "ratio", "wanted"]);
    for (name, query) in [("unfiltered", WHOLE), ("by status and date", DECLINED), ("by last_wct_update", UPDATED)] {
        let in_large = Side { server: &large, call: middle_page(&large, query, ROWS).await? };
        let in_small = Side { server: &small, call: middle_page(&small, query, ROWS).await? };
        let compared = bench.compare(&format!("both worlds, {name}"), 1, &in_large, &in_small).await?;
        table.compare(&format!("{name}, CPU time"), "µs", compared.medians(|sample| sample.cpu), Some(WANTED));
        table.compare(&format!("{name}, median latency"), "µs", compared.medians(|sample| sample.median), Some(WANTED));
        table.compare(&format!("{name}, p99 latency"), "µs", compared.medians(|sample| sample.p99), Some(WANTED));
    }
    Ok(table)
}
