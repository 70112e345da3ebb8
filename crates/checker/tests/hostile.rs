//! Servers that mean harm: each is met with an end, in bounded time and memory, and with the word for what it did.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, StatusCode};
use trackside_checker::wire::{Limits, Request, Response, TransportError, Wire};

use crate::wire::{get, limits};
use crate::wire_server::Server;

/// Limits that a test reaches soon.
fn tight() -> Limits {
    Limits { response: Duration::from_millis(300), ..limits() }
}

async fn ask(server: &Server, limits: Limits) -> Result<Response, TransportError> {
    Wire::new(&server.url("/"), limits).expect("a client").send(&get("/")).await
}

#[tokio::test]
async fn answers_that_are_no_http() {
    let long = "a".repeat(1 << 20);
    let many = "x: y\r\n".repeat(1_000);
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a page without a head", b"<html>hello</html>\r\n\r\n".to_vec(), "transport/malformed"),
        ("bytes", vec![0xff; 64], "transport/malformed"),
        ("another protocol", b"SSH-2.0-OpenSSH_9.6\r\n\r\n".to_vec(), "transport/malformed"),
        ("nothing", Vec::new(), "transport/cut-off"),
        ("half a head", b"HTTP/1.1 200 OK\r\nContent-Le".to_vec(), "transport/cut-off"),
        ("no status", b"HTTP/1.1 abc OK\r\n\r\n".to_vec(), "transport/malformed"),
        ("a status of two digits", b"HTTP/1.1 20 OK\r\n\r\n".to_vec(), "transport/malformed"),
        ("a header without a colon", b"HTTP/1.1 200 OK\r\nhello\r\n\r\n".to_vec(), "transport/malformed"),
        ("a header of a megabyte", format!("HTTP/1.1 200 OK\r\nx: {long}\r\n\r\n").into(), "transport/malformed"),
        ("a thousand headers", format!("HTTP/1.1 200 OK\r\n{many}\r\n").into(), "transport/malformed"),
        ("a negative length", b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n".to_vec(), "transport/malformed"),
        (
            "a length that is not a number",
            b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n".to_vec(),
            "transport/malformed",
        ),
        (
            "a length beyond 64 bits",
            b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok".to_vec(),
            "transport/malformed",
        ),
        (
            "two lengths",
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!".to_vec(),
            "transport/malformed",
        ),
        ("a length too large", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok".to_vec(), "transport/cut-off"),
        (
            "a chunk whose size is not a number",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n".to_vec(),
            "transport/malformed",
        ),
        (
            "a chunk whose size overflows",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nok\r\n".to_vec(),
            "transport/malformed",
        ),
        (
            "a chunk that is cut off",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok".to_vec(),
            "transport/cut-off",
        ),
        (
            "chunks without an end",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n".to_vec(),
            "transport/cut-off",
        ),
    ];
    for (name, bytes, rule) in cases {
        let server = Server::answering(bytes).await;
        match ask(&server, limits()).await {
            Err(trouble) => assert_eq!(trouble.rule().id, rule, "{name}: {trouble}"),
            Ok(answer) => panic!("{name} was taken for {answer:?}"),
        }
    }
}

#[tokio::test]
async fn answers_that_are_odd_but_whole() {
    let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xed\xc1\x01\x0d\x00\x00\x00\xc2\xa0";
    let bomb = [&b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 19\r\n\r\n"[..], gzip].concat();
    let cases: Vec<(&str, Vec<u8>, u16, &[u8])> = vec![
        ("a redirect to itself", b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n".to_vec(), 302, b""),
        ("a body that ends with the connection", b"HTTP/1.1 200 OK\r\n\r\nok".to_vec(), 200, b"ok"),
        ("a length too small", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokok".to_vec(), 200, b"ok"),
        (
            "the same length twice",
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok".to_vec(),
            200,
            b"ok",
        ),
        ("204 with a body", b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok".to_vec(), 204, b""),
        (
            "a header that is no UTF-8",
            b"HTTP/1.1 200 OK\r\nx: \xff\xfe\r\nContent-Length: 2\r\n\r\nok".to_vec(),
            200,
            b"ok",
        ),
        ("a body that is no UTF-8", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\xff\xfe".to_vec(), 200, b"\xff\xfe"),
        ("compressed bytes", bomb, 200, gzip),
        (
            "a change of protocol",
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nbytes".to_vec(),
            101,
            b"",
        ),
        (
            "a hint before the answer",
            b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".to_vec(),
            200,
            b"ok",
        ),
        ("a status beyond those of HTTP", b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n".to_vec(), 999, b""),
    ];
    for (name, bytes, status, body) in cases {
        let server = Server::answering(bytes).await;
        let answer = ask(&server, limits()).await.unwrap_or_else(|trouble| panic!("{name}: {trouble}"));
        assert_eq!(answer.exchange.status.as_u16(), status, "{name}");
        assert_eq!(answer.exchange.response_body, body, "{name}");
        assert_eq!(server.seen().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    let cases: [(&str, &[u8], Vec<u8>, &str); 6] = [
        ("a body", b"HTTP/1.1 200 OK\r\n\r\n", vec![b'x'; 65_536], "transport/body-endless"),
        (
            "chunks",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            [&b"1000\r\n"[..], &[b'x'; 4_096], b"\r\n"].concat(),
            "transport/body-endless",
        ),
        ("headers", b"HTTP/1.1 200 OK\r\n", b"x: y\r\n".repeat(100), "transport/malformed"),
        ("one header", b"HTTP/1.1 200 OK\r\nx: ", vec![b'x'; 65_536], "transport/malformed"),
        ("hints", b"", b"HTTP/1.1 100 Continue\r\n\r\n".repeat(100), "transport/timeout"),
        (
            "a chunk's extension",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
            vec![b'x'; 65_536],
            "transport/malformed",
        ),
    ];
    for (name, head, rest, rule) in cases {
        let server = Server::new(move |mut client, _| {
            let rest = rest.clone();
            async move {
                client.request().await?;
                client.send(head).await?;
                client.send_forever(&rest).await
            }
        })
        .await;
        let limits = if rule == "transport/timeout" { tight() } else { limits() };
        let trouble = ask(&server, limits).await.expect_err(name);
        assert_eq!(trouble.rule().id, rule, "{name}: {trouble}");
    }
}

#[tokio::test]
async fn trailers_without_end_are_given_up() {
    let server = Server::new(|mut client, _| async move {
        client.request().await?;
        client.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n").await?;
        client.send_forever(&b"x: y\r\n".repeat(100)).await
    })
    .await;
    let trouble = ask(&server, limits()).await.expect_err("trailers");
    assert_eq!(trouble.rule().id, "transport/malformed", "{trouble}");
}

#[tokio::test]
async fn a_slow_drip_is_given_up() {
    let heads: [(&[u8], &[u8], Option<u16>); 2] =
        [(b"HTTP/1.1 200 OK\r\n\r\n", b"x", Some(200)), (b"HTTP/1.1 200 OK\r\nx: ", b"y", None)];
    for (head, drop, expected) in heads {
        let server = Server::new(move |mut client, _| async move {
            client.request().await?;
            client.send(head).await?;
            loop {
                client.send(drop).await?;
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        })
        .await;
        match ask(&server, tight()).await {
            Err(TransportError::TimedOut { status, bytes, .. }) => {
                assert_eq!((status, bytes > 0), (expected, expected.is_some()));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let server = Server::new(|mut client, _| async move {
        client.request().await?;
        client.wait().await
    })
    .await;
    let trouble = ask(&server, tight()).await.expect_err("nothing comes");
    assert!(matches!(trouble, TransportError::TimedOut { status: None, bytes: 0, .. }), "{trouble}");
}

#[tokio::test]
async fn a_server_that_never_reads_is_given_up() {
    let server = Server::new(|client, _| async move {
        let _client = client;
        std::future::pending::<Option<()>>().await
    })
    .await;
    let wire = Wire::new(&server.url("/"), tight()).expect("a client");
    let request = Request { method: Method::POST, body: Some(Bytes::from(vec![0; 64 << 20])), ..get("/") };
    assert_eq!(wire.send(&request).await.expect_err("nothing comes").rule().id, "transport/timeout");
}

#[tokio::test]
async fn a_connection_that_breaks_within_the_body_is_reported_with_what_had_come() {
    let server = Server::new(|mut client, _| async move {
        client.request().await?;
        client.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello").await?;
        // The bytes go out before the reset takes the rest with it.
        tokio::time::sleep(Duration::from_millis(100)).await;
        client.reset()
    })
    .await;
    let trouble = ask(&server, limits()).await.expect_err("half a body");
    assert!(matches!(trouble, TransportError::CutOff { bytes: 5, .. }), "{trouble}");
}

#[tokio::test]
async fn an_answer_before_the_request_was_read_is_taken() {
    let server = Server::new(|mut client, _| async move {
        client.request().await?;
        client.send(b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno").await?;
        client.wait().await
    })
    .await;
    let wire = Wire::new(&server.url("/"), limits()).expect("a client");
    let request = Request { method: Method::POST, body: Some(Bytes::from(vec![0; 8 << 20])), ..get("/") };
    let answer = wire.send(&request).await.expect("an answer");
    assert_eq!(answer.exchange.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.exchange.response_body, "no");
}

#[tokio::test]
async fn a_server_that_speaks_first_is_found_out_or_understood() {
    let server = Server::new(|mut client, _| async move {
        client.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await?;
        client.wait().await
    })
    .await;
    // Whether the bytes come before the request is written is up to the network.
    match ask(&server, limits()).await {
        Ok(answer) => assert_eq!(answer.exchange.response_body, "ok"),
        Err(trouble) => assert_eq!(trouble.rule().id, "transport/malformed", "{trouble}"),
    }
}

#[tokio::test]
async fn what_follows_an_answer_answers_no_other_request() {
    let spill = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfalse";
    let cases: [(&str, Method, &[u8]); 4] = [
        ("a length too small", Method::GET, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        ("HEAD with a body", Method::HEAD, b"HTTP/1.1 200 OK\r\nContent-Length: 44\r\n\r\n"),
        ("204 with a body", Method::GET, b"HTTP/1.1 204 No Content\r\n\r\n"),
        ("304 with a body", Method::GET, b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    ];
    for (name, method, first) in cases {
        let server = Server::new(move |mut client, number| async move {
            client.request().await?;
            match number {
                0 => client.send(&[first, &spill[..]].concat()).await?,
                _ => client.send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue").await?,
            }
            client.wait().await
        })
        .await;
        let wire = Wire::new(&server.url("/"), limits()).expect("a client");
        wire.send(&Request { method, ..get("/first") }).await.expect(name);
        let answer = wire.send(&get("/second")).await.expect(name);
        assert_eq!(answer.exchange.response_body, "true", "{name}");
    }
}

#[tokio::test]
async fn the_largest_body_that_is_allowed_is_taken() {
    for (size, is_taken) in [(1_000, true), (1_001, false)] {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n");
        let server = Server::answering([head.as_bytes(), &vec![b'x'; size]].concat()).await;
        let answer = ask(&server, Limits { body_bytes: 1_000, ..limits() }).await;
        assert_eq!(answer.is_ok(), is_taken, "{size}");
    }
}
