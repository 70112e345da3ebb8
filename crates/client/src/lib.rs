//! Typed clients, generated from the documents in `specs/`: one for each provider, and one for the sandbox's control
//! surface.
//!
#![doc = include_str!("generated/clients.md")]
//!
//! Each module has:
//!
//! - `connect(base_url, credentials)`, which returns a `Client` with one method for each operation;
//! - `SANDBOX`, the base URL of a sandbox on this machine;
//! - `types`, the bodies of requests and responses;
//! - `Error`, a [`CallError`] with the provider's own failure body.
//!
//! Where the provider sends webhooks, the module also has `Event`, an enum of all events with their payloads, and
//! [`webhooks`] verifies the signatures.
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
//! - one for each client, with the name of its module. All are on by default; turn the default off to compile only the
//!   clients you use.
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
#[allow(dead_code, reason = "only clients with webhook events read some")]
mod event;
mod generated;
#[allow(dead_code, reason = "a build without any client uses none of it")]
mod response;
pub mod webhooks;

pub use error::CallError;
pub use event::EventError;
#[allow(unused_imports, unreachable_pub, reason = "a build without any client has none to export")]
pub use generated::*;
pub use progenitor_client::ResponseValue;
pub use trackside_signature::SignatureError;
