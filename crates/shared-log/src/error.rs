//! What fails when a log is opened, and when it is used.

use std::sync::Arc;

/// An error of opening or following a log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address is not one of PostgreSQL.
    #[error(
        "invalid address of a PostgreSQL database: {0}\n\nhint: it has the form \
         postgres://USER:PASSWORD@HOST:5432/DATABASE"
    )]
    Address(String),
    /// This build does not encrypt connections.
    #[error(
        "the address asks for an encrypted connection (sslmode=require), but this build has none\n\nhint: build with \
         `--features postgres-tls`, or use sslmode=disable on a trusted network"
    )]
    WithoutTls,
    /// The database cannot be reached, or refuses the user.
    #[error("cannot connect to PostgreSQL at {place}: {reason}\n\nhint: check host, user, password and database")]
    Unreachable {
        /// Host and database, without the password.
        place: String,
        /// What went wrong.
        reason: String,
    },
    /// The tables were made by a newer version.
    #[error(
        "the tables in {place} have version {found}, but this program knows version {known}\n\nhint: use the program's \
         newer version, or another database"
    )]
    Newer {
        /// Host and database, without the password.
        place: String,
        /// Their version.
        found: i32,
        /// The newest version that is known.
        known: i32,
    },
    /// The database fails a statement.
    #[error("PostgreSQL at {place} failed: {reason}")]
    Failed {
        /// Host and database, without the password.
        place: String,
        /// What went wrong.
        reason: String,
    },
    /// The follower cannot use a row.
    #[error("row {number} of the log in {place} cannot be used: {reason}")]
    Unusable {
        /// Host and database, without the password.
        place: String,
        /// The number of the row.
        number: i64,
        /// What is wrong with it.
        reason: String,
    },
}

/// Why nothing can be appended, or why what was appended may not be there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// It was not appended. Decide again: the log may have moved.
    #[error("it was not recorded")]
    Discarded,
    /// There is no connection, or the log cannot be followed.
    #[error("{0}")]
    Unavailable(Arc<str>),
    /// The connection was lost during the commit, and it is not known whether it happened.
    #[error("{0}; it is not known whether this was recorded")]
    Unknown(Arc<str>),
}

/// The whole chain of an error of the client library, which names the cause only at its end.
pub(crate) fn chain(error: &tokio_postgres::Error) -> String {
    if let Some(database) = error.as_db_error() {
        return database.message().to_owned();
    }
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}
