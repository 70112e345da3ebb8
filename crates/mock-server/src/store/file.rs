//! The state file: an embedded database with a header that says what world it belongs to.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use redb::{
    Database, DatabaseError, ReadOnlyDatabase, ReadableDatabase as _, ReadableTable as _, TableDefinition, TableError,
};
use trackside_world::{Ledger, WORLD_VERSION};

use super::replay::Replay;
use super::writer::Writer;
use super::{Entry, Recorded, Saved, SavedWebhooks, Store, StoreError, StoredAnswer, numbered, trial};
use crate::worlds::Worlds;

/// The format that this version reads and writes.
const FORMAT: u64 = 2;

/// The header: numbers by name.
const HEADER: TableDefinition<&str, u64> = TableDefinition::new("trackside");

/// In the header, of a state file that belongs to a world file: the hash of that, and when both were first used.
const WORLD_FILE: &str = "world file";
const START: &str = "start";

/// The entries of the ledger by number, in JSON.
pub(super) const EVENTS: TableDefinition<u64, &[u8]> = TableDefinition::new("events");

/// The entries that are no longer part of the ledger, and why.
pub(super) const REMOVED: TableDefinition<u64, &str> = TableDefinition::new("removed");

/// The responses that are kept for repeated requests: request, status, time in seconds of UNIX time and body, by key.
pub(super) const ANSWERS: TableDefinition<u128, (u128, u16, i64, &[u8])> = TableDefinition::new("answers");

/// The deliveries of webhook events by number, in JSON. Files of earlier versions do not have it.
pub(super) const DELIVERIES: TableDefinition<u64, &[u8]> = TableDefinition::new("deliveries");

/// Up to where webhook events were told, in JSON. Files of earlier versions do not have it.
pub(super) const WEBHOOKS: TableDefinition<(), &[u8]> = TableDefinition::new("webhooks");

/// How much of the open file may be in memory, in bytes. Little is read from it: everything is in memory in another form.
const CACHE: usize = 32 << 20;

/// How many entries are handed at once from the thread that reads them to the one that applies them.
const BATCH: usize = 1024;

/// A valid state file, or the path for a new one.
pub(crate) struct StateFile {
    path: PathBuf,
    seed: u64,
    orders: u32,
    /// The world file, for a new state file.
    pinning: Option<Pinning>,
    found: Option<Found>,
}

/// The world file that a state file belongs to.
#[derive(Clone, Copy)]
struct Pinning {
    /// A hash of its contents.
    hash: u64,
    /// When a sandbox first started with both: relative times count from then.
    start: DateTime<Utc>,
}

/// An undamaged file of the world with this anchor.
struct Found {
    anchor: DateTime<Utc>,
    pinning: Option<Pinning>,
    /// The file, opened without writing to it.
    untouched: Database,
}

impl StateFile {
    /// Reads and checks the file, if it exists. Writes nothing. Fails if the file is damaged or belongs to another
    /// world.
    pub(crate) fn look(path: &Path, seed: u64, orders: u32) -> Result<Self, StoreError> {
        let io = |source| StoreError::Io { path: path.to_owned(), source };
        let found = match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::read_dir(folder(path)).map_err(io)?;
                None
            }
            Err(error) => return Err(io(error)),
            Ok(metadata) if !metadata.is_file() => return Err(io(io::Error::other("it is not a file"))),
            Ok(_) => Some(find(path, seed, orders)?),
        };
        Ok(Self { path: path.to_owned(), seed, orders, pinning: None, found })
    }

    /// The anchor of the world that the file belongs to, if the file exists.
    pub(crate) fn anchor(&self) -> Option<DateTime<Utc>> {
        self.found.as_ref().map(|found| found.anchor)
    }

    /// Notes the hash of the world file, if there is one, of a sandbox that starts now. Returns the time from which the
    /// world file's relative times count: for an existing state file, when it was created.
    ///
    /// Fails if the state file belongs to another world file, or to none.
    pub(crate) fn pin(&mut self, world_file: Option<u64>, now: DateTime<Utc>) -> Result<DateTime<Utc>, StoreError> {
        let Some(found) = &self.found else {
            self.pinning = world_file.map(|hash| Pinning { hash, start: now });
            return Ok(now);
        };
        match (found.pinning, world_file) {
            (None, None) => Ok(now),
            (Some(its), Some(hash)) if its.hash == hash => Ok(its.start),
            (Some(_), _) => Err(StoreError::OtherWorldFile { path: self.path.clone() }),
            (None, Some(_)) => Err(StoreError::NoWorldFile { path: self.path.clone() }),
        }
    }

    /// Opens the file for the world and what a world file says, and creates it if necessary. Fails if an entry names
    /// something that is not in the world.
    pub(crate) fn open(self, worlds: &Arc<Worlds>, pinned: Vec<Recorded>) -> Result<Store, StoreError> {
        let Self { path, seed, orders, pinning, found } = self;
        let pinned = numbered(pinned);
        let (saved, ledger, webhooks) = if let Some(Found { untouched, .. }) = found {
            let damaged = |reason| StoreError::Damaged { path: path.clone(), reason };
            let read = || Ok((replayed(&untouched, worlds, &pinned)?, saved_webhooks(&untouched)?));
            let ((saved, ledger), webhooks) = trial::guarded(read).map_err(damaged)?;
            (saved, ledger, webhooks)
        } else {
            let anchor = worlds.first().settings().anchor.timestamp().unsigned_abs();
            let mut numbers = vec![("seed", seed), ("orders", orders.into()), ("anchor", anchor)];
            if let Some(Pinning { hash, start }) = pinning {
                numbers.extend([(WORLD_FILE, hash), (START, start.timestamp().unsigned_abs())]);
            }
            create(&path, &numbers)?;
            (Saved::default(), Replay::new(worlds, &pinned).finished(), None)
        };
        let database = open(&path)?;
        let open = |log| Writer::start(path, database, log);
        Ok(Store::with_file(Arc::clone(worlds), pinned, saved, ledger, webhooks, open))
    }
}

