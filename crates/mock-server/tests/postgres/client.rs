//! Requests over a connection each, so that a load balancer can choose for each of them.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Response {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The value, if the status is one of success.
    pub(crate) fn success(&self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.body);
        self.json()
    }
}

/// A request in the making.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    head: String,
    body: String,
}

impl Request {
    pub(crate) fn get(path: &str) -> Self {
        Self { head: format!("GET {path} HTTP/1.1\r\n"), body: String::new() }
    }

    pub(crate) fn send(method: &str, path: &str, body: &Value) -> Self {
        let head = format!("{method} {path} HTTP/1.1\r\ncontent-type: application/json\r\n");
        Self { head, body: body.to_string() }
    }

    pub(crate) fn post(path: &str, body: &Value) -> Self {
        Self::send("POST", path, body)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(name);
        self.head.push_str(": ");
        self.head.push_str(value);
        self.head.push_str("\r\n");
        self
    }

    /// With the credential of a program at Affitor or of AgentRef's merchant.
    pub(crate) fn bearer(self, credential: &str) -> Self {
        self.header("authorization", &format!("Bearer {credential}"))
    }

    /// Sends it. Fails if the connection is refused or ends early.
    pub(crate) async fn to(&self, address: SocketAddr) -> io::Result<Response> {
        let exchange = async {
            let mut stream = TcpStream::connect(address).await?;
            let Self { head, body } = self;
            let length = body.len();
            let text = format!("{head}host: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}");
            stream.write_all(text.as_bytes()).await?;
            let mut received = String::new();
            stream.read_to_string(&mut received).await?;
            let (head, body) = received.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
            let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
            let status = status.ok_or(io::ErrorKind::InvalidData)?;
            Ok(Response { status, head: head.to_owned(), body: body.to_owned() })
        };
        tokio::time::timeout(Duration::from_secs(30), exchange).await?
    }

    /// Sends it, and expects a response.
    pub(crate) async fn at(&self, address: SocketAddr) -> Response {
        self.to(address)
            .await
            .unwrap_or_else(|error| panic!("{}: {error}", self.head.lines().next().unwrap_or_default()))
    }
}
