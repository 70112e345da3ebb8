//! Requests as bytes on a socket: what HTTP allows is served, what it does not allow is refused with a reason, and all
//! of it is in the journal (RFC 9110 and 9112).

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use http::Method;
use serde_json::Value;

use crate::harness::Sandbox;

/// A request that works, without its host and its end.
const GET: &str = "GET /partnero/v1/program HTTP/1.1\r\nAuthorization: Bearer pk-95u4ubu1\r\n";

const HOST: &str = "Host: localhost\r\n";

/// The head of a request with a body, without its framing.
const POST: &str = "POST /fullwhere/partners/survey-tracker/list HTTP/1.1\r\nHost: localhost\r\nX-API-KEY: \
                    fw-key-sandbox\r\nX-API-SECRET: fw-secret-sandbox\r\nContent-Type: application/json\r\n";

/// What a request is expected to get: the statuses of the responses, and words in the reason of the last journal entry.
type Expected<'e> = (&'e [u16], &'e str);

/// A connection that gets no response, because its client closed it.
const NOTHING: &[u16] = &[];

#[tokio::test(flavor = "multi_thread")]
async fn oddities_that_http_allows_are_served() {
    let long = "a".repeat(7000);
    let ninety = "X-Number: 1\r\n".repeat(90);
    let cases: Vec<(&str, String, Expected<'_>)> = vec![
        ("a plain request", format!("{GET}{HOST}\r\n"), (&[200], "")),
        ("HTTP/1.0 without a host", format!("{}\r\n", GET.replace("1.1", "1.0")), (&[200], "")),
        ("HTTP/1.0 with a host", format!("{}{HOST}\r\n", GET.replace("1.1", "1.0")), (&[200], "")),
        (
            "an absolute URL as target",
            format!("{}{HOST}\r\n", GET.replace("GET /", "GET http://localhost/")),
            (&[200], ""),
        ),
        (
            "an absolute URL whose host is a provider's",
            "GET http://partnero.localhost/v1/program HTTP/1.1\r\nHost: other.example\r\nAuthorization: Bearer pk-95u4ubu1\r\n\r\n".to_owned(),
            (&[200], ""),
        ),
        ("a host with a port", format!("{GET}Host: localhost:4010\r\n\r\n"), (&[200], "")),
        ("a host with an empty port", format!("{GET}Host: localhost:\r\n\r\n"), (&[200], "")),
        ("an empty host", format!("{GET}Host:\r\n\r\n"), (&[200], "")),
        ("an IPv6 host", format!("{GET}Host: [::1]:4010\r\n\r\n"), (&[200], "")),
        ("a host that ends with a full stop", format!("{GET}Host: localhost.\r\n\r\n"), (&[200], "")),
        (
            "a provider's host that ends with a full stop",
            "GET /v1/program HTTP/1.1\r\nHost: partnero.localhost.\r\nAuthorization: Bearer pk-95u4ubu1\r\n\r\n".into(),
            (&[200], ""),
        ),
        ("header names in any case", format!("{}HOST: localhost\r\n\r\n", GET.replace("Auth", "aUTH")), (&[200], "")),
        ("no space after the colon", format!("{GET}Host:localhost\r\n\r\n"), (&[200], "")),
        ("much space around a value", format!("{GET}Host: \t localhost \t \r\n\r\n"), (&[200], "")),
        ("bare line feeds", format!("{GET}{HOST}\r\n").replace("\r\n", "\n"), (&[200], "")),
        ("empty lines in front", format!("\r\n\r\n{GET}{HOST}\r\n"), (&[200], "")),
        ("an empty header value", format!("{GET}{HOST}X-Empty:\r\n\r\n"), (&[200], "")),
        ("bytes beyond ASCII in a value", format!("{GET}{HOST}X-Name: Café Åse\r\n\r\n"), (&[200], "")),
        ("a tab in a value", format!("{GET}{HOST}X-Tab: a\tb\r\n\r\n"), (&[200], "")),
        ("ninety header fields", format!("{GET}{HOST}{ninety}\r\n"), (&[200], "")),
        ("a value of 7000 bytes", format!("{GET}{HOST}X-Long: {long}\r\n\r\n"), (&[200], "")),
        ("an escaped letter in the path", format!("{}{HOST}\r\n", GET.replace("program", "%70rogr%61m")), (&[200], "")),
        ("a slash at the end", format!("{}{HOST}\r\n", GET.replace("program", "program/")), (&[200], "")),
        ("a question mark without a query", format!("{}{HOST}\r\n", GET.replace("program", "program?")), (&[200], "")),
        ("HEAD", format!("{}{HOST}\r\n", GET.replace("GET", "HEAD")), (&[200], "")),
        ("OPTIONS of a path", format!("{}{HOST}\r\n", GET.replace("GET", "OPTIONS")), (&[204], "")),
        ("OPTIONS of the server", format!("OPTIONS * HTTP/1.1\r\n{HOST}\r\n"), (&[204], "")),
        ("a body with a length", format!("{POST}Content-Length: 11\r\n\r\n{{\"limit\":1}}"), (&[201], "")),
        (
            "the same length twice",
            format!("{POST}Content-Length: 11\r\nContent-Length: 11\r\n\r\n{{\"limit\":1}}"),
            (&[201], ""),
        ),
        (
            "a body in chunks",
            format!("{POST}Transfer-Encoding: chunked\r\n\r\n5\r\n{{\"lim\r\n6\r\nit\":1}}\r\n0\r\n\r\n"),
            (&[201], ""),
        ),
        (
            "chunks with extensions and trailers",
            format!("{POST}Transfer-Encoding: Chunked\r\n\r\nb;name=value\r\n{{\"limit\":1}}\r\n0\r\nX-Sum: 1\r\n\r\n"),
            (&[201], ""),
        ),
        (
            "a body with a byte order mark",
            format!("{POST}Content-Length: 14\r\n\r\n\u{feff}{{\"limit\":1}}"),
            (&[201], ""),
        ),
        ("a GET with a body", format!("{GET}{HOST}Content-Length: 4\r\n\r\nbody"), (&[200], "")),
        ("two requests in a row", format!("{GET}{HOST}\r\n{GET}{HOST}\r\n"), (&[200, 200], "")),
        (
            "a request after one with a body",
            format!("{POST}Content-Length: 11\r\n\r\n{{\"limit\":1}}{GET}{HOST}\r\n"),
            (&[201, 200], ""),
        ),
        (
            "a request after Connection: close",
            format!("{GET}{HOST}Connection: close\r\n\r\n{GET}{HOST}\r\n"),
            (&[200], ""),
        ),
        (
            "an upgrade that is not offered",
            format!("{GET}{HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
            (&[200], ""),
        ),
        (
            "a client that waits for 100",
            format!("{POST}Expect: 100-continue\r\nContent-Length: 11\r\n\r\n{{\"limit\":1}}"),
            (&[100, 201], ""),
        ),
        ("an unknown expectation", format!("{GET}{HOST}Expect: miracles\r\n\r\n"), (&[200], "")),
    ];
    check(cases).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_http_does_not_allow_is_refused_with_a_reason() {
    let many = "X-Number: 1\r\n".repeat(101);
    let too_long = "a".repeat(70_000);
    let heavy = format!("X-Heavy: {}\r\n", "a".repeat(20_000));
    let wide = format!("X-Wide: {}\r\n", "a".repeat(500_000));
    let program = "/partnero/v1/program";
    let cases: Vec<(&str, String, Expected<'_>)> = vec![
        ("no host", format!("{GET}\r\n"), (&[400], "no Host header")),
        ("two hosts", format!("{GET}{HOST}{HOST}\r\n"), (&[400], "more than one Host")),
        ("a host with a space", format!("{GET}Host: local host\r\n\r\n"), (&[400], "not a host name")),
        ("a host with a path", format!("{GET}Host: localhost/x\r\n\r\n"), (&[400], "not a host name")),
        ("a host with a user", format!("{GET}Host: me@localhost\r\n\r\n"), (&[400], "not a host name")),
        ("a port beyond 65535", format!("{GET}Host: localhost:65536\r\n\r\n"), (&[400], "not a host name")),
        ("a port that is not a number", format!("{GET}Host: localhost:http\r\n\r\n"), (&[400], "not a host name")),
        (
            "an absolute URL with a user",
            format!("GET http://me@localhost/ HTTP/1.1\r\n{HOST}\r\n"),
            (&[400], "not a host name"),
        ),
        (
            "quotes in the query",
            format!("GET {program}?filter={{\"a\":1}} HTTP/1.1\r\n{HOST}\r\n"),
            (&[400], "must be sent as %"),
        ),
        ("a space in the target", format!("GET {program}?q=a b HTTP/1.1\r\n{HOST}\r\n"), (&[400], "%20")),
        ("a control character in the target", format!("GET {program}?q=\x01 HTTP/1.1\r\n{HOST}\r\n"), (&[400], "%01")),
        ("no slash in front", format!("GET partnero/v1 HTTP/1.1\r\n{HOST}\r\n"), (&[400], "slash")),
        ("no version", format!("GET {program}\r\n{HOST}\r\n"), (&[400], "no HTTP version")),
        ("no target", format!("GET HTTP/1.1\r\n{HOST}\r\n"), (&[400], "")),
        ("two spaces", format!("GET  {program} HTTP/1.1\r\n{HOST}\r\n"), (&[400], "two spaces")),
        ("HTTP/0.9", "GET /\r\n\r\n".into(), (&[400], "no HTTP version")),
        ("HTTP/2.0 by name", format!("{}{HOST}\r\n", GET.replace("1.1", "2.0")), (&[505], "HTTP/2.0")),
        ("HTTP/9.9", format!("{}{HOST}\r\n", GET.replace("1.1", "9.9")), (&[505], "HTTP/9.9")),
        (
            "another protocol's version",
            format!("{}{HOST}\r\n", GET.replace("HTTP/1.1", "ICY/1.0")),
            (&[400], "not an HTTP version"),
        ),
        ("HTTP/2 at once", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(), (&[505], "prior knowledge")),
        ("a method with a bracket", format!("GE(T {program} HTTP/1.1\r\n{HOST}\r\n"), (&[400], "method")),
        ("zeros", "\0\0\0\0\r\n\r\n".into(), (&[400], "method")),
        ("a header line without a colon", format!("{GET}{HOST}Nonsense\r\n\r\n"), (&[400], "no colon")),
        ("a space before the colon", format!("{GET}{HOST}X-Name : a\r\n\r\n"), (&[400], "before its colon")),
        ("a header without a name", format!("{GET}{HOST}: a\r\n\r\n"), (&[400], "no name")),
        ("a bracket in a header name", format!("{GET}{HOST}X(Name): a\r\n\r\n"), (&[400], "`(`")),
        ("a folded header", format!("{GET}{HOST}X-Name: a\r\n b\r\n\r\n"), (&[400], "folded")),
        ("a folded first header", format!("{GET} X-Name: a\r\n{HOST}\r\n"), (&[400], "folded")),
        ("a zero byte in a value", format!("{GET}{HOST}X-Name: a\0b\r\n\r\n"), (&[400], "0x00")),
        ("a bare carriage return in a value", format!("{GET}{HOST}X-Name: a\rb\r\n\r\n"), (&[400], "0x0D")),
        ("101 header fields", format!("{GET}{many}\r\n"), (&[431], "more than 100")),
        ("20 KB of headers", format!("{GET}{HOST}{heavy}\r\n"), (&[431], "larger than")),
        ("500 KB of headers", format!("{GET}{HOST}{wide}\r\n"), (&[431], "")),
        ("a target of 70 KB", format!("GET /{too_long} HTTP/1.1\r\n{HOST}\r\n"), (&[414], "longer than")),
        ("a double slash", format!("{}{HOST}\r\n", GET.replace("/v1/", "//v1/")), (&[404], "double slash")),
        ("a double slash in front", format!("{}{HOST}\r\n", GET.replace("GET /", "GET //")), (&[404], "double slash")),
        ("an escaped slash", format!("{}{HOST}\r\n", GET.replace("v1/program", "v1%2Fprogram")), (&[404], "")),
        ("TRACE", format!("{}{HOST}\r\n", GET.replace("GET", "TRACE")), (&[405], "TRACE")),
        ("an unknown method", format!("{}{HOST}\r\n", GET.replace("GET", "BREW")), (&[405], "BREW")),
        ("a method in small letters", format!("{}{HOST}\r\n", GET.replace("GET", "get")), (&[405], "get")),
        ("CONNECT", format!("CONNECT localhost:443 HTTP/1.1\r\n{HOST}\r\n"), (&[501], "CONNECT")),
        ("GET of the server", format!("GET * HTTP/1.1\r\n{HOST}\r\n"), (&[400], "OPTIONS")),
        (
            "an invalid request after a valid one",
            format!("{GET}{HOST}\r\nGET partnero HTTP/1.1\r\n{HOST}\r\n"),
            (&[200, 400], ""),
        ),
        ("half a request line", "GET /partnero/v1".into(), (NOTHING, "closed the connection after 16 bytes")),
        ("half a head", format!("{GET}{HOST}"), (NOTHING, "closed the connection after")),
    ];
    check(cases).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_whose_end_or_coding_is_wrong_are_refused_with_a_reason() {
    let cases: Vec<(&str, String, Expected<'_>)> = vec![
        ("a length that is not a number", format!("{POST}Content-Length: ten\r\n\r\n"), (&[400], "Content-Length")),
        ("a negative length", format!("{POST}Content-Length: -1\r\n\r\n"), (&[400], "Content-Length")),
        ("a length with a sign", format!("{POST}Content-Length: +2\r\n\r\n{{}}"), (&[400], "Content-Length")),
        (
            "a length beyond all numbers",
            format!("{POST}Content-Length: 99999999999999999999\r\n\r\n"),
            (&[400], "Content-Length"),
        ),
        ("a list of lengths", format!("{POST}Content-Length: 2, 2\r\n\r\n{{}}"), (&[400], "Content-Length")),
        ("two lengths", format!("{POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}"), (&[400], "conflicting")),
        (
            "a length before a transfer coding",
            format!("{POST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            (&[400], "both Content-Length and Transfer-Encoding"),
        ),
        (
            "a length after a transfer coding",
            format!("{POST}Transfer-Encoding: chunked\r\ncontent-length: 2\r\n\r\n0\r\n\r\n"),
            (&[400], "both Content-Length and Transfer-Encoding"),
        ),
        ("an unknown transfer coding", format!("{POST}Transfer-Encoding: gzip\r\n\r\n"), (&[400], "chunked")),
        (
            "a transfer coding before chunked",
            format!("{POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
            (&[501], "transfer coding"),
        ),
        (
            "two transfer codings",
            format!("{POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            (&[501], "transfer coding"),
        ),
        (
            "chunks in HTTP/1.0",
            format!("{}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", POST.replace("1.1", "1.0")),
            (&[400], "HTTP/1.0"),
        ),
        ("a chunk without a size", format!("{POST}Transfer-Encoding: chunked\r\n\r\nx\r\n"), (&[400], "body")),
        (
            "a chunk longer than its size",
            format!("{POST}Transfer-Encoding: chunked\r\n\r\n1\r\n{{}}\r\n0\r\n\r\n"),
            (&[400], "body"),
        ),
        (
            "a body that ends early",
            format!("{POST}Content-Length: 100\r\n\r\n{{"),
            (&[400], "cannot be read to its end"),
        ),
        (
            "a body of 2 MB",
            format!("{POST}Content-Length: 2000000\r\n\r\n{}", " ".repeat(2_000_000)),
            (&[413], "larger than"),
        ),
        (
            "a body in brotli",
            format!("{POST}Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{{}}"),
            (&[415], "content encoding"),
        ),
        (
            "a body that only claims to be gzip",
            format!("{POST}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{{}}"),
            (&[400], "decompressed"),
        ),
    ];
    check(cases).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tls_handshake_is_named_as_one() {
    let hello = b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00";
    let sandbox = Sandbox::start_small().await;
    let address = sandbox.server.address();
    let response = tokio::task::spawn_blocking(move || exchange(address, hello)).await.expect("it is sent");
    assert_eq!(statuses(&response), [400]);
    let entry = newest(&sandbox, 0, 1).await.pop().expect("an entry");
    assert_eq!((&entry["status"], &entry["method"], &entry["target"]), (&400.into(), &"-".into(), &"/".into()));
    assert!(entry["reason"].as_str().expect("a reason").contains("TLS"), "{entry}");
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_of_a_refused_request_stay_secret() {
    let sandbox = Sandbox::start_small().await;
    let address = sandbox.server.address();
    let request =
        "GET /wecantrack/api/v3/transactions?a=\" HTTP/1.1\r\nHost: localhost\r\nX-API-Key: a-secret-key-1234\r\n\r\n";
    let response =
        tokio::task::spawn_blocking(move || exchange(address, request.as_bytes())).await.expect("it is sent");
    assert_eq!(statuses(&response), [400]);
    let entry = newest(&sandbox, 0, 1).await.pop().expect("an entry");
    assert_eq!(entry["provider"], "wecantrack", "the path is known");
    let exchange =
        sandbox.success(&sandbox.control(Method::GET, format!("/journal/{}", entry["id"]), &Value::Null)).await;
    let text = exchange.to_string();
    assert!(!text.contains("a-secret-key") && text.contains("1234"), "{text}");
}

/// Sends each request on its own connection, closes the sending direction, and compares statuses and journal.
async fn check(cases: Vec<(&str, String, Expected<'_>)>) {
    let sandbox = Sandbox::start_small().await;
    let address = sandbox.server.address();
    let mut last = 0;
    let mut wrong = Vec::new();
    for (name, request, (expected, words)) in cases {
        let sent = request.clone();
        let response =
            tokio::task::spawn_blocking(move || exchange(address, sent.as_bytes())).await.expect("it is sent");
        let found = statuses(&response);
        if found != expected {
            wrong.push(format!("{name}: got {found:?}, expected {expected:?}\n{}", String::from_utf8_lossy(&response)));
        }
        let count = expected.iter().filter(|status| **status >= 200).count().max(1);
        let entries = newest(&sandbox, last, count).await;
        if entries.len() != count {
            wrong.push(format!("{name}: the journal has {} entries, expected {count}", entries.len()));
        }
        let Some(entry) = entries.first() else { continue };
        last = entry["id"].as_u64().expect("an id");
        let reason = entry["reason"].as_str().unwrap_or_default();
        if !reason.contains(words) || (words.is_empty() && found == [200] && !reason.is_empty()) {
            wrong.push(format!("{name}: the reason is {reason:?}, expected {words:?}"));
        }
        if let (Some(status), Some(expected)) = (entry["status"].as_u64(), expected.last())
            && status != u64::from(*expected)
        {
            wrong.push(format!("{name}: the journal has the status {status}, expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Sends bytes, ends the sending direction, and reads to the end.
fn exchange(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).expect("the sandbox listens");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a time-out");
    // A refused request is not read to its end, so the rest may meet a closed connection.
    if stream.write_all(bytes).is_ok() {
        _ = stream.shutdown(Shutdown::Write);
    }
    let mut response = Vec::new();
    // A reset after the response changes nothing about the response.
    _ = stream.read_to_end(&mut response);
    response
}

/// The statuses of the responses, in order.
fn statuses(response: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(response);
    let heads = text.split("HTTP/1.").skip(1);
    heads.filter_map(|head| head.get(2..5)?.parse().ok()).collect()
}

/// The journal's entries after `last`, the newest first. Waits until there are `count`.
async fn newest(sandbox: &Sandbox, last: u64, count: usize) -> Vec<Value> {
    for _ in 0..200 {
        let list = sandbox.success(&sandbox.control(Method::GET, "/journal?limit=10", &Value::Null)).await;
        let entries: Vec<Value> = list["entries"].as_array().expect("entries").clone();
        let new: Vec<Value> = entries.into_iter().filter(|entry| entry["id"].as_u64() > Some(last)).collect();
        if new.len() >= count {
            return new;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Vec::new()
}