/// Reads the entries, and applies them to a ledger with those of the world file. Fails if one names something that the
/// world does not have.
fn replayed(database: &Database, worlds: &Worlds, pinned: &[Arc<Entry>]) -> Result<(Saved, Ledger), String> {
    let (mut replay, mut entries) = (Replay::new(worlds, pinned), Vec::new());
    let rest = saved(database, |entry| {
        if !replay.admits(&entry.recorded) {
            return Err(format!("its event {} names something that the world does not have", entry.id));
        }
        replay.apply(&entry.recorded);
        entries.push(entry);
        Ok(())
    })?;
    Ok((Saved { entries, ..rest }, replay.finished()))
}

/// Reads all records, and passes the live entries to `take`, oldest first. Another thread reads ahead.
fn saved(database: &Database, mut take: impl FnMut(Arc<Entry>) -> Result<(), String>) -> Result<Saved, String> {
    let text = |error: redb::Error| error.to_string();
    let (removed, answers) = removed_and_answers(database).map_err(text)?;
    let answers = answers.into_iter().map(|(answer, seconds)| Ok((answer, time(seconds)?)));
    let answers = answers.collect::<Result<_, String>>()?;
    let removed = &removed;
    let (sender, read) = sync_channel::<Vec<Arc<Entry>>>(8);
    let next_id = std::thread::scope(|scope| {
        let reading = scope.spawn(move || read_entries(database, removed, &sender));
        // Taken, so that the thread does not wait for ever if this returns early.
        for entry in read.into_iter().flatten() {
            take(entry)?;
        }
        reading.join().map_err(|_| "it is not a database".to_owned())?
    })?;
    Ok(Saved { entries: Vec::new(), next_id, answers })
}

/// Sends the live entries in batches. Returns the number of the next entry.
fn read_entries(
    database: &Database,
    removed: &BTreeSet<u64>,
    sender: &SyncSender<Vec<Arc<Entry>>>,
) -> Result<u64, String> {
    let text = |error: redb::Error| error.to_string();
    let transaction = database.begin_read().map_err(|error| text(error.into()))?;
    let table = transaction.open_table(EVENTS).map_err(|error| text(error.into()))?;
    let (mut next_id, mut last, mut batch) = (0, None, Vec::with_capacity(BATCH));
    for row in table.iter().map_err(|error| text(error.into()))? {
        let (id, recorded) = row.map_err(|error| text(error.into()))?;
        let id = id.value();
        next_id = id + 1;
        if removed.contains(&id) {
            continue;
        }
        let mut recorded: Recorded =
            serde_json::from_slice(recorded.value()).map_err(|error| format!("its event {id}: {error}"))?;
        match &last {
            // Events of the same request follow each other.
            Some(last) if *last == recorded.origin => recorded.origin = Arc::clone(last),
            _ => last = Some(Arc::clone(&recorded.origin)),
        }
        batch.push(Arc::new(Entry { id, recorded }));
        if batch.len() == BATCH && sender.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))).is_err() {
            // Whoever takes the entries has found damage.
            return Ok(next_id);
        }
    }
    _ = sender.send(batch);
    Ok(next_id)
}

