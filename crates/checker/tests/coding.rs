//! Compressed responses.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use serde_json::json;
use trackside_checker::Options;
use url::Url;

use crate::fake::{checked, document, lines, response};

/// A server that answers every request with these headers and this body.
fn serve_bytes(headers: String, body: Vec<u8>) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("the listener is bound"));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines().map_while(Result::ok);
            let line = lines.next().unwrap_or_default();
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let (status, more) = if line.starts_with("UNKNOWN") { (405, "allow: GET\r\n") } else { (200, "") };
            let end = format!("content-length: {}\r\nconnection: close\r\n\r\n", body.len());
            let head = format!("HTTP/1.1 {status} Told\r\ncontent-type: application/json\r\n{more}{headers}{end}");
            let body = if line.starts_with("HEAD") { &[][..] } else { &body };
            _ = stream.write_all(&[head.as_bytes(), body].concat());
        }
    });
    url.parse().expect("a URL")
}

#[tokio::test]
async fn compressed_bodies_are_read_and_judged_and_false_codings_are_named() {
    let gzip = |text: &str| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).expect("gzip");
        encoder.finish().expect("gzip")
    };
    let deflate = |text: &str| {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).expect("deflate");
        encoder.finish().expect("deflate")
    };
    let plain = || b"{\"id\":7}".to_vec();
    let order = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } });
    let document = document(&json!({ "/order": { "get": {
        "operationId": "getOrder", "responses": { "200": response(&order) }
    } } }));
    let unread = "transport/encoding header:content-encoding: ";
    for (coding, body, expected) in [
        (Some("gzip"), gzip("{\"id\":7}"), None),
        (Some("deflate"), deflate("{\"id\":7}"), None),
        (Some("identity"), plain(), None),
        (Some("gzip"), gzip("{\"id\":\"7\"}"), Some("body/type /id: ".to_owned())),
        (Some("gzip"), plain(), Some(format!("{unread}is gzip, but the body is not gzip"))),
        (
            Some("gzip"),
            gzip("{\"id\":7}")[..15].to_vec(),
            Some(format!("{unread}is gzip, but the body cannot be inflated")),
        ),
        (Some("br"), b"\x8b\x03\x80{\"id\":7}\x03".to_vec(), None),
        (Some("br"), plain(), Some(format!("{unread}is br, but the body cannot be inflated"))),
        (Some("compress"), plain(), Some(format!("{unread}is compress, which the request did not ask for"))),
        (Some("utf-8"), plain(), Some(format!("{unread}is \"utf-8\", which is no content coding"))),
        (None, gzip("{\"id\":7}"), Some(format!("{unread}is missing, but the body is gzip"))),
    ] {
        let headers = coding.map_or_else(String::new, |coding| format!("content-encoding: {coding}\r\n"));
        let url = serve_bytes(headers, body);
        let options = Options { cases_per_operation: 1, ..Options::default() };
        let found = lines(&checked(&document, &url, options).await.expect("a report"));
        let is_expected = |line: &String| expected.as_ref().is_some_and(|expected| line.starts_with(expected));
        assert!(found.iter().all(is_expected) && found.is_empty() == expected.is_none(), "{coding:?}: {found:#?}");
    }
}
