//! A running sandbox.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::access::Token;
use crate::builder::MockServerBuilder;
use crate::checkpoints::Full;
use crate::configuration::{Configuration, PublicUrl};
use crate::error::ServerError;
use crate::front::Front;
use crate::listener::{Limits, accept, bind};
use crate::named::{NamedWorld, NamedWorlds, NotCreated, WorldName};
use crate::replica::Joining;
use crate::sandbox::Sandbox;
use crate::webhooks::Dispatcher;

/// A running sandbox. Several can run side by side, each on its own port. Dropping it stops it immediately.
#[derive(Debug)]
pub struct MockServer {
    worlds: Arc<NamedWorlds>,
    address: SocketAddr,
    public_url: Option<PublicUrl>,
    /// Dropped first when the sandbox stops, so that nothing more is sent.
    dispatcher: Option<Dispatcher>,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

impl MockServer {
    /// Returns a builder. By default the sandbox listens on a free port.
    pub fn builder() -> MockServerBuilder {
        MockServerBuilder::default()
    }

    /// Builds the world and starts listening. Port 0 picks a free port. Raises this process's soft limit of open files,
    /// if that is too low for the connections that the configuration allows.
    ///
    /// Returns an error if the address is in use or not available, or if a setting is invalid.
    pub async fn start(configuration: Configuration) -> Result<Self, ServerError> {
        let listening = bind(&configuration.host, configuration.port).await?;
        let address = listening.address().map_err(ServerError::Serve)?;
        let configuration = Arc::new(configuration.with_token_beyond_loopback(address));
        let settings = Arc::clone(&configuration);
        let joining = Joining::of(&configuration).await?;
        let base = joining.as_ref().map(Joining::base);
        let building = tokio::task::spawn_blocking(move || Sandbox::based(&settings, base));
        let sandbox = building.await.map_err(|panicked| ServerError::Serve(std::io::Error::other(panicked)))??;
        let worlds = NamedWorlds::new(sandbox, &configuration);
        if let Some(joining) = joining {
            joining.join(&worlds).await?;
        }
        let (hosts, burst) = (configuration.webhook_hosts.clone(), configuration.webhook_burst);
        let dispatcher = Some(Dispatcher::start(&worlds, hosts, burst));
        let front = Arc::new(Front::new(&worlds, &configuration));
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(accept(listening, front, Limits::of(&configuration), stopped));
        Ok(Self {
            worlds,
            address,
            public_url: configuration.public_url.clone(),
            dispatcher,
            stop: Some(stop),
            serving,
        })
    }

    /// The address that the server listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The scheme, host and port, such as `http://localhost:4010`; in front of a proxy, its public URL.
    pub fn origin(&self) -> String {
        if let Some(url) = &self.public_url {
            return url.as_str().to_owned();
        }
        let address = self.address;
        if address.ip() == std::net::Ipv4Addr::LOCALHOST || address.ip().is_unspecified() {
            format!("http://localhost:{}", address.port())
        } else {
            format!("http://{address}")
        }
    }

    /// The base URL of a provider, such as `http://127.0.0.1:4010/agentref`.
    pub fn base_url(&self, provider: &str) -> String {
        format!("http://{}/{provider}", self.address)
    }

    /// The token that the page and the control surface require, if any. There always is one when the server listens
    /// beyond loopback.
    pub fn token(&self) -> Option<&str> {
        self.sandbox().access().token().map(Token::as_str)
    }

    /// Resets the sandbox to how it was started: deletes what clients created, and restores the clock, faults and
    /// overrides. The journal stays. Returns the number of deleted records.
    ///
    /// Returns an error if the state file cannot be written.
    pub fn reset(&self) -> Result<u64, ServerError> {
        Ok(self.sandbox().in_turn(Sandbox::reset)??)
    }

    /// Keeps the state of the sandbox, to go back to with [`MockServer::restore`]: what clients wrote, the clock, faults and
    /// overrides. It replaces an earlier one with the same name.
    ///
    /// Returns an error if there are 64 others.
    pub fn checkpoint(&self, name: &str) -> Result<(), ServerError> {
        let kept = self.sandbox().in_turn(|sandbox| sandbox.keep(name))?;
        kept.map(drop).map_err(|Full| ServerError::TooManyCheckpoints)
    }

    /// Goes back to the state that was kept with [`MockServer::checkpoint`]. The journal stays.
    ///
    /// Returns an error if there is none with this name, or if the state file cannot be written.
    pub fn restore(&self, name: &str) -> Result<(), ServerError> {
        let unknown = || ServerError::UnknownCheckpoint(name.to_owned());
        self.sandbox().in_turn(|sandbox| sandbox.restore(name))??.map(drop).ok_or_else(unknown)
    }

    /// The named world for one test or one worker, isolated from all others. It is created if there is none with the name:
    /// as the sandbox was started, over the same simulation.
    ///
    /// Returns an error if the name is not a label of a host name, such as `worker-3`, or if there are as many worlds as
    /// the configuration allows.
    pub fn world(&self, name: &str) -> Result<NamedWorld, ServerError> {
        let name: WorldName = name.parse().map_err(ServerError::WorldName)?;
        let sandbox = self.worlds.find_or_create(&name).map_err(|not_created| match not_created {
            NotCreated::Full(reason) | NotCreated::Invalid(_, reason) => ServerError::NoRoomForWorld(reason),
            NotCreated::Exists => ServerError::NoRoomForWorld(format!("the world `{name}` exists already")),
        })?;
        Ok(NamedWorld::new(sandbox, name, self.address))
    }

    /// Deletes a named world with all that was written to it. False if there is none with the name.
    ///
    /// Returns an error if the database that keeps it cannot be used.
    pub fn delete_world(&self, name: &str) -> Result<bool, ServerError> {
        let Ok(name) = name.parse() else { return Ok(false) };
        Ok(self.sandbox().in_turn(|usual| usual.delete_world(&name))?)
    }

    /// The sandbox behind the server: its usual world, which has no name.
    pub fn sandbox(&self) -> &Sandbox {
        self.worlds.usual()
    }

    /// Stops listening and waits for open requests, at most as long as the configuration says.
    ///
    /// Returns an error if the server failed while running.
    pub async fn stop(mut self) -> Result<(), ServerError> {
        self.sandbox().journal().whole().end();
        if let Some(stop) = self.stop.take() {
            // The receiver is gone only when serving has ended already.
            _ = stop.send(());
        }
        let served = (&mut self.serving).await.map_err(|panicked| ServerError::Serve(std::io::Error::other(panicked)));
        // It waits for what is on its way.
        let dispatcher = self.dispatcher.take();
        _ = tokio::task::spawn_blocking(move || drop(dispatcher)).await;
        served
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
