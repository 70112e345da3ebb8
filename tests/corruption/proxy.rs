//! The proxy between checker and sandbox. It applies one corruption to the traffic of one operation, or none.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderValue, Method};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};
use trackside_checker::Spec;
use url::Url;

use crate::corruption::{Corruption, Effect, Scene};
use crate::message::{Answer, Request};
use crate::stage::{Known, Stage, prefix};
use crate::wire::{Piece, read, write};

/// A proxy on a free port of this machine. Dropping it stops it.
pub(crate) struct Proxy {
    address: SocketAddr,
    changes: Arc<AtomicUsize>,
    serving: AbortHandle,
}

impl Proxy {
    /// Starts a proxy in front of a sandbox. `spec` tells which requests mean the operation of the corruption.
    pub(crate) async fn start(stage: &Stage, spec: &'static Spec, corruption: Option<Corruption>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port of this machine is free");
        let address = listener.local_addr().expect("a listener has an address");
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
        let changes = Arc::new(AtomicUsize::new(0));
        let (vanish, vanished) = watch::channel(false);
        let route = Arc::new(Route {
            sandbox: stage.server.address(),
            known: stage.known.clone(),
            client: client.expect("a client without TLS can be set up"),
            spec,
            corruption,
            number: AtomicUsize::new(0),
            memory: Mutex::default(),
            changes: Arc::clone(&changes),
            vanish,
        });
        let serving = tokio::spawn(serve(listener, route, vanished)).abort_handle();
        Self { address, changes, serving }
    }

    /// The base address of a provider behind the proxy.
    pub(crate) fn base_url(&self, provider: &str) -> Url {
        let url = format!("http://{}/{}", self.address, prefix(provider));
        url.parse().expect("an address and a name make a URL")
    }

    /// How many requests or answers were changed.
    pub(crate) fn changes(&self) -> usize {
        self.changes.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// What the connections of a proxy share.
struct Route {
    sandbox: SocketAddr,
    known: Known,
    client: reqwest::Client,
    spec: &'static Spec,
    corruption: Option<Corruption>,
    /// How many requests of the operation have come.
    number: AtomicUsize,
    memory: Mutex<Value>,
    changes: Arc<AtomicUsize>,
    vanish: watch::Sender<bool>,
}

async fn serve(listener: TcpListener, route: Arc<Route>, mut vanished: watch::Receiver<bool>) {
    // Connections are dropped with the listener.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = vanished.wait_for(|vanished| *vanished) => return,
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(converse(stream, Arc::clone(&route)));
                }
            }
        }
    }
}

/// Answers the requests of a connection. Whatever goes wrong with a connection is the checker's to see, and nothing to
/// fail for here.
async fn converse(mut stream: TcpStream, route: Arc<Route>) {
    _ = stream.set_nodelay(true);
    while let Ok(Some(request)) = read(&mut stream).await {
        let Ok(reply) = route.reply(&request).await else { return };
        if write(&mut stream, &reply.pieces).await.is_err() || reply.is_last {
            if reply.pieces.contains(&Piece::Vanish) {
                drop(stream);
                _ = route.vanish.send(true);
            }
            return;
        }
    }
}

/// What is written in reply to a request.
struct Reply {
    pieces: Vec<Piece>,
    /// Whether the connection ends with it.
    is_last: bool,
}

