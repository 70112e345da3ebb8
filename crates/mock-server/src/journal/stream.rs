//! The journal as it grows, for whoever follows it.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::Event;
use futures_util::stream::{self, Stream};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use trackside_schemas::control::{JournalCounts, JournalEntry};

use super::{Journal, News, show};

/// The most entries that one event holds.
const BATCH: usize = 100;

/// The least time between two batches: a page need not be drawn more often.
const PAUSE: Duration = Duration::from_millis(100);

/// The least time between two events of counts.
const BETWEEN_COUNTS: Duration = Duration::from_secs(1);

/// Somebody who follows the journal.
struct Follower {
    journal: Arc<Journal>,
    news: watch::Receiver<News>,
    place: u64,
    cleared: u64,
    counts: Option<JournalCounts>,
    counted: Option<Instant>,
    sent: Instant,
    waiting: VecDeque<Event>,
}

impl Journal {
    /// New entries as server-sent events, until the sandbox stops: `entries` with a list of entries, the newest last; `counts`; `cleared`.
    ///
    /// `after` is the id of the last event that the follower has seen; without it, only what comes from now on is sent.
    pub(crate) fn follow(
        self: &Arc<Self>,
        after: Option<u64>,
    ) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
        let news = self.news.subscribe();
        let (now, seen) = (Instant::now(), *news.borrow());
        let follower = Follower {
            journal: Arc::clone(self),
            news,
            // An id from before a restart means nothing here: all that there is, is new.
            place: after.map_or(seen.last_place, |after| if after > seen.last_place { 0 } else { after }),
            cleared: seen.cleared,
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
    /// The next event; nothing once the sandbox stops.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            sleep_until(self.sent + PAUSE).await;
            let news = *self.news.borrow_and_update();
            if news.ended {
                return None;
            }
            self.sent = Instant::now();
            self.gather(news);
            if self.waiting.is_empty() {
                // Requests that are left out change the counts and are no news.
                let due = self.counted.map_or(self.sent, |counted| counted + BETWEEN_COUNTS);
                tokio::select! {
                    changed = self.news.changed() => changed.ok()?,
                    () = sleep_until(due.max(self.sent + PAUSE)) => {}
                }
            }
        }
    }

    fn gather(&mut self, news: News) {
        if news.cleared != self.cleared {
            self.cleared = news.cleared;
            self.waiting.push_back(Event::default().event("cleared").data("{}"));
        }
        if news.last_place > self.place {
            let (last, records) = self.journal.shelf().after(self.place, BATCH);
            self.place = last.max(self.place);
            let entries: Vec<JournalEntry> = records.iter().map(|record| show::entry(record)).collect();
            if !entries.is_empty() {
                self.waiting.push_back(event("entries", &entries).id(self.place.to_string()));
            }
        }
        if self.counted.is_none_or(|counted| counted.elapsed() >= BETWEEN_COUNTS) {
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
    let text = serde_json::to_string(value).expect("a wire type has text keys and finite numbers");
    Event::default().event(name).data(text)
}
