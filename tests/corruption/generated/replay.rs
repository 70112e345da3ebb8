//! The answers of a sandbox, replayed.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use http::{HeaderValue, Method, StatusCode};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use trackside_checker::Spec;
use url::Url;

use super::broken::Kind;
use crate::message::{Answer, Request};
use crate::stage::prefix;
use crate::wire::{Piece, read, write};

/// A server that replays answers, and corrupts those of one operation: each time in another way. Dropping it stops it.
pub(super) struct Replay {
    address: SocketAddr,
    provider: &'static str,
    served: Arc<Mutex<Vec<Option<usize>>>>,
    serving: AbortHandle,
}

struct Script {
    spec: &'static Spec,
    provider: &'static str,
    operation: String,
    answers: BTreeMap<String, Answer>,
    kinds: Vec<Kind>,
    next: Mutex<usize>,
    served: Arc<Mutex<Vec<Option<usize>>>>,
}

impl Replay {
    pub(super) async fn start(
        spec: &'static Spec,
        provider: &'static str,
        operation: &str,
        answers: BTreeMap<String, Answer>,
        kinds: Vec<Kind>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("an address");
        let served = Arc::<Mutex<Vec<Option<usize>>>>::default();
        let script = Arc::new(Script {
            spec,
            provider,
            operation: operation.to_owned(),
            answers,
            kinds,
            next: Mutex::new(0),
            served: Arc::clone(&served),
        });
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&script)));
            }
        });
        Self { address, provider, served, serving: serving.abort_handle() }
    }

    pub(super) fn base_url(&self) -> Url {
        format!("http://{}/{}", self.address, prefix(self.provider)).parse().expect("a URL")
    }

    /// The corruption of each request, in the order of the requests.
    pub(super) fn served(&self) -> Vec<Option<usize>> {
        self.served.lock().expect("no panic").clone()
    }
}

impl Drop for Replay {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn converse(mut stream: TcpStream, script: Arc<Script>) {
    while let Ok(Some(request)) = read(&mut stream).await {
        let bytes = script.answer(&request);
        if write(&mut stream, &[Piece::Bytes(bytes)]).await.is_err() {
            return;
        }
    }
}

impl Script {
    fn answer(&self, request: &Request) -> Vec<u8> {
        let contract = self.spec.contract();
        let target = request.target.strip_prefix(&format!("/{}", prefix(self.provider))).unwrap_or_default();
        let found = contract.find(&request.method, target).map(|(operation, _)| operation.id.clone());
        let is_whole = request.method != Method::HEAD;
        let answer = found.as_ref().and_then(|id| self.answers.get(id));
        let mut corruption = None;
        let bytes = match answer {
            Some(answer) if found.as_deref() == Some(self.operation.as_str()) && is_whole => {
                let mut next = self.next.lock().expect("no panic");
                let place = *next % self.kinds.len();
                *next += 1;
                corruption = Some(place);
                self.kinds[place].answer(answer).bytes()
            }
            Some(answer) if is_whole => answer.bytes(),
            Some(answer) => answer.head(),
            None => {
                let mut refused =
                    Answer { status: StatusCode::NOT_FOUND, headers: http::HeaderMap::new(), body: Vec::new() };
                refused.headers.insert("content-length", HeaderValue::from_static("0"));
                refused.bytes()
            }
        };
        self.served.lock().expect("no panic").push(corruption);
        bytes
    }
}
