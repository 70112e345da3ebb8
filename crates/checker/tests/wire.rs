//! What the client sends, byte by byte, and how it treats connections.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use trackside_checker::wire::{Limits, Request, TransportError, Wire, WireError};

use crate::wire_server::Server;

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

pub(crate) fn limits() -> Limits {
    Limits { response: Duration::from_secs(5), connect: Duration::from_secs(5), body_bytes: 1 << 20 }
}

pub(crate) fn get(target: &str) -> Request {
    Request { method: Method::GET, target: target.to_owned(), headers: HeaderMap::new(), body: None }
}

#[tokio::test]
async fn targets_are_sent_as_they_stand() {
    for target in [
        "/a/../b",
        "/a/./b//c/",
        "/..",
        "/%2e%2e/%2E",
        "/a%2Fb%20c",
        "/?",
        "/a?b=c+d&e=%zz&f[]=1",
        "/a?b=/../c?d",
        "/a;b=c,d",
        "/a?q='(*)!~",
    ] {
        let server = Server::answering(OK).await;
        for (base, prefix) in [("/", ""), ("/api/v1", "/api/v1"), ("/api/v1/", "/api/v1")] {
            let wire = Wire::new(&server.url(base), limits()).expect("a client");
            wire.send(&get(target)).await.expect("an answer");
            let head = server.seen().pop().expect("a request");
            assert_eq!(head.lines().next(), Some(format!("GET {prefix}{target} HTTP/1.1").as_str()));
        }
    }
}

#[tokio::test]
async fn targets_that_would_be_changed_are_not_sent() {
    let server = Server::answering(OK).await;
    let wire = Wire::new(&server.url("/"), limits()).expect("a client");
    for target in ["", "a", "//a b", "/a#b", "/a\r\nx: y", "/a\tb", "http://elsewhere.example/"] {
        let trouble = wire.send(&get(target)).await.expect_err(target);
        assert_eq!(trouble.rule().id, "transport/request", "{target:?}: {trouble}");
    }
    assert_eq!(server.seen(), Vec::<String>::new());
}

#[tokio::test]
async fn the_request_is_written_whole() {
    let server = Server::answering(OK).await;
    let wire = Wire::new(&server.url("/"), limits()).expect("a client");
    let header = (HeaderName::from_static("x-key"), HeaderValue::from_bytes(b"\xff").expect("bytes"));
    let request = Request {
        method: Method::from_bytes(b"BREW").expect("a method"),
        body: Some(Bytes::from_static(b"{}")),
        headers: [header].into_iter().collect(),
        ..get("/pot")
    };
    // The head is read as text. A head that is not text is never answered.
    let trouble = wire.send(&request).await.expect_err("the server closes");
    assert_eq!(trouble.rule().id, "transport/cut-off");
    let request = Request { headers: HeaderMap::new(), ..request };
    let answer = wire.send(&request).await.expect("an answer");
    let head = server.seen().pop().expect("a request");
    let port = server.url("/").port().expect("a port");
    for line in ["BREW /pot HTTP/1.1".to_owned(), format!("host: 127.0.0.1:{port}"), "content-length: 2".to_owned()] {
        assert!(head.lines().any(|written| written.eq_ignore_ascii_case(&line)), "{line} is not in {head}");
    }
    assert_eq!(answer.exchange.response_body, "ok");
    assert_eq!(answer.exchange.request_body, "{}");
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = Server::new(|mut client, _| async move {
        loop {
            client.request().await?;
            client.send(OK).await?;
        }
    })
    .await;
    let wire = Wire::new(&server.url("/"), limits()).expect("a client");
    for _ in 0..5 {
        wire.send(&get("/")).await.expect("an answer");
    }
    assert_eq!((server.accepted(), server.seen().len()), (1, 5));
}

#[tokio::test]
async fn a_kept_connection_that_was_closed_costs_nothing() {
    // The second request on a connection is read, and not answered.
    let server = Server::new(|mut client, _| async move {
        client.request().await?;
        client.send(OK).await?;
        client.request().await?;
        client.close().await
    })
    .await;
    let wire = Wire::new(&server.url("/"), limits()).expect("a client");
    for _ in 0..3 {
        wire.send(&get("/")).await.expect("an answer");
    }
    assert_eq!(server.accepted(), 3);
}

#[tokio::test]
async fn a_new_connection_that_is_closed_is_not_tried_again() {
    let server = Server::new(|mut client, _| async move {
        client.request().await?;
        client.close().await
    })
    .await;
    let wire = Wire::new(&server.url("/"), limits()).expect("a client");
    assert_eq!(wire.send(&get("/")).await.expect_err("no answer").rule().id, "transport/cut-off");
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn an_answer_that_has_begun_is_not_asked_for_again() {
    let server = Server::new(|mut client, _| async move {
        client.request().await?;
        client.send(OK).await?;
        client.request().await?;
        client.send(b"HTTP/1.1 20").await?;
        client.close().await
    })
    .await;
    let wire = Wire::new(&server.url("/"), limits()).expect("a client");
    wire.send(&get("/")).await.expect("an answer");
    assert_eq!(wire.send(&get("/")).await.expect_err("half an answer").rule().id, "transport/cut-off");
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn nobody_listens() {
    let url = Server::answering(OK).await.url("/");
    let wire = Wire::new(&url, limits()).expect("a client");
    let trouble = wire.send(&get("/")).await.expect_err("the server is gone");
    assert!(matches!(trouble, TransportError::Connect { .. }), "{trouble}");
}

#[cfg(feature = "tls")]
#[tokio::test]
async fn a_server_without_tls_is_no_secure_one() {
    let server = Server::new(|mut client, _| async move {
        client.send(OK).await?;
        client.wait().await
    })
    .await;
    let mut url = server.url("/");
    url.set_scheme("https").expect("a scheme");
    let trouble = Wire::new(&url, limits()).expect("a client").send(&get("/")).await.expect_err("no TLS");
    assert!(matches!(trouble, TransportError::Connect { .. }), "{trouble}");
}

#[test]
fn addresses_that_are_no_base_are_refused() {
    for (address, expected) in [
        ("ftp://shop.example", "not an HTTP URL"),
        ("data:text", "not an HTTP URL"),
        ("http://shop.example/?key=secret", "query"),
        ("http://shop.example/#part", "fragment"),
        ("http://name:secret@shop.example/", "user or a password"),
    ] {
        let refused = Wire::new(&address.parse().expect("an address"), limits()).expect_err(address);
        assert!(refused.to_string().contains(expected), "{address}: {refused}");
        assert!(!matches!(refused, WireError::Credentials) || !refused.to_string().contains("secret"), "{refused}");
    }
}

#[tokio::test]
async fn answers_without_a_body_end_their_connection() {
    for (method, answer, status) in [
        (Method::HEAD, &b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"[..], StatusCode::OK),
        (Method::GET, b"HTTP/1.1 204 No Content\r\n\r\n", StatusCode::NO_CONTENT),
        (Method::GET, b"HTTP/1.1 304 Not Modified\r\n\r\n", StatusCode::NOT_MODIFIED),
    ] {
        let server = Server::new(move |mut client, _| async move {
            loop {
                client.request().await?;
                client.send(answer).await?;
            }
        })
        .await;
        let wire = Wire::new(&server.url("/"), limits()).expect("a client");
        for _ in 0..2 {
            let answer = wire.send(&Request { method: method.clone(), ..get("/") }).await.expect("an answer");
            assert_eq!(answer.exchange.status, status);
        }
        assert_eq!(server.accepted(), 2, "{status}");
    }
}
