//! Calling the sandbox, call after call, over one of several connections.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::Context as _;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use serde::de::IgnoredAny;

use super::control::{Move, cause_sale, move_clock};
use super::plan::{Choice, Plan};
use super::tally::{Outcome, Report, Tally};
use crate::bench::connection::{Answer, Connection};
use crate::bench::server::{Memory, Server};

/// The clock moves once in so many requests.
const MOVE: u64 = 250;

/// Somebody buys something once in so many requests.
const SALE: u64 = 400;

/// One body of so many is read as JSON.
const SAMPLE: u64 = 20;

/// What all callers share.
pub(super) struct Soak {
    server: Server,
    plan: Plan,
    requests: u64,
    seed: u64,
    /// Whether failures are injected.
    faults: bool,
    /// Whether the clock can be moved.
    clock: bool,
    next: AtomicU64,
    /// Memory after a tenth of the requests.
    early: OnceLock<Memory>,
}

impl Soak {
    /// A soak of the server that has not begun.
    pub(super) fn new(server: Server, plan: Plan, requests: u64, seed: u64, faults: bool, clock: bool) -> Self {
        Self { server, plan, requests, seed, faults, clock, next: AtomicU64::new(0), early: OnceLock::new() }
    }

    /// Calls until all requests are sent. Fails when the sandbox cannot be reached or steered any more.
    pub(super) async fn call(self: Arc<Self>, caller: u64) -> anyhow::Result<Tally> {
        let mut dice = ChaCha8Rng::seed_from_u64(self.seed);
        dice.set_stream(caller + 1);
        let mut connection = Connection::open(&self.server.origin).await?;
        let mut tally = Tally::default();
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.requests {
                return Ok(tally);
            }
            self.between(number, &mut connection, &mut tally).await?;
            let choice = self.plan.choose(&mut dice);
            let outcome = match connection.send(&choice.call).await {
                Ok(answer) => self.judge(&choice, &answer, number),
                Err(error) => {
                    connection = Connection::open(&self.server.origin).await?;
                    Outcome::Broken(format!("{error:#}: {}", choice.call.curl()))
                }
            };
            tally.count(outcome);
        }
    }

    /// The report on everything that was counted.
    pub(super) fn report(&self, tally: Tally, elapsed: Duration) -> anyhow::Result<Report> {
        Ok(Report {
            tally,
            elapsed,
            faults: self.faults,
            clock: self.clock,
            early: self.early.get().context("the soak has not begun")?.resident,
            late: self.server.memory()?.resident,
        })
    }

    /// What happens besides, before the request of this number.
    async fn between(&self, number: u64, connection: &mut Connection, tally: &mut Tally) -> anyhow::Result<()> {
        if self.clock && number.is_multiple_of(MOVE) {
            match move_clock(connection, &self.server.origin).await.context("the clock cannot be moved")? {
                Move::On => tally.moves += 1,
                Move::Back => tally.moves_back += 1,
            }
        }
        if number.is_multiple_of(SALE) {
            cause_sale(connection, &self.server.origin).await.context("no sale can be caused")?;
            tally.sales += 1;
        }
        if number == self.requests / 10 {
            let memory = self.server.memory()?;
            self.early.get_or_init(|| memory);
        }
        if number > 0 && number.is_multiple_of((self.requests / 10).max(1)) {
            eprintln!("{number} of {} requests", self.requests);
        }
        Ok(())
    }

    fn judge(&self, choice: &Choice, answer: &Answer, number: u64) -> Outcome {
        let reason = answer.headers.get("x-mock-reason").and_then(|reason| reason.to_str().ok()).unwrap_or_default();
        let injected = self.faults && reason.starts_with("fault:");
        let status = answer.status.as_u16();
        if !injected && status != choice.status {
            let body = String::from_utf8_lossy(&answer.body);
            let (expected, curl) = (choice.status, choice.call.curl());
            return Outcome::NotAskedFor(format!("{status} instead of {expected} ({reason}): {curl}: {body}"));
        }
        let read = number.is_multiple_of(SAMPLE);
        let media = answer.headers.get("content-type").and_then(|media| media.to_str().ok()).unwrap_or_default();
        // A failure of a gateway is a page, and a script is text.
        if read
            && !injected
            && !media.starts_with("text/")
            && let Err(error) = serde_json::from_slice::<IgnoredAny>(&answer.body)
        {
            return Outcome::Malformed(format!("{error}: {}", choice.call.curl()));
        }
        match (injected, answer.status.is_success()) {
            (true, _) => Outcome::Injected { read },
            (false, true) => Outcome::Success { read },
            (false, false) => Outcome::Refused { read },
        }
    }
}
