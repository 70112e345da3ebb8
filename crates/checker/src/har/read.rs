//! Reading a recording.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use trackside_contract::Exchange;
use url::Url;

use super::format::{Entry, Har, Pair};

/// The largest file that is read.
const LARGEST: u64 = 256 << 20;

/// Why a recording cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum HarError {
    /// The file cannot be read.
    #[error("cannot read {path}; check that the file is there and may be read", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is larger than any recording that is read.
    #[error("{path} has more than {megabytes} MiB; record less, or in several files", path = path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// How large it may be.
        megabytes: u64,
    },
    /// The file is no HAR.
    #[error("{path} is no HAR 1.2: {why}; save the traffic once more as HAR with contents", path = path.display())]
    NotHar {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        why: String,
    },
    /// An entry cannot be read.
    #[error("entry {index} of {path} cannot be read: {why}", path = path.display())]
    Entry {
        /// The file.
        path: PathBuf,
        /// The position of the entry, from zero.
        index: usize,
        /// What is wrong with it.
        why: String,
    },
}

/// One exchange of a recording.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The position of the entry in the file, from zero.
    pub index: usize,
    /// The base address that its target is relative to.
    pub base_url: Url,
    /// What went over the wire.
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

/// Reads the exchanges of a HAR file whose address starts with one of the base addresses; the longest that fits counts.
///
/// # Errors
/// A file that cannot be read or is no HAR, and an entry that makes no sense.
pub fn read_recording(path: &Path, bases: &[Url]) -> Result<Recording, HarError> {
    let unreadable = |source| HarError::Unreadable { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(HarError::TooLarge { path: path.to_owned(), megabytes: LARGEST >> 20 });
    }
    // Some tools begin the file with a byte order mark.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let har: Har = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| HarError::NotHar { path: path.to_owned(), why: error.to_string() })?;
    read_entries(path, har, bases)
}

fn read_entries(path: &Path, har: Har, bases: &[Url]) -> Result<Recording, HarError> {
    let mut recording = Recording::default();
    let (mut elsewhere, mut unanswered) = (0, 0);
    let all = har.log.entries.len();
    for (index, entry) in har.log.entries.into_iter().enumerate() {
        let failed = |why: String| HarError::Entry { path: path.to_owned(), index, why };
        let address =
            Url::parse(&entry.request.url).map_err(|error| failed(format!("its url is no address ({error})")))?;
        let Some((base, target)) = place(&address, bases) else {
            elsewhere += 1;
            continue;
        };
        // Browsers write zero where a request was blocked or given up.
        if entry.response.status <= 0 {
            unanswered += 1;
            continue;
        }
        recording.exchanges.push(Recorded {
            index,
            base_url: base,
            exchange: exchange(entry, target).map_err(failed)?,
        });
    }
    if elsewhere > 0 {
        recording.notes.push(format!("{elsewhere} of {all} entries are of other servers, and are left out"));
    }
    if unanswered > 0 {
        recording.notes.push(format!("{unanswered} of {all} entries have no answer, and are left out"));
    }
    Ok(recording)
}

/// The base that an address starts with, and what follows it.
fn place(address: &Url, bases: &[Url]) -> Option<(Url, String)> {
    let fits = |base: &&Url| {
        let start = base.path().trim_end_matches('/');
        let rest = address.path().strip_prefix(start);
        base.origin() == address.origin() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let base = bases.iter().filter(fits).max_by_key(|base| base.path().len())?;
    let path = &address.path()[base.path().trim_end_matches('/').len()..];
    let query = address.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some((base.clone(), format!("{path}{query}")))
}

fn exchange(entry: Entry, target: String) -> Result<Exchange, String> {
    let status = u16::try_from(entry.response.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let request_body = match entry.request.post_data {
        None => Bytes::new(),
        Some(data) if data.text.is_empty() && !data.params.is_empty() => {
            let mut form = form_urlencoded::Serializer::new(String::new());
            for pair in &data.params {
                form.append_pair(&pair.name, &pair.value);
            }
            form.finish().into()
        }
        Some(data) => {
            body(data.text, data.encoding.as_deref()).map_err(|why| format!("the body of its request {why}"))?
        }
    };
    let content = entry.response.content;
    let response_body = body(content.text.unwrap_or_default(), content.encoding.as_deref())
        .map_err(|why| format!("the body of its answer {why}"))?;
    let mut response_headers = headers(&entry.response.headers);
    // The recording holds the body as it was before it was compressed and cut up for the way.
    for name in ["content-encoding", "content-length", "transfer-encoding"] {
        response_headers.remove(name);
    }
    Ok(Exchange {
        method: Method::from_bytes(entry.request.method.as_bytes()).map_err(|_| "its method is none".to_owned())?,
        target,
        request_headers: headers(&entry.request.headers),
        request_body,
        status: status.ok_or_else(|| format!("its status {} is none", entry.response.status))?,
        response_headers,
        response_body,
    })
}

/// Headers as far as they can stand in HTTP: the names that HTTP/2 begins with a colon are none.
fn headers(pairs: &[Pair]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for pair in pairs {
        if let (Ok(name), Ok(value)) =
            (HeaderName::try_from(pair.name.as_str()), HeaderValue::from_bytes(pair.value.as_bytes()))
        {
            headers.append(name, value);
        }
    }
    headers
}

fn body(text: String, encoding: Option<&str>) -> Result<Bytes, String> {
    match encoding {
        None | Some("") => Ok(text.into()),
        Some(name) if name.eq_ignore_ascii_case("base64") => {
            STANDARD.decode(text.as_bytes()).map(Bytes::from).map_err(|error| format!("is no base64 ({error})"))
        }
        Some(name) => Err(format!("is encoded as {name:?}; only base64 is known")),
    }
}
