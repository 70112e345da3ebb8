//! Goes from what was told last to now, step by step, and asks the providers what they tell of each step.

use std::hash::Hasher as _;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use siphasher::sip::SipHasher13;
use trackside_world::{Ledger, View, World};

use super::delivery::{Delivery, State};
use super::{receivers, registers};
use crate::catalogue;
use crate::sandbox::Sandbox;
use crate::serve::{Addressed, Receiver, Step, StepCause, Told};
use crate::start::Start;
use crate::store::{Entry, Reader};

/// So many first attempts may wait before more is told: a leap over years does not fill the memory.
const ENOUGH: usize = 2_000;

/// How much time is told at once.
const SLICE: TimeDelta = TimeDelta::hours(12);

/// Tells what has happened since this was last done, until now or until enough waits. Returns whether that was all.
pub(super) fn catch_up(sandbox: &Sandbox, burst: Option<u64>) -> bool {
    let (webhooks, store, now) = (sandbox.webhooks(), sandbox.store(), sandbox.clock().now());
    // Read first: whoever registers meanwhile hears what comes after.
    let unheard = store.read_all(now).next();
    if receivers::nobody(sandbox) {
        // Of what nobody hears, nothing is told.
        let mut book = webhooks.book();
        book.turn_to(Reader::after(now, unheard));
        webhooks.hears(!book.is_idle());
        return true;
    }
    if !webhooks.hears(true)
        && let Some(last) = store.last_entry(now).filter(|last| registers(&last.recorded.event))
    {
        // The first one who hears has just been registered, and hears what comes after.
        webhooks.book().turn_to(store.read_before(now, last.id + 1));
    }
    sandbox.notice_clock();
    skip_what_is_too_much(sandbox, now, burst);
    loop {
        // Nobody waits while it is told: the book is free meanwhile.
        let (reader, turns, queued) = {
            let book = webhooks.book();
            (book.reader().clone(), book.turns(), book.queued())
        };
        if queued >= ENOUGH {
            return false;
        }
        let (from, now) = (reader.time(), sandbox.clock().now());
        if now < from {
            sandbox.notice_clock();
            continue;
        }
        let until = (from + SLICE).min(now);
        let mut news = store.news(&reader, until);
        if until <= from && news.entries.is_empty() {
            return true;
        }
        let entries = std::mem::take(&mut news.entries);
        let mut walk = Walk::new(sandbox, &news.before, from);
        for group in entries.chunk_by(|one, other| is_of_one_request(one, other)) {
            walk.pass(group[0].recorded.at.max(from));
            walk.record(group);
        }
        walk.pass(until);
        let Walk { ledger, deliveries, .. } = walk;
        let reader = news.read(|| Arc::new(ledger));
        if !webhooks.book().go_on(turns, reader, deliveries) || until < now {
            continue;
        }
        return true;
    }
}

/// Whether one request has caused both entries.
fn is_of_one_request(one: &Entry, other: &Entry) -> bool {
    one.recorded.origin == other.recorded.origin && one.recorded.at == other.recorded.at
}

/// Leaves out the oldest events of the simulation that the clock has leapt over, if they are more than a burst.
fn skip_what_is_too_much(sandbox: &Sandbox, now: DateTime<Utc>, burst: Option<u64>) {
    let Some(burst) = burst.and_then(|burst| usize::try_from(burst).ok()) else { return };
    let reader = sandbox.webhooks().book().reader().clone();
    let from = reader.time();
    if now - from <= TimeDelta::hours(1) {
        return;
    }
    let moment = sandbox.moment_at(now);
    let happened = moment.view().happened_after(from);
    let Some(skipped) = happened.len().checked_sub(burst).filter(|skipped| *skipped > 0) else { return };
    // What is recorded is never left out.
    let first_entry = sandbox.store().news(&reader, now).entries.first().map(|entry| entry.recorded.at);
    let (last_skipped, _) = happened[skipped - 1];
    let last_skipped = first_entry.map_or(last_skipped, |first| last_skipped.min(first - TimeDelta::seconds(1)));
    if last_skipped <= from {
        return;
    }
    let skipped = happened.iter().take_while(|(at, _)| *at <= last_skipped).count();
    tracing::warn!(skipped, burst, "the clock leapt over more events than --webhook-burst; the oldest are not sent");
    let mut book = sandbox.webhooks().book();
    book.skip(skipped as u64);
    book.turn_to(sandbox.store().read_all(last_skipped));
}

/// A walk through time and ledger.
struct Walk<'s> {
    start: &'s Start,
    sandbox: &'s Sandbox,
    ledger: Ledger,
    now: DateTime<Utc>,
    /// Who receives now.
    receivers: Vec<Receiver>,
    deliveries: Vec<Delivery>,
}

impl<'s> Walk<'s> {
    fn new(sandbox: &'s Sandbox, ledger: &Ledger, now: DateTime<Utc>) -> Self {
        let start = &**sandbox.start();
        let mut walk =
            Self { start, sandbox, ledger: ledger.fork(), now, receivers: Vec::new(), deliveries: Vec::new() };
        walk.receivers = receivers::at(start, view(world_at(start, now), &walk.ledger, now));
        walk
    }

