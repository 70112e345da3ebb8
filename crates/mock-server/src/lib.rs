//! A sandbox that responds like the partner-tracking APIs that it imitates.
//!
//! All providers show one simulated business ([`trackside_world`]) through their documented types
//! ([`trackside_schemas`]). The binary is `trackside-mock`. In Rust tests, start the server as a library:
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! use trackside_mock_server::MockServer;
//!
//! // On a free port, so that every test can have its own sandbox.
//! let server = MockServer::builder().orders(1000).now("2026-06-08T12:00:00Z".parse()?).start().await?;
//! println!("{}", server.base_url("wecantrack"));
//! server.reset()?;
//! server.stop().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # The path of a request
//!
//! [`listener`] (connections, time-outs, what is refused below HTTP) → [`front`] ([`strictness`], [`address`] turns
//! host names into path prefixes, [`journal`], CORS, [`compression`]) → [`pipeline`]: faults → preferences
//! → authentication → rate limit → response cache → parameters and body → handler ([`providers`], [`control`]) →
//! overrides → response. Each step is in its own small file.
//!
//! **Invariant:** a handler responds with a type of `schemas`. A declared endpoint that nobody serves does not compile.

#![cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "only a sandbox with a database follows others"))]

mod access;
mod address;
mod arguments;
mod banner;
mod builder;
mod catalogue;
mod checkpoints;
mod cli;
mod clickouts;
mod clock;
mod compression;
mod configuration;
mod control;
mod credentials;
mod documents;
mod error;
mod faults;
mod front;
mod journal;
mod links;
mod listener;
mod moment;
mod named;
mod overrides;
mod page;
mod pipeline;
mod postgres_url;
mod providers;
mod readings;
mod ready;
mod replica;
mod request;
mod response;
mod routes;
mod sandbox;
mod scenario;
mod serve;
mod server;
mod start;
mod steering;
mod store;
mod strictness;
mod stripe;
mod webhooks;
mod world_file;
mod worlds;
mod writes;

pub use access::Token;
pub use arguments::{Arguments, Task};
pub use banner::write_banner;
pub use builder::MockServerBuilder;
pub use cli::{Checkpoints, CommandError, Events, Trigger, Webhooks, World, Worlds};
pub use clock::Clock;
pub use configuration::{Configuration, CrossOrigin, Files, Origin, PostgresUrl, PublicUrl, RateLimit, Timeouts};
pub use credentials::{ExtraKey, Grant, Key, KeyRing};
pub use error::ServerError;
pub use named::{NamedWorld, WorldName};
pub use ready::write_ready;
pub use sandbox::Sandbox;
pub use server::MockServer;
pub use store::StoreError;
pub use webhooks::{AllowedHost, ConfiguredReceiver};
pub use world_file::{PinnedWorld, WorldFileError};
