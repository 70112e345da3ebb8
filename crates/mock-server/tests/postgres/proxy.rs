//! A TCP proxy in front of one or more servers: a load balancer, a slow network, or a cut one.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A running proxy. Connections go to the servers in turn.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    line: Arc<Line>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Line {
    /// Whether nothing gets through, and nobody is told.
    cut: AtomicBool,
    /// How long each packet takes, in milliseconds.
    delay: AtomicU64,
}

impl Proxy {
    pub(crate) async fn before(servers: Vec<SocketAddr>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("it listens");
        let line = Arc::new(Line::default());
        let (next, shared) = (AtomicUsize::new(0), Arc::clone(&line));
        let task = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                // A server that does not listen is passed over, as a load balancer does.
                for _ in 0..servers.len() {
                    let server = servers[next.fetch_add(1, Ordering::Relaxed) % servers.len()];
                    let Ok(far) = TcpStream::connect(server).await else { continue };
                    let ((from_near, to_near), (from_far, to_far)) = (near.into_split(), far.into_split());
                    tokio::spawn(pump(from_near, to_far, Arc::clone(&shared)));
                    tokio::spawn(pump(from_far, to_near, Arc::clone(&shared)));
                    break;
                }
            }
        });
        Self { address, line, task }
    }

    /// Lets nothing through from now on, or everything again.
    pub(crate) fn cut(&self, is_cut: bool) {
        self.line.cut.store(is_cut, Ordering::SeqCst);
    }

    /// Delays each packet.
    pub(crate) fn slow_down(&self, delay: Duration) {
        self.line.delay.store(u64::try_from(delay.as_millis()).expect("a short delay"), Ordering::SeqCst);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, line: Arc<Line>) {
    let mut buffer = vec![0; 16 << 10];
    while let Ok(count) = from.read(&mut buffer).await {
        if count == 0 {
            break;
        }
        while line.cut.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_millis(line.delay.load(Ordering::SeqCst))).await;
        if to.write_all(&buffer[..count]).await.is_err() {
            break;
        }
    }
    _ = to.shutdown().await;
}
