//! Thousands of slow clients at once.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::process::{Running, start};

/// Connections that send a part of a head, or nothing.
const HALF_OPEN: usize = 2000;

/// Connections that send a part of a body.
const SLOW_BODIES: usize = 200;

/// The time-out of the test, in seconds.
const TIMEOUT: u64 = 4;

/// The most memory that the sandbox may use for a slow client, in KiB.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 16;

/// A sale with this transaction id, as a request to the control API.
fn sale(transaction: &str) -> String {
    let body = format!(r#"{{"event":"sale","coupon":true,"transaction_id":"{transaction}"}}"#);
    let length = body.len();
    format!(
        "POST /_mock/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
}

fn response(stream: &mut TcpStream) -> String {
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("a whole response");
    response
}

#[test]
fn a_write_that_arrives_slowly_discards_nothing_that_others_wrote_meanwhile() {
    // The clock ticks, so that the writes have different times.
    let running = start(&["--orders", "300"], &[]);
    let (slow, quick) = (sale("txn_slow"), sale("txn_quick"));
    let (first, rest) = slow.split_at(slow.len() - 10);
    let mut patient = connect(&running);
    patient.write_all(first.as_bytes()).expect("a part is sent");
    std::thread::sleep(Duration::from_millis(1500));
    let mut other = connect(&running);
    other.write_all(quick.as_bytes()).expect("all is sent");
    assert!(response(&mut other).starts_with("HTTP/1.1 200"));
    patient.write_all(rest.as_bytes()).expect("the rest is sent");
    assert!(response(&mut patient).starts_with("HTTP/1.1 200"));
    let mut reader = connect(&running);
    let list = "GET /_mock/events?limit=20 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    reader.write_all(list.as_bytes()).expect("all is sent");
    let listed = response(&mut reader);
    assert!(listed.contains("txn_slow") && listed.contains("txn_quick"), "{listed}");
}

#[test]
fn slow_clients_are_closed_and_others_do_not_notice() {
    if !make_room() {
        eprintln!("skipped: this process may not open enough files");
        return;
    }
    let time = format!("{TIMEOUT}s");
    let running =
        start(&["--head-timeout", &time, "--body-timeout", &time, "--idle-timeout", &time, "--journal", "100"], &[]);
    assert!(get(&running).starts_with("HTTP/1.1 200"), "the sandbox responds");
    #[cfg(target_os = "linux")]
    let memory_before = peak_memory(&running);
    let started = Instant::now();
    let mut slow = Vec::new();
    for number in 0..HALF_OPEN {
        let mut stream = connect(&running);
        match number % 4 {
            0 => {}
            1 => stream.write_all(b"G").expect("a byte is sent"),
            2 => stream.write_all(b"GET /partnero/v1/program HTTP/1.1\r\n").expect("a line is sent"),
            _ => stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Name: ").expect("lines are sent"),
        }
        slow.push(stream);
    }
    for _ in 0..SLOW_BODIES {
        let mut stream = connect(&running);
        let head = "POST /fullwhere/partners/survey-tracker/list HTTP/1.1\r\nHost: localhost\r\nX-API-KEY: fw-key-sandbox\r\nX-API-SECRET: fw-secret-sandbox\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
        stream.write_all(head.as_bytes()).expect("a part is sent");
        slow.push(stream);
    }
    let opened = started.elapsed();
    let mut others = 0;
    while started.elapsed() < opened + Duration::from_secs(TIMEOUT / 2) {
        let asked = Instant::now();
        assert!(get(&running).starts_with("HTTP/1.1 200"), "another client gets its response");
        assert!(asked.elapsed() < Duration::from_secs(2), "another client waits {:?}", asked.elapsed());
        others += 1;
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(others > 10, "{others} requests of other clients");
    #[cfg(target_os = "linux")]
    {
        let memory = peak_memory(&running) - memory_before;
        assert!(memory <= MEMORY * slow.len() as u64, "the slow clients have taken {memory} KiB");
    }
    // Half of the time-out and a second, for a busy machine.
    let end = started + opened + Duration::from_secs(TIMEOUT) + Duration::from_secs(6);
    for (number, mut stream) in slow.into_iter().enumerate() {
        let left = end.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        stream.set_read_timeout(Some(left)).expect("a time-out");
        let mut response = Vec::new();
        let read = stream.read_to_end(&mut response);
        assert!(read.is_ok(), "connection {number} is still open: {read:?}");
        let is_silent = number < HALF_OPEN && number % 4 == 0;
        assert_eq!(
            response.starts_with(b"HTTP/1.1 408"),
            !is_silent,
            "{number}: {}",
            String::from_utf8_lossy(&response)
        );
    }
    assert!(get(&running).starts_with("HTTP/1.1 200"));
}

fn connect(running: &Running) -> TcpStream {
    TcpStream::connect(running.address).expect("the sandbox listens")
}

fn get(running: &Running) -> String {
    let mut stream = connect(running);
    write!(stream, "GET /partnero/v1/program HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer pk-95u4ubu1\r\nConnection: close\r\n\r\n")
        .expect("the request is sent");
    response(&mut stream)
}

/// Raises this process's own limit of open files, as far as the test needs it.
#[cfg(unix)]
fn make_room() -> bool {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let needed = (HALF_OPEN + SLOW_BODIES + 200) as u64;
    let limit = getrlimit(Resource::Nofile);
    limit.current.is_none_or(|current| current >= needed)
        || setrlimit(Resource::Nofile, Rlimit { current: Some(needed), maximum: limit.maximum }).is_ok()
}

#[cfg(not(unix))]
fn make_room() -> bool {
    true
}

/// The most memory that the program has used so far, in KiB.
#[cfg(target_os = "linux")]
fn peak_memory(running: &Running) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.child.id())).expect("the program runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
