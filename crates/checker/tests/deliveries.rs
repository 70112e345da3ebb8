//! What the tests of webhooks have in common: deliveries as providers send them, and a listener that receives them.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use trackside_checker::report::Report;
use trackside_checker::{CheckError, Options, Spec, Until, WebhookSecrets, receive_webhooks};
use trackside_signature::{body_hex, svix};

/// A secret of AgentRef, in base64url.
pub(crate) const SECRET: &str = "whsec_-ZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZ";

/// Another one.
pub(crate) const OTHER: &str = "whsec_-QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUF";

/// A request to a receiver.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) method: &'static str,
    pub(crate) target: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Sent {
    /// A delivery that is not signed.
    pub(crate) fn json(body: &Value) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self { method: "POST", target: "/hooks".to_owned(), headers, body: body.to_string() }
    }

    /// A delivery that is signed as AgentRef does it, at this time.
    pub(crate) fn svix(body: &Value, secret: &str, timestamp: i64) -> Self {
        let id = body["id"].as_str().unwrap_or("msg_0").to_owned();
        let sent = Self::json(body);
        let signature = svix::sign(secret, &id, timestamp, sent.body.as_bytes()).expect("a secret");
        sent.with(svix::ID, &id).with(svix::TIMESTAMP, &timestamp.to_string()).with(svix::SIGNATURE, &signature)
    }

    /// A delivery that is signed as Partnero does it.
    pub(crate) fn body_hex(body: &Value, secret: &str) -> Self {
        let sent = Self::json(body);
        let signature = body_hex::sign(secret, sent.body.as_bytes());
        sent.with("Signature", &signature)
    }

    /// The same with another value of a header.
    pub(crate) fn with(self, name: &'static str, value: &str) -> Self {
        let mut sent = self.without(name);
        sent.headers.push((name, value.to_owned()));
        sent
    }

    /// The same without a header.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    /// The same with another body, whose signature stays.
    pub(crate) fn body(self, body: impl Into<String>) -> Self {
        Self { body: body.into(), ..self }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let headers: Vec<_> = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let headers = headers.concat();
        let Self { method, target, body, .. } = self;
        let length = body.len();
        format!("{method} {target} HTTP/1.1\r\nhost: x\r\n{headers}content-length: {length}\r\n\r\n{body}").into_bytes()
    }
}

/// Seconds of UNIX time.
pub(crate) fn now() -> i64 {
    chrono::Utc::now().timestamp()
}

/// The document of AgentRef with one operation and two events, which is loaded fast.
pub(crate) fn short() -> Value {
    let mut document = published("agentref");
    let keep = |part: &mut Value, names: &[&str]| {
        part.as_object_mut().expect("an object").retain(|name, _| names.contains(&name.as_str()));
    };
    keep(&mut document["paths"], &["/me"]);
    keep(&mut document["x-webhooks"], &["conversion.created", "payout.created"]);
    document
}

/// A document as it is checked. It is loaded once.
pub(crate) fn spec(provider: &'static str) -> &'static Spec {
    static SPECS: Mutex<BTreeMap<&str, &Spec>> = Mutex::new(BTreeMap::new());
    let mut specs = SPECS.lock().expect("no panic");
    specs.entry(provider).or_insert_with(|| Box::leak(Box::new(Spec::new(&published(provider)).expect("a document"))))
}

/// The document of a provider.
pub(crate) fn published(provider: &str) -> Value {
    serde_json::from_str(trackside_documents::text(provider).expect("a document")).expect("JSON")
}

/// The first example of an event's payload.
pub(crate) fn example(document: &Value, event: &str) -> Value {
    let media = format!("/x-webhooks/{event}/post/requestBody/content/application~1json");
    let examples = document.pointer(&media).and_then(|media| media["examples"].as_object()).expect("examples");
    examples.values().next().expect("an example")["value"].clone()
}

/// Options with secrets, and little time.
pub(crate) fn options(secrets: &[&str]) -> Options {
    Options {
        webhook_secrets: WebhookSecrets::new(secrets.iter().map(|secret| (*secret).to_owned())),
        timeout: Duration::from_secs(1),
        ..Options::default()
    }
}

/// Writes to an address, and reads the response until the connection is closed.
pub(crate) fn send(address: SocketAddr, bytes: &[u8], closes: bool) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time limit");
    stream.write_all(bytes).expect("the receiver reads");
    if closes {
        stream.shutdown(Shutdown::Write).expect("it can be closed");
    }
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("a response");
    response
}

/// What a listener made of requests.
pub(crate) struct Heard {
    pub(crate) report: Result<Report, CheckError>,
    /// The status lines of the responses.
    pub(crate) statuses: Vec<String>,
    /// What was said meanwhile.
    pub(crate) told: Vec<String>,
}

/// Sends requests to a listener, one after the other.
pub(crate) async fn heard(provider: &'static str, options: &Options, requests: Vec<Vec<u8>>) -> Heard {
    heard_until(provider, options, requests, None).await
}

/// Like [`heard`], with the number of deliveries that are wanted.
pub(crate) async fn heard_until(
    provider: &'static str,
    options: &Options,
    requests: Vec<Vec<u8>>,
    deliveries: Option<usize>,
) -> Heard {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = watch::channel(false);
    let sending = tokio::task::spawn_blocking(move || {
        let status = |request: &Vec<u8>| {
            // A request without its end needs one.
            let is_open = !request.ends_with(b"\n") && request.starts_with(b"POST /cut");
            send(address, request, is_open).lines().next().unwrap_or_default().to_owned()
        };
        let statuses: Vec<String> = requests.iter().map(status).collect();
        _ = stop.send(true);
        (statuses, stop)
    });
    let told = Arc::new(Mutex::new(Vec::new()));
    let until = Until { deliveries, duration: Some(Duration::from_mins(1)), stop: stopped };
    let mut say = |line: &str| told.lock().expect("no panic").push(line.to_owned());
    let report = receive_webhooks(spec(provider), listener, options, until, &mut say).await;
    let (statuses, _stop) = sending.await.expect("no panic");
    let told = told.lock().expect("no panic").clone();
    Heard { report, statuses, told }
}

/// The findings of a report, each with its level and rule, in alphabetical order.
pub(crate) fn found(report: &Report) -> Vec<String> {
    let findings = report.findings.iter();
    let mut found: Vec<_> = findings.map(|finding| format!("{} {}", finding.level, finding.rule)).collect();
    found.sort();
    found
}

/// A line of a report's summary.
pub(crate) fn summary<'r>(report: &'r Report, name: &str) -> &'r str {
    let line = report.summary.iter().find(|(known, _)| known == name);
    line.map_or("", |(_, value)| value.as_str())
}
