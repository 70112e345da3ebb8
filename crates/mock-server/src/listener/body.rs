//! Bodies that depend on their connection.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::time::{Sleep, sleep};

use super::peer::{Closed, Peer};

/// A request's body that has to arrive in time.
#[derive(Debug)]
pub(super) struct Arriving {
    body: Incoming,
    peer: Arc<Peer>,
    timeout: Option<Duration>,
    /// Made when the body has to be waited for.
    deadline: Option<Pin<Box<Sleep>>>,
}

/// The body did not arrive in time.
#[derive(Debug, thiserror::Error)]
#[error("the body did not arrive within {} s (--body-timeout)", .0.as_secs_f64())]
pub(crate) struct TooSlow(Duration);

impl Arriving {
    /// The body of a request.
    pub(super) fn body(body: Incoming, peer: &Arc<Peer>, timeout: Option<Duration>) -> Body {
        if body.is_end_stream() {
            return Body::empty();
        }
        Body::new(Self { body, peer: Arc::clone(peer), timeout, deadline: None })
    }
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        if let Some(timeout) = self.timeout {
            let deadline = self.deadline.get_or_insert_with(|| Box::pin(sleep(timeout)));
            if deadline.as_mut().poll(context).is_ready() {
                self.peer.time_out_body();
                return Poll::Ready(Some(Err(TooSlow(timeout).into())));
            }
        }
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if !self.body.is_end_stream() {
            self.peer.leaves_body_unread();
        }
    }
}

/// The body of a response without an end, such as a stream of events. It ends when the client closes the connection.
#[derive(Debug)]
pub(super) struct UntilClosed {
    body: Body,
    peer: Arc<Peer>,
}

impl UntilClosed {
    pub(super) fn body(body: Body, peer: &Arc<Peer>) -> Body {
        Body::new(Self { body, peer: Arc::clone(peer) })
    }
}

impl HttpBody for UntilClosed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            return Poll::Ready(frame);
        }
        match self.peer.watch(context) {
            Some(Closed::Ended | Closed::Reset | Closed::Stalled) => {
                Poll::Ready(Some(Err(axum::Error::new(io::Error::from(io::ErrorKind::ConnectionReset)))))
            }
            None => Poll::Pending,
        }
    }
}
