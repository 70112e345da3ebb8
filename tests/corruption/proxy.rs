//! The proxy between checker and sandbox. It applies one corruption to the traffic of one operation, or harmless
//! variations to the responses of all of them, or nothing.

use std::collections::BTreeSet;
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
use crate::harmless::Variation;
use crate::message::{Answer, Request};
use crate::stage::{Known, Stage, prefix};
use crate::wire::{Piece, read, write};

/// A proxy on a free port of this machine. Dropping it stops it.
pub(crate) struct Proxy {
    address: SocketAddr,
    changes: Arc<AtomicUsize>,
    varied: Arc<Mutex<BTreeSet<&'static str>>>,
    serving: AbortHandle,
}

impl Proxy {
    /// Starts a proxy in front of a sandbox. `spec` tells which requests mean the operation of the corruption.
    pub(crate) async fn start(stage: &Stage, spec: &'static Spec, corruption: Option<Corruption>) -> Self {
        Self::start_with(stage, spec, corruption.map(Plan::One)).await
    }

    /// Starts a proxy that varies the responses of a provider, those of each operation in another way.
    pub(crate) async fn start_varying(
        stage: &Stage,
        spec: &'static Spec,
        provider: &'static str,
        variations: Vec<Variation>,
    ) -> Self {
        Self::start_with(stage, spec, Some(Plan::Varied { provider, variations })).await
    }

    async fn start_with(stage: &Stage, spec: &'static Spec, plan: Option<Plan>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port of this machine is free");
        let address = listener.local_addr().expect("a listener has an address");
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
        let changes = Arc::new(AtomicUsize::new(0));
        let varied = Arc::default();
        let (vanish, vanished) = watch::channel(false);
        let route = Arc::new(Route {
            sandbox: stage.server.address(),
            known: stage.known.clone(),
            client: client.expect("a client without TLS can be set up"),
            spec,
            plan,
            number: AtomicUsize::new(0),
            memory: Mutex::default(),
            changes: Arc::clone(&changes),
            varied: Arc::clone(&varied),
            vanish,
        });
        let serving = tokio::spawn(serve(listener, route, vanished)).abort_handle();
        Self { address, changes, varied, serving }
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

    /// The names of the variations that have changed a response.
    pub(crate) fn varied(&self) -> BTreeSet<&'static str> {
        self.varied.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// What a proxy changes.
enum Plan {
    /// The traffic of one operation.
    One(Corruption),
    /// The responses of all operations of a provider.
    Varied { provider: &'static str, variations: Vec<Variation> },
}

/// What the connections of a proxy share.
struct Route {
    sandbox: SocketAddr,
    known: Known,
    client: reqwest::Client,
    spec: &'static Spec,
    plan: Option<Plan>,
    /// How many requests of the operation have come.
    number: AtomicUsize,
    memory: Mutex<Value>,
    changes: Arc<AtomicUsize>,
    varied: Arc<Mutex<BTreeSet<&'static str>>>,
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
        let Some((name, effect)) = self.effect(request) else {
            return Ok(Reply { pieces: vec![Piece::Bytes(self.forward(request).await?.bytes())], is_last: false });
        };
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let mut sent = request.clone();
        // A server whose bodies are broken would tell the length of the broken one, so the body is looked at for HEAD
        // too.
        let is_bodiless = request.method == Method::HEAD && effect.is_of_bodies();
        if is_bodiless {
            sent.method = Method::GET;
        }
        if let Effect::Request(change) = effect {
            self.look(request, number, |scene| change(scene, &mut sent));
            self.note(name, &sent != request);
        }
        let answer = self.forward(&sent).await?;
        if let Effect::Wire(write) | Effect::Framing(write) = effect {
            let pieces = self.look(request, number, |scene| write(scene, &answer));
            self.note(name, pieces != [Piece::Bytes(answer.bytes())]);
            let is_last = matches!(effect, Effect::Wire(_)) || says_close(&pieces);
            return Ok(Reply { pieces, is_last });
        }
        let mut changed = self.look(request, number, |scene| changed(scene, effect, &answer));
        self.note(name, changed != answer);
        if is_bodiless {
            changed.body.clear();
        }
        Ok(Reply { pieces: vec![Piece::Bytes(changed.bytes())], is_last: false })
    }

    /// What happens to a request or its response, with its name.
    fn effect(&self, request: &Request) -> Option<(&'static str, Effect)> {
        match self.plan.as_ref()? {
            Plan::One(corruption) => self.means(corruption, request).then_some((corruption.name, corruption.effect)),
            Plan::Varied { provider, variations } => {
                let target = request.target.strip_prefix(&format!("/{}", prefix(provider)))?;
                let path = target.split('?').next()?;
                // All methods of a path are varied alike, as one handler or one cache would.
                let operations = self.spec.contract().operations();
                let methods = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
                let found = methods.iter().find_map(|method| self.spec.contract().find(method, path));
                let place = found.and_then(|(found, _)| operations.iter().position(|known| known.id == found.id));
                let variation = variations[place.unwrap_or(operations.len()) % variations.len()];
                (variation.only)(request).then_some((variation.name, variation.effect))
            }
        }
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

    fn note(&self, name: &'static str, has_changed: bool) {
        if has_changed {
            self.changes.fetch_add(1, Ordering::Relaxed);
            self.varied.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
        }
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

/// Whether the server says that it will close the connection.
fn says_close(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Bytes(bytes) | Piece::Drip(bytes, _) => {
            let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
            text.contains("\r\nconnection: close\r\n") || text.starts_with("http/1.0 ")
        }
        _ => false,
    })
}

fn changed(scene: &mut Scene<'_>, effect: Effect, answer: &Answer) -> Answer {
    let mut changed = answer.clone();
    let is_failure = answer.status.is_client_error() || answer.status.is_server_error();
    let change_json = match effect {
        Effect::Success(change) if answer.status.is_success() => Some(change),
        Effect::Failure(change) if is_failure => Some(change),
        Effect::Bytes(change) if answer.status.is_success() && !answer.body.is_empty() => {
            change(&mut changed.body);
            None
        }
        Effect::Answer(change) | Effect::Whole(change) => {
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
    if changed.body != answer.body && changed.headers.contains_key(CONTENT_LENGTH) {
        changed.fit_length();
    }
    changed
}

impl Effect {
    /// Whether the headers of a response to HEAD follow from the changed body of GET.
    fn is_of_bodies(self) -> bool {
        matches!(self, Self::Success(_) | Self::Failure(_) | Self::Bytes(_) | Self::Whole(_))
    }
}

impl Answer {
    pub(crate) fn fit_length(&mut self) {
        self.headers.insert(CONTENT_LENGTH, HeaderValue::from(self.body.len()));
    }
}
