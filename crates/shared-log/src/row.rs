//! The rows of the log.

use bytes::Bytes;

/// A row to append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRow {
    /// What happened, as JSON. The log does not interpret it.
    pub record: String,
    /// A file that belongs to it.
    pub file: Option<Bytes>,
}

/// A row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number. Later rows have larger ones, without a gap unless rows were deleted.
    pub number: i64,
    /// What happened, as JSON.
    pub record: String,
    /// A file that belongs to it.
    pub file: Option<Bytes>,
}

/// A row as the database has it, with who appended it.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) row: Row,
    /// The replica that appended it, and under which of its leases.
    pub(crate) by: (String, i64),
}
