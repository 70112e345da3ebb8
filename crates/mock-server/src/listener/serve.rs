//! Runs one connection.

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use axum::response::Response;
use http::header::CONTENT_TYPE;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use socket2::SockRef;
use tokio::io::Interest;
use tokio::sync::watch;
use tokio::time::{sleep_until, timeout};

use super::Limits;
use super::body::{Arriving, UntilClosed};
use super::head::is_complete;
use super::peer::{Closed, KEPT_HEAD, Overdue, Peer, Phase};
use super::refusal::{self, Refusal};
use super::socket::Socket;
use crate::front::Front;

/// How long the rest of a refused request is read and thrown away. Closing earlier would reset the connection before
/// the client has read the response.
const LINGER: Duration = Duration::from_secs(1);

/// How long a client that has closed its own direction may take to say that it has closed the other one, too.
const FAREWELL: Duration = Duration::from_millis(50);

/// Without a time-out, nothing needs to be looked at more often.
const LONG: Duration = Duration::from_hours(1);

/// How the first head ended.
enum FirstHead {
    /// It is complete, or hyper has to judge it.
    Arrived,
    /// The connection needs no more than to be closed.
    Nothing,
    /// It is refused.
    Refused(Box<Refusal>),
}

/// Runs one connection to its end.
pub(super) async fn serve(front: Arc<Front>, peer: Arc<Peer>, limits: Arc<Limits>, mut stopped: watch::Receiver<bool>) {
    let first = tokio::select! {
        first = first_head(&peer, &limits) => first,
        // A client that has not sent a whole head yet gets the time of grace.
        () = idle_at_stop(&peer, &mut stopped) => FirstHead::Nothing,
    };
    match first {
        FirstHead::Nothing => {}
        FirstHead::Refused(refusal) => refuse(&front, &peer, *refusal).await,
        FirstHead::Arrived => {
            // In a box, because connections that only wait are many.
            if let Some(refusal) = Box::pin(requests(&front, &peer, &limits, &mut stopped)).await {
                refuse(&front, &peer, refusal).await;
            } else if peer.has_unread_body() && peer.closed().is_none() && !peer.is_broken() {
                linger(&peer).await;
            }
        }
    }
    settle(&peer).await;
    if let Some((entry, note)) = peer.cut_entry() {
        front.cut_off(entry, note);
    }
    if peer.is_broken() {
        peer.reset_on_close();
    }
}

/// Reads the first head of a connection as far as possible.
async fn first_head(peer: &Peer, limits: &Limits) -> FirstHead {
    loop {
        let read = match peer.deadline(limits) {
            Some((at, _)) => match tokio::time::timeout_at(at.into(), peer.stream.readable()).await {
                Ok(read) => read,
                Err(_) => return overdue_head(peer, limits),
            },
            None => peer.stream.readable().await,
        };
        let mut chunk = [0; 2048];
        match read.and_then(|()| peer.stream.try_read(&mut chunk)) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Ok(count) if count > 0 => {
                peer.received(&chunk[..count]);
                if let Some(refusal) = peer.with_head(refusal::of_first_bytes) {
                    return FirstHead::Refused(Box::new(refusal));
                }
                let ends_line = chunk[..count].contains(&b'\n');
                if peer.with_head(|head| head.len() >= KEPT_HEAD || (ends_line && is_complete(head))) {
                    return FirstHead::Arrived;
                }
            }
            ended => {
                peer.close(if ended.is_ok() { Closed::Ended } else { Closed::Reset });
                return match peer.phase() {
                    Phase::Idle => FirstHead::Nothing,
                    _ => FirstHead::Refused(Box::new(peer.with_head(refusal::unfinished))),
                };
            }
        }
    }
}

fn overdue_head(peer: &Peer, limits: &Limits) -> FirstHead {
    match peer.phase() {
        Phase::Idle => FirstHead::Nothing,
        _ => FirstHead::Refused(Box::new(peer.with_head(|head| refusal::overdue(head, limits.head)))),
    }
}

/// Waits until the sandbox stops, and until nothing of a request has arrived.
async fn idle_at_stop(peer: &Peer, stopped: &mut watch::Receiver<bool>) {
    // An error means that the sandbox is gone, which stops it as well.
    _ = stopped.wait_for(|stopped| *stopped).await;
    if peer.phase() != Phase::Idle {
        std::future::pending::<()>().await;
    }
}

