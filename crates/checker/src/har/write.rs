//! Writing a recording.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{SecondsFormat, Utc};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use trackside_contract::Exchange;
use url::Url;

use super::format::{Content, Creator, Empty, Entry, Har, Log, Pair, PostData, Request, Response, Timings};
use crate::CheckError;
use crate::redaction::{BLOT, Secrets, exchange_secrets, is_secret_parameter, redacted_header, redacted_target};

/// Collects exchanges, without their secrets.
///
/// Secrets are the values that it is told of, in every form, and what headers, query parameters and fields of bodies hold whose names say that
/// they carry a credential, in that whole exchange.
#[derive(Debug)]
pub struct Recorder {
    base: String,
    secrets: Secrets,
    /// The names of headers and query parameters that carry credentials, in lower case.
    names: Vec<String>,
    entries: Vec<Entry>,
}

impl Recorder {
    /// A recorder for one server. `names` are the headers and query parameters, in lower case, that the document's security schemes name.
    pub fn new(base_url: &Url, secrets: Secrets, names: Vec<String>) -> Self {
        let mut base = base_url.clone();
        // Only addresses without a host refuse, and they hold nobody.
        _ = base.set_username("");
        _ = base.set_password(None);
        Self { base: base.as_str().trim_end_matches('/').to_owned(), secrets, names, entries: Vec::new() }
    }

    /// Adds an exchange that has just come to its end. `elapsed` is the time from the start of the request to the end of the answer.
    pub fn add(&mut self, exchange: &Exchange, elapsed: Duration) {
        // A credential that was made up is one all the same.
        let secrets = exchange_secrets(&self.secrets, exchange, &self.names);
        let query = exchange.target.split_once('?').map_or("", |(_, query)| query);
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let milliseconds = elapsed.as_secs_f64() * 1000.0;
        let started = Utc::now() - chrono::Duration::from_std(elapsed).unwrap_or_default();
        self.entries.push(Entry {
            started_date_time: started.to_rfc3339_opts(SecondsFormat::Millis, true),
            time: milliseconds,
            request: self.request(exchange, &secrets, &pairs),
            response: self.response(exchange, &secrets),
            cache: Empty {},
            timings: Timings { send: 0.0, wait: milliseconds, receive: 0.0 },
        });
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(self, path: &Path) -> Result<(), CheckError> {
        let creator = Creator { name: "trackside-contract".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() };
        let har = Har { log: Log { version: "1.2".to_owned(), creator, entries: self.entries } };
        let text = serde_json::to_vec_pretty(&har).map_err(std::io::Error::other);
        text.and_then(|text| write_whole(path, &text))
            .map_err(|source| CheckError::Unwritable { path: path.to_owned(), source })
    }

    fn request(&self, exchange: &Exchange, secrets: &Secrets, pairs: &[(String, String)]) -> Request {
        let body = secrets.blot_bytes(&exchange.request_body);
        let post_data = (!body.is_empty()).then(|| {
            let (text, encoding) = text(&body);
            PostData { mime_type: content_type(&exchange.request_headers, secrets), text, params: Vec::new(), encoding }
        });
        let query_string = pairs.iter().map(|(name, value)| Pair {
            name: name.clone(),
            value: if is_secret_parameter(name, &self.names) { BLOT.to_owned() } else { secrets.blot(value) },
        });
        Request {
            method: exchange.method.to_string(),
            url: secrets.blot(&format!("{}{}", self.base, redacted_target(&exchange.target, &self.names))),
            http_version: "HTTP/1.1".to_owned(),
            cookies: Vec::new(),
            headers: self.headers(&exchange.request_headers, secrets),
            query_string: query_string.collect(),
            post_data,
            headers_size: -1,
            body_size: i64::try_from(body.len()).unwrap_or(-1),
        }
    }

    fn response(&self, exchange: &Exchange, secrets: &Secrets) -> Response {
        let body = secrets.blot_bytes(&exchange.response_body);
        let (text, encoding) = text(&body);
        let size = i64::try_from(body.len()).unwrap_or(-1);
        Response {
            status: i64::from(exchange.status.as_u16()),
            status_text: exchange.status.canonical_reason().unwrap_or_default().to_owned(),
            http_version: "HTTP/1.1".to_owned(),
            cookies: Vec::new(),
            headers: self.headers(&exchange.response_headers, secrets),
            content: Content {
                size,
                mime_type: content_type(&exchange.response_headers, secrets),
                text: Some(text),
                encoding,
            },
            redirect_url: String::new(),
            headers_size: -1,
            body_size: size,
        }
    }

    fn headers(&self, headers: &HeaderMap, secrets: &Secrets) -> Vec<Pair> {
        let pair = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            let value = redacted_header(name.as_str(), &value, secrets, &self.names);
            Pair { name: name.to_string(), value }
        };
        headers.iter().map(pair).collect()
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

fn content_type(headers: &HeaderMap, secrets: &Secrets) -> String {
    let value = headers.get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()));
    value.map(|value| secrets.blot(&value)).unwrap_or_default()
}

fn text(body: &[u8]) -> (String, Option<String>) {
    match std::str::from_utf8(body) {
        Ok(text) => (text.to_owned(), None),
        Err(_) => (STANDARD.encode(body), Some("base64".to_owned())),
    }
}
