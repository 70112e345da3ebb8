//! A small HTTP server that answers as a test wants, and a check of it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::watch;
use trackside_checker::report::Report;
use trackside_checker::{CheckError, Options, Spec, Unwatched, check};
use url::Url;

/// A request as the server sees it.
pub(crate) struct Asked {
    /// The method; GET for HEAD.
    pub(crate) method: String,
    /// Whether only the head of the response is sent.
    pub(crate) is_head: bool,
    /// The path without the query.
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    /// The headers, with names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// The body; empty if there is none.
    pub(crate) body: String,
}

impl Asked {
    /// A query parameter.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A query parameter as a number; `usual` if it is missing, nothing if it is not a number.
    pub(crate) fn number(&self, name: &str, usual: usize) -> Option<usize> {
        self.query(name).map_or(Some(usual), |text| text.parse().ok())
    }
}

/// A response of the server.
pub(crate) struct Told {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

/// A response in JSON. One with 405 says what is allowed.
pub(crate) fn told(status: u16, body: &Value) -> Told {
    let mut headers = vec![("content-type", "application/json".to_owned())];
    if status == 405 {
        headers.push(("allow", "GET, POST".to_owned()));
    }
    Told { status, headers, body: body.to_string() }
}

/// Starts a server, which runs until the process ends. HEAD gets the head of the response to GET.
pub(crate) fn serve(answer: impl Fn(&Asked) -> Told + Send + Sync + 'static) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("the listener is bound"));
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || while let Some(()) = answer_one(&stream, answer.as_ref()) {});
        }
    });
    url.parse().expect("a URL")
}

fn answer_one(stream: &TcpStream, answer: &dyn Fn(&Asked) -> Told) -> Option<()> {
    // Clients of the tests do not send the next request before they have read the response.
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length =
        headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let mut asked = Asked {
        method,
        path: path.to_owned(),
        query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers,
        body: String::from_utf8(body).ok()?,
        is_head: false,
    };
    let is_head = asked.method == "HEAD";
    if is_head {
        "GET".clone_into(&mut asked.method);
        asked.is_head = true;
    }
    let told = answer(&asked);
    let headers: Vec<_> = told.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let (headers, length) = (headers.concat(), told.body.len());
    let head = format!("HTTP/1.1 {} Told\r\n{headers}content-length: {length}\r\n\r\n", told.status);
    let body = if is_head { "" } else { &told.body };
    (&*stream).write_all(format!("{head}{body}").as_bytes()).ok()
}

/// A document with these paths.
pub(crate) fn document(paths: &Value) -> Value {
    json!({ "openapi": "3.0.3", "info": { "title": "Shop", "version": "1" }, "paths": paths })
}

/// A response that is described like this, as a part of a document.
pub(crate) fn response(schema: &Value) -> Value {
    json!({ "description": "", "content": { "application/json": { "schema": schema } } })
}

/// Checks a server.
pub(crate) async fn checked(document: &Value, url: &Url, options: Options) -> Result<Report, CheckError> {
    let spec = Spec::new(document).expect("a document");
    let (_keep, stop) = watch::channel(false);
    check(&spec, url, &options, Arc::new(Unwatched), stop, None).await
}

/// The findings, each in a line.
pub(crate) fn lines(report: &Report) -> Vec<String> {
    let findings = report.findings.iter();
    findings.map(|finding| format!("{} {}: {}", finding.rule, finding.place, finding.message)).collect()
}