    /// Lets time pass: what the simulation lets happen until then is told.
    fn pass(&mut self, until: DateTime<Utc>) {
        if until <= self.now {
            return;
        }
        if self.receivers.is_empty() {
            self.now = until;
            return;
        }
        let world = world_at(self.start, until);
        let (before, after) = (view(world, &self.ledger, self.now), view(world, &self.ledger, until));
        let mut told = Vec::new();
        for (at, happened) in after.happened_after(self.now) {
            let second_before = view(world, &self.ledger, at - TimeDelta::seconds(1));
            let step = Step {
                begun: second_before,
                before: second_before,
                after: view(world, &self.ledger, at),
                cause: StepCause::Simulated(happened),
            };
            let first = told.len();
            tell(&step, &mut told);
            debug_assert!(told[first..].iter().all(|told| told.at <= until), "{happened:?}");
        }
        tell(&Step { begun: before, before, after, cause: StepCause::Passed }, &mut told);
        told.sort_by_key(|told| told.at);
        self.now = until;
        self.deliver(told, None);
    }

    /// Tells what one request has caused.
    fn record(&mut self, group: &[Arc<Entry>]) {
        let mut told: Vec<(Told, u64)> = Vec::new();
        let begun = self.ledger.clone();
        for entry in group {
            let (at, event) = (entry.recorded.at, &entry.recorded.event);
            let world = world_at(self.start, at);
            let before = self.ledger.clone();
            self.ledger.apply(world, at, event);
            if self.receivers.is_empty() {
                continue;
            }
            let step = Step {
                begun: view(world, &begun, at),
                before: view(world, &before, at),
                after: view(world, &self.ledger, at),
                cause: StepCause::Recorded(event),
            };
            let mut new = Vec::new();
            tell(&step, &mut new);
            for new in new {
                // Of what a request does several times, the last counts, and what it has created is not changed as well.
                let is_same = |old: &Told| old.event == new.event && old.subject == new.subject;
                let created = new.event.strip_suffix(".updated").map(|kind| format!("{kind}.created"));
                let is_created = |old: &Told| old.subject == new.subject && created.as_deref() == Some(old.event);
                if told.iter().any(|(old, _)| is_created(old)) {
                    continue;
                }
                told.retain(|(old, _)| !is_same(old));
                told.push((new, entry.id));
            }
        }
        for (told, entry) in told {
            self.deliver(vec![told], Some(entry));
        }
        if group.iter().any(|entry| registers(&entry.recorded.event)) {
            self.receivers = receivers::at(self.start, view(world_at(self.start, self.now), &self.ledger, self.now));
        }
    }

    fn deliver(&mut self, told: Vec<Told>, entry: Option<u64>) {
        for told in told {
            for receiver in self.receivers.iter().filter(|receiver| receiver.takes(&told)) {
                let view = view(world_at(self.start, self.now), &self.ledger, self.now);
                let occasion = entry.unwrap_or(u64::MAX);
                self.deliveries.push(addressed(self.sandbox, view, &told, receiver, entry, occasion));
            }
        }
    }
}

/// What all providers tell of a step.
/// What every provider tells of a step.
pub(crate) fn told(step: &Step<'_>) -> Vec<Told> {
    let mut told = Vec::new();
    tell(step, &mut told);
    told
}

fn tell(step: &Step<'_>, told: &mut Vec<Told>) {
    for sends in catalogue::providers().iter().filter_map(|provider| provider.sends) {
        sends.tell(step, told);
    }
}

fn world_at(start: &Start, time: DateTime<Utc>) -> &World {
    start.worlds.at(time).world()
}

fn view<'w>(world: &'w World, ledger: &'w Ledger, time: DateTime<Utc>) -> View<'w> {
    let time = time.clamp(world.begins(), world.last());
    world.with(ledger, time).expect("the time is in the world's range")
}

/// A delivery of what was told to a receiver, with what faults make of it. What is told on different occasions is a message
/// of its own.
pub(super) fn addressed(
    sandbox: &Sandbox,
    view: View<'_>,
    told: &Told,
    receiver: &Receiver,
    entry: Option<u64>,
    occasion: u64,
) -> Delivery {
    let message = message(sandbox, told, &receiver.key.provider, occasion);
    let body = (told.write)(&Addressed { message: &message, receiver });
    let trouble = sandbox.faults().draw_webhook(&receiver.key.provider, told.event);
    let late_by = trouble.as_ref().and_then(|trouble| trouble.late_by);
    let state = late_by.map_or(State::Queued, |late_by| State::Waiting { due: told.at + late_by });
    Delivery {
        number: 0,
        message,
        receiver: receiver.key.clone(),
        event: told.event.to_owned(),
        program: told.program.filter(|program| view.has_program(*program)).map(|id| view.program(id).name.clone()),
        entry,
        at: told.at,
        body: String::from_utf8(body).expect("a payload is JSON"),
        is_test: false,
        repeats: None,
        trouble: trouble.map(|trouble| trouble.kind),
        attempts: Vec::new(),
        state,
    }
}

/// The id of a message: it follows from the world and what has happened.
fn message(sandbox: &Sandbox, told: &Told, provider: &str, occasion: u64) -> String {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let letter = |place: u64| {
        let mut hasher = SipHasher13::new_with_keys(sandbox.start().seed, place);
        for part in [provider, told.event, &told.subject] {
            hasher.write(part.as_bytes());
            hasher.write_u8(0xff);
        }
        hasher.write_i64(told.at.timestamp());
        hasher.write_u64(occasion);
        char::from(LETTERS[usize::try_from(hasher.finish() % 62).expect("below 62")])
    };
    "msg_".chars().chain((0..27).map(letter)).collect()
}
