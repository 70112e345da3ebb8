//! Opens a copy of a state file in memory, to detect damage before the real file is touched.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use redb::{Database, StorageBackend};

/// A copy of a file in memory.
#[derive(Debug)]
struct Copy(Mutex<Vec<u8>>);

/// Opens the bytes as a database, checks every page, and passes it to `look`. If the database panics on damaged data,
/// this returns an error.
pub(super) fn open_copy<R>(bytes: Vec<u8>, look: impl FnOnce(&Database) -> Result<R, String>) -> Result<R, String> {
    let opened = catch_unwind(AssertUnwindSafe(|| {
        let mut database =
            Database::builder().create_with_backend(Copy(Mutex::new(bytes))).map_err(|error| error.to_string())?;
        match database.check_integrity() {
            Ok(true) => look(&database),
            // Opening repairs what a killed process left behind. After that, everything must be right.
            Ok(false) => Err("its checksums do not match its contents".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }));
    opened.unwrap_or_else(|_| Err("it is not a database".to_owned()))
}

impl StorageBackend for Copy {
    fn len(&self) -> io::Result<u64> {
        Ok(self.bytes().len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let bytes = self.bytes();
        let start = usize::try_from(offset).map_err(io::Error::other)?;
        let end = start.checked_add(out.len()).ok_or_else(|| io::Error::other("an offset is too large"))?;
        let part = bytes.get(start..end).ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
        out.copy_from_slice(part);
        Ok(())
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        /// A limit, because a damaged length must not exhaust memory.
        const LARGEST: u64 = 4 << 30;
        if length > LARGEST {
            return Err(io::Error::other("its length makes no sense"));
        }
        self.bytes().resize(usize::try_from(length).map_err(io::Error::other)?, 0);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let start = usize::try_from(offset).map_err(io::Error::other)?;
        let mut bytes = self.bytes();
        let part = start.checked_add(data.len()).and_then(|end| bytes.get_mut(start..end));
        part.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?.copy_from_slice(data);
        Ok(())
    }
}

impl Copy {
    fn bytes(&self) -> std::sync::MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
