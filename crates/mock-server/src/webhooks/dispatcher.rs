//! The thread that sends. It has one core at most, whatever there is to send, so that requests are answered meanwhile.
//!
//! First attempts go out in order, one at a time for each receiver. An attempt that failed is repeated when the sandbox's
//! clock gets there, and holds up nothing. The plan of a delivery is in sandbox time: a clock that leaps over a whole
//! schedule makes all of its attempts at once.

use std::rc::Rc;
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::runtime::Builder;
use tokio::task::{JoinSet, LocalSet};
use tokio::time::timeout;
use trackside_schemas::control::WebhookTrouble;
use trackside_schemas::declare::Delivery as Manner;

use super::delivery::{Attempt, Delivery, Outcome, State};
use super::request::prepare;
use super::sender::{Sender, Unsent};
use super::{AllowedHost, Wake, advice, receivers, walk};
use crate::catalogue;
use crate::named::NamedWorlds;
use crate::sandbox::Sandbox;
use crate::serve::{Receiver, ReceiverKey};

/// How long a receiver has if the provider does not say.
const USUAL_TIMEOUT: Duration = Duration::from_secs(30);

/// How often the clock and the log are looked at while nobody says that they have changed.
const LOOK: Duration = Duration::from_millis(200);

/// How many further attempts are on their way at the same time.
const MOST_AGAIN: usize = 32;

/// How long attempts that are on their way may take after the sandbox was told to stop.
const LAST: Duration = Duration::from_secs(1);

/// How often the progress of many deliveries is told.
const TELL: Duration = Duration::from_secs(2);

/// A handle to the thread. Dropping it stops it.
#[derive(Debug)]
pub(crate) struct Dispatcher {
    wake: Arc<Wake>,
    thread: Option<JoinHandle<()>>,
}

impl Dispatcher {
    /// Starts the thread for all worlds of a process.
    pub(crate) fn start(worlds: &Arc<NamedWorlds>, hosts: Vec<AllowedHost>, burst: Option<u64>) -> Self {
        let wake = Arc::clone(worlds.usual().webhooks().waker());
        let (worlds, its) = (Arc::downgrade(worlds), Arc::clone(&wake));
        let thread = std::thread::Builder::new().name("webhooks".to_owned()).spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
            let sending = Sending { worlds, wake: its, sender: Sender::new(hosts), burst };
            LocalSet::new().block_on(&runtime, Rc::new(sending).run());
        });
        let thread = thread.map_err(|error| tracing::error!(%error, "webhook events cannot be sent")).ok();
        Self { wake, thread }
    }
}

impl Drop for Dispatcher {
    fn drop(&mut self) {
        self.wake.stop();
        if let Some(thread) = self.thread.take() {
            // It takes as long as what is on its way, and no longer than that may take. If it panicked, it has said so.
            _ = thread.join();
        }
    }
}

struct Sending {
    worlds: Weak<NamedWorlds>,
    wake: Arc<Wake>,
    sender: Sender,
    burst: Option<u64>,
}

impl Sending {
    async fn run(self: Rc<Self>) {
        let mut tasks = JoinSet::new();
        let mut progress = Progress::new();
        while !self.wake.is_stopping() {
            let Some(worlds) = self.worlds.upgrade() else { return };
            let mut is_quiet = true;
            for sandbox in worlds.all() {
                is_quiet &= self.look_at(&sandbox, &mut tasks).await;
                progress.look_at(&sandbox);
            }
            drop(worlds);
            while tasks.try_join_next().is_some() {}
            let wait = async {
                // With nobody to hear and nothing to send, nothing changes by itself.
                if is_quiet {
                    std::future::pending::<()>().await;
                }
                tokio::time::sleep(LOOK).await;
            };
            tokio::select! {
                () = self.wake.notify.notified() => {}
                () = wait => {}
            }
        }
        let rest = async { while tasks.join_next().await.is_some() {} };
        _ = timeout(LAST, rest).await;
        let keep = async {
            for sandbox in self.worlds.upgrade().map(|worlds| worlds.all()).unwrap_or_default() {
                save(&sandbox).await;
            }
        };
        // A database may not respond.
        _ = timeout(LAST, keep).await;
    }

