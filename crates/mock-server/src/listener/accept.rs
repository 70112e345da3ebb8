//! Accepts connections, up to a limit.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use ipnet::IpNet;
use tokio::net::TcpStream;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;

use super::peer::Peer;
use super::{Listening, Refusal, files, serve};
use crate::configuration::Configuration;
use crate::front::Front;

/// How long to wait when a connection cannot be accepted, for example because too many files are open.
const PAUSE: Duration = Duration::from_millis(100);

/// How long clients may take, and how many there may be.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// The time for the head of a request, from its first byte on.
    pub(crate) head: Option<Duration>,
    /// The time for the body of a request, and the longest time in which a client takes none of a response.
    pub(crate) body: Option<Duration>,
    /// How long a connection may stay open without a request.
    pub(crate) idle: Option<Duration>,
    /// The most connections at the same time.
    pub(crate) connections: usize,
    /// How long open requests may take after the sandbox is told to stop.
    pub(crate) grace: Duration,
    /// Addresses of proxies whose `X-Forwarded-…` headers are believed.
    pub(crate) proxies: Vec<IpNet>,
}

impl Limits {
    /// The limits of a configuration.
    pub(crate) fn of(configuration: &Configuration) -> Self {
        let timeouts = configuration.timeouts;
        Self {
            head: timeouts.head,
            body: timeouts.body,
            idle: timeouts.idle,
            connections: configuration.max_connections,
            grace: configuration.grace,
            proxies: configuration.trust_proxies.clone(),
        }
    }
}

/// Accepts connections until it is told to stop, or until the other end of `stop` is dropped. Then waits for open
/// requests.
pub(crate) async fn accept(listening: Listening, front: Arc<Front>, limits: Limits, mut stop: oneshot::Receiver<()>) {
    files::make_room(limits.connections);
    let limits = Arc::new(limits);
    let (stopping, stopped) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut is_short = false;
    loop {
        let accepted = tokio::select! {
            accepted = poll_fn(|context| listening.poll_accept(context)) => accepted,
            _ = connections.join_next(), if !connections.is_empty() => continue,
            _ = &mut stop => break,
        };
        match accepted {
            Ok((stream, address)) => {
                if std::mem::take(&mut is_short) {
                    tracing::info!("accepting connections again");
                }
                let peer = Arc::new(peer(stream, address, &limits));
                while connections.try_join_next().is_some() {}
                if connections.len() >= limits.connections {
                    turn_away(&front, &peer, limits.connections);
                } else {
                    connections.spawn(serve::serve(Arc::clone(&front), peer, Arc::clone(&limits), stopped.clone()));
                }
            }
            Err(error) if is_of_connection(&error) => {}
            Err(error) => {
                if !std::mem::replace(&mut is_short, true) {
                    let open = connections.len();
                    tracing::warn!(%error, open, "cannot accept connections; new clients wait until one is closed");
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listening);
    // No receiver means no connection.
    _ = stopping.send(true);
    let finished = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(limits.grace, finished).await.is_err() {
        let open = connections.len();
        tracing::warn!(open, "closing connections whose requests did not finish within {:?} (--grace)", limits.grace);
    }
}

fn peer(stream: TcpStream, address: SocketAddr, limits: &Limits) -> Peer {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "cannot set TCP_NODELAY on a connection");
    }
    // A socket for both families shows IPv4 addresses as IPv6 ones.
    let address = address.ip().to_canonical();
    let trusted = limits.proxies.iter().any(|proxies| proxies.contains(&address));
    Peer::new(stream, address, trusted)
}

/// Whether only this one connection failed.
fn is_of_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

fn turn_away(front: &Front, peer: &Peer, most: usize) {
    let reason = format!("{most} connections are open, and the sandbox accepts no more (--max-connections)");
    let refusal = Refusal::of_connection(StatusCode::SERVICE_UNAVAILABLE, reason);
    let response = front.refuse(peer, refusal);
    // A socket that was just opened has room for it. If the client is gone, nobody reads it.
    _ = peer.stream.try_write(&response);
}
