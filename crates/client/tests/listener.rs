//! A listener for one request.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Answers one request and records it.
pub(crate) struct Listener {
    /// Where it listens.
    pub(crate) address: String,
    recording: JoinHandle<Recorded>,
}

/// A request as it came over the wire.
#[derive(Debug)]
pub(crate) struct Recorded {
    /// Method and target.
    pub(crate) line: String,
    /// The headers, names in small letters, sorted, without `host`.
    pub(crate) headers: Vec<String>,
    /// The body.
    pub(crate) body: String,
}

impl Listener {
    /// Answers with a status and a body.
    pub(crate) async fn answering(status: u16, body: &str) -> Self {
        let length = body.len();
        Self::sending(format!(
            "HTTP/1.1 {status} Status\r\ncontent-type: application/json\r\nretry-after: 7\r\nlocation: /elsewhere\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
        .await
    }

    /// Answers with bytes, and hangs up.
    pub(crate) async fn sending(answer: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let recording = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a caller");
            let recorded = record(&mut stream).await;
            stream.write_all(answer.as_bytes()).await.expect("the caller listens");
            recorded
        });
        Self { address, recording }
    }

    /// The request, once it has been answered.
    pub(crate) async fn recorded(self) -> Recorded {
        self.recording.await.expect("a request was recorded")
    }
}

async fn record(stream: &mut TcpStream) -> Recorded {
    let mut bytes = Vec::new();
    let head = loop {
        assert!(stream.read_buf(&mut bytes).await.expect("bytes") > 0, "the caller hung up");
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).expect("a head of text");
    let mut lines = text.split("\r\n");
    let line = lines.next().and_then(|line| line.strip_suffix(" HTTP/1.1")).expect("a request line").to_owned();
    let mut headers: Vec<String> = lines.map(str::to_owned).filter(|header| !header.starts_with("host:")).collect();
    headers.sort();
    let length = headers.iter().find_map(|header| header.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    while bytes.len() < head + 4 + length {
        assert!(stream.read_buf(&mut bytes).await.expect("bytes") > 0, "the caller hung up");
    }
    let body = String::from_utf8(bytes[head + 4..].to_vec()).expect("a body of text");
    Recorded { line, headers, body }
}
