//! The program is killed under load: every event that it acknowledged is there when it is started again, and a sandbox
//! in which the same things happen shows the same.
//!
//! `MORE_KILLS=yes` kills it more often, and leaves it running longer.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::process::{Running, start};

const WORLD: [&str; 4] = ["--now", "2026-06-08T12:00:00Z", "--orders", "2000"];

/// How many clients cause events at the same time.
const CLIENTS: u64 = 12;

const JSON: &str = "Content-Type: application/json\r\n";

fn started(file: &Path) -> Running {
    let mut arguments = WORLD.to_vec();
    arguments.extend(["--state", file.to_str().expect("a path in UTF-8")]);
    start(&arguments, &[("RUST_LOG", "off")])
}

/// A kept-alive connection.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
}

/// A response, read to its end.
struct Response {
    status: u16,
    id: String,
    body: Vec<u8>,
}

impl Client {
    pub(crate) fn open(address: SocketAddr) -> Option<Self> {
        let stream = TcpStream::connect(address).ok()?;
        stream.set_nodelay(true).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
        Some(Self { stream: BufReader::new(stream) })
    }

    /// The status and the body of a response. Returns nothing if the connection ends before they are complete.
    fn ask(&mut self, method: &str, target: &str, headers: &str, body: &str) -> Option<(u16, Value)> {
        let Response { status, body, .. } = self.respond(method, target, headers, body)?;
        Some((status, serde_json::from_slice(&body).ok()?))
    }

    fn respond(&mut self, method: &str, target: &str, headers: &str, body: &str) -> Option<Response> {
        let length = body.len();
        let head =
            format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {length}\r\n\r\n");
        self.stream.get_mut().write_all((head + body).as_bytes()).ok()?;
        let mut status = String::new();
        self.stream.read_line(&mut status).ok().filter(|read| *read > 0)?;
        let (mut length, mut id) = (None, String::new());
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
            if line == "\r\n" {
                break;
            }
            match line.trim_end().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().ok(),
                Some((name, value)) if name.eq_ignore_ascii_case("x-request-id") => value.clone_into(&mut id),
                _ => {}
            }
        }
        let mut body = vec![0; length?];
        self.stream.read_exact(&mut body).ok()?;
        Some(Response { status: status.get(9..12)?.parse().ok()?, id, body })
    }

    pub(crate) fn success(&mut self, method: &str, target: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let (status, response) = self.ask(method, target, JSON, &body).expect("a response");
        assert_eq!(status, 200, "{target} {body}: {response}");
        response
    }

    /// All events, by number.
    fn events(&mut self) -> BTreeMap<u64, Value> {
        let mut all = BTreeMap::new();
        loop {
            let before = all.first_key_value().map(|(id, _)| format!("&before={id}")).unwrap_or_default();
            let page = self.success("GET", &format!("/_mock/events?limit=1000{before}"), &Value::Null);
            let events = page["events"].as_array().expect("events");
            if events.is_empty() {
                assert_eq!(page["total"], all.len());
                return all;
            }
            all.extend(events.iter().map(|event| (event["id"].as_u64().expect("a number"), event.clone())));
        }
    }

    /// What the providers show: the working call of every operation that reads, and all transactions of the month. The
    /// ids of requests are left out.
    fn shown(&mut self) -> Vec<Value> {
        let listed = self.success("GET", "/_mock/operations", &Value::Null);
        let operations = listed["operations"].as_array().expect("operations");
        let reading = operations.iter().filter(|operation| operation["writes"] == false);
        let mut shown = Vec::new();
        for operation in reading {
            let text = |field: &str| operation[field].as_str().expect("a text");
            let target = text("url").strip_prefix("http://localhost").expect("the address of this sandbox");
            let body = if operation["body"].is_null() { String::new() } else { operation["body"].to_string() };
            let response = self.respond(text("method"), target, &headers(operation), &body).expect("a response");
            let body = String::from_utf8(response.body).expect("text").replace(&response.id, "");
            shown.push(json!({ "operation": text("id"), "response": body }));
        }
        let of_month = "/wecantrack/api/v3/transactions?date_type=last_wct_update&start_date=2026-06-01T00:00:00\
                        &end_date=2026-06-30T00:00:00&limit=1000";
        for page in 1.. {
            let target = format!("{of_month}&page={page}");
            let (_, page) = self.ask("GET", &target, "X-API-Key: wct-sandbox\r\n", "").expect("a response");
            let rows = page["data"].as_array().expect("rows");
            if rows.is_empty() {
                break;
            }
            shown.extend(rows.iter().cloned());
        }
        shown
    }
}

/// The headers that the list of operations gives for a call.
fn headers(operation: &Value) -> String {
    let headers = operation["headers"].as_object().expect("headers").iter();
    headers.fold(String::new(), |lines, (name, value)| lines + name + ": " + value.as_str().expect("a text") + "\r\n")
}

/// What a client causes next.
fn next(client: u64, round: u64, number: u64) -> Value {
    match (client + number) % 4 {
        0 => json!({ "event": "sale", "transaction_id": format!("{round}-{client}-{number}") }),
        1 => json!({ "event": "sale", "coupon": true, "amount_cents": 100 }),
        2 => json!({ "event": "click" }),
        _ => json!({ "event": "lead" }),
    }
}

