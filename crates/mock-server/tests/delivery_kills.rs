//! The program is killed while it delivers webhook events: every event arrives all the same, and only the one that was on its
//! way arrives twice.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::kills::Client;
use crate::process::{Running, start};

/// How often each message has arrived, by its id.
type Arrived = Arc<Mutex<BTreeMap<String, usize>>>;

/// How many events each run of the program causes before it is killed.
const SALES: usize = 12;

const RUNS: usize = 3;

/// A receiver that takes its time. Returns its address.
fn receiver() -> (String, Arrived) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/hooks", listener.local_addr().expect("an address"));
    let arrived = Arrived::default();
    let kept = Arc::clone(&arrived);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let kept = Arc::clone(&kept);
            std::thread::spawn(move || receive(stream, &kept));
        }
    });
    (url, arrived)
}

/// Reads deliveries, and accepts each after a while. Returns nothing when the connection ends.
fn receive(stream: TcpStream, arrived: &Arrived) -> Option<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let (mut length, mut message) = (0, String::new());
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                if line == "\r\n" {
                    break;
                }
                continue;
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().ok()?,
                "svix-id" => value.clone_into(&mut message),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).ok()?;
        *arrived.lock().expect("no panic").entry(message).or_default() += 1;
        std::thread::sleep(Duration::from_millis(8));
        stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").ok()?;
    }
}

fn started(file: &std::path::Path, url: &str) -> Running {
    let webhook = format!("agentref={url}");
    let file = file.to_str().expect("a path in UTF-8");
    let arguments = ["--now", "2026-06-08T12:00:00Z", "--orders", "2000", "--state", file, "--webhook", &webhook];
    start(&arguments, &[("RUST_LOG", "off")])
}

fn conversions(client: &mut Client) -> Vec<Value> {
    let page = client.success("GET", "/_mock/webhooks/deliveries?event=conversion.created&limit=1000", &Value::Null);
    page["deliveries"].as_array().expect("deliveries").clone()
}

#[test]
fn every_event_arrives_although_the_program_is_killed_while_it_delivers() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("state.db");
    let (url, arrived) = receiver();
    for run in 0..RUNS {
        let mut running = started(&file, &url);
        let mut client = Client::open(running.address).expect("a connection");
        for _ in 0..SALES {
            client.success("POST", "/_mock/events", &json!({ "event": "sale" }));
        }
        // Some of this run have arrived, and some have not.
        let before = run * SALES + SALES / 2;
        let begun = Instant::now();
        while arrived.lock().expect("no panic").len() < before {
            assert!(begun.elapsed() < Duration::from_mins(1), "too little arrives");
            std::thread::sleep(Duration::from_millis(1));
        }
        running.child.kill().expect("the program is running");
        running.child.wait().expect("the program has ended");
    }

    let running = started(&file, &url);
    let mut client = Client::open(running.address).expect("a connection");
    let begun = Instant::now();
    let delivered = loop {
        let all = conversions(&mut client);
        if all.len() >= RUNS * SALES && all.iter().all(|one| one["state"] == "delivered") {
            break all;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "{} of {}: {all:?}", all.len(), RUNS * SALES);
        std::thread::sleep(Duration::from_millis(50));
    };
    assert_eq!(delivered.len(), RUNS * SALES, "each sale is told once");
    let arrived = arrived.lock().expect("no panic");
    for one in &delivered {
        let message = one["message"].as_str().expect("an id");
        assert!(arrived.contains_key(message), "{message} has not arrived");
    }
    let again: usize = arrived.values().map(|times| times - 1).sum();
    assert!(again <= RUNS, "{again} messages came again after {RUNS} kills");
}
