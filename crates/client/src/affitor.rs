//! Affitor: the state of a program's integration steps.
//!
//! [`connect`] gives a [`Client`]; `https://api.affitor.com` is the real address, with the feature `tls`.

#[rustfmt::skip]
#[expect(missing_docs, unreachable_pub, clippy::pedantic, reason = "progenitor writes it as it does")]
#[path = "generated/affitor.rs"]
mod generated;

use progenitor_client::{ClientHooks, ClientInfo as _, OperationInfo};
use reqwest::Request;

pub use self::generated::{Client, builder, types};
use crate::CallError;
use crate::credentials::{Present, Secret, connection, prepare, put_header};

/// The address of the sandbox on this machine.
pub const SANDBOX: &str = "http://127.0.0.1:4010/affitor";

/// Why a call did not give its answer.
pub type Error = CallError<types::Failure>;

/// A client for the provider at an address, such as [`SANDBOX`], with the credentials given. Nothing is sent yet; the error is an address
/// that is none.
pub fn connect(base_url: &str, credentials: Credentials) -> Result<Client, Error> {
    let (base_url, client) = connection(base_url)?;
    Ok(Client::new_with_client(base_url, client, credentials))
}

/// The token of a dashboard session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    token: Secret,
}

impl Credentials {
    /// The token, as the dashboard holds it. It is sent as `Authorization: …`, with no scheme before it.
    pub fn new(token: impl Into<String>) -> Self {
        Self { token: Secret::new(token) }
    }
}

impl Present for Credentials {
    fn present(&self, request: &mut Request) -> Result<(), String> {
        put_header(request, "authorization", "", &self.token)
    }
}

impl ClientHooks<Credentials> for Client {
    async fn pre<E>(&self, request: &mut Request, _: &OperationInfo) -> Result<(), progenitor_client::Error<E>> {
        prepare(self.inner(), request).map_err(progenitor_client::Error::InvalidRequest)
    }
}
