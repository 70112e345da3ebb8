//! Archives that are the same bytes whenever and wherever they are made.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};

use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

/// A file in an archive or in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it lies, with slashes, relative.
    pub path: String,
    /// Its permissions: 0o644, or 0o755 for a program.
    pub mode: u32,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Entry {
    /// A file that everybody may read.
    pub fn file(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), mode: 0o644, bytes: bytes.into() }
    }

    /// A file that everybody may run.
    pub fn program(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), mode: 0o755, bytes: bytes.into() }
    }
}

/// Packs the entries, and the folders that they lie in, into a tar.gz. They are sorted by path and belong to root; `time` is when they were changed, in seconds
/// since 1970.
pub fn pack(entries: &[Entry], time: u64) -> io::Result<Vec<u8>> {
    let sorted: BTreeMap<&str, &Entry> = entries.iter().map(|entry| (entry.path.as_str(), entry)).collect();
    let mut builder = Builder::new(Vec::new());
    let mut folders = BTreeSet::new();
    for (path, entry) in sorted {
        for (end, _) in path.match_indices('/') {
            let folder = &path[..=end];
            if folders.insert(folder) {
                builder.append_data(&mut header(EntryType::Directory, 0o755, 0, time), folder, io::empty())?;
            }
        }
        let size = u64::try_from(entry.bytes.len()).expect("a length fits into 64 bits");
        let mut header = header(EntryType::Regular, entry.mode, size, time);
        builder.append_data(&mut header, path, entry.bytes.as_slice())?;
    }
    compress(&builder.into_inner()?)
}

/// Compresses with gzip, without a name or a time.
pub fn compress(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn header(kind: EntryType, mode: u32, size: u64, time: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_uid(0);
    header.set_gid(0);
    header.set_size(size);
    header.set_mtime(time);
    header
}
