//! Who brought whom in a refer-a-friend program of the simulation.
//!
//! Customers come in the order of their first purchases. One whom a friend brought belongs to the oldest one who is to
//! bring a friend and has brought none yet, or, if there is none, to the last one who is to. So it does not change when
//! time passes. It agrees with the totals except at the edges: those whom a friend brought before the first one who is to
//! bring friends have nobody, and the last ones who are to bring friends may have brought none yet.

use std::collections::VecDeque;

use super::{Friendship, friendship};
use crate::identifiers::CustomerId;
use crate::program::ProgramKind;
use crate::time::DELAY;
use crate::view::View;

/// Who brought whom.
#[derive(Debug, Default)]
pub(crate) struct Friends {
    /// Those who were brought, and who brought them, by the first.
    referrers: Vec<(u32, u32)>,
    /// The same pairs the other way round, by the one who brought the other.
    referrals: Vec<(u32, u32)>,
}

impl Friends {
    /// Finds who brought whom of these customers, who are sorted by time.
    fn of(customers: &[u32], friendship: impl Fn(u32) -> Friendship) -> Self {
        let (mut waiting, mut last, mut referrers) = (VecDeque::new(), None, Vec::new());
        for customer in customers {
            match friendship(*customer) {
                Friendship::Referring => {
                    waiting.push_back(*customer);
                    last = Some(*customer);
                }
                Friendship::Referred => {
                    referrers.extend(waiting.pop_front().or(last).map(|referrer| (*customer, referrer)));
                }
                Friendship::None => {}
            }
        }
        let mut referrals: Vec<(u32, u32)> = referrers.iter().map(|(friend, referrer)| (*referrer, *friend)).collect();
        referrals.sort_unstable();
        Self { referrers, referrals }
    }

    fn referrer(&self, customer: u32) -> Option<u32> {
        let place = self.referrers.binary_search_by_key(&customer, |(friend, _)| *friend).ok()?;
        Some(self.referrers[place].1)
    }

    fn referrals(&self, customer: u32) -> &[(u32, u32)] {
        let first = self.referrals.partition_point(|(referrer, _)| *referrer < customer);
        let count = self.referrals[first..].partition_point(|(referrer, _)| *referrer == customer);
        &self.referrals[first..first + count]
    }
}

impl<'w> View<'w> {
    /// The customer who brought a customer of the simulation, in a refer-a-friend program.
    pub fn referrer_of(&self, customer: CustomerId) -> Option<CustomerId> {
        self.friends(customer)?.referrer(customer.0).map(CustomerId)
    }

    /// The customers of the simulation whom a customer brought, in a refer-a-friend program, the oldest first.
    pub fn friends_of(&self, customer: CustomerId) -> impl DoubleEndedIterator<Item = CustomerId> + use<'w> {
        let referrals = self.friends(customer).map_or(&[][..], |friends| friends.referrals(customer.0));
        let columns = &self.world().columns;
        let visible = referrals.partition_point(|(_, friend)| columns.placed(*friend as usize) + DELAY <= self.second);
        referrals[..visible].iter().map(|(_, friend)| CustomerId(*friend))
    }

    /// The friends in the program of a customer of the simulation.
    fn friends(&self, customer: CustomerId) -> Option<&'w Friends> {
        let (world, program) = (self.world(), self.program_of(customer).filter(|_| !customer.is_of_the_ledger())?);
        if world.programs[program.index()].kind != ProgramKind::ReferAFriend {
            return None;
        }
        let (seed, history) = (world.settings().seed, world.history_of(program));
        Some(
            history
                .friends
                .get_or_init(|| Friends::of(history.customers(&world.columns), |customer| friendship(seed, customer))),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Friends, Friendship};

    const ALL: &str = ">.<>><<<.><";

    /// `>` brings a friend, `<` was brought.
    fn friends(text: &str) -> Friends {
        let customers: Vec<u32> = (0..).take(text.len()).collect();
        Friends::of(&customers, |customer| match text.as_bytes()[customer as usize] {
            b'>' => Friendship::Referring,
            b'<' => Friendship::Referred,
            _ => Friendship::None,
        })
    }

    #[test]
    fn a_friend_belongs_to_the_oldest_who_has_none_or_else_to_the_last() {
        for (text, expected) in [
            ("", &[][..]),
            ("<<", &[]),
            ("<>", &[]),
            ("><<", &[(1, 0), (2, 0)]),
            (">><<<", &[(2, 0), (3, 1), (4, 1)]),
            (ALL, &[(2, 0), (5, 3), (6, 4), (7, 4), (10, 9)]),
        ] {
            assert_eq!(friends(text).referrers, expected, "{text}");
        }
    }

    #[test]
    fn both_directions_agree_and_time_changes_nothing() {
        let all = friends(ALL);
        for length in 0..=ALL.len() {
            let earlier = friends(&ALL[..length]);
            assert!(all.referrers.starts_with(&earlier.referrers), "{length}");
        }
        for (friend, referrer) in &all.referrers {
            assert_eq!(all.referrer(*friend), Some(*referrer));
            assert!(all.referrals(*referrer).contains(&(*referrer, *friend)));
        }
        assert_eq!(all.referrals(4), [(4, 6), (4, 7)]);
        assert_eq!(all.referrals(1), []);
    }
}