    /// Tells what has happened in a world, and starts what can be sent. Returns whether nothing can change by itself.
    async fn look_at(self: &Rc<Self>, sandbox: &Arc<Sandbox>, tasks: &mut JoinSet<()>) -> bool {
        if !sandbox.store().leads() {
            return false;
        }
        let is_all = walk::catch_up(sandbox, self.burst);
        save(sandbox).await;
        let (lanes, due, generation) = {
            let mut book = sandbox.webhooks().book();
            let now = sandbox.clock().now();
            (book.start_lanes(), book.take_due(now, MOST_AGAIN), book.generation())
        };
        for receiver in lanes {
            let (sending, sandbox) = (Rc::clone(self), Arc::clone(sandbox));
            tasks.spawn_local(async move { sending.send_in_order(&sandbox, receiver).await });
        }
        for delivery in due {
            let (sending, sandbox) = (Rc::clone(self), Arc::clone(sandbox));
            tasks.spawn_local(async move {
                sending.attempt(&sandbox, &delivery, generation).await;
                sending.wake.up();
            });
        }
        let is_silent = !receivers::all(sandbox).iter().any(|receiver| receiver.is_active);
        is_all && is_silent && sandbox.webhooks().book().is_idle()
    }

    /// Makes the first attempts to a receiver, one after the other, until none waits.
    async fn send_in_order(&self, sandbox: &Arc<Sandbox>, receiver: ReceiverKey) {
        while !self.wake.is_stopping() {
            let (next, generation) = {
                let mut book = sandbox.webhooks().book();
                (book.next_of(&receiver), book.generation())
            };
            let Some(delivery) = next else { break };
            self.attempt(sandbox, &delivery, generation).await;
            sandbox.webhooks().book().has_passed(delivery.number, &receiver);
        }
        // There may be more to tell than could wait.
        self.wake.up();
    }

    /// Makes one attempt, and notes what becomes of the delivery.
    async fn attempt(&self, sandbox: &Arc<Sandbox>, delivery: &Delivery, generation: u64) {
        let (attempt, state) = self.tried(sandbox, delivery).await;
        sandbox.webhooks().book().note(delivery.number, generation, attempt, state);
        save(sandbox).await;
    }

    async fn tried(&self, sandbox: &Arc<Sandbox>, delivery: &Delivery) -> (Option<Attempt>, State) {
        let known = receivers::all(sandbox);
        let Some(receiver) = known.iter().find(|receiver| receiver.key == delivery.receiver) else {
            return (None, State::NotSent { reason: "not sent: the receiver is no longer registered".to_owned() });
        };
        if !receiver.is_active && !delivery.is_test && delivery.repeats.is_none() {
            return (None, State::NotSent { reason: "not sent: the receiver is switched off".to_owned() });
        }
        let manner = catalogue::provider(&receiver.key.provider).and_then(|provider| provider.delivery.as_ref());
        let due = due_of(delivery, manner);
        let limit = manner.and_then(|manner| manner.timeout_seconds);
        let limit = limit.map_or(USUAL_TIMEOUT, |seconds| Duration::from_secs(seconds.value.into()));
        let at = Utc::now();
        let scheme = manner.and_then(|manner| manner.signature.as_ref());
        let prepared = match prepare(delivery, receiver, scheme, at.timestamp()) {
            Ok(prepared) => prepared,
            Err(reason) => return (None, State::NotSent { reason: format!("not sent: {reason}") }),
        };
        let mut attempt = Attempt {
            due,
            at,
            elapsed: Duration::ZERO,
            method: prepared.request.method().to_string(),
            url: prepared.url.to_string(),
            headers: shown(prepared.request.headers()),
            signed: prepared.signed.clone(),
            outcome: Outcome::Broken { reason: String::new() },
        };
        let twin = (delivery.trouble == Some(WebhookTrouble::Duplicate) && delivery.attempts.is_empty())
            .then(|| prepare(delivery, receiver, scheme, at.timestamp()).ok())
            .flatten();
        let since = Instant::now();
        attempt.outcome = match self.sender.send(prepared, limit).await {
            Ok(outcome) => outcome,
            Err(Unsent::Refused(reason)) => return (None, State::NotSent { reason }),
            Err(Unsent::Broken(reason)) => Outcome::Broken { reason },
        };
        attempt.elapsed = since.elapsed();
        if let Some(twin) = twin {
            _ = self.sender.send(twin, limit).await;
        }
        let state = after(delivery, receiver, &attempt, manner);
        (Some(attempt), state)
    }
}

