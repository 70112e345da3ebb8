//! A server that sends whatever a test wants, HTTP or not.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// A server on a port of its own. It ends with the value.
pub(crate) struct Server {
    url: Url,
    accepted: Arc<AtomicUsize>,
    seen: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Gives every connection to a function, with its number, starting at 0.
    pub(crate) async fn new<F>(serve: impl Fn(Client, usize) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Option<()>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let port = listener.local_addr().expect("the listener is bound").port();
        let accepted = Arc::new(AtomicUsize::new(0));
        let seen = Arc::<Mutex<Vec<String>>>::default();
        let (count, log) = (accepted.clone(), seen.clone());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(Client { stream, seen: log.clone() }, number));
            }
        });
        let url = format!("http://127.0.0.1:{port}").parse().expect("the address is one");
        Self { url, accepted, seen, task }
    }

    /// Answers the first request of each connection with these bytes, and closes it.
    pub(crate) async fn answering(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes: Arc<[u8]> = bytes.into().into();
        Self::new(move |mut client, _| {
            let bytes = bytes.clone();
            async move {
                client.request().await?;
                client.send(&bytes).await?;
                client.close().await
            }
        })
        .await
    }

    /// Where the server is, followed by a path.
    pub(crate) fn url(&self, path: &str) -> Url {
        self.url.join(path).expect("the path is one")
    }

    /// How many connections there were.
    pub(crate) fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }

    /// The heads of the requests that have been read.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The other end of a connection.
pub(crate) struct Client {
    stream: TcpStream,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Client {
    /// Reads the head of a request; nothing when there is none.
    pub(crate) async fn request(&mut self) -> Option<String> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.stream.read_u8().await.ok()?);
        }
        let head = String::from_utf8(head).ok()?;
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(head.clone());
        Some(head)
    }

    /// Sends bytes; nothing when nobody takes them any more.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> Option<()> {
        self.stream.write_all(bytes).await.ok()
    }

    /// Sends bytes until nobody takes them any more.
    pub(crate) async fn send_forever(&mut self, bytes: &[u8]) -> Option<()> {
        loop {
            self.send(bytes).await?;
        }
    }

    /// Ends what is sent, and waits until the other end is gone.
    pub(crate) async fn close(mut self) -> Option<()> {
        self.stream.shutdown().await.ok()?;
        self.wait().await
    }

    /// Breaks off.
    pub(crate) fn reset(self) -> Option<()> {
        self.stream.set_zero_linger().ok()
    }

    /// Waits until the other end is gone.
    pub(crate) async fn wait(&mut self) -> Option<()> {
        let mut rest = [0; 4_096];
        while self.stream.read(&mut rest).await.ok()? > 0 {}
        Some(())
    }
}
