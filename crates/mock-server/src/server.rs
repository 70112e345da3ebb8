//! A running sandbox.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::Request;
use axum::response::Response;
use axum::serve::IncomingStream;
use tokio::net::{TcpListener, lookup_host};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::Service;

use crate::access::Token;
use crate::builder::MockServerBuilder;
use crate::configuration::Configuration;
use crate::error::ServerError;
use crate::front::Front;
use crate::listener::{Breaker, Listener};
use crate::request::ClientAddress;
use crate::sandbox::Sandbox;

/// How long open requests may take to finish after the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// A running sandbox. Several can run side by side, each on its own port. Dropping it stops it immediately.
#[derive(Debug)]
pub struct MockServer {
    sandbox: Arc<Sandbox>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl MockServer {
    /// Returns a builder. By default the sandbox listens on a free port.
    pub fn builder() -> MockServerBuilder {
        MockServerBuilder::default()
    }

    /// Builds the world and starts listening. Port 0 picks a free port.
    ///
    /// Returns an error if the address is in use or not available, or if a setting is invalid.
    pub async fn start(configuration: Configuration) -> Result<Self, ServerError> {
        let listener = listen(&configuration.host, configuration.port).await?;
        let address = listener.local_addr().map_err(ServerError::Serve)?;
        let cors = configuration.cors.clone();
        let configuration = configuration.with_token_beyond_loopback(address);
        let building = tokio::task::spawn_blocking(move || Sandbox::new(&configuration));
        let sandbox =
            Arc::new(building.await.map_err(|panicked| ServerError::Serve(std::io::Error::other(panicked)))??);
        let connections = Connections(Arc::new(Front::new(&sandbox, &cors)));
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            let stopped = async {
                // An error means that the server was dropped, which stops it as well.
                _ = stopped.await;
            };
            axum::serve(Listener(listener), connections).with_graceful_shutdown(stopped).await
        });
        Ok(Self { sandbox, address, stop: Some(stop), serving })
    }

    /// The address that the server listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The scheme, host and port, such as `http://localhost:4010`.
    pub fn origin(&self) -> String {
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
        self.sandbox.access().token().map(Token::as_str)
    }

    /// Resets the sandbox to how it was started: deletes what clients created, and restores the clock, faults and
    /// overrides. The journal stays. Returns the number of deleted records.
    ///
    /// Returns an error if the state file cannot be written.
    pub fn reset(&self) -> Result<u64, ServerError> {
        Ok(self.sandbox.reset()?)
    }

    /// The sandbox behind the server.
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Stops listening and waits for open requests, at most 10 seconds.
    ///
    /// Returns an error if the server failed while running.
    pub async fn stop(mut self) -> Result<(), ServerError> {
        self.sandbox.journal().end();
        if let Some(stop) = self.stop.take() {
            // The receiver is gone only when serving has ended already.
            _ = stop.send(());
        }
        match tokio::time::timeout(GRACE, &mut self.serving).await {
            Ok(Ok(served)) => served.map_err(ServerError::Serve),
            Ok(Err(panicked)) => Err(ServerError::Serve(std::io::Error::other(panicked))),
            Err(_) => Ok(()),
        }
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Creates a service for each connection.
struct Connections(Arc<Front>);

/// The service of one connection.
#[derive(Clone)]
struct ConnectionService {
    front: Arc<Front>,
    breaker: Breaker,
    client: ClientAddress,
}

impl Service<IncomingStream<'_, Listener>> for Connections {
    type Response = ConnectionService;
    type Error = Infallible;
    type Future = Ready<Result<ConnectionService, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, incoming: IncomingStream<'_, Listener>) -> Self::Future {
        let client = ClientAddress(incoming.remote_addr().ip());
        ready(Ok(ConnectionService { front: Arc::clone(&self.0), breaker: incoming.io().breaker(), client }))
    }
}

impl Service<Request> for ConnectionService {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let Self { front, breaker, client } = self.clone();
        request.extensions_mut().insert(client);
        Box::pin(async move { Ok(front.answer(&breaker, request).await) })
    }
}

async fn listen(host: &str, port: u16) -> Result<TcpListener, ServerError> {
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let unknown = |source| ServerError::Host { host: host.to_owned(), source };
    let addresses: Vec<SocketAddr> = lookup_host((name, port)).await.map_err(unknown)?.collect();
    let mut failure = unknown(std::io::Error::other("the name has no address"));
    for address in addresses {
        match TcpListener::bind(address).await {
            Ok(listener) => return Ok(listener),
            Err(source) => failure = ServerError::Listen { address, source },
        }
    }
    Err(failure)
}
