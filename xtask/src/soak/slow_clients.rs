//! `--slow-clients`: what slow clients cost the others.

use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::bench::call::Call;
use crate::bench::connection::Connection;
use crate::bench::operations::Operations;
use crate::bench::server::{Memory, Server};
use crate::bench::table::{Table, limit, number};

/// One slow client of so many sends a body slowly; the others never finish their request head.
const BODIES: u32 = 11;

/// How long a slow client waits before it sends the next byte.
const PAUSE: Duration = Duration::from_secs(1);

/// How long the other clients are measured, first without and then with the slow ones.
const PHASE: Duration = Duration::from_secs(10);

/// How many other clients there are.
const OTHERS: u32 = 4;

/// How often each of the others sends a request. A fixed rate, so that waiting shows in the response times.
const INTERVAL: Duration = Duration::from_millis(5);

/// The p99 that the others may have, as a multiple of the undisturbed one.
const GOAL: f64 = 2.0;

/// What was measured.
pub(super) struct Report {
    slow: u32,
    undisturbed: Times,
    disturbed: Times,
    /// How many slow clients the sandbox turned away.
    closed: u64,
    memory: Memory,
}

/// Response times of one phase, in milliseconds.
struct Times {
    requests: usize,
    median: f64,
    p99: f64,
    longest: f64,
}

/// Measures the other clients without and with `slow` slow ones. Fails if a request of the others does.
pub(super) async fn measure(server: Server, slow: u32) -> anyhow::Result<Report> {
    let mut connection = Connection::open(&server.origin).await?;
    let calls = Operations::read(&mut connection, &server.origin)
        .await?
        .all()
        .iter()
        .map(Call::listed)
        .collect::<Result<Vec<_>, _>>()?;
    ensure!(!calls.is_empty(), "the sandbox lists no operation");
    let calls = Arc::new(calls);
    eprintln!("{OTHERS} clients alone, {} s", PHASE.as_secs());
    let undisturbed = others(&server.origin, &calls).await?;
    let with_body = calls.iter().find(|call| call.body.is_some()).context("no operation takes a body")?;
    let closed = Arc::new(AtomicU64::new(0));
    let mut crowd = JoinSet::new();
    for index in 0..slow {
        let start =
            if index % BODIES == 0 { head_of(with_body, &server.origin) } else { "GET / HTTP/1.1\r\n".to_owned() };
        crowd.spawn(slow_client(address(&server.origin).to_owned(), start, Arc::clone(&closed)));
    }
    // All of them have connected before the measurement starts.
    tokio::time::sleep(PAUSE).await;
    eprintln!("{OTHERS} clients beside {slow} slow ones, {} s", PHASE.as_secs());
    let disturbed = others(&server.origin, &calls).await?;
    let memory = server.memory()?;
    if let Some(ended) = crowd.try_join_next() {
        ended.context("a slow client panicked")?.context("the slow clients could not connect")?;
    }
    crowd.shutdown().await;
    server.stop().await?;
    Ok(Report { slow, undisturbed, disturbed, closed: closed.load(Ordering::Relaxed), memory })
}

/// Stays connected to the sandbox, sends a byte now and then, and comes back each time it is turned away.
async fn slow_client(address: String, start: String, closed: Arc<AtomicU64>) -> anyhow::Result<()> {
    loop {
        let mut stream = TcpStream::connect(&address).await.context("try a higher `ulimit -n`")?;
        stream.write_all(start.as_bytes()).await?;
        let (mut reading, mut writing) = stream.split();
        let sending = async {
            loop {
                tokio::time::sleep(PAUSE).await;
                if writing.write_all(b"x").await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        };
        let answer = async {
            let mut answer = Vec::new();
            _ = reading.read_to_end(&mut answer).await;
        };
        tokio::select! {
            () = sending => (),
            () = answer => {
                closed.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// The head of a request whose body is long.
fn head_of(call: &Call, origin: &str) -> String {
    let mut head =
        format!("{} {} HTTP/1.1\r\nHost: {}\r\nContent-Length: 4000\r\n", call.method, call.target(), address(origin));
    for (name, value) in &call.headers {
        _ = write!(head, "{name}: {value}\r\n");
    }
    head.push_str("\r\n");
    head
}

fn address(origin: &str) -> &str {
    origin.strip_prefix("http://").unwrap_or(origin)
}

/// Lets the other clients send requests for one phase.
async fn others(origin: &str, calls: &Arc<Vec<Call>>) -> anyhow::Result<Times> {
    let mut callers = JoinSet::new();
    for caller in 0..OTHERS {
        callers.spawn(other(origin.to_owned(), Arc::clone(calls), caller as usize));
    }
    let mut times = Vec::new();
    while let Some(done) = callers.join_next().await {
        times.extend(done.context("a caller panicked")??);
    }
    Times::of(times)
}

/// One of the other clients: sends the calls in turn, at a fixed rate, and says how long each response took in
/// milliseconds. Fails if one is not answered with a success.
async fn other(origin: String, calls: Arc<Vec<Call>>, first: usize) -> anyhow::Result<Vec<f64>> {
    let mut connection = Connection::open(&origin).await?;
    let mut times = Vec::new();
    let started = Instant::now();
    let mut next = tokio::time::interval(INTERVAL);
    for call in calls.iter().cycle().skip(first) {
        if started.elapsed() >= PHASE {
            break;
        }
        let due = next.tick().await;
        connection.succeed(call).await?;
        times.push(due.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(times)
}

impl Times {
    /// Fails if there is no time.
    fn of(mut times: Vec<f64>) -> anyhow::Result<Self> {
        times.sort_by(f64::total_cmp);
        let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1))).copied();
        Ok(Self {
            requests: times.len(),
            median: at(50).context("no request was sent")?,
            p99: at(99).context("no request was sent")?,
            longest: at(100).context("no request was sent")?,
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&["other clients", "requests", "median", "p99", "longest"]);
        let slow = format!("beside {} slow ones", self.slow);
        for (name, times) in [("alone", &self.undisturbed), (&slow, &self.disturbed)] {
            let time = |time| format!("{} ms", number(time));
            let requests = times.requests.to_string();
            table.add([name.to_owned(), requests, time(times.median), time(times.p99), time(times.longest)]);
        }
        let ratio = self.disturbed.p99 / self.undisturbed.p99;
        write!(f, "{table}\np99: {ratio:.2} ×, goal {}\n", limit(ratio, GOAL, "×"))?;
        writeln!(f, "The sandbox turned slow clients away {} times.", self.closed)?;
        writeln!(f, "Memory: {:.1} MiB, peak {:.1} MiB", self.memory.resident, self.memory.peak)
    }
}

#[cfg(test)]
mod tests {
    use super::Times;

    #[test]
    fn finds_the_percentiles() {
        let times = Times::of((1..=200).rev().map(f64::from).collect()).expect("there are times");
        assert_eq!((times.requests, times.median, times.p99, times.longest), (200, 101.0, 199.0, 200.0));
        assert!(Times::of(Vec::new()).is_err());
    }
}
