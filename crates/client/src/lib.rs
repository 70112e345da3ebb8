//! Typed clients, generated from the documents in `specs/`: one for each provider, and one for the sandbox's control
//! surface.
//!
//! | module and feature | credentials | how they are sent |
//! |---|---|---|
//! | [`agentref`] | a key | `Authorization: Bearer …` |
//! | [`affitor`] | a session token | `Authorization: …`, without a scheme |
//! | [`partnero`] | a key | `Authorization: Bearer …` |
//! | [`fullwhere`] | a key and a secret | `X-API-KEY` and `X-API-SECRET` |
//! | [`wecantrack`] | a key | `X-API-Key`, or `api_key` in the query |
//! | [`control`] | none on loopback; elsewhere the token that the sandbox prints | `Authorization: Bearer …` |
//!
//! Each module has:
//!
//! - `connect(base_url, credentials)`, which returns a `Client` with one method for each operation;
//! - `SANDBOX`, the base URL of a sandbox on this machine;
//! - `types`, the bodies of requests and responses;
//! - `Error`, a [`CallError`] with the provider's own failure body.
//!
//! A client sends only what the provider documents. It does not follow redirects, which would carry the credentials to
//! another host, and it gives up after 15 seconds.
//!
//! # Example
//!
//! Start a sandbox with `cargo mock`, then run `cargo run -p trackside-client --example tour`:
//!
//! ```rust,no_run
#![doc = include_str!("../examples/tour.rs")]
//! ```
//!
//! # Features
//!
//! - `agentref`, `affitor`, `partnero`, `fullwhere`, `wecantrack`, `control`: one for each client. All are on by
//!   default; turn the default off to compile only the clients you use.
//! - `tls`: connects to `https` addresses, which the real providers have. It is off by default, because the sandbox
//!   speaks plain HTTP.
//!
//! **Invariant:** nothing under `src/generated/` is edited by hand; `cargo xtask codegen` writes it.

// Which of these items are used depends on the features.
#[allow(dead_code, reason = "a build without any client uses none of it")]
mod connection;
#[allow(dead_code, reason = "each client uses the places of its own credentials")]
mod credentials;
mod error;
#[allow(dead_code, reason = "a build without any client uses none of it")]
mod response;

#[cfg(feature = "affitor")]
#[rustfmt::skip]
#[path = "generated/affitor.rs"]
pub mod affitor;
#[cfg(feature = "agentref")]
#[rustfmt::skip]
#[path = "generated/agentref.rs"]
pub mod agentref;
#[cfg(feature = "control")]
#[rustfmt::skip]
#[path = "generated/control.rs"]
pub mod control;
#[cfg(feature = "fullwhere")]
#[rustfmt::skip]
#[path = "generated/fullwhere.rs"]
pub mod fullwhere;
#[cfg(feature = "partnero")]
#[rustfmt::skip]
#[path = "generated/partnero.rs"]
pub mod partnero;
#[cfg(feature = "wecantrack")]
#[rustfmt::skip]
#[path = "generated/wecantrack.rs"]
pub mod wecantrack;

pub use error::CallError;
pub use progenitor_client::ResponseValue;
