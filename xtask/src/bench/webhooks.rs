//! Deliveries of webhook events to a receiver on this machine: how many a second, how soon after a write, and what requests
//! notice of them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use hyper::Method;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::Bench;
use super::call::Call;
use super::connection::Connection;
use super::rounds::median;
use super::table::{Table, limit, number};

/// Some 2,500 orders a day, most of which a partner has brought.
const ORDERS: u32 = 2_000_000;

/// How many deliveries are counted.
const DELIVERIES: usize = 10_000;

/// How many writes are timed.
const WRITES: usize = 200;

/// Deliveries that the receiver has got: when, and the id of the message.
type Arrivals = Arc<Mutex<Vec<Instant>>>;

pub(super) async fn measure(bench: &Bench) -> anyhow::Result<Table> {
    let mut table = Table::new(&["webhook events to one receiver", "", "wanted"]);
    let (url, arrivals) = receiver().await?;
    let webhook = format!("agentref={url}");

    eprintln!("webhooks: a write and its event");
    let sandbox = bench.programs.start_sandbox_with(10_000, 1, &["--webhook", &webhook]).await?;
    let mut connection = Connection::open(&sandbox.origin).await?;
    let sale = Call::json(Method::POST, format!("{}/_mock/events", sandbox.origin), r#"{"event":"sale"}"#.to_owned());
    let mut delays = Vec::new();
    for count in 1..=WRITES {
        connection.succeed(&sale).await?;
        let answered = Instant::now();
        let arrived = wait_for(&arrivals, count).await?;
        delays.push(arrived.saturating_duration_since(answered).as_secs_f64() * 1e3);
    }
    let delay = median(delays);
    table.add([
        "from the response of a write to the arrival, median".to_owned(),
        format!("{} ms", number(delay)),
        limit(delay, 5.0, "ms"),
    ]);
    sandbox.stop().await?;

    eprintln!("webhooks: a leap over {DELIVERIES} events");
    locked(&arrivals).clear();
    let sandbox = bench.programs.start_sandbox_with(ORDERS, 1, &["--webhook", &webhook]).await?;
    let mut connection = Connection::open(&sandbox.origin).await?;
    let page = Call::get(format!("{}/_mock/operations?provider=fullwhere", sandbox.origin));
    let quiet = latencies(&mut connection, &page, || false, 400).await?;
    let clock = format!("{}/_mock/clock", sandbox.origin);
    let leap = Call::json(Method::POST, clock, r#"{"advance":"8d"}"#.to_owned());
    let before = sandbox.memory()?.resident;
    let started = Instant::now();
    connection.succeed(&leap).await?;
    let busy = latencies(&mut connection, &page, || locked(&arrivals).len() >= DELIVERIES, 400).await?;
    let last = wait_for(&arrivals, DELIVERIES).await?;
    let seconds = last.duration_since(started).as_secs_f64();
    table.add([
        format!("{} deliveries", super::table::grouped(&DELIVERIES.to_string())),
        format!("{} s", number(seconds)),
        limit(seconds, 3.0, "s"),
    ]);
    let memory = sandbox.memory()?.peak - before;
    table.add(["memory for them".to_owned(), format!("{} MiB", number(memory)), limit(memory, 80.0, "MiB")]);
    for (what, place, wanted) in [("median", 0.5, 1.2), ("99 of 100", 0.99, 3.0)] {
        let ratio = at(&busy, place) / at(&quiet, place);
        let figures = format!("{} ms, before {} ms", number(at(&busy, place)), number(at(&quiet, place)));
        table.add([
            format!("requests meanwhile, {what}"),
            format!("{figures}: {ratio:.2} ×"),
            limit(ratio, wanted, "×"),
        ]);
    }
    sandbox.stop().await?;
    Ok(table)
}

/// How long requests take, one after the other: until something is so, and so many at least. Sorted, in milliseconds.
async fn latencies(
    connection: &mut Connection,
    call: &Call,
    is_done: impl Fn() -> bool,
    least: usize,
) -> anyhow::Result<Vec<f64>> {
    let (mut taken, begun) = (Vec::new(), Instant::now());
    while taken.len() < least || (!is_done() && begun.elapsed() < Duration::from_secs(30)) {
        let started = Instant::now();
        connection.succeed(call).await?;
        taken.push(started.elapsed().as_secs_f64() * 1e3);
        if taken.len() >= least && is_done() {
            break;
        }
    }
    taken.sort_by(f64::total_cmp);
    Ok(taken)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place in a list"
)]
fn at(sorted: &[f64], place: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * place) as usize]
}

async fn wait_for(arrivals: &Arrivals, count: usize) -> anyhow::Result<Instant> {
    let begun = Instant::now();
    loop {
        if let Some(arrived) = locked(arrivals).get(count - 1) {
            return Ok(*arrived);
        }
        if begun.elapsed() > Duration::from_mins(1) {
            bail!("{} of {count} events arrive", locked(arrivals).len());
        }
        tokio::time::sleep(Duration::from_micros(200)).await;
    }
}

fn locked(arrivals: &Arrivals) -> std::sync::MutexGuard<'_, Vec<Instant>> {
    arrivals.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A receiver that accepts everything. Returns its address.
async fn receiver() -> anyhow::Result<(String, Arrivals)> {
    let listener = TcpListener::bind("127.0.0.1:0").await.context("there is no free port")?;
    let url = format!("http://{}/hooks", listener.local_addr()?);
    let arrivals = Arrivals::default();
    let kept = Arc::clone(&arrivals);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(accept(stream, Arc::clone(&kept)));
        }
    });
    Ok((url, arrivals))
}

/// Reads deliveries, whose payload is an object of JSON that ends the request, and accepts them.
async fn accept(mut stream: TcpStream, arrivals: Arrivals) -> std::io::Result<()> {
    let (mut text, mut bytes) = (Vec::new(), vec![0; 65_536]);
    loop {
        let count = stream.read(&mut bytes).await?;
        if count == 0 {
            return Ok(());
        }
        text.extend_from_slice(&bytes[..count]);
        if text.ends_with(b"}") && text.windows(5).any(|window| window == b"\r\n\r\n{") {
            locked(&arrivals).push(Instant::now());
            text.clear();
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await?;
        }
    }
}
