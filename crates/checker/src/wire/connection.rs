//! One connection to the server.

use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::task::JoinHandle;

use super::Trouble;
use super::address::Address;
use super::metered::{Meter, Metered};
use super::stream::connect;

/// How many bytes the head of an answer may have.
const HEAD: usize = 256 << 10;

/// One connection to the server. It ends with this value, whatever the server does.
#[derive(Debug)]
pub(super) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    driver: JoinHandle<hyper::Result<()>>,
    meter: Meter,
    /// Whether it has brought an answer already.
    pub(super) is_used: bool,
}

/// Why a request met no answer.
pub(super) struct Failure {
    /// Whether the server had closed the connection before the first byte of an answer, after it had brought another one.
    pub(super) is_stale: bool,
    /// What happened.
    pub(super) trouble: Trouble,
}

impl Connection {
    /// Connects to an address.
    pub(super) async fn new(address: &Address, limit: Duration) -> Result<Self, Trouble> {
        let stream = tokio::time::timeout(limit, connect(address)).await;
        let stream = stream.map_err(|_| Trouble::Connect { why: format!("no answer within {limit:?}") })?;
        let stream = stream.map_err(|error| Trouble::Connect { why: error.to_string() })?;
        let (stream, meter) = Metered::new(stream);
        let mut builder = Builder::new();
        builder.max_buf_size(HEAD);
        let (sender, connection) =
            builder.handshake(TokioIo::new(stream)).await.map_err(|error| Trouble::of(&error, 0))?;
        Ok(Self { sender, driver: tokio::spawn(connection), meter, is_used: false })
    }

    /// Whether no request can be sent any more.
    pub(super) fn is_closed(&self) -> bool {
        self.sender.is_closed() || self.driver.is_finished()
    }

    /// Sends a request and reads the head of the answer.
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
            // The request was never written: what ended the connection tells more.
            match (&mut self.driver).await {
                Ok(Err(cause)) => Trouble::of(&cause, 0),
                _ => Trouble::of(&error, 0),
            }
        } else {
            Trouble::of(&error, 0)
        };
        let is_unwritten = error.is_canceled() || error.is_closed();
        let is_over = matches!(trouble, Trouble::CutOff { .. });
        Err(Failure { is_stale: self.is_used && (is_unwritten || is_silent && is_over), trouble })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}
