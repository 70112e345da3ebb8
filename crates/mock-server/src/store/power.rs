//! The power is cut at every sync of a run: what was acknowledged is there when the file is opened again.
//!
//! A tape records everything that the database does to its file. From the tape follow the files that a cut may leave
//! behind: what was written before the last sync is there, and of what was written since then all, nothing, or any
//! sectors.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use redb::{Database, StorageBackend};
use siphasher::sip::SipHasher13;
use trackside_world::{AccountId, ClickKind, Ledger, NewClick, NewSale, PartnerId, ProgramId, Settings, WebsiteId};

use super::file::StateFile;
use super::writer::Writer;
use super::{Entry, Event, Origin, Pending, Saved, Store, StoredAnswer};
use crate::worlds::Worlds;

/// What a disk writes in one piece, in bytes.
const SECTOR: usize = 512;

/// Something that the database does to its file.
#[derive(Debug, Clone)]
enum Operation {
    Write(usize, Vec<u8>),
    SetLength(usize),
    Sync,
}

/// A file in memory that records what is done to it.
#[derive(Debug, Clone)]
struct Taped(Arc<Mutex<Tape>>);

#[derive(Debug)]
struct Tape {
    bytes: Vec<u8>,
    operations: Vec<Operation>,
}

impl Taped {
    fn starting_with(bytes: Vec<u8>) -> Self {
        Self(Arc::new(Mutex::new(Tape { bytes, operations: Vec::new() })))
    }

    fn tape(&self) -> MutexGuard<'_, Tape> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many operations there were so far.
    fn position(&self) -> usize {
        self.tape().operations.len()
    }

    fn record(&self, operation: Operation) {
        let mut tape = self.tape();
        apply(&mut tape.bytes, &operation);
        tape.operations.push(operation);
    }
}

fn apply(bytes: &mut Vec<u8>, operation: &Operation) {
    match operation {
        Operation::Write(start, data) => {
            let end = start + data.len();
            bytes.resize(bytes.len().max(end), 0);
            bytes[*start..end].copy_from_slice(data);
        }
        Operation::SetLength(length) => bytes.resize(*length, 0),
        Operation::Sync => {}
    }
}

impl StorageBackend for Taped {
    fn len(&self) -> io::Result<u64> {
        Ok(self.tape().bytes.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let start = usize::try_from(offset).map_err(io::Error::other)?;
        let tape = self.tape();
        let part = tape.bytes.get(start..start + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(part);
        Ok(())
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        self.record(Operation::SetLength(usize::try_from(length).map_err(io::Error::other)?));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.record(Operation::Sync);
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.record(Operation::Write(usize::try_from(offset).map_err(io::Error::other)?, data.to_vec()));
        Ok(())
    }
}

/// What the disk did with what was written after the last sync.
#[derive(Debug, Clone, Copy)]
enum Unsynced {
    Lost,
    Kept,
    /// Some sectors are there. The number says which.
    Torn(u64),
}

/// The file after a cut. `since` is what happened after the last sync.
fn left_behind(mut synced: Vec<u8>, since: &[Operation], unsynced: Unsynced) -> Vec<u8> {
    for (place, operation) in since.iter().enumerate() {
        match (unsynced, operation) {
            (Unsynced::Lost, _) => {}
            (Unsynced::Kept, _) | (_, Operation::SetLength(_)) => apply(&mut synced, operation),
            (Unsynced::Torn(number), Operation::Write(start, data)) => {
                for (sector, part) in data.chunks(SECTOR).enumerate() {
                    if drawn(number, place as u64, sector as u64).is_multiple_of(2) {
                        apply(&mut synced, &Operation::Write(start + sector * SECTOR, part.to_vec()));
                    }
                }
            }
            (Unsynced::Torn(_), Operation::Sync) => unreachable!("nothing is torn after a sync"),
        }
    }
    synced
}

fn drawn(number: u64, place: u64, sector: u64) -> u64 {
    SipHasher13::new_with_keys(number, place).hash(&sector.to_le_bytes())
}

/// What a store has: the live entries, and the keys of the responses that are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Contents {
    entries: Vec<Arc<Entry>>,
    answers: Vec<u128>,
}

fn start() -> DateTime<Utc> {
    "2026-06-08T00:00:00Z".parse().expect("a literal time")
}

fn worlds() -> Arc<Worlds> {
    let settings = Settings { seed: 1, orders: 20, anchor: start(), simulated: true };
    Arc::new(Worlds::build(&settings, start()).expect("the settings are in range"))
}

/// A store at work, and what it had after each append.
struct Run {
    store: Store,
    disk: Taped,
    now: DateTime<Utc>,
    keys: usize,
    /// After each append: what is there, and how many operations there were when it was acknowledged.
    states: Vec<(Contents, Option<usize>)>,
}

impl Run {
    fn start(file: &Path) -> Self {
        // The real program makes the file, and the disk takes over.
        drop(StateFile::look(file, 1, 20).and_then(|file| file.open(&worlds(), Vec::new())).expect("a new file"));
        let disk = Taped::starting_with(fs::read(file).expect("the file can be read"));
        let database = Database::builder().create_with_backend(disk.clone()).expect("the file can be opened");
        let store = Store::with_file(worlds(), Vec::new(), Saved::default(), Ledger::new(), None, |log| {
            Writer::start(file.to_owned(), database, log)
        });
        let empty = Contents { entries: Vec::new(), answers: Vec::new() };
        Self { store, disk, now: start(), keys: 0, states: vec![(empty, Some(0))] }
    }

