//! Opens a state file without writing to it, to detect damage before the file is touched.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use redb::{Database, DatabaseError, StorageBackend};

/// How much of a file may be in memory while it is read, in bytes. Without a limit, all of it would be.
const CACHE: usize = 32 << 20;

/// The unit in which written bytes are kept in memory.
const PAGE: u64 = 4096;

/// A file, and over it what was written since it was opened. That stays in memory.
#[derive(Debug)]
struct Overlay(Mutex<State>);

#[derive(Debug)]
struct State {
    file: File,
    /// How much of the file shows. Beyond it there are zeros.
    shown: u64,
    length: u64,
    written: BTreeMap<u64, Box<[u8]>>,
}

/// Opens a file as a database, checks every page, and passes it to `look`. If the database panics on damaged data, this
/// returns an error. The file is only read.
pub(super) fn open_untouched(path: &Path) -> Result<Database, String> {
    let overlay = Overlay::open(path).map_err(|error| error.to_string())?;
    guarded(|| {
        let opened = Database::builder().set_cache_size(CACHE).create_with_backend(overlay);
        let mut database = opened.map_err(|error: DatabaseError| error.to_string())?;
        match database.check_integrity() {
            Ok(true) => Ok(database),
            // Opening repairs what a killed process left behind. After that, everything must be right.
            Ok(false) => Err("its checksums do not match its contents".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    })
}

/// What a closure returns. A panic of the database on damaged data is an error.
pub(super) fn guarded<R>(read: impl FnOnce() -> Result<R, String>) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("it is not a database".to_owned()))
}

impl Overlay {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self(Mutex::new(State { file, shown: length, length, written: BTreeMap::new() })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Reads what the file shows, and zeros beyond it.
    fn read_file(&mut self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let there = usize::try_from(self.shown.saturating_sub(offset)).unwrap_or(usize::MAX).min(out.len());
        let (there, beyond) = out.split_at_mut(there);
        beyond.fill(0);
        if there.is_empty() {
            return Ok(());
        }
        self.file.seek(SeekFrom::Start(offset))?;
        self.file.read_exact(there)
    }

    /// Calls `each` with every page that a range touches, and the part of the range in it: the place in the page, the
    /// place in the range, and the length.
    fn pages(offset: u64, length: usize) -> impl Iterator<Item = (u64, usize, usize, usize)> {
        let end = offset + length as u64;
        (offset / PAGE..end.div_ceil(PAGE)).map(move |page| {
            let (from, until) = (offset.max(page * PAGE), end.min((page + 1) * PAGE));
            let small = |number: u64| usize::try_from(number).expect("it is below the length of a slice");
            (page, small(from - page * PAGE), small(from - offset), small(until - from))
        })
    }
}

impl StorageBackend for Overlay {
    fn len(&self) -> io::Result<u64> {
        Ok(self.state().length)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let mut state = self.state();
        let is_within = offset.checked_add(out.len() as u64).is_some_and(|end| end <= state.length);
        if !is_within {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        state.read_file(offset, out)?;
        for (page, in_page, in_range, length) in State::pages(offset, out.len()) {
            if let Some(written) = state.written.get(&page) {
                out[in_range..in_range + length].copy_from_slice(&written[in_page..in_page + length]);
            }
        }
        Ok(())
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        /// A limit, because a damaged length must not make the database look at more than there can be.
        const LARGEST: u64 = 64 << 30;
        if length > LARGEST {
            return Err(io::Error::other("its length makes no sense"));
        }
        let mut state = self.state();
        state.shown = state.shown.min(length);
        if length < state.length {
            let last = length / PAGE;
            state.written.retain(|page, _| *page <= last);
            let rest = usize::try_from(length % PAGE).expect("less than a page");
            if let Some(written) = state.written.get_mut(&last) {
                written[rest..].fill(0);
            }
        }
        state.length = length;
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        let is_within = offset.checked_add(data.len() as u64).is_some_and(|end| end <= state.length);
        if !is_within {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        for (page, in_page, in_range, length) in State::pages(offset, data.len()) {
            if !state.written.contains_key(&page) {
                let mut bytes = vec![0; usize::try_from(PAGE).expect("a small number")].into_boxed_slice();
                state.read_file(page * PAGE, &mut bytes)?;
                state.written.insert(page, bytes);
            }
            let written = state.written.get_mut(&page).expect("it was inserted");
            written[in_page..in_page + length].copy_from_slice(&data[in_range..in_range + length]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use redb::StorageBackend as _;
    use siphasher::sip::SipHasher13;

    use super::Overlay;

    /// A number below a bound that depends on the step alone.
    fn drawn(step: u64, what: u64, bound: usize) -> usize {
        let number = SipHasher13::new_with_keys(step, what).hash(b"overlay");
        usize::try_from(number % bound as u64).expect("below the bound")
    }

    #[test]
    fn shows_what_a_plain_list_of_bytes_does_and_leaves_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        let original: Vec<u8> = (0..50_000_u32).map(|place| place.to_le_bytes()[0] ^ 0x5a).collect();
        std::fs::write(&path, &original).expect("the file can be written");
        let (overlay, mut plain) = (Overlay::open(&path).expect("it is there"), original.clone());
        for step in 0..3000 {
            let start = drawn(step, 0, plain.len());
            let length = drawn(step, 1, 9000.min(plain.len() - start) + 1);
            match drawn(step, 2, 10) {
                0 => {
                    let length = 1 + drawn(step, 3, 90_000);
                    plain.resize(length, 0);
                    overlay.set_len(length as u64).expect("a small length");
                }
                1..5 => {
                    let data = vec![u8::try_from(step % 251).expect("small"); length];
                    plain[start..start + length].copy_from_slice(&data);
                    overlay.write(start as u64, &data).expect("it is within");
                }
                _ => {
                    let mut out = vec![0; length];
                    overlay.read(start as u64, &mut out).expect("it is within");
                    assert!(out == plain[start..start + length], "{start} and {length} more in step {step}");
                }
            }
            assert_eq!(overlay.len().expect("a length"), plain.len() as u64);
            assert!(overlay.read(plain.len() as u64, &mut [0]).is_err(), "beyond the end");
        }
        assert!(std::fs::read(&path).expect("it is there") == original, "the file has changed");
    }
}
