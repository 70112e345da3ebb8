//! The sandbox's own control surface: its clock, faults, overrides, scenarios, and the way back to the start.
//!
//! [`connect`] gives a [`Client`] for a running sandbox; no provider has anything like it.

#[rustfmt::skip]
#[expect(missing_docs, unreachable_pub, clippy::pedantic, reason = "progenitor writes it as it does")]
#[path = "generated/control.rs"]
mod generated;

use progenitor_client::{ClientHooks, ClientInfo as _, OperationInfo};
use reqwest::Request;

pub use self::generated::{Client, builder, types};
use crate::CallError;
use crate::credentials::{Present, Secret, connection, prepare, put_header};

/// The address of the sandbox on this machine.
pub const SANDBOX: &str = "http://127.0.0.1:4010/_mock";

/// Why a call did not give its answer.
pub type Error = CallError<types::Failure>;

/// A client for the control surface at an address, such as [`SANDBOX`]. Nothing is sent yet; the error is an address that is none.
pub fn connect(base_url: &str) -> Result<Client, Error> {
    let (base_url, client) = connection(base_url)?;
    Ok(Client::new_with_client(base_url, client, Credentials::default()))
}

/// The same for a sandbox that listens beyond loopback, with the token that it prints at its start.
pub fn connect_with_token(base_url: &str, token: impl Into<String>) -> Result<Client, Error> {
    let (base_url, client) = connection(base_url)?;
    Ok(Client::new_with_client(base_url, client, Credentials { token: Some(Secret::new(token)) }))
}

/// The token of a sandbox that listens beyond loopback; on loopback there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    token: Option<Secret>,
}

impl Present for Credentials {
    fn present(&self, request: &mut Request) -> Result<(), String> {
        match &self.token {
            Some(token) => put_header(request, "authorization", "Bearer ", token),
            None => Ok(()),
        }
    }
}

impl ClientHooks<Credentials> for Client {
    async fn pre<E>(&self, request: &mut Request, _: &OperationInfo) -> Result<(), progenitor_client::Error<E>> {
        prepare(self.inner(), request).map_err(progenitor_client::Error::InvalidRequest)
    }
}
