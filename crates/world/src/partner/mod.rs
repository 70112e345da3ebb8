//! The partners of a program.

use chrono::{DateTime, Utc};
use fake::Fake as _;
use fake::faker::name::en::{FirstName, LastName};
use rand_chacha::ChaCha8Rng;

use crate::chance::Dice;
use crate::identifiers::{PartnerId, ProgramId};
use crate::time::DAY;
use crate::view::View;

/// Partners by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PartnerCounts {
    /// Approved, and neither archived nor deleted.
    pub active: u64,
    /// Waiting for approval.
    pub pending: u64,
    /// Archived.
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
    /// Whether the partner is archived or deleted by then.
    fn is_gone(&self, now: i64) -> bool {
        [self.archived, self.deleted].into_iter().flatten().any(|at| at <= now)
    }

    /// Counts the partner under the current status.
    pub(crate) fn count(&self, now: i64, counts: &mut PartnerCounts) {
        let reached = |at: Option<i64>| at.is_some_and(|at| at <= now);
        match () {
            () if self.joined > now => {}
            () if reached(self.deleted) => counts.deleted += 1,
            () if reached(self.archived) => counts.archived += 1,
            () if self.approved > now => counts.pending += 1,
            () => counts.active += 1,
        }
    }
}

impl<'w> View<'w> {
    /// The code of a partner.
    pub fn partner_code(&self, program: ProgramId, partner: PartnerId) -> Option<&'w str> {
        self.program(program).partners.get(partner.index()).map(|partner| partner.code.as_str())
    }

    /// The partner of a program with a code, if they have joined.
    pub fn partner_by_code(&self, program: ProgramId, code: &str) -> Option<PartnerId> {
        let joined = |partner: &&Partner| partner.joined <= i64::from(self.second);
        let place =
            self.program(program).partners.iter().take_while(joined).position(|partner| partner.code == code)?;
        Some(PartnerId(u16::try_from(place).expect("few partners")))
    }

    /// Whether a partner is approved, and neither archived nor deleted.
    pub fn is_active_partner(&self, program: ProgramId, partner: PartnerId) -> bool {
        let now = i64::from(self.second);
        let partner = self.program(program).partners.get(partner.index());
        partner.is_some_and(|partner| partner.approved <= now && !partner.is_gone(now))
    }

    /// A partner of the program who is approved, if there is one.
    pub fn active_partner(&self, program: ProgramId) -> Option<PartnerId> {
        self.some_active_partner(program).filter(|partner| self.is_active_partner(program, *partner))
    }

    /// How many partners were approved in the range. `from` is included, `until` is not.
    pub fn partners_approved(&self, program: ProgramId, from: DateTime<Utc>, until: DateTime<Utc>) -> u64 {
        let (from, until) = self.range(from, until);
        let partners = &self.program(program).partners;
        let before = |second: u32| approved(partners, i64::from(second) - 1);
        (before(until) - before(from)) as u64
    }

    /// Partners by status.
    pub fn partners(&self, program: ProgramId) -> PartnerCounts {
        let mut counts = PartnerCounts::default();
        for partner in &self.program(program).partners {
            partner.count(self.second.into(), &mut counts);
        }
        counts
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
