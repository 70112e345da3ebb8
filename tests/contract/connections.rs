//! Slow, silent, impatient and too many clients, over raw sockets.

use std::io::{Read as _, Write as _};
use std::net::{Ipv6Addr, Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use http::Method;
use serde_json::{Value, json};
use trackside_mock_server::{Configuration, Timeouts};

use crate::harness::{Sandbox, WHOLE_TIME, configuration};

const GET: &str = "GET /partnero/v1/program HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer pk-95u4ubu1\r\n";

const POST: &str = "POST /fullwhere/partners/survey-tracker/list HTTP/1.1\r\nHost: localhost\r\nX-API-KEY: \
                    fw-key-sandbox\r\nX-API-SECRET: fw-secret-sandbox\r\nContent-Type: application/json\r\n";

fn small() -> Configuration {
    Configuration { orders: 100, ..configuration() }
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("the sandbox listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time-out");
    stream
}

/// Reads until the sandbox closes the connection.
fn rest(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    // A reset ends the response, too.
    _ = stream.read_to_end(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// The journal's entries, the newest first. Waits until there are `count`.
async fn journal(sandbox: &Sandbox, count: usize) -> Vec<Value> {
    for _ in 0..500 {
        let list = sandbox.success(&sandbox.control(Method::GET, "/journal?limit=1000", &Value::Null)).await;
        let entries = list["entries"].as_array().expect("entries");
        if entries.len() >= count {
            return entries.clone();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the journal does not get {count} entries");
}

fn reason(entry: &Value) -> &str {
    entry["reason"].as_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_gives_up_leaves_an_entry() {
    let sandbox = Sandbox::start_with(small()).await;
    let address = sandbox.server.address();
    tokio::task::spawn_blocking(move || {
        let mut stream = connect(address);
        write!(stream, "{GET}Prefer: delay=900\r\n\r\n").expect("the request is sent");
        std::thread::sleep(Duration::from_millis(300));
    })
    .await
    .expect("the client gives up");
    let entries = journal(&sandbox, 1).await;
    let entry = &entries[0];
    assert_eq!(entry["complete"], false, "{entry}");
    let after =
        reason(entry).strip_prefix("the client closed the connection after ").and_then(|rest| rest.split_once(" ms"));
    let after: u64 = after.and_then(|(number, _)| number.parse().ok()).unwrap_or_else(|| panic!("{entry}"));
    assert!((250..900).contains(&after), "{entry}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_resets_the_connection_leaves_an_entry_at_once() {
    let sandbox = Sandbox::start_with(small()).await;
    let address = sandbox.server.address();
    tokio::task::spawn_blocking(move || {
        // Closing with unread data resets the connection: the second response is on its way.
        let mut stream = connect(address);
        write!(stream, "{GET}\r\n").expect("the request is sent");
        std::thread::sleep(Duration::from_millis(200));
        write!(stream, "{GET}Prefer: delay=30000\r\n\r\n").expect("the request is sent");
        std::thread::sleep(Duration::from_millis(200));
    })
    .await
    .expect("the client resets");
    let entries = journal(&sandbox, 2).await;
    assert_eq!(entries[0]["status"], 499, "{}", entries[0]);
    assert!(reason(&entries[0]).starts_with("the client reset the connection after "), "{}", entries[0]);
    assert_eq!((&entries[0]["complete"], &entries[1]["complete"]), (&false.into(), &true.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_closed_client_gets_its_response_after_a_delay() {
    let sandbox = Sandbox::start_with(small()).await;
    let address = sandbox.server.address();
    let response = tokio::task::spawn_blocking(move || {
        let mut stream = connect(address);
        write!(stream, "{GET}Prefer: delay=400\r\n\r\n").expect("the request is sent");
        stream.shutdown(Shutdown::Write).expect("the client closes its direction");
        rest(stream)
    })
    .await
    .expect("a response");
    assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    let entry = &journal(&sandbox, 1).await[0];
    assert_eq!((&entry["status"], &entry["complete"], reason(entry)), (&200.into(), &true.into(), ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_arrive_in_time_gets_408() {
    let timeouts = Timeouts { body: Some(Duration::from_millis(300)), ..Timeouts::default() };
    let sandbox = Sandbox::start_with(Configuration { timeouts, ..small() }).await;
    let address = sandbox.server.address();
    let started = Instant::now();
    let response = tokio::task::spawn_blocking(move || {
        let mut stream = connect(address);
        write!(stream, "{POST}Content-Length: 100\r\n\r\n{{").expect("the request is sent");
        rest(stream)
    });
    let response = response.await.expect("a response");
    assert!(response.starts_with("HTTP/1.1 408") && response.contains("--body-timeout"), "{response}");
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert_eq!(journal(&sandbox, 1).await[0]["status"], 408);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_does_not_arrive_in_time_gets_408() {
    let timeouts = Timeouts { head: Some(Duration::from_millis(300)), ..Timeouts::default() };
    let sandbox = Sandbox::start_with(Configuration { timeouts, ..small() }).await;
    let address = sandbox.server.address();
    let responses = tokio::task::spawn_blocking(move || {
        let mut first = connect(address);
        first.write_all(b"GET /partnero/v1/program HTT").expect("a part is sent");
        let mut second = connect(address);
        write!(second, "{GET}\r\n").expect("a request is sent");
        std::thread::sleep(Duration::from_millis(150));
        second.write_all(b"GET /partnero/v1/program HTT").expect("a part of another is sent");
        // Silence without a request is no slow head.
        let mut silent = connect(address);
        let responses = [rest(first), rest(second)];
        write!(silent, "{GET}Connection: close\r\n\r\n").expect("the request is sent");
        (responses, rest(silent))
    });
    let ([first, second], silent) = responses.await.expect("responses");
    assert!(first.starts_with("HTTP/1.1 408") && first.contains("--head-timeout"), "{first}");
    assert!(second.starts_with("HTTP/1.1 200"), "{second}");
    assert!(silent.starts_with("HTTP/1.1 200"), "{silent}");
    let entries = journal(&sandbox, 3).await;
    let refused: Vec<&Value> = entries.iter().filter(|entry| entry["status"] == 408).collect();
    assert!(!refused.is_empty() && refused.iter().all(|entry| reason(entry).contains("--head-timeout")), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_connection_is_closed_without_a_word() {
    let timeouts = Timeouts { idle: Some(Duration::from_millis(300)), ..Timeouts::default() };
    let sandbox = Sandbox::start_with(Configuration { timeouts, ..small() }).await;
    let address = sandbox.server.address();
    let (silent, after_one) = tokio::task::spawn_blocking(move || {
        let silent = connect(address);
        let mut after_one = connect(address);
        write!(after_one, "{GET}\r\n").expect("the request is sent");
        (rest(silent), rest(after_one))
    })
    .await
    .expect("both are closed");
    assert_eq!(silent, "");
    assert!(after_one.starts_with("HTTP/1.1 200") && after_one.matches("HTTP/1.1").count() == 1, "{after_one}");
    assert_eq!(journal(&sandbox, 1).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_delay_is_no_time_out() {
    let short = Some(Duration::from_millis(200));
    let timeouts = Timeouts { head: short, body: short, idle: short };
    let sandbox = Sandbox::start_with(Configuration { timeouts, ..small() }).await;
    let exchange = sandbox.send(&sandbox.get("partnero", "/v1/program").header("prefer", "delay=1000")).await;
    assert_eq!(exchange.status, 200, "the sandbox itself may be slow");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_read_is_closed() {
    let timeouts = Timeouts { body: Some(Duration::from_millis(500)), ..Timeouts::default() };
    let sandbox = Sandbox::start_with(Configuration { timeouts, ..configuration() }).await;
    let address = sandbox.server.address();
    let target = format!("/wecantrack/api/v3/transactions?{WHOLE_TIME}&limit=1000");
    let stream = tokio::task::spawn_blocking(move || {
        let mut stream = connect(address);
        for _ in 0..40 {
            let request = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: wct-sandbox\r\n\r\n");
            // At some point the sandbox reads no further request.
            stream.write_all(request.as_bytes()).expect("the request is sent");
        }
        stream
    });
    let stream = stream.await.expect("requests are sent");
    let is_closed = |entries: &[Value]| entries.iter().any(|entry| reason(entry).contains("stopped reading"));
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_closed(&journal(&sandbox, 1).await) {
        assert!(Instant::now() < deadline, "{:?}", journal(&sandbox, 1).await.first());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    drop(stream);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_connections_get_503() {
    let sandbox = Sandbox::start_with(Configuration { max_connections: 3, ..small() }).await;
    let address = sandbox.server.address();
    let client = reqwest::Client::builder().pool_max_idle_per_host(0).build().expect("a client");
    let open: Vec<TcpStream> = (0..3).map(|_| connect(address)).collect();
    let response = tokio::task::spawn_blocking(move || rest(connect(address))).await.expect("a response");
    assert!(response.starts_with("HTTP/1.1 503") && response.contains("--max-connections"), "{response}");
    drop(open);
    let url = format!("{}/v1/program", sandbox.server.base_url("partnero"));
    let mut status = 0;
    for _ in 0..100 {
        let response = client.get(&url).bearer_auth("pk-95u4ubu1").send().await;
        status = response.map_or(0, |response| response.status().as_u16());
        if status == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(status, 200, "there is room again");
    let entries = journal(&sandbox, 2).await;
    assert!(
        entries.iter().any(|entry| entry["status"] == 503 && reason(entry).contains("3 connections are open")),
        "{entries:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn both_loopback_addresses_are_served() {
    let sandbox = Sandbox::start_with(small()).await;
    let port = sandbox.server.address().port();
    let responses = tokio::task::spawn_blocking(move || {
        [SocketAddr::from(([127, 0, 0, 1], port)), SocketAddr::from((Ipv6Addr::LOCALHOST, port))].map(|address| {
            let mut stream = connect(address);
            write!(stream, "{GET}Connection: close\r\n\r\n").expect("the request is sent");
            rest(stream)
        })
    });
    for response in responses.await.expect("responses") {
        assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_wrote_or_failed_is_in_the_journal_even_under_load() {
    let sandbox = Sandbox::start_with(Configuration { journal: 200, ..small() }).await;
    let read = sandbox.get("partnero", "/v1/program");
    for _ in 0..400 {
        sandbox.send(&read).await;
    }
    let failed = sandbox.send(&read.without_credentials()).await;
    assert_eq!(failed.status, 401);
    let nothing = json!({ "purchases": [] });
    let refused = sandbox.send(&sandbox.post("fullwhere", "/partners/survey-tracker/generate", &nothing)).await;
    assert!(!refused.status.is_success());
    let list = sandbox.success(&sandbox.control(Method::GET, "/journal?limit=1000", &Value::Null)).await;
    assert!(list["counts"]["left_out"].as_u64() > Some(0), "reads are sampled: {}", list["counts"]);
    let statuses: Vec<u64> = list["entries"]
        .as_array()
        .expect("entries")
        .iter()
        .take(2)
        .filter_map(|entry| entry["status"].as_u64())
        .collect();
    assert_eq!(statuses, [u64::from(refused.status.as_u16()), 401]);
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_waits_for_open_requests_only_as_long_as_it_says() {
    let sandbox = Sandbox::start_with(Configuration { grace: Duration::from_millis(300), ..small() }).await;
    let mut half = connect(sandbox.server.address());
    half.write_all(GET.as_bytes()).expect("half a head is sent");
    tokio::time::sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    sandbox.server.stop().await.expect("it stops");
    let took = started.elapsed();
    assert!((250..3000).contains(&took.as_millis()), "{took:?}");
}
