//! Why the server could not start or run.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use trackside_world::WorldError;

use crate::checkpoints::MOST;
use crate::store::StoreError;
use crate::world_file::WorldFileError;

/// Why the server could not start or run.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The server cannot listen on the address.
    #[error("cannot listen on {address}: {source}\n\nhint: {}", listen_hint(source, address))]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The operating system's error.
        source: io::Error,
    },
    /// The host name cannot be resolved.
    #[error(
        "cannot resolve host {host:?}: {source}\n\nhint: use a name or an address of this machine, such as 127.0.0.1"
    )]
    Host {
        /// The host name.
        host: String,
        /// The resolver's error.
        source: io::Error,
    },
    /// The world cannot be built with these settings.
    #[error(transparent)]
    World(#[from] WorldError),
    /// A key for Partnero names a program that does not exist.
    #[error("no program has the code {code:?}, given in --key partnero=KEY:PROGRAM\n\nhint: use one of {known}")]
    UnknownProgram {
        /// The unknown code.
        code: String,
        /// The known codes.
        known: String,
    },
    /// There is no checkpoint with the name.
    #[error(
        "there is no checkpoint {0:?}\n\nhint: create it first, with MockServer::checkpoint or POST /_mock/checkpoints"
    )]
    UnknownCheckpoint(
        /// The name.
        String,
    ),
    /// There are as many checkpoints as there may be.
    #[error("there are {MOST} checkpoints with other names\n\nhint: use the name of one, which replaces it")]
    TooManyCheckpoints,
    /// The name of a world is invalid.
    #[error("{0}")]
    WorldName(
        /// Why.
        String,
    ),
    /// There are as many named worlds as there may be.
    #[error("{0}")]
    NoRoomForWorld(
        /// How many there are, and what to do.
        String,
    ),
    /// The state file cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address of a database is invalid, or this build cannot use one.
    #[error("{0}")]
    Database(
        /// What is wrong with it, without the password.
        String,
    ),
    /// The log that replicas share cannot be used.
    #[cfg(feature = "postgres")]
    #[error(transparent)]
    SharedLog(#[from] trackside_shared_log::Error),
    /// The log that replicas share belongs to another world.
    #[error("the log in PostgreSQL at {place} is not for this sandbox\n\nhint: {reason}")]
    OtherLog {
        /// Host and database.
        place: String,
        /// What to change.
        reason: String,
    },
    /// The clock is outside the time range of the state file's world.
    #[error(
        "the clock is at {now}, but the world of the saved state can be simulated until {last} only\n\nhint: set --now to \
         an earlier time, or start a new world with another file or database"
    )]
    OutsideOfState {
        /// The time of the clock.
        now: DateTime<Utc>,
        /// The last time until which the world can be simulated.
        last: DateTime<Utc>,
    },
    /// The faults are invalid.
    #[error("invalid faults: {0}")]
    Faults(String),
    /// A scenario names an unknown reading.
    #[error("invalid readings{0}")]
    Readings(String),
    /// A file named on the command line cannot be read.
    #[error(
        "cannot read {}: {source}\n\nhint: give the path of a JSON file, in the format of GET /_mock/scenario or \
         GET /_mock/overrides",
        path.display()
    )]
    UnreadableFile {
        /// The file.
        path: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
    /// A file named on the command line is invalid.
    #[error("{} is invalid: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The field, and what is wrong with it.
        reason: String,
    },
    /// The overrides to start with are invalid.
    #[error("{}{reason}", origin.as_ref().map(|path| format!("{} is invalid: ", path.display())).unwrap_or_default())]
    Overrides {
        /// The file they were read from, if any.
        origin: Option<PathBuf>,
        /// For each invalid override: the field, and what is wrong with it.
        reason: String,
    },
    /// The world file cannot be used.
    #[error(transparent)]
    WorldFile(#[from] WorldFileError),
    /// A receiver of webhook events cannot be.
    #[error("--webhook: {0}\n\nhint: give a provider and an address, such as agentref=http://localhost:3000/hooks")]
    Webhook(
        /// Why.
        String,
    ),
    /// The server failed while running.
    #[error("the server stopped unexpectedly: {0}")]
    Serve(#[source] io::Error),
}

fn listen_hint(source: &io::Error, address: &SocketAddr) -> String {
    match source.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "port {} is in use by another program; choose another with --port, or use --port 0 for any free one",
                address.port()
            )
        }
        io::ErrorKind::PermissionDenied => {
            "ports below 1024 need special permission; choose a higher one with --port".to_owned()
        }
        _ => "use --host with an address of this machine, such as 127.0.0.1".to_owned(),
    }
}
