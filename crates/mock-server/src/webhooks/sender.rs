//! Sends a request over a connection of its own, or over one that was left open. Follows no redirect.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::Response;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::{Host, Url};

use super::delivery::Outcome;
use super::hosts::{AllowedHost, allowed, may_look_up, refusal};
use super::{advice, request::Prepared};

/// How much of a response is kept, and how much of it is read, in bytes.
const KEPT: usize = 1_024;
const READ: usize = 64 << 10;

/// How many connections stay open without a request.
const IDLE: usize = 64;

/// Sends requests. For one thread.
pub(super) struct Sender {
    hosts: Vec<AllowedHost>,
    /// Connections without a request, by the origin of the address.
    idle: RefCell<HashMap<String, Vec<SendRequest<Full<Bytes>>>>>,
}

/// Why a request was not sent, or has got no response.
pub(super) enum Unsent {
    /// It may not be sent there.
    Refused(String),
    Broken(String),
}

impl Sender {
    pub(super) fn new(hosts: Vec<AllowedHost>) -> Self {
        Self { hosts, idle: RefCell::default() }
    }

    /// Sends a request, and waits for the whole response. All of it takes no longer than `limit`.
    pub(super) async fn send(&self, prepared: Prepared, limit: Duration) -> Result<Outcome, Unsent> {
        let late = |_| Unsent::Broken(advice::too_slow(limit));
        timeout(limit, self.exchange(prepared)).await.unwrap_or_else(|elapsed| Err(late(elapsed)))
    }

    async fn exchange(&self, prepared: Prepared) -> Result<Outcome, Unsent> {
        let Prepared { url, request, .. } = prepared;
        let origin = url.origin().ascii_serialization();
        let mut connection = self.connection(&origin, &url).await?;
        let response = match connection.send_request(request.clone()).await {
            // The receiver closed a connection that was left open, before it got anything.
            Err(error) if error.is_canceled() => {
                connection = self.connect(&url).await?;
                connection.send_request(request).await.map_err(|error| broken(&error))?
            }
            answered => answered.map_err(|error| broken(&error))?,
        };
        let (status, body, is_whole) = read(response).await?;
        if is_whole && connection.ready().await.is_ok() {
            let mut idle = self.idle.borrow_mut();
            let count: usize = idle.values().map(Vec::len).sum();
            if count < IDLE {
                idle.entry(origin).or_default().push(connection);
            }
        }
        Ok(Outcome::Answered { status, body })
    }

    async fn connection(&self, origin: &str, url: &Url) -> Result<SendRequest<Full<Bytes>>, Unsent> {
        loop {
            let kept = self.idle.borrow_mut().get_mut(origin).and_then(Vec::pop);
            match kept {
                Some(connection) if connection.is_ready() => return Ok(connection),
                Some(_) => {}
                None => return self.connect(url).await,
            }
        }
    }

    async fn connect(&self, url: &Url) -> Result<SendRequest<Full<Bytes>>, Unsent> {
        let addresses = self.addresses(url).await?;
        let mut failed = None;
        for address in addresses {
            match TcpStream::connect(address).await {
                Ok(stream) => {
                    _ = stream.set_nodelay(true);
                    return secured(url, stream).await.map_err(Unsent::Broken);
                }
                Err(error) => failed = Some(error),
            }
        }
        let place = url.origin().ascii_serialization();
        Err(Unsent::Broken(match failed {
            Some(error) if error.kind() == ErrorKind::ConnectionRefused => advice::refused(&place),
            Some(error) => format!("{place} cannot be reached: {error}"),
            None => format!("{place} has no address"),
        }))
    }

    /// The addresses of a host to which may be sent. Only these are connected to: nothing is looked up a second time.
    async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, Unsent> {
        let port = url.port_or_known_default().unwrap_or(80);
        let (name, known) = match url.host() {
            Some(Host::Ipv4(address)) => (address.to_string(), Some(IpAddr::from(address))),
            Some(Host::Ipv6(address)) => (address.to_string(), Some(IpAddr::from(address))),
            Some(Host::Domain(name)) => (name.to_owned(), None),
            None => return Err(Unsent::Broken("the address names no host".to_owned())),
        };
        let found: Vec<SocketAddr> = match known {
            Some(address) => vec![SocketAddr::new(address, port)],
            None if !may_look_up(&name, &self.hosts) => return Err(Unsent::Refused(refusal(&name))),
            // Names below localhost are this machine's, whether or not the system knows them.
            None if name.ends_with(".localhost") => {
                vec![SocketAddr::from(([127, 0, 0, 1], port)), SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], port))]
            }
            None => {
                let looked_up = tokio::net::lookup_host((name.as_str(), port)).await;
                looked_up.map_err(|error| Unsent::Broken(format!("{name} has no address: {error}")))?.collect()
            }
        };
        let allowed = allowed(&name, found, &self.hosts);
        if allowed.is_empty() { Err(Unsent::Refused(refusal(&name))) } else { Ok(allowed) }
    }
}

/// The connection, encrypted if the address asks for it.
async fn secured(url: &Url, stream: TcpStream) -> Result<SendRequest<Full<Bytes>>, String> {
    if url.scheme() != "https" {
        return opened(TokioIo::new(stream)).await;
    }
    #[cfg(feature = "webhooks-tls")]
    return opened(TokioIo::new(super::tls::encrypted(url, stream).await?)).await;
    #[cfg(not(feature = "webhooks-tls"))]
    Err("this build of the sandbox cannot send to https: use http, or a build with the feature `webhooks-tls`, which the \
         packages have"
        .to_owned())
}

async fn opened(
    stream: impl hyper::rt::Read + hyper::rt::Write + Unpin + 'static,
) -> Result<SendRequest<Full<Bytes>>, String> {
    let (sender, connection) = handshake(stream).await.map_err(|error| format!("no HTTP is spoken there: {error}"))?;
    tokio::task::spawn_local(async move {
        // Whoever sends a request learns of its failure.
        _ = connection.await;
    });
    Ok(sender)
}

/// Status and body of a response, as far as it is kept, and whether all of it was read.
async fn read(response: Response<Incoming>) -> Result<(u16, String, bool), Unsent> {
    let status = response.status().as_u16();
    let mut body = response.into_body();
    let (mut kept, mut seen) = (BytesMut::new(), 0);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| broken(&error))?;
        if let Some(data) = frame.data_ref() {
            seen += data.len();
            let room = KEPT.saturating_sub(kept.len());
            kept.extend_from_slice(&data[..room.min(data.len())]);
        }
        if seen > READ {
            return Ok((status, shown(&kept), false));
        }
    }
    Ok((status, shown(&kept), true))
}

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn broken(error: &hyper::Error) -> Unsent {
    if error.is_incomplete_message() || error.is_canceled() || error.is_closed() {
        return Unsent::Broken(advice::HUNG_UP.to_owned());
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    let is_reset =
        cause.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::ConnectionReset);
    Unsent::Broken(if is_reset { advice::HUNG_UP.to_owned() } else { format!("the response cannot be read: {error}") })
}
