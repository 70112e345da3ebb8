//! A sandbox that answers like the partner-tracking APIs it imitates.
//!
//! Every provider shows one simulated business ([`trackside_world`]) through its documented types ([`trackside_schemas`]). The binary is
//! `trackside-mock`; in Rust tests the server starts as a library:
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! use trackside_mock_server::MockServer;
//!
//! // On a free port: every test may have a sandbox of its own.
//! let server = MockServer::builder().orders(1000).now("2026-06-08T12:00:00Z".parse()?).start().await?;
//! println!("{}", server.base_url("wecantrack"));
//! server.reset()?;
//! server.stop().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # The way of a request
//!
//! [`front`] takes it: [`address`] turns host names into path prefixes → [`pipeline`]: journal → CORS → faults → preferences → authentication → rate
//! limit → parameters and body → handler ([`providers`], [`control`]) → overrides → response. Each step is a small file of its own.
//!
//! **Invariant:** a handler answers with a type of `schemas`, and an endpoint that is declared there and served by nobody does not compile.

mod access;
mod address;
mod arguments;
mod banner;
mod builder;
mod catalogue;
mod clock;
mod configuration;
mod control;
mod credentials;
mod documents;
mod error;
mod faults;
mod front;
mod journal;
mod listener;
mod overrides;
mod page;
mod pipeline;
mod providers;
mod ready;
mod request;
mod routes;
mod sandbox;
mod scenario;
mod serve;
mod server;
mod store;

pub use access::Token;
pub use arguments::Arguments;
pub use banner::write_banner;
pub use builder::MockServerBuilder;
pub use clock::Clock;
pub use configuration::{Configuration, CrossOrigin, Files, RateLimit};
pub use credentials::{ExtraKey, Grant, Key, KeyRing};
pub use error::ServerError;
pub use ready::write_ready;
pub use sandbox::Sandbox;
pub use server::MockServer;
pub use store::StoreError;