/// Serves requests with hyper. Returns why the last one was refused, if hyper could not read it.
async fn requests(
    front: &Arc<Front>,
    peer: &Arc<Peer>,
    limits: &Limits,
    stopped: &mut watch::Receiver<bool>,
) -> Option<Refusal> {
    let service = service_fn(|request| respond(front, peer, limits, request));
    let socket = TokioIo::new(Socket::new(Arc::clone(peer)));
    let mut connection =
        pin!(Builder::new().half_close(true).header_read_timeout(None).serve_connection(socket, service));
    let pace = [limits.head, limits.body, limits.idle].into_iter().flatten().min().unwrap_or(LONG).min(LONG);
    let mut look = pin!(sleep_until((Instant::now() + pace).into()));
    let mut stopping = false;
    let ended = loop {
        tokio::select! {
            biased;
            ended = connection.as_mut() => break ended,
            _ = stopped.wait_for(|stopped| *stopped), if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
            () = look.as_mut() => match peer.deadline(limits) {
                Some((at, overdue)) if at <= Instant::now() => return stop_waiting(peer, limits, overdue),
                Some((at, _)) => look.as_mut().reset(at.min(Instant::now() + pace).into()),
                None => look.as_mut().reset((Instant::now() + pace).into()),
            }
        }
    };
    match ended {
        Ok(()) => None,
        Err(error) if error.is_parse() => Some(peer.with_head(|head| refusal::explain(head, &error))),
        Err(error) if error.is_incomplete_message() && peer.phase() == Phase::Head => {
            Some(peer.with_head(refusal::unfinished))
        }
        Err(error) => {
            tracing::debug!(%error, "a connection ended early");
            None
        }
    }
}

fn stop_waiting(peer: &Peer, limits: &Limits, overdue: Overdue) -> Option<Refusal> {
    match overdue {
        Overdue::Idle => None,
        Overdue::Head => Some(peer.with_head(|head| refusal::overdue(head, limits.head))),
        Overdue::Response => {
            peer.cut_off(Closed::Stalled);
            peer.reset_on_close();
            None
        }
    }
}

/// Responds to a request, and looks meanwhile whether the client is still there.
async fn respond(
    front: &Front,
    peer: &Arc<Peer>,
    limits: &Limits,
    request: http::Request<Incoming>,
) -> Result<Response, io::Error> {
    peer.enter(Phase::Handling);
    let request = request.map(|body| Arriving::body(body, peer, limits.body));
    let mut answer = pin!(front.answer(peer, request));
    let response = poll_fn(|context| match answer.as_mut().poll(context) {
        Poll::Ready(response) => Poll::Ready(Ok(response)),
        // A client that has closed its own direction may wait for the response.
        Poll::Pending => match peer.watch(context) {
            Some(Closed::Reset | Closed::Stalled) => Poll::Ready(Err(io::Error::from(io::ErrorKind::ConnectionReset))),
            Some(Closed::Ended) | None => Poll::Pending,
        },
    });
    let response = response.await?;
    peer.enter(Phase::Sent);
    let is_endless = response.headers().get(CONTENT_TYPE).is_some_and(|media| media == "text/event-stream");
    Ok(if is_endless { response.map(|body| UntilClosed::body(body, peer)) } else { response })
}

/// Sends a refusal, and closes the connection.
async fn refuse(front: &Front, peer: &Peer, refusal: Refusal) {
    let response = front.refuse(peer, refusal);
    if peer.closed().is_some() {
        return;
    }
    let send = async {
        let mut rest = &response[..];
        while !rest.is_empty() {
            peer.stream.writable().await?;
            match peer.stream.try_write(rest) {
                Ok(sent) => rest = &rest[sent..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    };
    if let Ok(Ok(())) = timeout(LINGER, send).await {
        linger(peer).await;
    }
}

/// Ends our direction, and reads until the client ends its own.
async fn linger(peer: &Peer) {
    // The client may have closed the connection already.
    _ = SockRef::from(&peer.stream).shutdown(std::net::Shutdown::Write);
    let read = async {
        let mut chunk = [0; 2048];
        loop {
            peer.stream.readable().await?;
            match peer.stream.try_read(&mut chunk) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err::<(), io::Error>(error),
            }
        }
    };
    // Whatever ends it first, the connection is closed now.
    _ = timeout(LINGER, read).await;
}

/// Finishes journal entries that depend on whether the client has taken the response.
async fn settle(peer: &Peer) {
    let unsettled = peer.take_unsettled();
    if unsettled.is_empty() {
        return;
    }
    // A client that is gone answers the response with a reset.
    let is_gone = peer.closed() != Some(Closed::Ended)
        || timeout(FAREWELL, peer.stream.ready(Interest::ERROR)).await.is_ok()
        || !matches!(peer.stream.take_error(), Ok(None));
    for entry in unsettled {
        entry.settle(peer, is_gone);
    }
}
