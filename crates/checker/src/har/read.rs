//! Reads a recording.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use http::Method;
use http::header::CONTENT_LENGTH;
use trackside_contract::Exchange;
use url::Url;

use super::HarError;
use super::convert::exchange;
use super::deliveries::{Receivers, RecordedDelivery, without_query};
use trackside_recording::har::format::{Entry, Har, Pair, Request, Response};

/// The largest file that is read.
const LARGEST: u64 = 256 << 20;

/// An exchange of a recording.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The position of the entry in the file, from zero.
    pub index: usize,
    /// The base URL of the server. The target is relative to it.
    pub base_url: Url,
    /// When the request was sent, as written in the recording: usually RFC 3339.
    pub started: Option<String>,
    /// The request and response. Bodies are decoded, and headers about their encoding are removed.
    pub exchange: Exchange,
}

/// A recording.
#[derive(Debug, Default)]
pub struct Recording {
    /// The exchanges with the server, in file order.
    pub exchanges: Vec<Recorded>,
    /// The deliveries of webhooks, in file order.
    pub deliveries: Vec<RecordedDelivery>,
    /// The URLs of requests to others that look like deliveries, without queries.
    pub suspected: Vec<String>,
    /// The requests with the servers and receivers that cannot be judged because a body was not saved, each with its
    /// method and URL without query, in file order.
    pub unsaved: Vec<String>,
    /// What was skipped, for the reader.
    pub notes: Vec<String>,
}

/// The servers of a document, as the reader finds them in a recording. The longest match counts.
#[derive(Debug, Clone, Copy)]
pub enum Servers<'s> {
    /// At these base URLs.
    At(&'s [Url]),
    /// At these paths on any host: for documents whose servers are only paths, such as `/api/v1`.
    OnAnyHost(&'s [&'s str]),
}

impl Servers<'_> {
    /// The length of the base path, or `None` for URLs of other servers.
    fn length(&self, address: &Url) -> Option<usize> {
        match self {
            Self::At(bases) => {
                let of_its_host = bases.iter().filter(|base| base.origin() == address.origin());
                of_its_host.filter_map(|base| prefix(address, base.path())).max()
            }
            Self::OnAnyHost(bases) => {
                let is_of_the_web = ["http", "https"].contains(&address.scheme());
                bases.iter().filter(|_| is_of_the_web).filter_map(|base| prefix(address, base)).max()
            }
        }
    }
}

/// Reads the exchanges of a HAR file whose URL starts with one of the base URLs. The longest match counts. The file can
/// have up to 256 MiB.
///
/// # Errors
/// Returns an error if the file cannot be read or is not HAR, or if an entry is invalid.
pub fn read_recording(path: &Path, bases: &[Url]) -> Result<Recording, HarError> {
    read_recording_with_deliveries(path, Servers::At(bases), Receivers::default())
}

/// Reads the exchanges of a HAR file whose path starts with one of the paths, on any host. The longest match counts.
/// This is for documents whose servers are only paths, such as `/api/v1`. The file can have up to 256 MiB.
///
/// # Errors
/// Returns an error if the file cannot be read or is not HAR, or if an entry is invalid.
pub fn read_recording_of_any_host(path: &Path, bases: &[&str]) -> Result<Recording, HarError> {
    read_recording_with_deliveries(path, Servers::OnAnyHost(bases), Receivers::default())
}

