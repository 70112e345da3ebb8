//! The listener for deliveries.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use super::connection::{Arrival, Shared, serve};
use super::declared::DeclaredDelivery;
use super::judge::{Judge, Received};
use super::rules::TOO_FEW;
use crate::cause::by_cause;
use crate::coverage::{Coverage, coverage_lines, insufficient_coverage};
use crate::finding::Finding;
use crate::report::{Report, counted, line};
use crate::{CheckError, Options, Spec};

/// The most connections at once. Others wait until one ends.
const CONNECTIONS: usize = 64;

/// How long connections may go on after the end.
const GRACE: Duration = Duration::from_secs(2);

/// How long to wait after a connection could not be accepted, usually because too many files are open.
const PAUSE: Duration = Duration::from_millis(50);

/// When to stop listening: whatever comes first.
#[derive(Debug)]
pub struct Until {
    /// After this many deliveries. Requests that are no deliveries or cannot be read do not count.
    pub deliveries: Option<usize>,
    /// After this time.
    pub duration: Option<Duration>,
    /// When this becomes true.
    pub stop: watch::Receiver<bool>,
}

/// Receives deliveries of webhooks at any path, and judges them. Each is answered with 200 at once, before it is judged.
///
/// `told` gets a line with the address, and then one for each request, for a reader who watches.
///
/// # Errors
/// Returns an error if the document declares no events, if a secret cannot be read, or if nothing was received.
pub async fn receive_webhooks(
    spec: &Spec,
    listener: TcpListener,
    options: &Options,
    until: Until,
    told: &mut (dyn FnMut(&str) + Send),
) -> Result<Report, CheckError> {
    let declared = DeclaredDelivery::read(spec)?;
    let address = listener.local_addr().map_err(|source| CheckError::Listener { source })?;
    let shared = Arc::new(Shared { declared: declared.clone(), limit: options.timeout });
    let mut heard = Hearing {
        judge: Judge::new(spec, options, declared)?,
        coverage: Coverage::of_events(spec),
        base_url: format!("http://{address}"),
        requests: 0,
        told,
    };
    let end = match (until.deliveries, until.duration) {
        (None, None) => "; Ctrl-C ends it and shows the report",
        _ => "",
    };
    (heard.told)(&line(&format!("listening at {}/ for webhooks of {}{end}", heard.base_url, spec.title())));
    listen(listener, shared, &until, &mut heard).await;
    let Hearing { judge, coverage, base_url, .. } = heard;
    report(spec, judge, &coverage, options, &until, &base_url)
}

/// What the listener has heard.
struct Hearing<'h, 's> {
    judge: Judge<'s>,
    coverage: Coverage,
    base_url: String,
    requests: usize,
    told: &'h mut (dyn FnMut(&str) + Send),
}

impl Hearing<'_, '_> {
    fn add(&mut self, arrival: Arrival) {
        let name = format!("delivery {}", self.requests + 1);
        let text = match arrival {
            Arrival::Delivery(delivery, at) => {
                let received = Received {
                    name,
                    base_url: &self.base_url,
                    delivery: &delivery,
                    at: Some(at),
                    status: Some(StatusCode::OK),
                };
                let heard = self.judge.judge(&received, &mut self.coverage);
                let repeated = if heard.is_repeated { ", repeated" } else { "" };
                format!("{}: {}{repeated}", heard.title, counted(heard.findings, "finding", "findings"))
            }
            Arrival::Unreadable(why) => {
                self.judge.unreadable(&name, &why);
                format!("{name}: {why}")
            }
            Arrival::Other(method, target) => {
                self.judge.other(&method, &target);
                (self.told)(&line(&format!("{method} {target}: no delivery")));
                return;
            }
        };
        self.requests += 1;
        (self.told)(&line(&text));
    }

    fn is_enough(&self, until: &Until) -> bool {
        until.deliveries.is_some_and(|wanted| self.judge.tally.deliveries >= wanted)
    }
}

/// Accepts connections until the end, and then lets those that are open come to theirs.
async fn listen(listener: TcpListener, shared: Arc<Shared>, until: &Until, heard: &mut Hearing<'_, '_>) {
    let (sender, mut arrived) = mpsc::channel(CONNECTIONS);
    let mut connections = JoinSet::new();
    let mut stop = until.stop.clone();
    let end = until.duration.and_then(|duration| Instant::now().checked_add(duration));
    loop {
        let at_end = async {
            match end {
                Some(end) => sleep_until(end).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            _ = stop.wait_for(|stopped| *stopped) => break,
            Some(arrival) = arrived.recv() => {
                heard.add(arrival);
                if heard.is_enough(until) {
                    break;
                }
            }
            () = at_end => break,
            accepted = listener.accept(), if connections.len() < CONNECTIONS => match accepted {
                Ok((stream, _)) => {
                    let (shared, sender) = (Arc::clone(&shared), sender.clone());
                    connections.spawn(async move { serve(stream, &shared, &sender).await });
                }
                Err(_) => sleep(PAUSE).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop((listener, sender));
    let grace = Instant::now() + GRACE;
    // Every connection has a sender, so this ends with the last of them.
    while let Ok(Some(arrival)) = timeout_at(grace, arrived.recv()).await {
        heard.add(arrival);
    }
    connections.shutdown().await;
    while let Ok(arrival) = arrived.try_recv() {
        heard.add(arrival);
    }
}

fn report(
    spec: &Spec,
    judge: Judge<'_>,
    coverage: &Coverage,
    options: &Options,
    until: &Until,
    base_url: &str,
) -> Result<Report, CheckError> {
    let is_silent = !judge.has_judged();
    let received = judge.tally.deliveries;
    let level = judge.level(&TOO_FEW);
    let judged = judge.finish();
    if is_silent {
        let event = spec.contract().webhooks().first().map_or("", |webhook| webhook.event.as_str());
        // The hint comes first, and what came instead after it.
        let notes = [vec![String::new()], judged.notes].concat().join("; ");
        return Err(CheckError::NothingReceived { url: format!("{base_url}/"), event: event.to_owned(), notes });
    }
    let mut findings = judged.findings;
    if let Some(wanted) = until.deliveries.filter(|wanted| received < *wanted) {
        findings.push(Finding {
            rule: (&TOO_FEW).into(),
            level,
            operation: None,
            place: String::new(),
            message: format!(
                "{} received, but --deliveries asks for {wanted}",
                counted(received, "delivery was", "deliveries were")
            ),
            case: None,
            evidence: None,
            other_cases: Vec::new(),
            count: 1,
        });
    }
    findings.extend(insufficient_coverage(coverage, options));
    let findings = by_cause(findings);
    let mut summary = judged.summary;
    summary.extend(coverage_lines(coverage, options));
    Ok(Report {
        command: "check --webhooks",
        subject: format!("{} at {base_url}/", spec.title()),
        document: None,
        repeat: None,
        summary,
        findings,
        accepted: 0,
        notes: events_notes(spec).chain(judged.notes).collect(),
        coverage: Some(coverage.to_json()),
        cases: judged.cases,
    })
}

/// What the document's notes say about its events.
fn events_notes(spec: &Spec) -> impl Iterator<Item = String> {
    spec.notes().iter().filter(|note| note.starts_with("/x-webhooks")).cloned()
}