/// For when the next attempt of a delivery is planned.
fn due_of(delivery: &Delivery, manner: Option<&Manner>) -> DateTime<Utc> {
    match (&delivery.state, delivery.attempts.last()) {
        (State::Waiting { due }, _) => *due,
        (_, Some(last)) => last.due + delay(manner, delivery.attempts.len()).unwrap_or_default(),
        (_, None) => delivery.at,
    }
}

/// How long after an attempt that failed the next one is planned. `None` if there is none.
fn delay(manner: Option<&Manner>, attempts: usize) -> Option<TimeDelta> {
    let delays = manner.map_or(&[][..], |manner| manner.retry_seconds.value);
    delays.get(attempts.checked_sub(1)?).map(|seconds| TimeDelta::seconds((*seconds).into()))
}

/// What becomes of a delivery after an attempt.
fn after(delivery: &Delivery, receiver: &Receiver, attempt: &Attempt, manner: Option<&Manner>) -> State {
    if attempt.outcome.is_success() {
        return State::Delivered;
    }
    let attempts = delivery.attempts.len() + 1;
    let next = delay(manner, attempts);
    let reason = advice::advice(&attempt.outcome).unwrap_or_default();
    tracing::warn!(
        provider = receiver.key.provider,
        event = delivery.event,
        delivery = delivery.number,
        attempt = attempts,
        next = next.map(|next| (attempt.due + next).to_rfc3339()),
        "a webhook event was not accepted: {reason}"
    );
    next.map_or(State::Failed, |next| State::Waiting { due: attempt.due + next })
}

fn shown(headers: &http::HeaderMap) -> Vec<(String, String)> {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
}

/// Keeps what has changed, if the sandbox has a file or a database for it, and waits until it is kept.
async fn save(sandbox: &Sandbox) {
    if !sandbox.store().keeps_webhooks() {
        return;
    }
    let (changed, kept) = {
        let mut book = sandbox.webhooks().book();
        let changed = book.take_changed();
        // Up to where events were told goes with them: what tells nothing is told again after a crash, and tells nothing again.
        if changed.is_empty() {
            return;
        }
        let kept = crate::store::KeptWebhooks::new(book.reader(), book.next_number(), &changed);
        (changed, kept)
    };
    if let Err(error) = sandbox.keep_webhooks(kept).await {
        tracing::warn!(%error, "deliveries of webhook events could not be kept; they may be sent again");
        sandbox.webhooks().book().changed_again(changed.into_iter().map(|(number, _)| number));
    }
}

/// Tells from time to time how far many deliveries have come.
struct Progress {
    told: Instant,
    sent: u64,
}

impl Progress {
    fn new() -> Self {
        Self { told: Instant::now(), sent: 0 }
    }

    fn look_at(&mut self, sandbox: &Sandbox) {
        if self.told.elapsed() < TELL {
            return;
        }
        let book = sandbox.webhooks().book();
        let (waiting, counts) = (book.queued(), book.counts());
        let told_until = book.reader().time();
        drop(book);
        let sent = counts.delivered + counts.failed;
        if waiting > 100 && sent != self.sent {
            tracing::info!(sent, waiting, until = %told_until.to_rfc3339(), "sending webhook events");
            self.sent = sent;
        }
        self.told = Instant::now();
    }
}
