//! A connection to the server.

use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::task::JoinHandle;

use super::TransportError;
use super::address::Address;
use super::metered::{Meter, Metered};
use super::stream::connect;

/// The largest head of a response, in bytes.
const HEAD: usize = 256 << 10;

/// A connection to the server. Dropping it closes it.
#[derive(Debug)]
pub(super) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    driver: JoinHandle<hyper::Result<()>>,
    meter: Meter,
    /// Whether it has carried a response before.
    pub(super) is_used: bool,
}

/// Why a request got no response.
pub(super) struct Failure {
    /// Whether a reused connection was closed before the first byte of the response.
    pub(super) is_stale: bool,
    /// What happened.
    pub(super) trouble: TransportError,
}

impl Connection {
    /// Opens a connection.
    pub(super) async fn new(address: &Address, limit: Duration) -> Result<Self, TransportError> {
        let stream = tokio::time::timeout(limit, connect(address)).await;
        let stream = stream.map_err(|_| TransportError::Connect { why: format!("no response within {limit:?}") })?;
        let stream = stream.map_err(|error| TransportError::Connect { why: error.to_string() })?;
        let (stream, meter) = Metered::new(stream);
        let mut builder = Builder::new();
        builder.max_buf_size(HEAD);
        let (sender, connection) =
            builder.handshake(TokioIo::new(stream)).await.map_err(|error| TransportError::of(&error, 0))?;
        Ok(Self { sender, driver: tokio::spawn(connection), meter, is_used: false })
    }

    /// Whether no more requests can be sent.
    pub(super) fn is_closed(&self) -> bool {
        self.sender.is_closed() || self.driver.is_finished()
    }

    /// Sends a request and reads the head of the response.
    pub(super) async fn ask(
        &mut self,
        request: http::Request<Full<Bytes>>,
    ) -> Result<http::Response<Incoming>, Failure> {
        let before = self.meter.load(Ordering::Relaxed);
        let sent = match self.sender.ready().await {
            Ok(()) => self.sender.send_request(request).await,
            Err(error) => Err(error),
        };
        let error = match sent {
            Ok(response) => return Ok(response),
            Err(error) => error,
        };
        let is_silent = self.meter.load(Ordering::Relaxed) == before;
        let trouble = if error.is_canceled() || error.is_closed() {
            // The request was not written, so the error that ended the connection says more.
            match (&mut self.driver).await {
                Ok(Err(cause)) => TransportError::of(&cause, 0),
                _ => TransportError::of(&error, 0),
            }
        } else {
            TransportError::of(&error, 0)
        };
        let is_unwritten = error.is_canceled() || error.is_closed();
        let is_over = matches!(trouble, TransportError::CutOff { .. });
        Err(Failure { is_stale: self.is_used && (is_unwritten || is_silent && is_over), trouble })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}