/// Opens the file itself, not a copy.
pub(super) fn open(path: &Path) -> Result<Database, StoreError> {
    Database::builder().set_cache_size(CACHE).open(path).map_err(|error| database_error(path, error))
}

/// Creates the complete file under a temporary name, and moves it into place. The header gets these numbers.
fn create(path: &Path, numbers: &[(&str, u64)]) -> Result<(), StoreError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = path.with_file_name(name);
    let made = fill(&beside, numbers).and_then(|()| {
        // If another sandbox was faster, its file stays. Without hard links, the last one wins.
        let placed = match fs::hard_link(&beside, path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => fs::rename(&beside, path),
            placed => placed,
        };
        placed.and_then(|()| sync_folder(path)).map_err(|source| StoreError::Io { path: path.to_owned(), source })
    });
    // Moved or not, the temporary file must not stay.
    _ = fs::remove_file(&beside);
    made
}

/// Waits until the disk has the name of a file as well: without it, the contents would be lost.
#[cfg(unix)]
fn sync_folder(file: &Path) -> io::Result<()> {
    fs::File::open(folder(file))?.sync_all()
}

/// Other systems do not let folders be opened.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn fill(path: &Path, numbers: &[(&str, u64)]) -> Result<(), StoreError> {
    let database = Database::create(path).map_err(|error| database_error(path, error))?;
    let write = || -> Result<(), redb::Error> {
        let transaction = database.begin_write()?;
        {
            let mut header = transaction.open_table(HEADER)?;
            header.insert("format", FORMAT)?;
            header.insert("world", u64::from(WORLD_VERSION))?;
            for (name, number) in numbers {
                header.insert(*name, number)?;
            }
            transaction.open_table(EVENTS)?;
            transaction.open_table(REMOVED)?;
            transaction.open_table(ANSWERS)?;
        }
        transaction.commit()?;
        Ok(())
    };
    write().map_err(|error| StoreError::Write { path: path.to_owned(), reason: error.to_string() })
}

/// Opens a file without writing to it, so that an unsuitable file is left unchanged.
fn find(path: &Path, seed: u64, orders: u32) -> Result<Found, StoreError> {
    let damaged = |reason| StoreError::Damaged { path: path.to_owned(), reason };
    if fs::metadata(path).is_ok_and(|metadata| metadata.len() == 0) {
        return Err(damaged("it is empty".to_owned()));
    }
    // What another process is writing to may look damaged.
    let is_locked =
        || matches!(catch_unwind(|| ReadOnlyDatabase::open(path)), Ok(Err(DatabaseError::DatabaseAlreadyOpen)));
    let locked = || StoreError::Locked { path: path.to_owned() };
    if is_locked() {
        return Err(locked());
    }
    let opened = trial::open_untouched(path).and_then(|database| {
        let header = trial::guarded(|| header(&database).map_err(|error| error.to_string()))?;
        Ok((database, header))
    });
    let (untouched, header) = opened.map_err(|reason| if is_locked() { locked() } else { damaged(reason) })?;
    let number = |name: &str| header.iter().find(|(known, _)| known == name).map(|(_, number)| *number);
    let format = number("format").ok_or_else(|| damaged("it has no header".to_owned()))?;
    if format != FORMAT {
        return Err(StoreError::OtherFormat { path: path.to_owned(), found: format, known: FORMAT });
    }
    let (Some(version), Some(its_seed), Some(its_orders), Some(anchor)) =
        (number("world"), number("seed"), number("orders"), number("anchor"))
    else {
        return Err(damaged("its header is incomplete".to_owned()));
    };
    if version != u64::from(WORLD_VERSION) {
        return Err(StoreError::OtherVersion { path: path.to_owned(), found: version, known: WORLD_VERSION });
    }
    if (its_seed, its_orders) != (seed, u64::from(orders)) {
        return Err(StoreError::OtherWorld { path: path.to_owned(), seed: its_seed, orders: its_orders });
    }
    let time_of =
        |seconds: u64| i64::try_from(seconds).map_err(|error| error.to_string()).and_then(time).map_err(damaged);
    let pinning = match (number(WORLD_FILE), number(START)) {
        (Some(hash), Some(start)) => Some(Pinning { hash, start: time_of(start)? }),
        _ => None,
    };
    Ok(Found { anchor: time_of(anchor)?, pinning, untouched })
}

