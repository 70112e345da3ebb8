//! Counting what came of the calls.

use std::fmt;
use std::ops::AddAssign;
use std::time::Duration;

use crate::bench::table::{Table, grouped, number};

/// How many of the answers that were not asked for are shown.
const SHOWN: usize = 10;

/// What came of a call. `read` says whether the body was read as JSON.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The success of the endpoint.
    Success { read: bool },
    /// The failure that the call provoked.
    Refused { read: bool },
    /// An injected failure.
    Injected { read: bool },
    /// A status that nobody asked for.
    NotAskedFor(String),
    /// A body that is not JSON.
    Malformed(String),
    /// No answer, or half of one.
    Broken(String),
}

/// What came of many calls.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// How often the clock moved on.
    pub(super) moves: u64,
    /// How often it moved back.
    pub(super) moves_back: u64,
    /// How often somebody bought something.
    pub(super) sales: u64,
    successes: u64,
    refused: u64,
    injected: u64,
    read: u64,
    not_asked_for: u64,
    malformed: u64,
    broken: u64,
    /// The first of those that should not be.
    shown: Vec<String>,
}

/// What the soak showed.
pub(super) struct Report {
    /// What came of the calls.
    pub(super) tally: Tally,
    /// How long they took.
    pub(super) elapsed: Duration,
    /// Whether failures were injected.
    pub(super) faults: bool,
    /// Whether the clock moved.
    pub(super) clock: bool,
    /// Resident memory after a tenth of the requests, in MiB.
    pub(super) early: f64,
    /// Resident memory at the end, in MiB.
    pub(super) late: f64,
}

impl Tally {
    /// Counts a call.
    pub(super) fn count(&mut self, outcome: Outcome) {
        let (counter, read, shown) = match outcome {
            Outcome::Success { read } => (&mut self.successes, read, None),
            Outcome::Refused { read } => (&mut self.refused, read, None),
            Outcome::Injected { read } => (&mut self.injected, read, None),
            Outcome::NotAskedFor(what) => (&mut self.not_asked_for, false, Some(what)),
            Outcome::Malformed(what) => (&mut self.malformed, true, Some(what)),
            Outcome::Broken(what) => (&mut self.broken, false, Some(what)),
        };
        *counter += 1;
        self.read += u64::from(read);
        self.show(shown);
    }

    fn all(&self) -> u64 {
        self.successes + self.refused + self.injected + self.not_asked_for + self.malformed + self.broken
    }

    fn show(&mut self, what: impl IntoIterator<Item = String>) {
        self.shown.extend(what);
        self.shown.truncate(SHOWN);
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.moves += other.moves;
        self.moves_back += other.moves_back;
        self.sales += other.sales;
        self.successes += other.successes;
        self.refused += other.refused;
        self.injected += other.injected;
        self.read += other.read;
        self.not_asked_for += other.not_asked_for;
        self.malformed += other.malformed;
        self.broken += other.broken;
        self.show(other.shown);
    }
}

impl Report {
    /// Whether everything was as it should be.
    pub(super) fn is_sound(&self) -> bool {
        let Tally { not_asked_for, malformed, broken, .. } = self.tally;
        not_asked_for + malformed + broken == 0 && self.memory_is_flat() && !self.faults_are_missing()
    }

    /// Memory may grow by a quarter and 8 MiB: allocators keep what they once had.
    fn memory_is_flat(&self) -> bool {
        self.late <= self.early * 1.25 + 8.0
    }

    /// One answer of a hundred is to be a fault: of a thousand there are some.
    fn faults_are_missing(&self) -> bool {
        self.faults && self.tally.injected == 0 && self.tally.all() >= 1000
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tally = &self.tally;
        let count = |count: u64| grouped(&count.to_string());
        let mark = |bad: bool| if bad { " **failed**" } else { "" };
        let mut table = Table::new(&["soak", "measured"]);
        let mut line = |what: &str, measured: String| table.add([what.to_owned(), measured]);
        let rate = u128::from(tally.all()) * 1_000_000_000 / self.elapsed.as_nanos().max(1);
        let rate = grouped(&rate.to_string());
        line("requests", format!("{} in {:.1} s, {rate} a second", count(tally.all()), self.elapsed.as_secs_f64()));
        line("answered with success", count(tally.successes));
        line("refused, as the request provoked", count(tally.refused));
        line(
            "injected failures",
            if self.faults {
                format!("{}{}", count(tally.injected), mark(self.faults_are_missing()))
            } else {
                "off: this sandbox has no /_mock/faults".to_owned()
            },
        );
        line(
            "clock",
            if self.clock {
                format!("{} times an hour on, {} times back", count(tally.moves), count(tally.moves_back))
            } else {
                "stood: this sandbox has no /_mock/clock".to_owned()
            },
        );
        line("sales", count(tally.sales));
        line(
            "statuses that nobody asked for",
            format!("{}{}", count(tally.not_asked_for), mark(tally.not_asked_for > 0)),
        );
        line("broken connections", format!("{}{}", count(tally.broken), mark(tally.broken > 0)));
        let malformed =
            format!("{} of {} that were read{}", count(tally.malformed), count(tally.read), mark(tally.malformed > 0));
        line("malformed bodies", malformed);
        let (early, late) = (number(self.early), number(self.late));
        let memory = format!("{early} MiB after a tenth, {late} MiB at the end{}", mark(!self.memory_is_flat()));
        line("resident memory", memory);
        write!(f, "{table}")?;
        tally.shown.iter().try_for_each(|what| writeln!(f, "\n{what}"))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Outcome, Report, Tally};

    fn report(outcomes: impl IntoIterator<Item = Outcome>, early: f64, late: f64) -> Report {
        let mut tally = Tally::default();
        outcomes.into_iter().for_each(|outcome| tally.count(outcome));
        Report { tally, elapsed: Duration::from_secs(2), faults: true, clock: true, early, late }
    }

    #[test]
    fn judges_what_came_of_the_calls() {
        let what = || "what was asked".to_owned();
        for (outcome, sound) in [
            (Outcome::Success { read: true }, true),
            (Outcome::Refused { read: false }, true),
            (Outcome::Injected { read: false }, true),
            (Outcome::NotAskedFor(what()), false),
            (Outcome::Malformed(what()), false),
            (Outcome::Broken(what()), false),
        ] {
            let shown = format!("{outcome:?}");
            let report = report([outcome], 10.0, 10.0);
            assert_eq!(report.is_sound(), sound, "{shown}");
            assert_eq!(report.to_string().contains("**failed**"), !sound, "{shown}");
            assert_eq!(report.to_string().contains("what was asked"), !sound, "{shown}");
        }
    }

    #[test]
    fn judges_memory() {
        for (early, late, sound) in
            [(10.0, 10.0, true), (10.0, 20.5, true), (10.0, 20.6, false), (100.0, 134.0, false), (20.0, 5.0, true)]
        {
            assert_eq!(report([], early, late).is_sound(), sound, "{early} to {late}");
        }
    }

    #[test]
    fn misses_faults_that_do_not_come() {
        for (successes, injected, sound) in [(999, 0, true), (1000, 0, false), (1000, 1, true)] {
            let successes = (0..successes).map(|_| Outcome::Success { read: false });
            let injected = (0..injected).map(|_| Outcome::Injected { read: false });
            assert_eq!(report(successes.chain(injected), 1.0, 1.0).is_sound(), sound);
        }
    }
}
