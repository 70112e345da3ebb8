//! A connection to a sandbox.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;
use trackside_schemas::control::Failure;

use super::CommandError;
use crate::access::Token;
use crate::named::WorldName;
use crate::response::MOCK_WORLD;

/// How long connecting may take.
const CONNECTING: Duration = Duration::from_secs(10);

/// How long a response may take. A sandbox with a large ledger needs a second.
const RESPONDING: Duration = Duration::from_mins(1);

/// The longest response, in bytes: a list of 1000 events has less than one MiB.
const LONGEST: usize = 64 << 20;

/// The port of the default address.
const USUAL_PORT: u16 = 4010;

/// The address of a sandbox: `http://`, a host, and maybe a port and the path before `/_mock`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// Host and port, as a `Host` header has them.
    authority: String,
    /// Host and port, to connect to.
    host: String,
    port: u16,
    /// The path, without a slash at its end.
    prefix: String,
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = || "expected an address such as http://localhost:4010".to_owned();
        let uri: Uri = text.parse().map_err(|_| expected())?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => return Err("https is not supported here; use the address behind the proxy".to_owned()),
            _ => return Err(expected()),
        }
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@')).ok_or_else(expected)?;
        if authority.host().is_empty() || uri.query().is_some() {
            return Err(expected());
        }
        Ok(Self {
            authority: authority.to_string(),
            host: authority.host().trim_matches(['[', ']']).to_owned(),
            port: authority.port_u16().unwrap_or(80),
            prefix: uri.path().trim_end_matches('/').to_owned(),
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}{}", self.authority, self.prefix)
    }
}

impl Address {
    /// The error for a response that no sandbox of this version gives.
    pub(super) fn unknown_response(&self, reason: &dyn fmt::Display) -> CommandError {
        let (url, reason) = (self.to_string(), reason.to_string());
        CommandError::NotASandbox { url, reason, version: env!("CARGO_PKG_VERSION") }
    }

    fn no_response(&self, reason: impl Into<String>) -> CommandError {
        CommandError::NoResponse { url: self.to_string(), reason: reason.into() }
    }

    /// The command that starts a sandbox here.
    fn start(&self) -> String {
        let program = "trackside-mock".to_owned();
        if self.port == USUAL_PORT { program } else { format!("{program} --port {}", self.port) }
    }
}

/// A connection for one request.
pub(super) struct Connection<'a> {
    address: &'a Address,
    sender: SendRequest<Full<Bytes>>,
}

impl<'a> Connection<'a> {
    pub(super) async fn open(address: &'a Address) -> Result<Self, CommandError> {
        let connecting = TcpStream::connect((address.host.as_str(), address.port));
        let connected = timeout(CONNECTING, connecting).await;
        let connected = connected.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()));
        let stream = connected.map_err(|source| CommandError::NoSandbox {
            url: address.to_string(),
            start: address.start(),
            source,
        })?;
        let (sender, connection) =
            handshake(TokioIo::new(stream)).await.map_err(|error| address.no_response(error.to_string()))?;
        // How the connection ended is told to whoever waits for the response.
        tokio::spawn(async move { _ = connection.await });
        Ok(Self { address, sender })
    }

    /// Sends a request of the control API, with the token and in the world. Returns the body of a successful response.
    pub(super) async fn send(
        mut self,
        method: Method,
        target: &str,
        body: Option<Vec<u8>>,
        (token, world): (Option<&Token>, Option<&WorldName>),
    ) -> Result<Bytes, CommandError> {
        let address = self.address;
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}/_mock{target}", address.prefix))
            .header(HOST, &address.authority);
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {}", token.as_str()));
        }
        if let Some(world) = world {
            request = request.header(MOCK_WORLD, world.header());
        }
        let request = request.body(Full::from(body.unwrap_or_default())).expect("its parts are valid");
        let responding = async {
            let response = self.sender.send_request(request).await.map_err(|error| error.to_string())?;
            let status = response.status();
            let body =
                Limited::new(response.into_body(), LONGEST).collect().await.map_err(|error| error.to_string())?;
            Ok((status, body.to_bytes()))
        };
        let responded = timeout(RESPONDING, responding).await;
        let responded = responded.unwrap_or_else(|_| Err(format!("nothing came within {} s", RESPONDING.as_secs())));
        let (status, body) = responded.map_err(|reason: String| address.no_response(reason))?;
        if status.is_success() { Ok(body) } else { Err(address.failure(status, &body, token.is_some())) }
    }
}

impl Address {
    /// The error that a failure of the control API is.
    fn failure(&self, status: StatusCode, body: &[u8], has_token: bool) -> CommandError {
        let Ok(Failure { message, .. }) = serde_json::from_slice(body) else {
            return self.unknown_response(&format!("status {status}"));
        };
        let hint = match status {
            StatusCode::UNAUTHORIZED if has_token => "the token is not the one that the sandbox printed at startup",
            StatusCode::UNAUTHORIZED => "set TRACKSIDE_TOKEN to the token that the sandbox printed at startup",
            StatusCode::FORBIDDEN => {
                "use a name that the sandbox knows: localhost, or one given to it with --allow-host"
            }
            _ if status.is_client_error() || status == StatusCode::INSUFFICIENT_STORAGE => {
                return CommandError::Refused(message);
            }
            _ => return self.no_response(format!("status {status}: {message}")),
        };
        CommandError::NoAccess { url: self.to_string(), message, hint }
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn reads_addresses() {
        for (text, expected) in [
            ("http://localhost:4010", Some(("localhost", 4010, "", "trackside-mock"))),
            ("http://localhost:4011/", Some(("localhost", 4011, "", "trackside-mock --port 4011"))),
            ("http://[::1]:4010", Some(("::1", 4010, "", "trackside-mock"))),
            ("http://sandbox.example/team/", Some(("sandbox.example", 80, "/team", "trackside-mock --port 80"))),
            ("https://sandbox.example", None),
            ("localhost:4010", None),
            ("http://me:secret@localhost", None),
            ("http://localhost:4010?token=x", None),
            ("http://", None),
            ("", None),
        ] {
            let read = text.parse::<Address>();
            let read = read.as_ref().map(|read| (read.host.as_str(), read.port, read.prefix.as_str(), read.start()));
            let expected = expected.map(|(host, port, prefix, start)| (host, port, prefix, start.to_owned()));
            assert_eq!(read.ok(), expected, "{text}");
        }
    }
}