fn time(seconds: i64) -> Result<DateTime<Utc>, String> {
    DateTime::from_timestamp(seconds, 0).ok_or_else(|| format!("{seconds} is not a time"))
}

fn header(database: &Database) -> Result<Vec<(String, u64)>, redb::Error> {
    let transaction = database.begin_read()?;
    let mut header = Vec::new();
    for entry in transaction.open_table(HEADER)?.iter()? {
        let (name, number) = entry?;
        header.push((name.value().to_owned(), number.value()));
    }
    Ok(header)
}

/// The numbers of removed entries, and the responses that are kept, each with its time in seconds.
type RemovedAndAnswers = (BTreeSet<u64>, Vec<(StoredAnswer, i64)>);

fn removed_and_answers(database: &Database) -> Result<RemovedAndAnswers, redb::Error> {
    let transaction = database.begin_read()?;
    let mut removed = BTreeSet::new();
    for entry in transaction.open_table(REMOVED)?.iter()? {
        removed.insert(entry?.0.value());
    }
    let mut answers = Vec::new();
    for entry in transaction.open_table(ANSWERS)?.iter()? {
        let (key, value) = entry?;
        let (request, status, seconds, body) = value.value();
        let body = Bytes::copy_from_slice(body);
        answers.push((StoredAnswer { key: key.value(), request, status, body }, seconds));
    }
    Ok((removed, answers))
}

/// What the file has kept of webhooks, if it has kept anything.
fn saved_webhooks(database: &Database) -> Result<Option<SavedWebhooks>, String> {
    let text = |error: redb::Error| error.to_string();
    let transaction = database.begin_read().map_err(|error| text(error.into()))?;
    let progress = match transaction.open_table(WEBHOOKS) {
        Err(TableError::TableDoesNotExist(_)) => return Ok(None),
        table => table.map_err(|error| text(error.into()))?,
    };
    let Some(progress) = progress.get(()).map_err(|error| text(error.into()))? else { return Ok(None) };
    let damaged = |error: serde_json::Error| format!("its deliveries of webhook events: {error}");
    let progress = serde_json::from_slice(progress.value()).map_err(damaged)?;
    let mut deliveries = Vec::new();
    let table = transaction.open_table(DELIVERIES).map_err(|error| text(error.into()))?;
    for row in table.iter().map_err(|error| text(error.into()))? {
        let (_, delivery) = row.map_err(|error| text(error.into()))?;
        deliveries.push(serde_json::from_slice(delivery.value()).map_err(damaged)?);
    }
    Ok(Some(SavedWebhooks { progress, deliveries }))
}

