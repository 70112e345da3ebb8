//! A running sandbox.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::ServiceExt;
use axum::extract::Request;
use axum::serve::ListenerExt as _;
use tokio::net::{TcpListener, lookup_host};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::service_fn;

use crate::configuration::Configuration;
use crate::error::ServerError;
use crate::front::Front;
use crate::sandbox::Sandbox;

/// How long open requests may take to finish once the server is asked to stop.
const GRACE: Duration = Duration::from_secs(10);

/// A running sandbox. Many may run beside each other, each on a port of its own. Dropping it stops it at once.
#[derive(Debug)]
pub struct MockServer {
    sandbox: Arc<Sandbox>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl MockServer {
    /// Builds the world and starts to listen. Port 0 takes any free port.
    pub async fn start(configuration: Configuration) -> Result<Self, ServerError> {
        let listener = listen(&configuration.host, configuration.port).await?;
        let address = listener.local_addr().map_err(ServerError::Serve)?;
        let sandbox = Arc::new(Sandbox::new(&configuration)?);
        let front = Arc::new(Front::new(&sandbox, &configuration.cors));
        let service = service_fn(move |request: Request| {
            let front = Arc::clone(&front);
            async move { Ok::<_, Infallible>(front.answer(request).await) }
        });
        let make_service = ServiceExt::<Request>::into_make_service(service);
        let (stop, stopped) = oneshot::channel::<()>();
        let listener = listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection cannot send small packets at once");
            }
        });
        let serving = tokio::spawn(async move {
            let stopped = async {
                // An error means that the server was dropped: stop all the same.
                _ = stopped.await;
            };
            axum::serve(listener, make_service).with_graceful_shutdown(stopped).await
        });
        Ok(Self { sandbox, address, stop: Some(stop), serving })
    }

    /// The address that is listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The scheme, host and port, such as `http://localhost:4010`.
    pub fn origin(&self) -> String {
        let address = self.address;
        if address.ip() == std::net::Ipv4Addr::LOCALHOST {
            format!("http://localhost:{}", address.port())
        } else {
            format!("http://{address}")
        }
    }

    /// What stands for the base URL of the provider of this name, such as `http://127.0.0.1:4010/agentref`.
    pub fn base_url(&self, provider: &str) -> String {
        format!("http://{}/{provider}", self.address)
    }

    /// What the server answers from.
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Stops to listen and waits until open requests are answered, 10 seconds at most.
    pub async fn stop(mut self) -> Result<(), ServerError> {
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

async fn listen(host: &str, port: u16) -> Result<TcpListener, ServerError> {
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let unknown = |source| ServerError::Host { host: host.to_owned(), source };
    let addresses: Vec<SocketAddr> = lookup_host((name, port)).await.map_err(unknown)?.collect();
    let mut failure = unknown(std::io::Error::other("the name stands for no address"));
    for address in addresses {
        match TcpListener::bind(address).await {
            Ok(listener) => return Ok(listener),
            Err(source) => failure = ServerError::Listen { address, source },
        }
    }
    Err(failure)
}
