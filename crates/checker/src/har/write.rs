//! Writing a recording.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::Utc;
use trackside_contract::Exchange;
use trackside_recording::Secrets;
use url::Url;

use crate::CheckError;
use crate::wire::without_user;

/// Collects exchanges, without their secrets, for a file.
///
/// Secrets are the values that it is told of, in every form, and what headers, query parameters and fields of bodies hold whose names say that
/// they carry a credential, in that whole exchange.
#[derive(Debug)]
pub struct Recorder(trackside_recording::har::Recorder);

impl Recorder {
    /// A recorder for one server. `names` are the headers and query parameters, in lower case, that the document's security schemes name.
    pub fn new(base_url: &Url, secrets: Secrets, names: Vec<String>) -> Self {
        Self(trackside_recording::har::Recorder::new(&without_user(base_url), secrets, names))
    }

    /// Adds an exchange that has just come to its end. `elapsed` is the time from the start of the request to the end of the answer.
    pub fn add(&mut self, exchange: &Exchange, elapsed: Duration) {
        let started = Utc::now() - chrono::Duration::from_std(elapsed).unwrap_or_default();
        self.0.add(exchange, started, elapsed);
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(self, path: &Path) -> Result<(), CheckError> {
        write_whole(path, &self.0.to_json("trackside-contract"))
            .map_err(|source| CheckError::Unwritable { path: path.to_owned(), source })
    }
}

/// Writes a file so that it is there whole or not at all.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
