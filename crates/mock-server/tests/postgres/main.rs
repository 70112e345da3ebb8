//! Several sandboxes that share one ledger in PostgreSQL. `cargo xtask postgres` runs these tests: it knows where the
//! server's programs are.

mod agreement;
mod client;
mod cluster;
mod database;
mod outages;
#[path = "../process.rs"]
#[expect(dead_code, reason = "the other tests need more of it")]
mod process;
mod proxy;
mod refusals;
mod steering;
mod webhooks;
mod worlds;
