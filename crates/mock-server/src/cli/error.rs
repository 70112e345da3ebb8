//! Why a command was not done.

use std::io;
use std::path::PathBuf;

use crate::world_file::WorldFileError;

/// Why a command was not done. The messages say what to do.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// Nobody listens there.
    #[error(
        "no sandbox is running at {url}: {source}\n\nhint: start one with `{start}`, or name the address of another with \
         --url or TRACKSIDE_URL"
    )]
    NoSandbox {
        /// The address.
        url: String,
        /// The command that starts a sandbox there.
        start: String,
        /// The operating system's error.
        source: io::Error,
    },
    /// The connection ended, or nothing came in time.
    #[error("{url} does not respond: {reason}\n\nhint: look into the log of what runs there; it may be no sandbox")]
    NoResponse {
        /// The address.
        url: String,
        /// What happened.
        reason: String,
    },
    /// Something else listens there, or a sandbox of another version.
    #[error(
        "{url} does not respond as a sandbox does: {reason}\n\nhint: another program may be running there, or a sandbox of \
         another version than {version}; GET {url}/_mock/health says so"
    )]
    NotASandbox {
        /// The address.
        url: String,
        /// What is unexpected.
        reason: String,
        /// The version of this program.
        version: &'static str,
    },
    /// The sandbox does not let everybody use its control API.
    #[error("the sandbox at {url} refuses access: {message}\n\nhint: {hint}")]
    NoAccess {
        /// The address.
        url: String,
        /// The reason, in the sandbox's words.
        message: String,
        /// What helps.
        hint: &'static str,
    },
    /// It refuses this request.
    #[error("{0}")]
    Refused(
        /// The reason, in the sandbox's words.
        String,
    ),
    /// Somebody has not accepted an event.
    #[error("not everybody has accepted the event\n\nhint: `trackside-mock webhooks show NUMBER` shows what was sent")]
    Unaccepted,
    /// The world file cannot be read.
    #[error(transparent)]
    WorldFile(WorldFileError),
    /// The file to write exists.
    #[error("{} exists\n\nhint: give another name, or --force to replace it", path.display())]
    FileExists {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be written.
    #[error("cannot write {}: {source}\n\nhint: choose a file in a folder that exists and is writable", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
    /// The response cannot be printed.
    #[error("the output cannot be written: {0}")]
    Output(io::Error),
}

impl CommandError {
    /// The exit code: 1 if the sandbox refused the request, 2 if it was not answered. A reader who closes the output has
    /// seen enough: that is 0.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(_) | Self::Unaccepted => 1,
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
            _ => 2,
        }
    }
}