impl Route {
    async fn reply(&self, request: &Request) -> io::Result<Reply> {
        let Some(corruption) = self.corruption.filter(|corruption| self.means(corruption, request)) else {
            return Ok(Reply { pieces: vec![Piece::Bytes(self.forward(request).await?.bytes())], is_last: false });
        };
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let mut sent = request.clone();
        // A server whose bodies are broken would tell the length of the broken one, so the body is looked at for HEAD
        // too.
        let is_bodiless = request.method == Method::HEAD && corruption.effect.is_of_bodies();
        if is_bodiless {
            sent.method = Method::GET;
        }
        if let Effect::Request(change) = corruption.effect {
            self.look(request, number, |scene| change(scene, &mut sent));
            self.note(&sent != request);
        }
        let answer = self.forward(&sent).await?;
        if let Effect::Wire(write) = corruption.effect {
            let pieces = self.look(request, number, |scene| write(scene, &answer));
            self.note(pieces != [Piece::Bytes(answer.bytes())]);
            return Ok(Reply { pieces, is_last: true });
        }
        let mut changed = self.look(request, number, |scene| changed(scene, &corruption, &answer));
        self.note(changed != answer);
        if is_bodiless {
            changed.body.clear();
        }
        Ok(Reply { pieces: vec![Piece::Bytes(changed.bytes())], is_last: false })
    }

    /// Whether a request is one of the corrupted operation; by its path alone, so that other methods there are meant
    /// too.
    fn means(&self, corruption: &Corruption, request: &Request) -> bool {
        let contract = self.spec.contract();
        let target = request.target.strip_prefix(&format!("/{}", prefix(corruption.operation.provider)));
        let operation = contract.operation(corruption.operation.id).expect("the document has the corrupted operation");
        let found = target.and_then(|target| contract.find(&operation.method, target));
        found.is_some_and(|(found, _)| found.id == operation.id)
    }

    fn look<T>(&self, request: &Request, number: usize, at: impl FnOnce(&mut Scene<'_>) -> T) -> T {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        at(&mut Scene { request, number, memory: &mut memory, known: &self.known })
    }

    fn note(&self, has_changed: bool) {
        self.changes.fetch_add(usize::from(has_changed), Ordering::Relaxed);
    }

    /// Sends a request to the sandbox, with the host that the checker sent it to, so that the links of the answer lead
    /// through the proxy.
    async fn forward(&self, request: &Request) -> io::Result<Answer> {
        let url = format!("http://{}{}", self.sandbox, request.target);
        let mut headers = request.headers.clone();
        headers.remove(CONTENT_LENGTH);
        let mut sent = self.client.request(request.method.clone(), url).headers(headers);
        if !request.body.is_empty() {
            sent = sent.body(request.body.clone());
        }
        let response = sent.send().await.map_err(io::Error::other)?;
        let (status, mut headers) = (response.status(), response.headers().clone());
        headers.remove(TRANSFER_ENCODING);
        headers.remove(CONNECTION);
        let body = response.bytes().await.map_err(io::Error::other)?.to_vec();
        let mut answer = Answer { status, headers, body };
        if request.method != Method::HEAD {
            answer.fit_length();
        }
        Ok(answer)
    }
}

fn changed(scene: &mut Scene<'_>, corruption: &Corruption, answer: &Answer) -> Answer {
    let mut changed = answer.clone();
    let is_failure = answer.status.is_client_error() || answer.status.is_server_error();
    let change_json = match corruption.effect {
        Effect::Success(change) if answer.status.is_success() => Some(change),
        Effect::Failure(change) if is_failure => Some(change),
        Effect::Bytes(change) if answer.status.is_success() && !answer.body.is_empty() => {
            change(&mut changed.body);
            None
        }
        Effect::Answer(change) => {
            change(scene, &mut changed);
            None
        }
        _ => None,
    };
    if let Some(change) = change_json
        && let Ok(before) = serde_json::from_slice::<Value>(&answer.body)
    {
        let mut body = before.clone();
        change(scene, &mut body);
        // What a corruption has left alone keeps its bytes.
        if body != before {
            changed.set_json(&body);
        }
    }
    if changed.body != answer.body {
        changed.fit_length();
    }
    changed
}

impl Effect {
    /// Whether nothing but bodies is changed.
    fn is_of_bodies(self) -> bool {
        matches!(self, Self::Success(_) | Self::Failure(_) | Self::Bytes(_))
    }
}

impl Answer {
    pub(crate) fn fit_length(&mut self) {
        self.headers.insert(CONTENT_LENGTH, HeaderValue::from(self.body.len()));
    }
}
