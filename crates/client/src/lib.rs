//! Typed clients, one a provider and one for the sandbox's control surface, generated from the documents in `specs/`.
//!
//! | module | credentials | how they travel |
//! |---|---|---|
//! | [`agentref`] | a key | `Authorization: Bearer …` |
//! | [`affitor`] | a session token | `Authorization: …`, as it is |
//! | [`partnero`] | a key | `Authorization: Bearer …` |
//! | [`fullwhere`] | a key and a secret | `X-API-KEY` and `X-API-SECRET` |
//! | [`wecantrack`] | a key | `X-API-Key`, or `api_key` in the query |
//! | [`control`] | none on loopback; beyond it the token that the sandbox prints | `Authorization: Bearer …` |
//!
//! Each module has one constructor, `connect(base_url, credentials)`, a `SANDBOX` address, a method of `Client` for each operation, the bodies under
//! `types`, and its `Error`: a [`CallError`] with the body in which the provider words its failures. A client sends what the provider documents and
//! nothing else, does not follow redirects (they would carry the credentials to another host), and gives up after fifteen seconds.
//!
//! # Example
//!
//! `cargo run -p trackside-client --example tour` against a running sandbox (`cargo mock`):
//!
//! ```rust,no_run
#![doc = include_str!("../examples/tour.rs")]
//! ```
//!
//! # Features
//!
//! - `tls`: talks to `https` addresses, which the real providers have. It is off by default: the sandbox speaks plain HTTP.
//!
//! **Invariant:** nothing under `src/generated/` is edited by hand; `cargo xtask codegen` writes it.

pub mod affitor;
pub mod agentref;
mod answer;
pub mod control;
mod credentials;
mod error;
pub mod fullwhere;
pub mod partnero;
pub mod wecantrack;

pub use error::CallError;
pub use progenitor_client::ResponseValue;
