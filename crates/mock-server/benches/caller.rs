//! A server and one connection to it.

use std::sync::Mutex;

use http::Request;
use http::header::HOST;
use http_body_util::{BodyExt as _, Empty};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use trackside_mock_server::{Configuration, MockServer};

/// A server with its clock at a fixed instant, and one kept-alive connection to it.
pub(crate) struct Caller {
    runtime: Runtime,
    server: MockServer,
    sender: Mutex<SendRequest<Empty<bytes::Bytes>>>,
}

impl Caller {
    /// Starts a server with so many orders and connects to it.
    pub(crate) fn new(orders: u32) -> Self {
        // Caller and server take turns on one thread, so that waking another one is no part of what is measured.
        let runtime = Builder::new_current_thread().enable_all().build().expect("the system polls sockets");
        let now = Some("2026-06-08T12:00:00Z".parse().expect("a literal instant"));
        let (server, sender) = runtime.block_on(async {
            let server = MockServer::start(Configuration { port: 0, orders, now, ..Configuration::default() }).await;
            let server = server.expect("a sandbox starts on a free port");
            let stream = TcpStream::connect(server.address()).await.expect("the sandbox listens");
            stream.set_nodelay(true).expect("loopback can send small packets at once");
            let (sender, connection) = handshake(TokioIo::new(stream)).await.expect("the connection is new");
            tokio::spawn(connection);
            (server, sender)
        });
        Self { runtime, server, sender: Mutex::new(sender) }
    }

    /// What the server answers from.
    pub(crate) fn server(&self) -> &MockServer {
        &self.server
    }

    /// A key that opens the provider's endpoints; where each program has its own, that of the first one.
    pub(crate) fn key(&self, provider: &'static str) -> String {
        let keys = self.server.sandbox().keys();
        let first = keys.of(provider).next().expect("every provider has a key that works, and lists it first");
        first.secrets[0].clone()
    }

    /// Sends a GET and reads the answer to its end; answers how many bytes its body has.
    pub(crate) fn get(&self, target: &str, (name, value): (&str, &str)) -> usize {
        let address = self.server.address().to_string();
        let request = Request::get(target).header(HOST, address).header(name, value).body(Empty::new());
        let request = request.expect("the target is a path");
        let mut sender = self.sender.lock().expect("no caller panicked");
        self.runtime.block_on(async {
            sender.ready().await.expect("the connection is kept alive");
            let answer = sender.send_request(request).await.expect("the sandbox answers");
            assert!(answer.status().is_success(), "{target} was answered with {}", answer.status());
            answer.into_body().collect().await.expect("the body is whole").to_bytes().len()
        })
    }
}
