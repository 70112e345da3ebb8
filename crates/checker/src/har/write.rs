//! Writes a recording.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::Utc;
use trackside_contract::Exchange;
use trackside_recording::Secrets;
use url::Url;

use crate::CheckError;
use crate::wire::without_user;

/// Collects exchanges for a file, without secrets.
///
/// Secrets are the given values in every encoding, and the values of headers, query parameters and body fields whose
/// names say that they carry a credential, wherever they occur in the exchange.
#[derive(Debug)]
pub struct Recorder(trackside_recording::har::Recorder);

impl Recorder {
    /// A recorder for a server. `names` are the headers and query parameters of the document's security schemes, in
    /// lower case.
    pub fn new(base_url: &Url, secrets: Secrets, names: Vec<String>) -> Self {
        Self(trackside_recording::har::Recorder::new(&without_user(base_url), secrets, names))
    }

    /// Adds an exchange that has just ended. `elapsed` is the time from the start of the request to the end of the
    /// response.
    pub fn add(&mut self, exchange: &Exchange, elapsed: Duration) {
        let started = Utc::now() - chrono::Duration::from_std(elapsed).unwrap_or_default();
        self.0.add(exchange, started, elapsed);
    }

    /// Writes the file atomically.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written.
    pub fn write(self, path: &Path) -> Result<(), CheckError> {
        write_whole(path, &self.0.to_json("trackside-contract"))
            .map_err(|source| CheckError::Unwritable { path: path.to_owned(), source })
    }
}

/// Writes a file atomically.
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
