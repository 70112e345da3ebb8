//! The subscribers of a newsletter program, and its figures.
//!
//! Subscribers have places: 0 is the first who subscribed. Of every hundred in a row, 29 were brought by the one just
//! before them or the one before that. Who was brought by whom follows from the places alone, so any part of the list can be
//! shown without the rest, and the figures are what the list counts.

use chrono::{DateTime, Duration, Utc};
use fake::Fake as _;
use fake::faker::name::en::{FirstName, LastName};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::{Program, ProgramKind};
use crate::chance::{Dice, Purpose};
use crate::identifiers::ProgramId;
use crate::time::DAY;
use crate::view::View;

/// So many subscribe on the day on which the program begins.
const FIRST_DAY: u64 = 120;

/// So many of a hundred subscribers were brought by another.
const REFERRED: u64 = 29;

/// So many of [`REFERRED`] were brought by somebody who had brought nobody before.
const REFERRING: u64 = 17;

/// The figures of a newsletter program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NewsletterCounts {
    /// People who have subscribed.
    pub subscribers: u64,
    /// Subscribers who brought another. Together with `referred` never more than `subscribers`.
    pub referring: u64,
    /// Subscribers whom another subscriber brought.
    pub referred: u64,
}

/// A subscriber of a newsletter program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscriber {
    /// First and last name.
    pub name: String,
    /// When they subscribed.
    pub joined_at: DateTime<Utc>,
    /// The place of the subscriber who brought them.
    pub brought_by: Option<u64>,
    /// Whether they want to hear of offers as well.
    pub wants_offers: bool,
    /// Whether they were suspended, which is rare.
    pub is_suspended: bool,
}

impl Subscriber {
    /// The place of the subscriber who brought the one at a place, if anybody did.
    pub fn who_brought(place: u64) -> Option<u64> {
        brought_by(place)
    }
}

impl View<'_> {
    /// The figures of a newsletter program: zero for all other programs, and for those of the ledger.
    pub fn newsletter(&self, program: ProgramId) -> NewsletterCounts {
        let program = self.program(program);
        if program.kind != ProgramKind::Newsletter || program.id.is_of_the_ledger() {
            return NewsletterCounts::default();
        }
        let days = u64::try_from((i64::from(self.second) - program.setup.created).max(0) / i64::from(DAY))
            .expect("not negative");
        let subscribers = FIRST_DAY + days * 7 / 4;
        let referred = subscribers * REFERRED / 100;
        NewsletterCounts { subscribers, referring: referring(referred), referred }
    }

    /// The subscriber at a place, which is below the number of subscribers.
    pub fn subscriber(&self, program: ProgramId, place: u64) -> Subscriber {
        let program = self.program(program);
        let seed = self.world().settings().seed;
        let mut dice = Dice::new(seed, Purpose::Subscriber, u64::from(program.id.0) << 40 | place);
        let mut fake = ChaCha8Rng::seed_from_u64(dice.next());
        let (first, last): (String, String) =
            (FirstName().fake_with_rng(&mut fake), LastName().fake_with_rng(&mut fake));
        Subscriber {
            name: format!("{first} {last}"),
            joined_at: joined_at(program, place),
            brought_by: brought_by(place),
            wants_offers: dice.below(100) < 62,
            is_suspended: dice.below(100) < 3,
        }
    }

    /// Those whom the subscriber at a place brought, at most two, in the order in which they subscribed.
    pub fn brought_by_subscriber(&self, program: ProgramId, place: u64) -> impl Iterator<Item = u64> + use<> {
        let known = self.newsletter(program).subscribers;
        // The second is at most four places after the first.
        (place + 1..(place + 6).min(known)).filter(move |other| brought_by(*other) == Some(place))
    }
}

/// When the subscriber at a place subscribed. It is never after the time from which on they are counted, and nobody at a
/// later place subscribed earlier.
fn joined_at(program: &Program, place: u64) -> DateTime<Utc> {
    let after = place.saturating_sub(FIRST_DAY - 1);
    if after == 0 {
        return program.created_at;
    }
    // The first day by whose end more than `place` are counted.
    let day = (after * 4).div_ceil(7);
    let is_first_of_the_day = ((after - 1) * 4).div_ceil(7) != day;
    let hours = if is_first_of_the_day { 15 } else { 6 };
    let seconds = day * u64::from(DAY) - hours * 3600 - place * 7919 % 3600;
    program.created_at + Duration::seconds(i64::try_from(seconds).unwrap_or_default())
}

/// The place of the subscriber who brought the one at a place, if anybody did.
fn brought_by(place: u64) -> Option<u64> {
    let number = place * REFERRED / 100;
    let is_referred = (place + 1) * REFERRED / 100 > number;
    if !is_referred {
        return None;
    }
    // Whoever brings somebody for the first time subscribed just before. Others are brought by the one who brought the one
    // before them.
    let is_first = referring(number + 1) > referring(number);
    let referred = if is_first { place } else { place_of_referred(number - 1) };
    referred.checked_sub(1)
}

/// How many have brought as many as `referred`.
fn referring(referred: u64) -> u64 {
    (referred * REFERRING).div_ceil(REFERRED)
}

/// The place of the n-th subscriber, counted from 0, who was brought by another.
fn place_of_referred(number: u64) -> u64 {
    ((number + 1) * 100).div_ceil(REFERRED) - 1
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{REFERRED, brought_by, place_of_referred, referring};

    #[test]
    fn the_list_has_as_many_as_the_figures_say() {
        let (mut referred, mut who) = (0, BTreeSet::new());
        for place in 0..5_000_u64 {
            assert_eq!(referred, place * REFERRED / 100, "{place}");
            assert_eq!(who.len() as u64, referring(referred), "{place}");
            if let Some(other) = brought_by(place) {
                assert_eq!(place, place_of_referred(referred));
                assert!(other < place && place - other <= 5 && brought_by(other).is_none(), "{place} by {other}");
                referred += 1;
                who.insert(other);
            }
        }
    }
}
