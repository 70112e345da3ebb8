//! Which world a request gets, and a world for tests in Rust.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;

use super::{NamedWorlds, NotCreated, WorldName};
use crate::checkpoints::Full;
use crate::error::ServerError;
use crate::sandbox::Sandbox;
use crate::strictness;

/// Why a request gets no world, in words. It never gets another one than it asks for.
#[derive(Debug)]
pub(crate) struct Unselected {
    status: StatusCode,
    reason: String,
}

impl Unselected {
    /// The request does not say clearly which world it selects.
    pub(crate) fn unclear(reason: String) -> Self {
        Self { status: StatusCode::BAD_REQUEST, reason }
    }

    /// The response to the request, in the sandbox's own shape: no provider has seen it.
    pub(crate) fn response(&self) -> Response {
        strictness::failure(self.status, &self.reason)
    }
}

impl NamedWorlds {
    /// The world that a request selects. One that does not exist is created if `may_create`; otherwise the request gets the
    /// usual one, which refuses it.
    pub(crate) fn select(
        &self,
        name: Option<&WorldName>,
        may_create: impl FnOnce() -> bool,
    ) -> Result<Arc<Sandbox>, Unselected> {
        let Some(name) = name else { return Ok(Arc::clone(self.usual())) };
        let sandbox = match self.find(name) {
            Some(found) => found,
            None if may_create() => self.find_or_create(name).map_err(|not_created| match not_created {
                NotCreated::Full(reason) => Unselected { status: StatusCode::INSUFFICIENT_STORAGE, reason },
                NotCreated::Exists | NotCreated::Invalid(..) => {
                    let reason = format!("the world `{name}` could not be created");
                    Unselected { status: StatusCode::INTERNAL_SERVER_ERROR, reason }
                }
            })?,
            None => return Ok(Arc::clone(self.usual())),
        };
        sandbox.touch();
        Ok(sandbox)
    }
}

/// A named world of a running sandbox, for one test or one worker.
#[derive(Debug, Clone)]
pub struct NamedWorld {
    sandbox: Arc<Sandbox>,
    name: WorldName,
    address: SocketAddr,
}

impl NamedWorld {
    pub(crate) fn new(sandbox: Arc<Sandbox>, name: WorldName, address: SocketAddr) -> Self {
        Self { sandbox, name, address }
    }

    /// Its name.
    pub fn name(&self) -> &WorldName {
        &self.name
    }

    /// The header that selects it, for requests to the sandbox's usual addresses.
    pub fn header(&self) -> (&'static str, &str) {
        ("x-mock-world", self.name.as_str())
    }

    /// What stands before the paths of its providers and of `/_mock`, such as `http://127.0.0.1:4010/_world/worker-3`.
    pub fn origin(&self) -> String {
        format!("http://{}/_world/{}", self.address, self.name)
    }

    /// The base URL of a provider in this world. A client that calls it needs no header.
    pub fn base_url(&self, provider: &str) -> String {
        format!("{}/{provider}", self.origin())
    }

    /// The world itself: its clock, its moment, its credentials.
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Resets it to how it was created. Returns the number of deleted records.
    ///
    /// Returns an error if its records cannot be removed.
    pub fn reset(&self) -> Result<u64, ServerError> {
        Ok(self.sandbox.in_turn(Sandbox::reset)??)
    }

    /// Keeps its state, to go back to with [`NamedWorld::restore`].
    ///
    /// Returns an error if it has 64 other checkpoints.
    pub fn checkpoint(&self, name: &str) -> Result<(), ServerError> {
        let kept = self.sandbox.in_turn(|sandbox| sandbox.keep(name))?;
        kept.map(drop).map_err(|Full| ServerError::TooManyCheckpoints)
    }

    /// Goes back to the state that was kept with [`NamedWorld::checkpoint`].
    ///
    /// Returns an error if there is none with this name.
    pub fn restore(&self, name: &str) -> Result<(), ServerError> {
        let unknown = || ServerError::UnknownCheckpoint(name.to_owned());
        self.sandbox.in_turn(|sandbox| sandbox.restore(name))??.map(drop).ok_or_else(unknown)
    }
}
