//! One kept-alive connection to a server.

use anyhow::Context as _;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_LENGTH, HOST, HeaderMap};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::call::Call;

/// One kept-alive connection. It is never opened again by itself, so that a connection that breaks is noticed.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    authority: String,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: StatusCode,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The whole body.
    pub(crate) body: Bytes,
}

impl Connection {
    /// Connects to a scheme, host and port such as `http://localhost:4010`.
    pub(crate) async fn open(origin: &str) -> anyhow::Result<Self> {
        let authority = origin.strip_prefix("http://").with_context(|| format!("{origin} is no http:// address"))?;
        let stream = TcpStream::connect(authority).await.with_context(|| format!("{origin} cannot be reached"))?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // How the connection ended is told to whoever waits for an answer.
        tokio::spawn(async move { _ = connection.await });
        Ok(Self { sender, authority: authority.to_owned() })
    }

    /// Sends the call and reads the answer to its end. Fails when the connection breaks or the body is cut off.
    pub(crate) async fn send(&mut self, call: &Call) -> anyhow::Result<Answer> {
        let body = call.body.clone().unwrap_or_default();
        let mut request = Request::builder()
            .method(call.method.clone())
            .uri(call.target())
            .header(HOST, &self.authority)
            .header(CONTENT_LENGTH, body.len());
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        let request = request.body(Full::from(body))?;
        self.sender.ready().await?;
        let (head, body) = self.sender.send_request(request).await?.into_parts();
        let body = body.collect().await.context("the body is cut off")?.to_bytes();
        Ok(Answer { status: head.status, headers: head.headers, body })
    }

    /// Sends the call and fails unless it is answered with a success.
    pub(crate) async fn succeed(&mut self, call: &Call) -> anyhow::Result<Answer> {
        let answer = self.send(call).await.with_context(|| format!("no answer to {}", call.curl()))?;
        anyhow::ensure!(
            answer.status.is_success(),
            "{} was answered with {}: {}",
            call.curl(),
            answer.status,
            String::from_utf8_lossy(&answer.body)
        );
        Ok(answer)
    }
}
