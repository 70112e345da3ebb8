//! Streams new journal entries to followers.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::Event;
use futures_util::stream::{self, Stream};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use trackside_schemas::control::{JournalCounts, JournalEntry};

use super::record::Record;
use super::{Progress, WorldJournal, show};

/// The largest number of entries in one event.
const BATCH: usize = 100;

/// The minimum time between two batches. A page does not need to be redrawn more often.
const PAUSE: Duration = Duration::from_millis(100);

/// The minimum time between two `counts` events.
const COUNTS_INTERVAL: Duration = Duration::from_secs(1);

/// A client that follows the journal.
struct Follower {
    journal: Arc<WorldJournal>,
    /// Only entries of this world are sent.
    world: Option<String>,
    progress: watch::Receiver<Progress>,
    position: u64,
    cleared: u64,
    counts: Option<JournalCounts>,
    counted: Option<Instant>,
    sent: Instant,
    waiting: VecDeque<Event>,
}

impl WorldJournal {
    /// New entries as server-sent events, until the sandbox stops.
    ///
    /// The events are `entries` (a list of entries, the newest last), `counts` and `cleared`. `after` is the id of the
    /// last event that the follower received. Without it, only entries from now on are sent. With `world`, only those of
    /// that world are.
    pub(crate) fn follow(
        self: &Arc<Self>,
        after: Option<u64>,
        world: Option<String>,
    ) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
        let progress = self.whole().progress.subscribe();
        let (now, seen) = (Instant::now(), *progress.borrow());
        let follower = Follower {
            journal: Arc::clone(self),
            world: self.world().map(ToString::to_string).or(world),
            progress,
            // A larger id is from before a restart, so everything here is new to the follower.
            position: after.map_or(seen.last_position, |after| if after > seen.last_position { 0 } else { after }),
            cleared: self.cleared(&seen),
            counts: None,
            counted: None,
            sent: now.checked_sub(PAUSE).unwrap_or(now),
            waiting: VecDeque::new(),
        };
        stream::unfold(follower, |mut follower| async move {
            let event = follower.next().await?;
            Some((Ok(event), follower))
        })
    }
}

impl Follower {
    /// The next event. Returns nothing when the sandbox stops.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            sleep_until(self.sent + PAUSE).await;
            let progress = *self.progress.borrow_and_update();
            if progress.ended {
                return None;
            }
            self.sent = Instant::now();
            self.gather(progress);
            if self.waiting.is_empty() {
                // Requests that are left out change the counts without a notification.
                let due = self.counted.map_or(self.sent, |counted| counted + COUNTS_INTERVAL);
                tokio::select! {
                    changed = self.progress.changed() => changed.ok()?,
                    () = sleep_until(due.max(self.sent + PAUSE)) => {}
                }
            }
        }
    }

    fn gather(&mut self, progress: Progress) {
        let cleared = self.journal.cleared(&progress);
        if cleared != self.cleared {
            self.cleared = cleared;
            self.waiting.push_back(Event::default().event("cleared").data("{}"));
        }
        if progress.last_position > self.position {
            let (last, records) = self.journal.whole().ring().after(self.position, BATCH);
            self.position = last.max(self.position);
            let is_asked = |record: &&Arc<Record>| self.world.as_ref().is_none_or(|world| record.is_of(world));
            let entries: Vec<JournalEntry> =
                records.iter().filter(is_asked).map(|record| show::entry(record)).collect();
            if !entries.is_empty() {
                self.waiting.push_back(event("entries", &entries).id(self.position.to_string()));
            }
        }
        if self.counted.is_none_or(|counted| counted.elapsed() >= COUNTS_INTERVAL) {
            let counts = self.journal.counts();
            if self.counts != Some(counts) {
                self.counts = Some(counts);
                self.waiting.push_back(event("counts", &counts));
            }
            self.counted = Some(Instant::now());
        }
    }
}

fn event<T: serde::Serialize>(name: &str, value: &T) -> Event {
    let text = serde_json::to_string(value).expect("wire types have string keys and finite numbers");
    Event::default().event(name).data(text)
}
