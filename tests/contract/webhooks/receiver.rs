//! A receiver of webhook events that behaves as it is told to.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What is done with a delivery.
#[derive(Debug, Clone)]
pub(super) enum Manner {
    /// A response with this status.
    Answer(u16),
    /// A response with this status, after a while.
    Late(u16, Duration),
    /// A redirect to an address.
    Redirect(String),
    /// The connection is closed without a response.
    HangUp,
    /// The connection is reset.
    Reset,
}

/// A delivery as it was received.
#[derive(Debug, Clone)]
pub(super) struct Received {
    pub(super) delivery: trackside_contract::Delivery,
}

/// A receiver. It accepts everything that it has no other manner for.
#[derive(Debug, Clone)]
pub(super) struct Receiver {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    manners: VecDeque<Manner>,
    always: Option<Manner>,
    received: Vec<Received>,
}

impl Receiver {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { address, state }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/hooks", self.address)
    }

    /// The next deliveries are handled so, one after the other.
    pub(super) fn next(&self, manners: impl IntoIterator<Item = Manner>) {
        self.lock().manners.extend(manners);
    }

    /// Every delivery is handled so that has no manner of its own.
    pub(super) fn always(&self, manner: Manner) {
        self.lock().always = Some(manner);
    }

    /// What was received.
    pub(super) fn received(&self) -> Vec<Received> {
        self.lock().received.clone()
    }

    /// What was received, once there are so many.
    pub(super) async fn wait_for(&self, count: usize) -> Vec<Received> {
        let since = Instant::now();
        while self.received().len() < count {
            assert!(since.elapsed() < Duration::from_secs(20), "{} of {count} arrive", self.received().len());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.received()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Received {
    pub(super) fn header(&self, name: &str) -> &str {
        self.delivery.headers.get(name).map(|value| value.to_str().expect("visible text")).unwrap_or_default()
    }

    pub(super) fn payload(&self) -> serde_json::Value {
        serde_json::from_slice(&self.delivery.body).expect("JSON")
    }
}

async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut buffer = Vec::new();
    loop {
        let Some(received) = request(&mut stream, &mut buffer).await else { return };
        let manner = {
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            state.received.push(received);
            state.manners.pop_front().or_else(|| state.always.clone()).unwrap_or(Manner::Answer(200))
        };
        let answer = |status: u16, header: &str| format!("HTTP/1.1 {status} X\r\n{header}content-length: 2\r\n\r\nok");
        let text = match manner {
            Manner::Answer(status) => answer(status, ""),
            Manner::Late(status, pause) => {
                tokio::time::sleep(pause).await;
                answer(status, "")
            }
            Manner::Redirect(location) => answer(307, &format!("location: {location}\r\n")),
            Manner::HangUp => return,
            Manner::Reset => {
                _ = stream.set_zero_linger();
                return;
            }
        };
        if stream.write_all(text.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// Reads a request. `None` if the connection ends before.
async fn request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Received> {
    loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
            let mut lines = head.split("\r\n");
            let mut words = lines.next()?.split(' ');
            let (method, target) = (words.next()?.parse::<Method>().ok()?, words.next()?.to_owned());
            let mut headers = HeaderMap::new();
            for line in lines {
                let (name, value) = line.split_once(':')?;
                headers.append(name.parse::<HeaderName>().ok()?, HeaderValue::from_str(value.trim()).ok()?);
            }
            let length = headers.get("content-length").and_then(|length| length.to_str().ok()?.parse().ok());
            let length: usize = length.unwrap_or(0);
            while buffer.len() < end + 4 + length {
                if stream.read_buf(buffer).await.ok()? == 0 {
                    return None;
                }
            }
            let body = Bytes::copy_from_slice(&buffer[end + 4..end + 4 + length]);
            buffer.drain(..end + 4 + length);
            let delivery = trackside_contract::Delivery { method, target, headers, body };
            return Some(Received { delivery });
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
}
