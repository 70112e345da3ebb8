//! HTTP/1.1 by hand: a proxy that writes broken answers must have every byte in its own hand.

use std::io;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::message::{Answer, Request};

/// A piece of what is written to a connection.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    /// These bytes.
    Bytes(Vec<u8>),
    /// These bytes, one at a time, with so much time between them.
    Drip(Vec<u8>, Duration),
    /// These bytes over and over, until the other side has had enough.
    Forever(Vec<u8>),
    /// Nothing, until the other side goes.
    Hold,
    /// The connection is reset instead of closed.
    Reset,
    /// The whole server goes away.
    Vanish,
}

/// The most bytes that the head of a request may have.
const HEAD: usize = 1 << 20;

/// Reads a request; nothing when the other side has closed the connection between requests.
pub(crate) async fn read(stream: &mut TcpStream) -> io::Result<Option<Request>> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if bytes.len() > HEAD {
            return Err(invalid("the head of a request is too long"));
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return if bytes.is_empty() { Ok(None) } else { Err(invalid("a request is cut off")) };
        }
    };
    let mut body = bytes.split_off(end + 4);
    let head = std::str::from_utf8(&bytes).map_err(|_| invalid("the head of a request is not UTF-8"))?;
    let mut request = parse(head).ok_or_else(|| invalid("the head of a request cannot be read"))?;
    let length = request.header("content-length").parse().unwrap_or(0);
    while body.len() < length {
        if stream.read_buf(&mut body).await? == 0 {
            return Err(invalid("the body of a request is cut off"));
        }
    }
    request.body = body;
    Ok(Some(request))
}

/// Writes the pieces; whether the connection can go on.
pub(crate) async fn write(stream: &mut TcpStream, pieces: &[Piece]) -> io::Result<()> {
    for piece in pieces {
        match piece {
            Piece::Bytes(bytes) => stream.write_all(bytes).await?,
            Piece::Drip(bytes, pause) => {
                for byte in bytes {
                    stream.write_all(&[*byte]).await?;
                    stream.flush().await?;
                    sleep(*pause).await;
                }
            }
            Piece::Forever(bytes) => loop {
                stream.write_all(bytes).await?;
            },
            Piece::Hold => while stream.read(&mut [0; 64]).await? > 0 {},
            Piece::Reset => stream.set_zero_linger()?,
            Piece::Vanish => {}
        }
    }
    stream.flush().await
}

impl Answer {
    /// The answer as it stands on the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        [self.head(), self.body.clone()].concat()
    }

    /// The status line and the headers, with the empty line behind them.
    pub(crate) fn head(&self) -> Vec<u8> {
        let reason = self.status.canonical_reason().unwrap_or("Unknown");
        let mut head = format!("HTTP/1.1 {} {reason}\r\n", self.status.as_str()).into_bytes();
        for (name, value) in &self.headers {
            head.extend_from_slice(name.as_str().as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
        head.extend_from_slice(b"\r\n");
        head
    }
}

fn parse(head: &str) -> Option<Request> {
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let method = Method::from_bytes(words.next()?.as_bytes()).ok()?;
    let target = words.next()?.to_owned();
    let mut headers = HeaderMap::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':')?;
        headers.append(HeaderName::try_from(name).ok()?, HeaderValue::try_from(value.trim()).ok()?);
    }
    Some(Request { method, target, headers, body: Vec::new() })
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
