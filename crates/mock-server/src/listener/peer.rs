//! One client's connection, as the socket, the service and the time-outs share it.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use socket2::SockRef;
use tokio::io::ReadBuf;
use tokio::net::TcpStream;

use super::{Limits, head};
use crate::journal::Unsettled;

/// The largest part of a request's head that is kept to explain why it was refused, in bytes.
pub(super) const KEPT_HEAD: usize = 64 << 10;

/// One client's connection.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(super) stream: TcpStream,
    address: IpAddr,
    /// Whether its `X-Forwarded-…` headers are believed.
    trusted: bool,
    broken: AtomicBool,
    state: Mutex<State>,
}

/// A switch that resets a connection.
#[derive(Debug, Clone)]
pub(crate) struct Breaker(Arc<Peer>);

#[derive(Debug)]
struct State {
    phase: Phase,
    /// When the last phase with a deadline began: `Idle` or `Head`.
    since: Instant,
    /// What was read of the current request's head.
    head: Vec<u8>,
    /// How much of the head hyper has read from here instead of from the socket.
    replayed: usize,
    closed: Option<(Closed, Instant)>,
    /// Since when the client has taken none of a response's bytes.
    blocked: Option<Instant>,
    /// Whether a part of a response could not be sent.
    cut: bool,
    /// The number of the last journal entry, and when its request arrived.
    last_entry: Option<(u64, Instant)>,
    request_body: RequestBody,
    /// Whether hyper's own response to a head that it cannot read was held back.
    swallowed: bool,
    unsettled: Vec<Unsettled>,
}

/// What has become of the body of the last request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RequestBody {
    /// It was read, or there was none.
    Read,
    /// A part of it stays unread.
    Unread,
    /// It did not arrive in time.
    TimedOut,
}

/// What a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing of a request has arrived.
    Idle,
    /// A part of a request's head has arrived.
    Head,
    /// A request is being handled.
    Handling,
    /// A response is being sent.
    Sent,
}

/// How a connection ended before its response was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// The client closed it, or only its own direction.
    Ended,
    /// The client reset it.
    Reset,
    /// The client took none of the response for too long.
    Stalled,
}

/// Which time-out has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overdue {
    /// No request arrived.
    Idle,
    /// A head did not become complete.
    Head,
    /// The client takes none of the response.
    Response,
}

impl Breaker {
    /// Breaks the connection: the next write fails and resets it.
    pub(crate) fn break_off(&self) {
        self.0.broken.store(true, Ordering::Relaxed);
    }
}

impl Peer {
    pub(super) fn new(stream: TcpStream, address: IpAddr, trusted: bool) -> Self {
        let state = State {
            phase: Phase::Idle,
            since: Instant::now(),
            head: Vec::new(),
            replayed: 0,
            closed: None,
            blocked: None,
            cut: false,
            last_entry: None,
            request_body: RequestBody::Read,
            swallowed: false,
            unsettled: Vec::new(),
        };
        Self { stream, address, trusted, broken: AtomicBool::new(false), state: Mutex::new(state) }
    }

    /// The switch that resets this connection.
    pub(crate) fn breaker(self: &Arc<Self>) -> Breaker {
        Breaker(Arc::clone(self))
    }

    /// Whether the connection was broken with [`Breaker::break_off`].
    pub(crate) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    /// The client's address.
    pub(crate) fn address(&self) -> IpAddr {
        self.address
    }

    /// Whether the client is a proxy whose `X-Forwarded-…` headers are believed.
    pub(crate) fn is_trusted(&self) -> bool {
        self.trusted
    }

