//! The socket that hyper reads and writes.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};

use super::peer::{Closed, Peer};

/// Whether the system reports whatever arrives after a read that did not fill its buffer, as epoll and kqueue do.
const REPORTS_EVERY_ARRIVAL: bool = cfg!(any(target_os = "linux", target_os = "macos"));

/// The socket that hyper reads and writes.
///
/// It keeps the head of the request that is arriving, and swallows the empty response that hyper makes by itself when
/// it cannot read a head: `serve` sends one with a reason instead.
#[derive(Debug)]
pub(super) struct Socket {
    peer: Arc<Peer>,
    /// How many bytes are still to be taken from what was read before.
    ahead: usize,
}

impl Socket {
    pub(super) fn new(peer: Arc<Peer>) -> Self {
        Self { ahead: peer.read_ahead(), peer }
    }

    /// Whether hyper writes its own response, to a head that it cannot read. All other responses have `x-mock-now`.
    fn swallows(&self, bytes: &[u8]) -> bool {
        const NAME: &[u8] = b"x-mock-now";
        let is_own = bytes.starts_with(b"HTTP/1.")
            && bytes.get(9) == Some(&b'4')
            && !bytes.windows(NAME.len()).any(|window| window == NAME);
        if is_own {
            self.peer.swallow();
        }
        is_own
    }

    /// Reads what has arrived. After a read that did not fill the buffer, the socket counts as empty until the system
    /// reports more: asking again would be a system call for nothing. tokio's own `poll_read` does the same, but needs
    /// the stream for itself.
    fn read(&self, buffer: &mut ReadBuf<'_>) -> io::Result<usize> {
        let stream = &self.peer.stream;
        if !REPORTS_EVERY_ARRIVAL {
            return stream.try_read_buf(buffer);
        }
        let room = buffer.remaining();
        let mut read = None;
        let outcome = stream.try_io(Interest::READABLE, || {
            let count = *read.insert(stream.try_read_buf(buffer)?);
            let is_emptied = (1..room).contains(&count);
            // This error makes tokio wait for the next report.
            if is_emptied { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(count) }
        });
        read.map_or(outcome, Ok)
    }

    fn check(&self) -> io::Result<()> {
        if self.peer.is_broken() { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }

    fn write(&self, context: &mut Context<'_>, write: impl Fn() -> io::Result<usize>) -> Poll<io::Result<usize>> {
        self.check()?;
        loop {
            let written = match self.peer.stream.poll_write_ready(context) {
                Poll::Pending => {
                    self.peer.wrote(false);
                    return Poll::Pending;
                }
                Poll::Ready(Ok(())) => write(),
                Poll::Ready(Err(error)) => Err(error),
            };
            match written {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => {
                    self.peer.cut_off(Closed::Reset);
                    return Poll::Ready(Err(error));
                }
                Ok(written) => {
                    self.peer.wrote(true);
                    return Poll::Ready(Ok(written));
                }
            }
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.ahead > 0 {
            let before = buffer.filled().len();
            if self.peer.replay(buffer) {
                self.ahead -= (buffer.filled().len() - before).min(self.ahead);
                return Poll::Ready(Ok(()));
            }
            self.ahead = 0;
        }
        let stream = &self.peer.stream;
        loop {
            if stream.poll_read_ready(context)?.is_pending() {
                self.peer.waits();
                return Poll::Pending;
            }
            let start = buffer.filled().len();
            match self.read(buffer) {
                Ok(0) => self.peer.close(Closed::Ended),
                Ok(_) => self.peer.received(&buffer.filled()[start..]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
                Err(error) => {
                    self.peer.close(Closed::Reset);
                    return Poll::Ready(Err(error));
                }
            }
            return Poll::Ready(Ok(()));
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.swallows(bytes) {
            return Poll::Ready(Ok(bytes.len()));
        }
        self.write(context, || self.peer.stream.try_write(bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if slices.first().is_some_and(|slice| self.swallows(slice)) {
            return Poll::Ready(Ok(slices.iter().map(|slice| slice.len()).sum()));
        }
        self.write(context, || self.peer.stream.try_write_vectored(slices))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        if !self.peer.has_swallowed() {
            // The client may have closed the connection already.
            _ = SockRef::from(&self.peer.stream).shutdown(std::net::Shutdown::Write);
        }
        Poll::Ready(Ok(()))
    }
}
