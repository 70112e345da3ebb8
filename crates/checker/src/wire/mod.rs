//! An HTTP client that no server can hurt: bounded in time and memory, and it follows nobody anywhere.
//!
//! It speaks HTTP/1.1 and writes targets as they are given: a client that reads them as addresses first would tidy up `..` and encode what
//! is not encoded, and the server would be asked for something else than was meant.

mod address;
mod connection;
mod metered;
mod stream;
mod trouble;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, StatusCode};
use http_body_util::{BodyExt as _, Full};
use trackside_contract::Exchange;
use url::Url;

use address::Address;
pub(crate) use address::without_user;
use connection::Connection;
pub use trouble::{Trouble, WireError};

/// How many connections are kept for further requests at most.
const KEPT: usize = 16;

/// How long and how large an answer may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From the start of the request to the last byte of the answer.
    pub whole_answer: Duration,
    /// To set up a connection.
    pub connect: Duration,
    /// The size of the body, in bytes.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { whole_answer: Duration::from_secs(30), connect: Duration::from_secs(10), body_bytes: 16 << 20 }
    }
}

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method, known to HTTP or not.
    pub method: Method,
    /// What follows the base address: a path that starts with `/`, and a query. It is sent as it stands.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, if there is one.
    pub body: Option<Bytes>,
}

/// An answer with its request.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What went over the wire.
    pub exchange: Exchange,
    /// From the start of the request to the last byte of the answer.
    pub elapsed: Duration,
}

/// Sends requests to one base address.
///
/// Redirects are answers like any other, cookies are not kept, bodies are not decompressed, and proxies of the environment are left alone.
/// Connections are kept for further requests. When the server has closed such a connection before the first byte of an answer, the request
/// is sent once more on a new one.
#[derive(Debug, Clone)]
pub struct Wire {
    address: Arc<Address>,
    limits: Limits,
    kept: Arc<Mutex<Vec<Connection>>>,
}

impl Wire {
    /// A client for a base address.
    ///
    /// # Errors
    /// An address that is not `http` or `https`, that is no base, or that holds credentials, and TLS that cannot be set up.
    pub fn new(base_url: &Url, limits: Limits) -> Result<Self, WireError> {
        Ok(Self { address: Arc::new(Address::new(base_url)?), limits, kept: Arc::default() })
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// Whatever keeps the answer from being whole: see [`Trouble`].
    pub async fn send(&self, request: &Request) -> Result<Answer, Trouble> {
        let started = Instant::now();
        let mut received = Received::default();
        let whole = tokio::time::timeout(self.limits.whole_answer, self.exchange(request, &mut received)).await;
        match whole {
            Ok(exchange) => Ok(Answer { exchange: exchange?, elapsed: started.elapsed() }),
            Err(_) => Err(Trouble::TimedOut {
                seconds: self.limits.whole_answer.as_secs_f64(),
                status: received.status,
                bytes: received.bytes,
            }),
        }
    }

    async fn exchange(&self, request: &Request, received: &mut Received) -> Result<Exchange, Trouble> {
        let written = self.address.request(request)?;
        let (mut connection, response) = self.ask(written).await?;
        let (head, mut body) = response.into_parts();
        received.status = Some(head.status.as_u16());
        let mut read = BytesMut::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| Trouble::of(&error, read.len()))?;
            // Trailers are no part of what a contract describes.
            let Ok(chunk) = frame.into_data() else { continue };
            received.bytes += chunk.len();
            if received.bytes > self.limits.body_bytes {
                return Err(Trouble::BodyTooLarge { limit: self.limits.body_bytes });
            }
            read.extend_from_slice(&chunk);
        }
        connection.is_used = true;
        self.keep(connection, request, head.status);
        Ok(Exchange {
            method: request.method.clone(),
            target: request.target.clone(),
            request_headers: request.headers.clone(),
            request_body: request.body.clone().unwrap_or_default(),
            status: head.status,
            response_headers: head.headers,
            response_body: read.freeze(),
        })
    }

    /// Sends a request on a connection that is left from another one, or else on a new one.
    async fn ask(
        &self,
        request: http::Request<Full<Bytes>>,
    ) -> Result<(Connection, http::Response<hyper::body::Incoming>), Trouble> {
        if let Some(mut connection) = self.kept_connection() {
            match connection.ask(request.clone()).await {
                Ok(response) => return Ok((connection, response)),
                Err(failure) if failure.is_stale => {}
                Err(failure) => return Err(failure.trouble),
            }
        }
        let mut connection = Connection::new(&self.address, self.limits.connect).await?;
        let response = connection.ask(request).await.map_err(|failure| failure.trouble)?;
        Ok((connection, response))
    }

    fn kept_connection(&self) -> Option<Connection> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|connection| !connection.is_closed());
        kept.pop()
    }

    /// Keeps a connection, unless the answer was one without a body: a server that sends one all the same would answer the next request with it.
    fn keep(&self, connection: Connection, request: &Request, status: StatusCode) {
        let has_no_body = request.method == Method::HEAD
            || [StatusCode::SWITCHING_PROTOCOLS, StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&status);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if !has_no_body && kept.len() < KEPT && !connection.is_closed() {
            kept.push(connection);
        }
    }
}

/// What has come of an answer, for when the rest does not.
#[derive(Default)]
struct Received {
    status: Option<u16>,
    bytes: usize,
}