    /// A click and the sale that it leads to, which belong together, and a response that is kept.
    fn sale(&mut self) -> Vec<Event> {
        let (program, partner) = (ProgramId(0), Some(PartnerId(0)));
        let ledger = self.store.held(self.now).ledger;
        let visitor = ledger.next_visitor();
        let click = NewClick { program, partner, visitor, at: self.now, kind: ClickKind::Redirect, clickout: None };
        let sale = NewSale {
            order: ledger.next_order(),
            program,
            customer: visitor,
            partner,
            placed_at: self.now,
            clicked_at: Some(self.now),
            amount: 4900,
            commission: 490,
            account: AccountId(0),
            website: WebsiteId(0),
            transaction: Some("x".repeat(self.keys * 37 % 900)),
            clickout: None,
        };
        self.keys += 1;
        let body = Bytes::from(vec![b'y'; 20 + self.keys * 53 % 700]);
        let answer = StoredAnswer { key: self.keys as u128, request: 1, status: 201, body };
        vec![
            trackside_world::Event::Click(click).into(),
            trackside_world::Event::Sale(sale).into(),
            Event::Answered(Box::new(answer)),
        ]
    }

    fn contents(&self) -> Contents {
        let entries = self.store.entries(self.now + TimeDelta::days(9)).into_iter().rev().collect();
        let records = self.store.records(self.store.accepted(), self.now + TimeDelta::days(9));
        Contents { entries, answers: (1..=self.keys as u128).filter(|key| records.answer(*key).is_some()).collect() }
    }

    fn append(&mut self, events: &[Event]) -> Pending {
        let origin = Arc::new(Origin { provider: "a".into(), operation: "b".into(), request_id: "c".into() });
        let pending = self.store.append(self.store.accepted(), events, &origin, self.now);
        self.states.push((self.contents(), None));
        pending.expect("nobody else appends")
    }

    /// Appends several times without waiting, and then waits for all.
    async fn together(&mut self, count: usize, events: impl Fn(&mut Self) -> Vec<Event>) {
        let mut pending = Vec::new();
        for _ in 0..count {
            let events = events(self);
            pending.push(self.append(&events));
        }
        let first = self.states.len() - pending.len();
        for (place, pending) in pending.into_iter().enumerate() {
            pending.durable().await.expect("written");
            self.states[first + place].1 = Some(self.disk.position());
        }
    }