fn database_error(path: &Path, error: DatabaseError) -> StoreError {
    let path = path.to_owned();
    match error {
        DatabaseError::DatabaseAlreadyOpen => StoreError::Locked { path },
        DatabaseError::Storage(redb::StorageError::Io(source)) => StoreError::Io { path, source },
        error => StoreError::Damaged { path, reason: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use bytes::Bytes;
    use chrono::{DateTime, TimeDelta, Utc};
    use siphasher::sip::SipHasher13;
    use trackside_world::{OrderId, Settings, SurveyLinks};

    use super::{HEADER, StateFile, StoreError, StoredAnswer, WORLD_VERSION, open};
    use crate::store::{Event, Origin, Store};
    use crate::worlds::Worlds;

    /// A number that depends on the round alone.
    fn drawn(round: u64, bound: usize) -> usize {
        let number = SipHasher13::new_with_keys(round, 7).hash(b"damage");
        usize::try_from(number % bound as u64).expect("below the bound")
    }

    fn worlds(orders: u32) -> Arc<Worlds> {
        let anchor: DateTime<Utc> = "2026-06-08T00:00:00Z".parse().expect("a literal time");
        Arc::new(
            Worlds::build(&Settings { seed: 1, orders, anchor, simulated: true }, anchor)
                .expect("the settings are in range"),
        )
    }

    fn write(store: &Store, order: OrderId, now: DateTime<Utc>) {
        let links = SurveyLinks { order, at: now };
        append(store, trackside_world::Event::SurveyLinks(links).into(), now);
    }

    fn append(store: &Store, event: Event, now: DateTime<Utc>) {
        let origin = Arc::new(Origin { provider: "a".into(), operation: "b".into(), request_id: "c".into() });
        let pending = store.append(store.accepted(), &[event], &origin, now).expect("nobody else writes");
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(pending.durable()).expect("written");
    }

    #[test]
    fn a_file_of_another_version_of_the_world_is_refused_with_the_way_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("state");
        drop(StateFile::look(&path, 1, 10).and_then(|file| file.open(&worlds(10), Vec::new())).expect("a new file"));
        let before = u64::from(WORLD_VERSION) - 1;
        let database = open(&path).expect("nobody else has it open");
        let transaction = database.begin_write().expect("a transaction");
        transaction.open_table(HEADER).expect("the header").insert("world", before).expect("inserted");
        transaction.commit().expect("written");
        drop(database);
        let bytes = fs::read(&path).expect("the file can be read");
        let refused = StateFile::look(&path, 1, 10).err().expect("its orders are others");
        assert!(matches!(&refused, StoreError::OtherVersion { found, .. } if *found == before), "{refused}");
        assert!(refused.to_string().contains("move the file away"), "{refused}");
        assert_eq!(fs::read(&path).expect("the file can be read"), bytes, "it is left unchanged");
    }

    #[test]
    fn damage_is_found_or_does_no_harm() {
        let folder = tempfile::tempdir().expect("a folder");
        let (whole, damaged) = (folder.path().join("whole"), folder.path().join("damaged"));
        let anchor: DateTime<Utc> = "2026-06-08T00:00:00Z".parse().expect("a literal time");
        let store =
            StateFile::look(&whole, 1, 300).and_then(|file| file.open(&worlds(300), Vec::new())).expect("a new file");
        for order in 0..300 {
            write(&store, OrderId(order), anchor);
        }
        let records: Vec<_> = store.entries(anchor).into_iter().rev().collect();
        drop(store);
        let bytes = fs::read(&whole).expect("the file can be read");
        let mut refused = 0;
        for round in 0..160 {
            let mut changed = bytes.clone();
            if round % 4 == 0 {
                changed.truncate(drawn(round, bytes.len()));
            } else {
                // Most of the file is empty: half of the damage is aimed at its beginning.
                let place = drawn(round, if round % 2 == 0 { bytes.len() } else { 16 << 10 });
                changed[place] ^= 1 << (round % 8);
            }
            fs::write(&damaged, &changed).expect("the file can be written");
            match StateFile::look(&damaged, 1, 300) {
                Ok(file) => {
                    let found = file.found.expect("there is a file");
                    let mut entries = Vec::new();
                    let rest = super::saved(&found.untouched, |entry| {
                        entries.push(entry);
                        Ok(())
                    });
                    assert!(rest.is_ok(), "the checksums were right: {rest:?}");
                    assert_eq!((found.anchor, &entries), (anchor, &records), "round {round}");
                }
                Err(_) => refused += 1,
            }
            assert_eq!(fs::read(&damaged).expect("the file can be read"), changed, "round {round}");
        }
        assert!(refused > 30, "{refused}");
    }

    #[test]
    fn responses_that_are_no_longer_kept_leave_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("state");
        let anchor: DateTime<Utc> = "2026-06-08T00:00:00Z".parse().expect("a literal time");
        let answers = || {
            let found = StateFile::look(&file, 1, 10).expect("a file").found.expect("there is a file");
            let saved = super::saved(&found.untouched, |_| Ok(())).expect("it can be read");
            saved.answers.into_iter().map(|(answer, _)| answer.key).collect::<Vec<_>>()
        };
        // Each time, another sandbox opens the file.
        for (hours, kept) in [(0, &[0][..]), (1, &[0, 1]), (24, &[0, 1, 2]), (25, &[2, 3]), (100, &[4])] {
            let store = StateFile::look(&file, 1, 10)
                .and_then(|file| file.open(&worlds(10), Vec::new()))
                .expect("it can be opened");
            let key = *kept.last().expect("the new one is kept");
            let answer = StoredAnswer { key, request: 1, status: 201, body: Bytes::from_static(b"{}") };
            append(&store, Event::Answered(Box::new(answer)), anchor + TimeDelta::hours(hours));
            drop(store);
            assert_eq!(answers(), kept, "after {hours} hours");
        }
    }

    #[test]
    fn an_event_of_an_unknown_order_is_damage() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("state");
        let anchor: DateTime<Utc> = "2026-06-08T00:00:00Z".parse().expect("a literal time");
        let store =
            StateFile::look(&file, 1, 10).and_then(|file| file.open(&worlds(9000), Vec::new())).expect("a new file");
        write(&store, OrderId(5000), anchor);
        drop(store);
        let opened = StateFile::look(&file, 1, 10).and_then(|file| file.open(&worlds(10), Vec::new()));
        assert!(matches!(opened, Err(StoreError::Damaged { .. })), "{opened:?}");
    }
}