    /// Whether the head of the current request has a field of this name. hyper drops a `Content-Length` beside a
    /// `Transfer-Encoding`, so its headers do not tell.
    pub(crate) fn head_has(&self, name: &str) -> bool {
        let state = self.state();
        let mut fields =
            head::lines(&state.head).skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty());
        fields
            .any(|line| line.get(name.len()) == Some(&b':') && line[..name.len()].eq_ignore_ascii_case(name.as_bytes()))
    }

    /// How and when the client closed the connection, in words, if it did so since `started`.
    pub(crate) fn closed_since(&self, started: Instant) -> Option<String> {
        let (closed, at) = self.state().closed?;
        let after = at.saturating_duration_since(started).as_millis();
        Some(match closed {
            Closed::Ended => format!("the client closed the connection after {after} ms"),
            Closed::Reset => format!("the client reset the connection after {after} ms"),
            Closed::Stalled => format!("the client stopped reading; the connection was closed after {after} ms"),
        })
    }

    /// Looks whether the client has closed the connection, and wakes the task when that may have happened.
    pub(super) fn watch(&self, context: &mut Context<'_>) -> Option<Closed> {
        let mut byte = [0];
        match self.stream.poll_peek(context, &mut ReadBuf::new(&mut byte)) {
            Poll::Ready(Ok(0)) => self.close(Closed::Ended),
            Poll::Ready(Err(_)) => self.close(Closed::Reset),
            _ => {}
        }
        self.closed()
    }

    /// Notes that the client closed the connection.
    pub(super) fn close(&self, how: Closed) {
        let mut state = self.state();
        if state.closed.is_none_or(|(known, _)| known == Closed::Ended && how != Closed::Ended) {
            state.closed = Some((how, Instant::now()));
        }
    }

    pub(super) fn closed(&self) -> Option<Closed> {
        self.state().closed.map(|(closed, _)| closed)
    }

    /// Keeps a journal entry back until it is known whether the client has taken the response. A client that has closed
    /// its own direction may still read.
    pub(crate) fn keep_back(&self, unsettled: Unsettled) {
        self.state().unsettled.push(unsettled);
    }

    pub(super) fn take_unsettled(&self) -> Vec<Unsettled> {
        std::mem::take(&mut self.state().unsettled)
    }

    pub(super) fn phase(&self) -> Phase {
        self.state().phase
    }

    /// Enters a phase without a deadline. Those with one begin when bytes arrive, or when none do.
    pub(super) fn enter(&self, phase: Phase) {
        debug_assert!(matches!(phase, Phase::Handling | Phase::Sent), "{phase:?} has a deadline");
        self.state().phase = phase;
    }

    /// Looks at the bytes of the current head. Longer heads are cut.
    pub(super) fn with_head<T>(&self, look: impl FnOnce(&[u8]) -> T) -> T {
        look(&self.state().head)
    }

    /// Notes bytes that arrived. The first ones after a response begin a new head.
    pub(super) fn received(&self, bytes: &[u8]) {
        let mut state = self.state();
        if matches!(state.phase, Phase::Idle | Phase::Sent) {
            state.phase = Phase::Head;
            state.since = Instant::now();
            state.head.clear();
            state.replayed = 0;
        }
        if state.phase == Phase::Head {
            let room = KEPT_HEAD.saturating_sub(state.head.len()).min(bytes.len());
            state.head.extend_from_slice(&bytes[..room]);
        }
    }

    /// Notes that nothing has arrived yet. After a response, the connection is idle from now on.
    pub(super) fn waits(&self) {
        let mut state = self.state();
        if state.phase == Phase::Sent {
            state.phase = Phase::Idle;
            state.since = Instant::now();
        }
    }

    /// Copies what was read before hyper took over. Returns whether there was anything.
    pub(super) fn replay(&self, buffer: &mut ReadBuf<'_>) -> bool {
        let mut state = self.state();
        let rest = &state.head[state.replayed..];
        let copied = rest.len().min(buffer.remaining());
        buffer.put_slice(&rest[..copied]);
        state.replayed += copied;
        copied > 0
    }

    /// How many bytes were read before hyper took over.
    pub(super) fn read_ahead(&self) -> usize {
        self.state().head.len()
    }

    /// Notes whether the client takes the bytes of a response.
    pub(super) fn wrote(&self, progress: bool) {
        let mut state = self.state();
        state.blocked = if progress { None } else { state.blocked.or_else(|| Some(Instant::now())) };
    }

    /// Notes that a part of a response could not be sent.
    pub(super) fn cut_off(&self, how: Closed) {
        self.close(how);
        self.state().cut = true;
    }

    /// Notes the number of the journal entry of a response that was handed to the connection, and when its request
    /// arrived.
    pub(crate) fn handed_over(&self, entry: u64, started: Instant) {
        self.state().last_entry = Some((entry, started));
    }

    /// The journal entry whose response was cut off on its way to the client, and how.
    pub(super) fn cut_entry(&self) -> Option<(u64, String)> {
        let (entry, started) = {
            let state = self.state();
            state.last_entry.filter(|_| state.cut)?
        };
        Some((entry, self.closed_since(started)?))
    }

    /// Notes that a part of a request's body stays unread.
    pub(super) fn leaves_body_unread(&self) {
        let mut state = self.state();
        if state.request_body == RequestBody::Read {
            state.request_body = RequestBody::Unread;
        }
    }

    pub(super) fn has_unread_body(&self) -> bool {
        self.state().request_body != RequestBody::Read
    }

    /// Notes that the body of the current request did not arrive in time.
    pub(super) fn time_out_body(&self) {
        self.state().request_body = RequestBody::TimedOut;
    }

    /// Whether the body of the current request did not arrive in time.
    pub(crate) fn body_timed_out(&self) -> bool {
        self.state().request_body == RequestBody::TimedOut
    }

    pub(super) fn swallow(&self) {
        self.state().swallowed = true;
    }

    pub(super) fn has_swallowed(&self) -> bool {
        self.state().swallowed
    }

    /// The time-out that comes next, and when.
    pub(super) fn deadline(&self, limits: &Limits) -> Option<(Instant, Overdue)> {
        let state = self.state();
        let next = |since: Instant, timeout: Option<Duration>, overdue| Some((since.checked_add(timeout?)?, overdue));
        if let Some(blocked) = state.blocked {
            return next(blocked, limits.body, Overdue::Response);
        }
        match state.phase {
            Phase::Idle => next(state.since, limits.idle, Overdue::Idle),
            Phase::Head => next(state.since, limits.head, Overdue::Head),
            Phase::Handling | Phase::Sent => None,
        }
    }

    /// Closes the connection with a reset as soon as nobody uses it any more.
    pub(super) fn reset_on_close(&self) {
        // With a linger time of zero, closing resets the connection. If that fails, it is closed normally.
        _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
