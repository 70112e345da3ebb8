//! Reading a recording.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use http::Method;
use trackside_contract::Exchange;
use url::Url;

use super::HarError;
use super::convert::exchange;
use trackside_recording::har::format::{Entry, Har};

/// The largest file that is read.
const LARGEST: u64 = 256 << 20;

/// One exchange of a recording.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The position of the entry in the file, from zero.
    pub index: usize,
    /// The base address that its target is relative to.
    pub base_url: Url,
    /// When the request was sent, as the recording says it: usually as RFC 3339.
    pub started: Option<String>,
    /// What went over the wire. Bodies are as they were before they were compressed; headers that speak of that are left away.
    pub exchange: Exchange,
}

/// A recording.
#[derive(Debug, Default)]
pub struct Recording {
    /// The exchanges with the wanted servers, in the order of the file.
    pub exchanges: Vec<Recorded>,
    /// What was left out, in words.
    pub notes: Vec<String>,
}

/// Reads the exchanges of a HAR file, of 256 MiB at most, whose address starts with one of the base addresses; the longest that fits counts.
///
/// # Errors
/// A file that cannot be read or is no HAR, and an entry that makes no sense.
pub fn read_recording(path: &Path, bases: &[Url]) -> Result<Recording, HarError> {
    read(path, |address| {
        let of_its_host = bases.iter().filter(|base| base.origin() == address.origin());
        let length = of_its_host.filter_map(|base| prefix(address, base.path())).max()?;
        Some(length)
    })
}

/// Reads the exchanges of a HAR file, of 256 MiB at most, whose path starts with one of the paths, whatever the host; the longest that fits
/// counts. It is for documents that name their servers by paths alone, such as `/api/v1`.
///
/// # Errors
/// A file that cannot be read or is no HAR, and an entry that makes no sense.
pub fn read_recording_of_any_host(path: &Path, bases: &[&str]) -> Result<Recording, HarError> {
    read(path, |address| {
        let is_of_the_web = ["http", "https"].contains(&address.scheme());
        bases.iter().filter(|_| is_of_the_web).filter_map(|base| prefix(address, base)).max()
    })
}

/// Reads a file. `wanted` says how long the beginning of an address's path is that belongs to the server; nothing for other servers.
fn read(path: &Path, wanted: impl Fn(&Url) -> Option<usize>) -> Result<Recording, HarError> {
    let unreadable = |source| HarError::Unreadable { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(HarError::TooLarge { path: path.to_owned(), megabytes: LARGEST >> 20 });
    }
    // Some tools begin the file with a byte order mark.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let not_har = |why: String| HarError::NotHar { path: path.to_owned(), why };
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let har: Har = serde_path_to_error::deserialize(&mut reader).map_err(|error| not_har(error.to_string()))?;
    reader.end().map_err(|error| not_har(error.to_string()))?;
    let mut recording = Recording::default();
    let mut left_out = LeftOut::default();
    let all = har.log.entries.len();
    for (index, mut entry) in har.log.entries.into_iter().enumerate() {
        let failed = |(place, why)| HarError::Entry { path: path.to_owned(), index, place, why };
        let address = Url::parse(&entry.request.url)
            .map_err(|error| failed(("request.url", format!("is {:?}, no address ({error})", entry.request.url))))?;
        let Some(length) = wanted(&address) else {
            left_out.elsewhere += 1;
            continue;
        };
        if left_out.takes(&entry) {
            continue;
        }
        let started = Some(std::mem::take(&mut entry.started_date_time)).filter(|started| !started.is_empty());
        let (base_url, target) = split(&address, length);
        recording.exchanges.push(Recorded {
            index,
            base_url,
            started,
            exchange: exchange(entry, target).map_err(failed)?,
        });
    }
    recording.notes = left_out.notes(all);
    Ok(recording)
}

/// How many entries were left out, and why.
#[derive(Default)]
struct LeftOut {
    elsewhere: usize,
    unanswered: usize,
    without_body: usize,
}

impl LeftOut {
    /// Whether an entry says too little to be judged.
    fn takes(&mut self, entry: &Entry) -> bool {
        let content = &entry.response.content;
        // Browsers write zero where a request was blocked or given up.
        let is_unanswered = entry.response.status <= 0;
        // Many tools save bodies only when they are asked to.
        let is_cut = content.text.is_none() && content.size > 0 && entry.request.method != Method::HEAD.as_str();
        self.unanswered += usize::from(is_unanswered);
        self.without_body += usize::from(is_cut && !is_unanswered);
        is_unanswered || is_cut
    }

    fn notes(&self, all: usize) -> Vec<String> {
        let reasons = [
            (self.elsewhere, "other servers or paths"),
            (self.unanswered, "requests without an answer"),
            (self.without_body, "answers whose body was not saved; record with contents"),
        ];
        let wanted = reasons.into_iter().filter(|(count, _)| *count > 0);
        wanted.map(|(count, of)| format!("{count} of {all} entries left out: {of}")).collect()
    }
}

/// The length of the base's path, when the address's path starts with it and goes on with a slash or not at all.
fn prefix(address: &Url, base: &str) -> Option<usize> {
    let base = base.trim_end_matches('/');
    let rest = address.path().strip_prefix(base)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(base.len())
}

/// The base of an address, and what follows it.
fn split(address: &Url, length: usize) -> (Url, String) {
    let query = address.query().map(|query| format!("?{query}")).unwrap_or_default();
    let (start, rest) = address.path().split_at(length);
    let target = if rest.is_empty() { format!("/{query}") } else { format!("{rest}{query}") };
    let mut base = address.clone();
    base.set_path(start);
    base.set_query(None);
    base.set_fragment(None);
    // Only addresses without a host refuse, and they hold nobody.
    _ = base.set_username("");
    _ = base.set_password(None);
    (base, target)
}
