//! The partners of a program.

mod cause;
mod change;
mod figures;
mod history;
mod identity;
mod person;
mod profile;
mod revision;
mod sums;
mod suspicion;

use fake::Fake as _;
use fake::faker::name::en::{FirstName, LastName};
use rand_chacha::ChaCha8Rng;

pub use self::cause::{JoinCause, PartnerDecision, PartnerDecisionCause};
pub use self::change::{NewPartner, PartnerChange, PartnerStep, RevisedPartner};
pub use self::figures::PartnerFigures;
pub(crate) use self::history::PartnerHistory;
pub use self::person::Person;
pub use self::profile::{PartnerProfile, PartnerStatus};
pub use self::revision::PartnerRevisionCause;
pub(crate) use self::sums::PartnerSums;
pub use self::suspicion::{Suspicion, SuspicionKind};
use crate::chance::Dice;
use crate::time::DAY;

/// Partners by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PartnerCounts {
    /// Approved, and neither archived nor deleted.
    pub active: u64,
    /// Waiting for approval.
    pub pending: u64,
    /// Archived, rejected or blocked.
    pub archived: u64,
    /// Deleted.
    pub deleted: u64,
}

/// A partner. Times are offsets in seconds since the world begins.
#[derive(Debug, Clone)]
pub(crate) struct Partner {
    pub(crate) code: String,
    joined: i64,
    approved: i64,
    archived: Option<i64>,
    deleted: Option<i64>,
}

impl Partner {
    /// When something happens to them: they join, are approved, archived and deleted, as far as they ever are.
    pub(crate) fn steps(&self) -> impl Iterator<Item = i64> {
        [Some(self.joined), Some(self.approved).filter(|at| *at != self.joined), self.archived, self.deleted]
            .into_iter()
            .flatten()
    }

    /// Whether the partner is archived or deleted by then.
    fn is_gone(&self, now: i64) -> bool {
        [self.archived, self.deleted].into_iter().flatten().any(|at| at <= now)
    }
}

/// For how many days new partners join, from the day on which the world begins: six years.
const JOINING_DAYS: u32 = 6 * 365;

/// Partners in the order in which they joined. The first third joined before the world begins, and the very first never
/// leaves.
pub(crate) fn partners(count: u32, dice: &mut Dice, fake: &mut ChaCha8Rng) -> Vec<Partner> {
    let mut taken = std::collections::BTreeSet::new();
    let span = u64::from(JOINING_DAYS) * u64::from(DAY);
    let first = count.div_ceil(3);
    let mut partner = |index: u32| {
        let joined = if index < first {
            i64::from(dice.between(1, 15) * 60) - i64::from(15 * DAY) * i64::from(first - index) / i64::from(first)
        } else {
            i64::try_from(span * u64::from(index - first) / u64::from(count - first)).expect("a second of the world")
                + i64::from(dice.below(DAY / 2))
        };
        let approved = if index < first { joined } else { joined + i64::from(dice.between(3600, 6 * DAY)) };
        let later = |dice: &mut Dice, per_mille| {
            (index > 0 && dice.chance(per_mille)).then(|| approved + i64::from(dice.between(30, 500)) * i64::from(DAY))
        };
        Partner {
            code: code(dice, fake, &mut taken),
            joined,
            approved,
            archived: later(dice, 90),
            deleted: later(dice, 40),
        }
    };
    (0..count).map(&mut partner).collect()
}

/// How many of the partners are approved by then. They come first: partners are approved in the order in which they
/// joined.
pub(crate) fn approved(partners: &[Partner], now: i64) -> usize {
    partners.partition_point(|partner| partner.approved <= now)
}

/// The chosen partner, or the first one if the chosen one has left.
pub(crate) fn present(partners: &[Partner], chosen: usize, now: i64) -> usize {
    if partners.get(chosen).is_some_and(|partner| partner.is_gone(now)) { 0 } else { chosen }
}

/// An unused code such as `maria-lindgren` or `lena20`.
fn code(dice: &mut Dice, fake: &mut ChaCha8Rng, taken: &mut std::collections::BTreeSet<String>) -> String {
    loop {
        let first: String = FirstName().fake_with_rng(fake);
        let last: String = LastName().fake_with_rng(fake);
        let plain = |name: &str| -> String {
            name.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase()
        };
        let code = if dice.chance(600) {
            format!("{}-{}", plain(&first), plain(&last))
        } else {
            format!("{}{}", plain(&first), 5 * dice.between(1, 19))
        };
        if taken.insert(code.clone()) {
            return code;
        }
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng as _;

    use super::{partners, present};
    use crate::chance::{Dice, Purpose};

    #[test]
    fn partners_are_approved_in_the_order_in_which_they_joined() {
        for count in [0, 1, 2, 42, 140] {
            let partners = partners(count, &mut Dice::new(3, Purpose::Roster, 0), &mut ChaCha8Rng::seed_from_u64(3));
            assert!(partners.is_sorted_by_key(|partner| partner.approved), "{count}");
        }
    }

    #[test]
    fn nobody_brings_orders_after_they_have_gone() {
        let partners = partners(140, &mut Dice::new(3, Purpose::Roster, 0), &mut ChaCha8Rng::seed_from_u64(3));
        assert!(partners.iter().any(|partner| partner.is_gone(i64::MAX)));
        for chosen in 0..partners.len() {
            assert_eq!(present(&partners, chosen, i64::MIN), chosen);
            assert!(!partners[present(&partners, chosen, i64::MAX)].is_gone(i64::MAX), "{chosen}");
        }
    }

    #[test]
    fn the_first_partner_stays() {
        for seed in 0..50 {
            let partners = partners(3, &mut Dice::new(seed, Purpose::Roster, 0), &mut ChaCha8Rng::seed_from_u64(seed));
            assert!(!partners[0].is_gone(i64::MAX), "{seed}");
        }
    }
}
