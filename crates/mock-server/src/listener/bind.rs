//! Binds the sockets that the sandbox listens on.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::task::{Context, Poll};

use tokio::net::{TcpListener, TcpSocket, TcpStream, lookup_host};

use crate::error::ServerError;

/// How many connections may wait until they are accepted. The system may allow fewer.
const BACKLOG: u32 = 4096;

/// How often another free port is tried when a port is free on one loopback address only.
const ATTEMPTS: u32 = 20;

/// The host name that stands for both loopback addresses.
const LOCALHOST: &str = "localhost";

/// The sockets that the sandbox listens on: one, or one for each loopback address.
#[derive(Debug)]
pub(crate) struct Listening(Vec<TcpListener>);

impl Listening {
    /// The first address.
    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.0[0].local_addr()
    }

    /// Accepts a connection on any of the sockets.
    pub(super) fn poll_accept(&self, context: &mut Context<'_>) -> Poll<io::Result<(TcpStream, SocketAddr)>> {
        for listener in &self.0 {
            if let Poll::Ready(accepted) = listener.poll_accept(context) {
                return Poll::Ready(accepted);
            }
        }
        Poll::Pending
    }
}

/// Listens on a host name or address. `localhost` means both loopback addresses, because some clients try only one of
/// them.
pub(crate) async fn bind(host: &str, port: u16) -> Result<Listening, ServerError> {
    let name = host.trim_start_matches('[').trim_end_matches(']');
    if name.eq_ignore_ascii_case(LOCALHOST) {
        return loopback(port);
    }
    let unknown = |source| ServerError::Host { host: host.to_owned(), source };
    let addresses: Vec<SocketAddr> = lookup_host((name, port)).await.map_err(unknown)?.collect();
    let mut failure = unknown(io::Error::other("the name has no address"));
    for address in addresses {
        match listen(address) {
            Ok(listener) => return Ok(Listening(vec![listener])),
            Err(source) => failure = ServerError::Listen { address, source },
        }
    }
    Err(failure)
}

/// Listens on both loopback addresses, with the same port. A machine without IPv6 has only the first.
fn loopback(port: u16) -> Result<Listening, ServerError> {
    let mut failure = None;
    for _ in 0..if port == 0 { ATTEMPTS } else { 1 } {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let first = listen(address).map_err(|source| ServerError::Listen { address, source })?;
        let taken = first.local_addr().map_err(ServerError::Serve)?.port();
        let address = SocketAddr::from((Ipv6Addr::LOCALHOST, taken));
        match listen(address) {
            Ok(second) => return Ok(Listening(vec![first, second])),
            Err(source) if source.kind() == io::ErrorKind::AddrInUse => {
                failure = Some(ServerError::Listen { address, source });
            }
            Err(error) => {
                tracing::debug!(%error, "not listening on {address}");
                return Ok(Listening(vec![first]));
            }
        }
    }
    Err(failure.unwrap_or_else(|| ServerError::Serve(io::Error::other("no free port"))))
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A restarted sandbox gets its port back at once. On Windows, the option would let two programs share a port.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
