//! Why the server could not start or run.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use trackside_world::WorldError;

use crate::store::StoreError;

/// Why the server could not start or run.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}\n\nhint: {}", listen_hint(source, address))]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// The host name has no address.
    #[error(
        "cannot find an address for host {host:?}: {source}\n\nhint: use an address of this machine, such as 127.0.0.1"
    )]
    Host {
        /// The host asked for.
        host: String,
        /// What the resolver said.
        source: io::Error,
    },
    /// The world cannot be built as asked.
    #[error(transparent)]
    World(#[from] WorldError),
    /// A `--key` names a program that does not exist.
    #[error("no program has the code {code:?}, which the key for Partnero names\n\nhint: the codes are {known}")]
    UnknownProgram {
        /// The code given.
        code: String,
        /// The codes there are.
        known: String,
    },
    /// The state file cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The clock lies outside of the time of the world that the state file belongs to.
    #[error(
        "the clock stands at {now}, and the world of the state file lasts from {begins} to {horizon}\n\nhint: give --now an instant in between, \
         or move the file away to start a new world"
    )]
    OutsideOfState {
        /// The clock.
        now: DateTime<Utc>,
        /// The first instant of the world.
        begins: DateTime<Utc>,
        /// Its last one.
        horizon: DateTime<Utc>,
    },
    /// The faults cannot be had.
    #[error("the faults cannot be had: {0}")]
    Faults(String),
    /// A file of the command line cannot be read.
    #[error("cannot read {}: {source}\n\nhint: give the path of a JSON file, such as GET /_mock/scenario answers", path.display())]
    UnreadableFile {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file of the command line does not hold what it should.
    #[error("cannot use {}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The place and what is wrong there.
        reason: String,
    },
    /// Overrides that the sandbox is started with are refused.
    #[error("{}{reason}", origin.as_ref().map(|path| format!("cannot use {}: ", path.display())).unwrap_or_default())]
    Overrides {
        /// The file they come from, if they come from one.
        origin: Option<PathBuf>,
        /// The place and what is wrong there, for each that is refused.
        reason: String,
    },
    /// Serving failed.
    #[error("the server stopped: {0}")]
    Serve(#[source] io::Error),
}

fn listen_hint(source: &io::Error, address: &SocketAddr) -> String {
    match source.kind() {
        io::ErrorKind::AddrInUse => {
            format!("another program listens on port {}; choose a free one with --port, or 0 for any", address.port())
        }
        io::ErrorKind::PermissionDenied => "ports below 1024 need rights; choose a higher one with --port".to_owned(),
        _ => "use --host with an address of this machine, such as 127.0.0.1".to_owned(),
    }
}