/// Kills the program while clients cause events, when it has acknowledged so many. Returns those that it acknowledged.
fn killed_under_load(running: &mut Running, round: u64, after: usize) -> BTreeMap<u64, Value> {
    let (address, acknowledged) = (running.address, Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let acknowledged = &acknowledged;
            scope.spawn(move || {
                let Some(mut connection) = Client::open(address) else { return };
                for number in 0.. {
                    let body = next(client, round, number).to_string();
                    let Some((status, caused)) = connection.ask("POST", "/_mock/events", JSON, &body) else { return };
                    assert_eq!(status, 200, "{body}: {caused}");
                    let mut acknowledged = acknowledged.lock().expect("no panic");
                    for event in caused["events"].as_array().expect("events") {
                        let before = acknowledged.insert(event["id"].as_u64().expect("a number"), event.clone());
                        assert_eq!(before, None, "two events have one number");
                    }
                }
            });
        }
        let started = Instant::now();
        while acknowledged.lock().expect("no panic").len() < after {
            assert!(started.elapsed() < Duration::from_mins(1), "it acknowledges too little");
            std::thread::sleep(Duration::from_millis(1));
        }
        running.child.kill().expect("the program is running");
        running.child.wait().expect("the program has ended");
    });
    acknowledged.into_inner().expect("no panic")
}

/// Makes the same happen in another sandbox, event by event. Returns what it lists.
fn replayed(events: &BTreeMap<u64, Value>, other: &mut Client) -> BTreeMap<u64, Value> {
    for (id, event) in events {
        let mut body = json!({ "event": event["event"], "program": event["program"], "at": event["happened_at"] });
        // What an event introduces is not there yet.
        let is_new = event["event"] == "click" || event["event"] == "sale" && event["cause"]["alone"] == true;
        let fields: &[&str] = match event["event"].as_str().expect("a kind") {
            "click" => &["partner"],
            "lead" => &["customer"],
            _ => &["customer", "amount_cents", "commission_cents", "transaction_id"],
        };
        for field in fields.iter().filter(|field| !(is_new && **field == "customer")) {
            if !event[field].is_null() {
                body[*field] = event[field].clone();
            }
        }
        if is_new && event["event"] == "sale" {
            body["coupon"] = json!(true);
            body["partner"] = event["partner"].clone();
        }
        let caused = other.success("POST", "/_mock/events", &body);
        assert_eq!(caused["events"].as_array().map(Vec::len), Some(1), "{id} is one event: {event} {caused}");
    }
    other.events()
}

/// The events without what differs when they are caused one by one: requests, and numbers, which may have gaps.
fn without_requests(events: &BTreeMap<u64, Value>) -> Vec<Value> {
    let without = |event: &Value| {
        let mut event = event.clone();
        event.as_object_mut().expect("an object").retain(|field, _| field != "cause" && field != "id");
        event
    };
    events.values().map(without).collect()
}

#[test]
fn every_acknowledged_event_survives_a_kill_under_load() {
    let is_long = std::env::var("MORE_KILLS").is_ok_and(|value| value == "yes");
    let (rounds, most) = if is_long { (60, 400) } else { (4, 60) };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("state.db");
    let mut acknowledged = BTreeMap::new();
    for round in 0..rounds {
        let mut running = started(&file);
        let found = Client::open(running.address).expect("a connection").events();
        for (id, event) in &acknowledged {
            assert_eq!(found.get(id), Some(event), "event {id} after {round} kills");
        }
        assert!(found.len() >= acknowledged.len());
        let more = killed_under_load(&mut running, round, 12 + usize::try_from(round).expect("small") * 37 % most);
        assert!(more.keys().all(|id| !found.contains_key(id)), "no number comes again");
        acknowledged.extend(more);
    }

    let running = started(&file);
    let mut client = Client::open(running.address).expect("a connection");
    let mut events = client.events();
    for (id, event) in &acknowledged {
        assert_eq!(events.get(id), Some(event), "event {id} at the end");
    }
    // A sale whose request caused nothing else was brought by a coupon.
    let requests: Vec<Value> = events.values().map(|event| event["cause"]["request_id"].clone()).collect();
    for event in events.values_mut() {
        let request = event["cause"]["request_id"].clone();
        event["cause"]["alone"] = json!(requests.iter().filter(|other| **other == request).count() == 1);
    }
    let fresh = start(&WORLD, &[("RUST_LOG", "off")]);
    let mut other = Client::open(fresh.address).expect("a connection");
    let again = replayed(&events, &mut other);
    assert_eq!(without_requests(&again), without_requests(&events), "a fresh sandbox records the same");
    let (shown, expected) = (other.shown(), client.shown());
    assert!(expected.len() > 20, "{}", expected.len());
    for (shown, expected) in shown.iter().zip(&expected) {
        assert_eq!(shown, expected, "a fresh sandbox shows the same");
    }
    assert_eq!(shown.len(), expected.len());
}
