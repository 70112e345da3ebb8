//! One connection to the listener: one request and its response, within limits on time and memory.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use chrono::Utc;
use http::header::{ALLOW, HeaderValue};
use http::request::Parts;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, timeout, timeout_at};
use trackside_contract::Delivery;

use super::declared::DeclaredDelivery;

/// The largest body, in bytes.
const LARGEST: usize = 1 << 20;

/// How much of a body that is too large is read all the same, so that its sender reads the response.
const READ_IN_VAIN: usize = 16 << 20;

/// The largest head, in bytes.
const HEAD: usize = 64 << 10;

/// How long a response may take to be sent, and how long what a sender still says is then read.
const LINGER: Duration = Duration::from_secs(1);

/// How a connection with TLS begins.
const TLS: u8 = 0x16;

/// What came over a connection.
#[derive(Debug)]
pub(super) enum Arrival {
    /// A delivery, and when it came in seconds of UNIX time.
    Delivery(Box<Delivery>, i64),
    /// A request that is no delivery, with its method and target.
    Other(Method, String),
    /// A request that could not be read, and why.
    Unreadable(String),
}

/// What all connections share.
pub(super) struct Shared {
    pub(super) declared: DeclaredDelivery,
    /// How long a request may take to come.
    pub(super) limit: Duration,
}

/// Serves a connection to its end. If nothing comes over it, nothing is said of it.
pub(super) async fn serve(stream: TcpStream, shared: &Shared, arrived: &Sender<Arrival>) {
    let until = Instant::now() + shared.limit;
    let mut first = [0];
    match timeout_at(until, stream.peek(&mut first)).await {
        Ok(Ok(count)) if count > 0 => {}
        _ => return,
    }
    let is_told = AtomicBool::new(false);
    let service = service_fn(|request| {
        is_told.store(true, Ordering::Relaxed);
        respond(request, shared, arrived, until)
    });
    let mut connection = Builder::new()
        .keep_alive(false)
        .half_close(true)
        .header_read_timeout(None)
        .max_buf_size(HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let ended = timeout_at(until + LINGER, &mut connection).await;
    let stream = connection.into_parts().io.into_inner();
    if !is_told.load(Ordering::Relaxed) {
        let (status, why) = match &ended {
            Ok(Ok(())) => return,
            Ok(Err(error)) if error.is_parse() && first[0] == TLS => {
                (None, "is not HTTP but TLS: give the provider an address with `http://`".to_owned())
            }
            // Here hyper has responded itself.
            Ok(Err(error)) if error.is_parse() && !error.is_parse_version_h2() => {
                (None, format!("is not valid HTTP ({error})"))
            }
            Ok(Err(error)) if error.is_parse() => (Some("400 Bad Request"), format!("is not HTTP/1.1 ({error})")),
            Ok(Err(error)) => (Some("400 Bad Request"), format!("broke off before its headers ended ({error})")),
            Err(_) => (
                Some("408 Request Timeout"),
                format!("was not complete within {} seconds (--timeout)", shared.limit.as_secs()),
            ),
        };
        if let Some(status) = status {
            _ = timeout(LINGER, write(&stream, status)).await;
        }
        _ = arrived.send(Arrival::Unreadable(why)).await;
    }
    // Closing while a sender still writes would take the response from it.
    _ = timeout(LINGER, drain(&stream)).await;
}

/// Responds to a request as soon as it is read.
async fn respond(
    request: Request<Incoming>,
    shared: &Shared,
    arrived: &Sender<Arrival>,
    until: Instant,
) -> Result<Response<Empty<Bytes>>, Infallible> {
    let (status, arrival) = receive(request, shared, until).await;
    let mut response = Response::new(Empty::new());
    *response.status_mut() = status;
    if status == StatusCode::METHOD_NOT_ALLOWED
        && let Ok(methods) = HeaderValue::try_from(shared.declared.methods())
    {
        response.headers_mut().insert(ALLOW, methods);
    }
    // An error means that the listener has ended: then nobody wants to know.
    _ = arrived.send(arrival).await;
    Ok(response)
}

/// Reads a request. Returns the status of its response as well.
async fn receive(request: Request<Incoming>, shared: &Shared, until: Instant) -> (StatusCode, Arrival) {
    let at = Utc::now().timestamp();
    let (Parts { method, uri, headers, .. }, body) = request.into_parts();
    let target = uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    if !shared.declared.can_be(&method, &target, &headers) {
        return (StatusCode::METHOD_NOT_ALLOWED, Arrival::Other(method, target));
    }
    let (status, why) = match timeout_at(until, read(body)).await {
        Ok(Ok(Some(body))) => {
            let delivery = Delivery { method, target, headers, body };
            return (StatusCode::OK, Arrival::Delivery(Box::new(delivery), at));
        }
        Ok(Ok(None)) => (StatusCode::PAYLOAD_TOO_LARGE, format!("has a body of more than {LARGEST} bytes")),
        Ok(Err(error)) => (StatusCode::BAD_REQUEST, format!("has a body that broke off ({error})")),
        Err(_) => {
            let limit = shared.limit.as_secs();
            (
                StatusCode::REQUEST_TIMEOUT,
                format!("has a body that was not complete within {limit} seconds (--timeout)"),
            )
        }
    };
    (status, Arrival::Unreadable(why))
}

/// The body, or nothing if it is too large.
async fn read(mut body: Incoming) -> Result<Option<Bytes>, hyper::Error> {
    let mut bytes = BytesMut::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        length += data.len();
        if length <= LARGEST {
            bytes.extend_from_slice(&data);
        } else if length > READ_IN_VAIN {
            break;
        }
    }
    Ok((length <= LARGEST).then(|| bytes.freeze()))
}

/// Writes a response without a body.
async fn write(stream: &TcpStream, status: &str) -> std::io::Result<()> {
    let response = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let mut rest = response.as_bytes();
    while !rest.is_empty() {
        stream.writable().await?;
        match stream.try_write(rest) {
            Ok(count) => rest = &rest[count..],
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads what a sender still says, until it closes the connection.
async fn drain(stream: &TcpStream) -> std::io::Result<()> {
    let mut chunk = [0; 4096];
    loop {
        stream.readable().await?;
        match stream.try_read(&mut chunk) {
            Ok(0) => return Ok(()),
            Err(error) if error.kind() != std::io::ErrorKind::WouldBlock => return Err(error),
            _ => {}
        }
    }
}
