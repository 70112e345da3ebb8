//! Writes a recording.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use trackside_contract::Exchange;

use super::format::{Content, Creator, Empty, Entry, Har, Log, Pair, PostData, Request, Response, Timings};
use crate::redaction::{Secrets, exchange_secrets, is_secret_parameter, redacted_header, redacted_target};

/// Collects exchanges, without secrets.
///
/// Secrets are the given values in every encoding, and the values of headers, query parameters and body fields whose
/// names say that they carry a credential, wherever they occur in the exchange.
#[derive(Debug)]
pub struct Recorder {
    base: String,
    secrets: Secrets,
    /// The names of headers and query parameters that carry credentials, in lower case.
    names: Vec<String>,
    entries: Vec<Entry>,
}

/// What an exchange itself does not tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// The URL before the target, if it is not the recorder's.
    pub base_url: Option<String>,
    /// The request body as it was sent, if the exchange has it decoded.
    pub sent: Option<BodyAsSent>,
    /// Why the response is incomplete, if it is.
    pub broken_off: Option<String>,
    /// Whether there is no response at all. The exchange's is left out then.
    pub is_unanswered: bool,
}

/// A request body as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyAsSent {
    /// The content coding, such as `gzip`.
    pub coding: String,
    /// Its size in bytes.
    pub size: u64,
}

impl Recorder {
    /// A recorder for the server at this URL, which must not contain a user. `names` are the headers and query
    /// parameters of the document's security schemes, in lower case.
    pub fn new(base_url: &str, secrets: Secrets, names: Vec<String>) -> Self {
        Self { base: base_url.trim_end_matches('/').to_owned(), secrets, names, entries: Vec::new() }
    }

    /// Adds an exchange. `elapsed` is the time from the start of the request to the end of the response.
    pub fn add(&mut self, exchange: &Exchange, started: DateTime<Utc>, elapsed: Duration) {
        self.add_under(&Circumstances::default(), exchange, started, elapsed);
    }

    /// Adds an exchange, and what else is known about it.
    pub fn add_under(
        &mut self,
        circumstances: &Circumstances,
        exchange: &Exchange,
        started: DateTime<Utc>,
        elapsed: Duration,
    ) {
        // A made-up credential is redacted, too.
        let secrets = exchange_secrets(&self.secrets, exchange, &self.names);
        let query = exchange.target.split_once('?').map_or("", |(_, query)| query);
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let milliseconds = elapsed.as_secs_f64() * 1000.0;
        self.entries.push(Entry {
            started_date_time: started.to_rfc3339_opts(SecondsFormat::Millis, true),
            time: milliseconds,
            request: self.request(circumstances, exchange, &secrets, &pairs),
            response: self.response(circumstances, exchange, &secrets),
            cache: Empty {},
            timings: Timings { send: 0.0, wait: milliseconds, receive: 0.0 },
            comment: circumstances.broken_off.as_deref().map(|why| secrets.blot(why)),
        });
    }

    /// The recording as a HAR file. `program` is the name of the program.
    pub fn to_json(self, program: &str) -> Vec<u8> {
        let creator = Creator { name: program.to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() };
        let har = Har { log: Log { version: "1.2".to_owned(), creator, entries: self.entries } };
        serde_json::to_vec_pretty(&har).expect("a recording has text keys and finite numbers")
    }

    fn request(
        &self,
        circumstances: &Circumstances,
        exchange: &Exchange,
        secrets: &Secrets,
        pairs: &[(String, String)],
    ) -> Request {
        let base = circumstances.base_url.as_deref().unwrap_or(&self.base).trim_end_matches('/');
        let sent = circumstances.sent.as_ref();
        let body = secrets.blot_bytes(&exchange.request_body);
        let post_data = (!body.is_empty()).then(|| {
            let (text, encoding) = text(&body);
            PostData {
                mime_type: content_type(&exchange.request_headers, secrets),
                text,
                params: Vec::new(),
                file: None,
                encoding,
                comment: sent.map(|sent| format!("decoded; {} bytes were sent with {}", sent.size, sent.coding)),
            }
        });
        let query_string = pairs.iter().map(|(name, value)| Pair {
            name: name.clone(),
            value: if is_secret_parameter(name, &self.names) { secrets.stand_in(value) } else { secrets.blot(value) },
        });
        Request {
            method: exchange.method.to_string(),
            url: secrets.blot(&format!("{base}{}", redacted_target(&exchange.target, secrets, &self.names))),
            http_version: "HTTP/1.1".to_owned(),
            cookies: Vec::new(),
            headers: self.headers(&exchange.request_headers, secrets),
            query_string: query_string.collect(),
            post_data,
            headers_size: -1,
            body_size: i64::try_from(sent.map_or(body.len() as u64, |sent| sent.size)).ok(),
        }
    }

    fn response(&self, circumstances: &Circumstances, exchange: &Exchange, secrets: &Secrets) -> Response {
        let error = circumstances.broken_off.as_deref().map(|why| secrets.blot(why));
        if circumstances.is_unanswered {
            // As browsers write it.
            return Response { http_version: "HTTP/1.1".to_owned(), headers_size: -1, error, ..Response::default() };
        }
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
                file: None,
            },
            redirect_url: String::new(),
            headers_size: -1,
            body_size: Some(size),
            error,
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
