//! Webhooks: what happens in the world leaves the sandbox as the providers send it.
//!
//! | module | what it does |
//! |---|---|
//! | `walk` | goes from what was told last to now, and asks the providers what they tell of each step |
//! | `receivers` | who receives: registered at a provider, in a world file, or on the command line |
//! | `delivery`, `book` | one message on its way to one receiver, and all of a world |
//! | `dispatcher` | the thread that sends: first attempts in order, repeated ones when they are due |
//! | `request`, `sender` | the HTTP request with its signature, and the connection that carries it |
//! | `hosts` | where the sandbox may send |
//! | `advice` | why a delivery failed, in words |
//!
//! Nothing is sent by the request that causes an event. The dispatcher reads the log as far as it is durable, so an event
//! is sent after the response that confirms it can be, and a sandbox that starts again goes on where it had stopped.

mod advice;
mod book;
mod configured;
mod delivery;
mod dispatcher;
mod hosts;
mod receivers;
mod request;
mod sender;
#[cfg(feature = "webhooks-tls")]
mod tls;
mod trigger;
mod walk;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use trackside_world::Event as Recorded;

pub(crate) use self::advice::advice;
pub(crate) use self::book::{Asked, Book};
pub use self::configured::ConfiguredReceiver;
pub(crate) use self::delivery::{Attempt, Delivery, Outcome, State};
pub(crate) use self::dispatcher::Dispatcher;
pub use self::hosts::AllowedHost;
pub(crate) use self::receivers::{all, given};
pub(crate) use self::trigger::{NotTriggered, test};
pub(crate) use self::walk::told;
use crate::serve::Receiver;
use crate::store::{Event, KeptWebhooks, Position, Reader, SavedWebhooks};

/// The webhooks of one world.
#[derive(Debug)]
pub(crate) struct Webhooks {
    book: Mutex<Book>,
    wake: Arc<Wake>,
    known: Mutex<Option<Known>>,
    /// Whether somebody receives events, as far as is known: otherwise nobody has to look.
    is_heard: AtomicBool,
}

/// Who receives, at a position of the log.
type Known = (Position, Arc<Vec<Receiver>>);

/// Wakes the dispatcher of a process.
#[derive(Debug, Default)]
pub(crate) struct Wake {
    notify: Notify,
    stopping: AtomicBool,
}

impl Wake {
    /// There is something to look at.
    pub(crate) fn up(&self) {
        self.notify.notify_one();
    }

    /// Nothing more is sent.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.up();
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }
}

impl Webhooks {
    /// Those of a world that begins where the reader stands.
    pub(crate) fn new(reader: Reader, wake: Arc<Wake>) -> Self {
        let is_heard = AtomicBool::new(false);
        Self { book: Mutex::new(Book::new(reader)), wake, known: Mutex::default(), is_heard }
    }

    /// What is sent, and was.
    pub(crate) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes the dispatcher: there is something to send.
    pub(crate) fn wake(&self) {
        self.is_heard.store(true, Ordering::Release);
        self.wake.up();
    }

    /// Wakes the dispatcher, if somebody hears of what was recorded, or of a clock that was moved. Returns whether somebody
    /// does.
    pub(crate) fn changed(&self, events: &[Event]) -> bool {
        let is_heard = self.is_heard.load(Ordering::Acquire);
        if is_heard {
            self.wake.up();
        } else if events.iter().any(|event| matches!(event, Event::Happened(event) if registers(event))) {
            self.wake();
        }
        is_heard
    }

    /// Notes whether somebody receives events. Returns whether that was so before.
    pub(crate) fn hears(&self, is_heard: bool) -> bool {
        self.is_heard.swap(is_heard, Ordering::AcqRel)
    }

    /// Goes on from what a file has kept.
    pub(crate) fn take_saved(&self, saved: SavedWebhooks) {
        self.book().take_kept(saved);
        self.hears(true);
    }

    /// Forgets all deliveries, because all that was recorded comes again.
    pub(crate) fn start_over(&self) {
        self.book().start_over();
    }

    /// Does what another replica has done.
    pub(crate) fn follow(&self, kept: KeptWebhooks) {
        self.book().follow(kept);
        self.hears(true);
    }

    /// Forgets what waits, because the world is another now, and goes on from there.
    pub(crate) fn begin_again(&self, reader: Reader, reason: &str) {
        self.book().begin_again(reader, reason);
    }

    /// What wakes the dispatcher: one for all worlds of a process.
    pub(crate) fn waker(&self) -> &Arc<Wake> {
        &self.wake
    }

    /// Who receives at a position of the log.
    fn known_at(&self, position: Position, find: impl FnOnce() -> Vec<Receiver>) -> Arc<Vec<Receiver>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match &*known {
            Some((at, receivers)) if *at == position => Arc::clone(receivers),
            _ => {
                let receivers = Arc::new(find());
                *known = Some((position, Arc::clone(&receivers)));
                receivers
            }
        }
    }
}

/// Whether an event registers a receiver, or changes one.
fn registers(event: &Recorded) -> bool {
    matches!(event, Recorded::Record(change) if change.collection.ends_with("/webhooks"))
}
