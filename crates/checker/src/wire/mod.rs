//! An HTTP client that no server can hurt: bounded in time and memory, and it follows nobody anywhere.

mod trouble;

use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method};
use trackside_contract::Exchange;
use url::Url;

pub use trouble::{Trouble, WireError};

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
    /// What follows the base address: a path that starts with `/`, and a query.
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
#[derive(Debug, Clone)]
pub struct Wire {
    client: reqwest::Client,
    base: String,
    limits: Limits,
}

impl Wire {
    /// A client for a base address.
    ///
    /// # Errors
    /// An address that is not `http` or `https`, or TLS that cannot be set up.
    pub fn new(base_url: &Url, limits: Limits) -> Result<Self, WireError> {
        if !["http", "https"].contains(&base_url.scheme()) || base_url.host().is_none() {
            return Err(WireError::Address { address: base_url.to_string() });
        }
        if base_url.query().is_some() || base_url.fragment().is_some() {
            return Err(WireError::NotABase { address: base_url.to_string() });
        }
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .http1_only()
            .connect_timeout(limits.connect)
            .user_agent(concat!("trackside-contract/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(WireError::Client)?;
        let base = base_url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { client, base, limits })
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
        let address = format!("{}{}", self.base, request.target);
        let url = Url::parse(&address).map_err(|error| Trouble::Request { why: error.to_string() })?;
        let mut sent = self.client.request(request.method.clone(), url).headers(request.headers.clone());
        if let Some(body) = &request.body {
            sent = sent.body(body.clone());
        }
        let mut response = sent.send().await.map_err(|error| Trouble::of(&error))?;
        received.status = Some(response.status().as_u16());
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| Trouble::of_body(&error, body.len()))? {
            received.bytes += chunk.len();
            if received.bytes > self.limits.body_bytes {
                return Err(Trouble::BodyTooLarge { limit: self.limits.body_bytes });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Exchange {
            method: request.method.clone(),
            target: request.target.clone(),
            request_headers: request.headers.clone(),
            request_body: request.body.clone().unwrap_or_default(),
            status: response.status(),
            response_headers: response.headers().clone(),
            response_body: body.freeze(),
        })
    }
}

/// What has come of an answer, for when the rest does not.
#[derive(Default)]
struct Received {
    status: Option<u16>,
    bytes: usize,
}