    async fn sales(&mut self, count: usize) {
        self.together(count, Self::sale).await;
    }
}

/// A run with everything that reaches the file: single appends and several at once, undoing, a clock that is set back,
/// and a reset.
async fn at_work(file: &Path) -> Run {
    let mut run = Run::start(file);
    for count in [1, 1, 3, 1, 8, 2, 1, 1, 1, 5, 1, 1] {
        run.sales(count).await;
    }
    run.together(1, |_| vec![Event::Undone(vec![2, 3])]).await;
    run.now += TimeDelta::hours(3);
    run.sales(4).await;
    run.now -= TimeDelta::hours(1);
    run.sales(1).await;
    run.store.reset().expect("it can be emptied");
    run.states.push((run.contents(), Some(run.disk.position())));
    for count in [5, 1, 1, 3] {
        run.sales(count).await;
    }
    run
}

/// Whether a file may have this after a cut at an operation: what was acknowledged by then, and maybe appends after it,
/// each of them whole.
fn admits(states: &[(Contents, Option<usize>)], cut: usize, found: &Contents) -> bool {
    let is_acknowledged = |at: Option<usize>| at.is_some_and(|at| at <= cut);
    let acknowledged = states.iter().rposition(|(_, at)| is_acknowledged(*at)).unwrap_or(0);
    states[acknowledged..].iter().any(|(contents, _)| contents == found)
}

#[tokio::test]
async fn a_power_cut_at_any_sync_loses_nothing_acknowledged_and_leaves_nothing_half_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, cut_file) = (folder.path().join("state"), folder.path().join("after a cut"));
    let run = at_work(&file).await;
    let Run { store, disk, states, .. } = run;
    // Not what happens when the store is closed: the power was cut before.
    let operations = disk.tape().operations.clone();
    drop(store);
    let syncs: Vec<usize> =
        (0..operations.len()).filter(|place| matches!(operations[*place], Operation::Sync)).collect();
    assert!(syncs.len() > 15, "there are only {} syncs", syncs.len());

    let (mut synced, mut from, mut lost) = (fs::read(&file).expect("it is there"), 0, 0);
    for cut in syncs.into_iter().chain([operations.len()]) {
        let since = &operations[from..cut];
        for unsynced in [Unsynced::Lost, Unsynced::Kept, Unsynced::Torn(cut as u64), Unsynced::Torn(!(cut as u64))] {
            fs::write(&cut_file, left_behind(synced.clone(), since, unsynced)).expect("it can be written");
            let opened = StateFile::look(&cut_file, 1, 20).and_then(|file| file.open(&worlds(), Vec::new()));
            let store = opened.unwrap_or_else(|error| panic!("{unsynced:?} at {cut}: {error}"));
            let entries = store.entries(start() + TimeDelta::days(9)).into_iter().rev().collect();
            let records = store.records(store.accepted(), start() + TimeDelta::days(9));
            let answers = (1..100).filter(|key| records.answer(*key).is_some()).collect();
            let found = Contents { entries, answers };
            assert!(admits(&states, cut, &found), "{unsynced:?} at {cut}: {found:#?}");
            lost += usize::from(found != states.last().expect("there are some").0);
        }
        for operation in since {
            apply(&mut synced, operation);
        }
        from = cut + 1;
    }
    assert!(lost > 30, "most cuts come before the end: {lost}");
}

#[test]
fn the_judge_of_the_cuts_finds_losses_and_halves() {
    let contents = |answers: &[u128]| Contents { entries: Vec::new(), answers: answers.to_vec() };
    let states = [(contents(&[]), Some(0)), (contents(&[1]), Some(10)), (contents(&[1, 2]), None)];
    for (cut, found, expected) in [
        (9, &[][..], true),
        (9, &[1], true),
        (10, &[1], true),
        (10, &[1, 2], true),
        (10, &[], false),
        (10, &[2], false),
    ] {
        assert_eq!(admits(&states, cut, &contents(found)), expected, "{found:?} after {cut}");
    }
}
