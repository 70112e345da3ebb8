//! An HTTP client with limits on time and memory, for servers that cannot be trusted.
//!
//! It speaks HTTP/1.1 and sends targets unchanged. A client that parses them as URLs would normalise `..` and
//! percent-encode characters, so that the server would see another request.

mod address;
mod coding;
mod connection;
mod error;
mod fetch;
mod metered;
mod rules;
mod stream;

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
pub use error::{TransportError, WireError};
pub use fetch::{FetchError, fetch};
pub(crate) use rules::{CONNECT, ENCODING, RULES};

/// The most idle connections that are kept.
const IDLE: usize = 16;

/// Limits for a response.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From the start of the request to the last byte of the response.
    pub response: Duration,
    /// For opening a connection.
    pub connect: Duration,
    /// The size of the body, in bytes.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { response: Duration::from_secs(30), connect: Duration::from_secs(10), body_bytes: 16 << 20 }
    }
}

#[derive(Debug, Clone)]
pub struct Request {
    /// The method, which may be unknown to HTTP.
    pub method: Method,
    /// The path and query after the base URL. It starts with `/` and is sent unchanged.
    pub target: String,
    pub headers: HeaderMap,
    pub body: Option<Bytes>,
}

/// A response with its request.
#[derive(Debug, Clone)]
pub struct Response {
    /// The request and response. The body is inflated if it was compressed.
    pub exchange: Exchange,
    /// What is wrong with the compression of the body, which is then as it was sent.
    pub coding: Option<String>,
    /// From the start of the request to the last byte of the response.
    pub elapsed: Duration,
}

/// Sends requests to one base URL.
///
/// Redirects are not followed, cookies are not kept, bodies are inflated, and proxy settings of the environment
/// are ignored. Connections are reused. If the server has closed a reused connection before the first byte of the
/// response, the request is sent again on a new one.
#[derive(Debug, Clone)]
pub struct Wire {
    address: Arc<Address>,
    limits: Limits,
    kept: Arc<Mutex<Vec<Connection>>>,
}

impl Wire {
    /// A client for a base URL.
    ///
    /// # Errors
    /// Returns an error if the URL is not `http` or `https`, cannot be a base, or has credentials, or if TLS cannot be
    /// set up.
    pub fn new(base_url: &Url, limits: Limits) -> Result<Self, WireError> {
        Ok(Self { address: Arc::new(Address::new(base_url)?), limits, kept: Arc::default() })
    }

    /// Sends a request and reads the whole response.
    ///
    /// # Errors
    /// Returns an error if the response is not complete, see [`TransportError`].
    pub async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let started = Instant::now();
        let mut received = Received::default();
        let whole = tokio::time::timeout(self.limits.response, self.exchange(request, &mut received)).await;
        match whole {
            Ok(exchange) => {
                let (mut exchange, elapsed) = (exchange?, started.elapsed());
                let limit = self.limits.body_bytes;
                let coding = match coding::decoded(&exchange.response_headers, &exchange.response_body, limit) {
                    Some(Ok(body)) => {
                        exchange.response_body = body;
                        None
                    }
                    Some(Err(why)) => Some(why),
                    None => None,
                };
                Ok(Response { exchange, coding, elapsed })
            }
            Err(_) => Err(TransportError::TimedOut {
                seconds: self.limits.response.as_secs_f64(),
                status: received.status,
                bytes: received.bytes,
            }),
        }
    }

    async fn exchange(&self, request: &Request, received: &mut Received) -> Result<Exchange, TransportError> {
        let written = self.address.request(request)?;
        let (mut connection, response) = self.ask(written).await?;
        let (head, mut body) = response.into_parts();
        received.status = Some(head.status.as_u16());
        let mut read = BytesMut::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| TransportError::of(&error, read.len()))?;
            // Trailers are not part of a contract.
            let Ok(chunk) = frame.into_data() else { continue };
            received.bytes += chunk.len();
            if received.bytes > self.limits.body_bytes {
                return Err(TransportError::BodyTooLarge { limit: self.limits.body_bytes });
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

    /// Sends a request on an idle connection, or else on a new one.
    async fn ask(
        &self,
        request: http::Request<Full<Bytes>>,
    ) -> Result<(Connection, http::Response<hyper::body::Incoming>), TransportError> {
        if let Some(mut connection) = self.idle_connection() {
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

    fn idle_connection(&self) -> Option<Connection> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|connection| !connection.is_closed());
        kept.pop()
    }

    /// Keeps a connection for reuse, unless the response has no body: if the server sends one anyway, it would be read
    /// as the next response.
    fn keep(&self, connection: Connection, request: &Request, status: StatusCode) {
        let has_no_body = request.method == Method::HEAD
            || [StatusCode::SWITCHING_PROTOCOLS, StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&status);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if !has_no_body && kept.len() < IDLE && !connection.is_closed() {
            kept.push(connection);
        }
    }
}

/// The part of a response that was received before a timeout.
#[derive(Default)]
struct Received {
    status: Option<u16>,
    bytes: usize,
}