/// Reads the exchanges with servers, and the deliveries of webhooks to receivers. A URL that could belong to both
/// belongs to the one with the longer path, or else to the receiver. The file can have up to 256 MiB.
///
/// # Errors
/// Returns an error if the file cannot be read or is not HAR, or if an entry is invalid.
pub fn read_recording_with_deliveries(
    path: &Path,
    servers: Servers<'_>,
    receivers: Receivers<'_>,
) -> Result<Recording, HarError> {
    let unreadable = |source| HarError::Unreadable { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(HarError::TooLarge { path: path.to_owned(), megabytes: LARGEST >> 20 });
    }
    // Some tools start the file with a byte order mark.
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
        let address = Url::parse(&entry.request.url).map_err(|error| {
            failed(("request.url", format!("is {:?}, which is not a URL ({error})", entry.request.url)))
        })?;
        let started = Some(std::mem::take(&mut entry.started_date_time)).filter(|started| !started.is_empty());
        let base = servers.length(&address);
        if receivers.length(&address).is_some_and(|length| base.is_none_or(|base| base <= length)) {
            if left_out.takes_delivery(&entry) {
                recording.unsaved.push(named(&entry, &address));
            } else {
                let delivery = RecordedDelivery::new(index, &address, started, entry).map_err(failed)?;
                recording.deliveries.push(delivery);
            }
            continue;
        }
        let is_suspect = receivers.suspect(&entry);
        let Some(length) = base else {
            if is_suspect {
                recording.suspected.push(without_query(&address));
            } else {
                left_out.elsewhere += 1;
            }
            continue;
        };
        if left_out.takes(&entry) {
            if !has_response_body(&entry) || !has_request_body(&entry.request) {
                recording.unsaved.push(named(&entry, &address));
            }
            // It is not judged as a call, either.
            recording.suspected.extend(is_suspect.then(|| without_query(&address)));
            continue;
        }
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

/// The request of an entry, for the reader.
fn named(entry: &Entry, address: &Url) -> String {
    format!("{} {}", entry.request.method, without_query(address))
}

/// How many entries were skipped, and why.
#[derive(Default)]
struct LeftOut {
    elsewhere: usize,
    unanswered: usize,
    broken_off: usize,
    without_body: usize,
    without_request_body: usize,
}

impl LeftOut {
    /// Whether an entry has too little information to be judged.
    fn takes(&mut self, entry: &Entry) -> bool {
        // Browsers write zero for requests that were blocked or cancelled.
        let is_unanswered = entry.response.status <= 0;
        let is_cut = !has_response_body(entry);
        let is_request_cut = !has_request_body(&entry.request);
        let count = if is_unanswered {
            &mut self.unanswered
        } else if entry.response.error.as_ref().is_some_and(|error| !error.is_empty()) {
            &mut self.broken_off
        } else if is_cut {
            &mut self.without_body
        } else if is_request_cut {
            &mut self.without_request_body
        } else {
            return false;
        };
        *count += 1;
        true
    }

    /// Whether a delivery has too little information to be judged. What its receiver answered hardly matters.
    fn takes_delivery(&mut self, entry: &Entry) -> bool {
        let is_cut = !has_request_body(&entry.request);
        self.without_request_body += usize::from(is_cut);
        is_cut
    }

    fn notes(&self, all: usize) -> Vec<String> {
        let reasons = [
            (self.elsewhere, "other servers or paths"),
            (self.unanswered, "requests without a response"),
            (self.broken_off, "responses that broke off"),
            (self.without_body, "responses without a saved body; record with content"),
            (self.without_request_body, "requests without a saved body; record with content"),
        ];
        let wanted = reasons.into_iter().filter(|(count, _)| *count > 0);
        wanted.map(|(count, of)| format!("{count} of {all} entries skipped: {of}")).collect()
    }
}

/// Whether the body of a response is saved, or known to be empty. Many tools save bodies only on request, or in a file
/// beside the recording, and write -1 or nothing as their size.
fn has_response_body(entry: &Entry) -> bool {
    let Response { status, content, headers, body_size, .. } = &entry.response;
    let has_none = entry.request.method.eq_ignore_ascii_case(Method::HEAD.as_str()) || [204, 304].contains(status);
    let is_elsewhere = content.file.is_some() || content.size > 0;
    let is_empty = *body_size == Some(0) || length(headers) == Some(0);
    has_none
        || content.text.as_ref().is_some_and(|text| !text.is_empty() || !is_elsewhere)
        || (content.text.is_none() && !is_elsewhere && is_empty)
}

/// Whether the body of a request is saved, or there is none.
fn has_request_body(request: &Request) -> bool {
    match &request.post_data {
        None => {
            // Others have no body, whatever their headers say.
            let has_body = ["POST", "PUT", "PATCH", "DELETE"].contains(&request.method.to_ascii_uppercase().as_str());
            let is_sent = request.body_size.is_some_and(|size| size > 0) || length(&request.headers).unwrap_or(0) > 0;
            !has_body || !is_sent
        }
        Some(data) => {
            let is_elsewhere = data.file.is_some() || request.body_size.is_some_and(|size| size > 0);
            !data.text.is_empty() || !data.params.is_empty() || !is_elsewhere
        }
    }
}

/// The value of `Content-Length`.
fn length(headers: &[Pair]) -> Option<u64> {
    let header = headers.iter().find(|header| header.name.eq_ignore_ascii_case(CONTENT_LENGTH.as_str()))?;
    header.value.trim().parse().ok()
}

/// The length of the base path, if the URL's path is the base path or continues it with a slash.
pub(super) fn prefix(address: &Url, base: &str) -> Option<usize> {
    let base = base.trim_end_matches('/');
    let rest = address.path().strip_prefix(base)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(base.len())
}

/// Splits a URL into base and target.
fn split(address: &Url, length: usize) -> (Url, String) {
    let query = address.query().map(|query| format!("?{query}")).unwrap_or_default();
    let (start, rest) = address.path().split_at(length);
    let target = if rest.is_empty() { format!("/{query}") } else { format!("{rest}{query}") };
    let mut base = address.clone();
    base.set_path(start);
    base.set_query(None);
    base.set_fragment(None);
    // Only URLs without a host refuse this, and those have no user.
    _ = base.set_username("");
    _ = base.set_password(None);
    (base, target)
}
