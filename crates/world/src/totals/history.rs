//! A program's orders and customers, sorted by time and with running sums, so that totals at any time are fast. What is
//! asked of one program is made for that program alone.

use std::sync::{LazyLock, OnceLock};

use rayon::slice::ParallelSliceMut as _;

use super::Totals;
use crate::customer::{Digits, Friends, Friendship, friendship};
use crate::identifiers::ProgramId;
use crate::index::Checkpoints;
use crate::order::{Columns, RevisionKind};
use crate::partner::PartnerHistory;
use crate::time::DELAY;
use crate::world::World;

/// The history of a program of the ledger: nothing is simulated in it.
static NONE: LazyLock<History> = LazyLock::new(History::default);

/// A program's orders and customers, sorted by time, with running sums. All but the list of orders is made when it is
/// first needed.
#[derive(Debug, Default)]
pub(crate) struct History {
    /// The program's orders, sorted by time.
    pub(crate) orders: Vec<u32>,
    sums: OnceLock<Sums>,
    customers: OnceLock<Vec<u32>>,
    friendships: OnceLock<Friendships>,
    /// When the number of paying customers changes, and the new number.
    paying: OnceLock<Vec<(u32, u32)>>,
    /// Who brought whom, made when it is first needed.
    pub(crate) friends: OnceLock<Friends>,
    /// The digits in the customers' e-mail addresses, made when they are first needed.
    pub(crate) digits: OnceLock<Digits>,
    /// What each partner has brought, made when it is first needed.
    pub(crate) partners: OnceLock<PartnerHistory>,
}

/// Running sums over a program's orders and over what is taken back or corrected.
#[derive(Debug)]
struct Sums {
    placed: Checkpoints<Sum>,
    /// Orders that are declined sooner or later, sorted by the time at which they are.
    declined: Vec<u32>,
    lost: Checkpoints<Sum>,
    /// Orders that are corrected after they were approved, sorted by the time at which they are.
    corrected: Vec<u32>,
    /// What corrections add.
    corrections: Checkpoints<Sum>,
}

/// When customers first became visible who have something to do with a friend.
#[derive(Debug, Default)]
struct Friendships {
    referred: Vec<u32>,
    referring: Vec<u32>,
}

/// How many of the newest orders are derived one by one, before those of each program are listed.
const LOOKAHEAD: usize = 20_000;

/// A sum of orders.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    amount: i64,
    commission: i64,
}

impl Sum {
    fn adding(columns: &Columns) -> impl Fn(Self, u32) -> Self {
        |sum, order| Self {
            amount: sum.amount + i64::from(columns.amount(order as usize)),
            commission: sum.commission + i64::from(columns.commission(order as usize)),
        }
    }

    /// Adds what the correction of an order changes.
    fn correcting(columns: &Columns) -> impl Fn(Self, u32) -> Self {
        |sum, order| {
            let order = order as usize;
            match columns.revision(order).map(|revision| revision.kind) {
                Some(RevisionKind::Corrected { amount, commission }) => Self {
                    amount: sum.amount + i64::from(amount) - i64::from(columns.amount(order)),
                    commission: sum.commission + i64::from(commission) - i64::from(columns.commission(order)),
                },
                _ => sum,
            }
        }
    }
}

impl World {
    /// A program's simulated orders and customers.
    pub(crate) fn history_of(&self, program: ProgramId) -> &History {
        self.histories().get(program.index()).unwrap_or_else(|| &NONE)
    }

    /// The first `visible` orders of the simulation that are a program's, the last one first. The orders of programs are
    /// listed only if more are taken than the newest orders have.
    pub(crate) fn newest_of(&self, program: ProgramId, visible: usize) -> impl Iterator<Item = u32> + use<'_> {
        let lookahead = if self.has_histories() { 0 } else { LOOKAHEAD };
        let rest = visible.saturating_sub(lookahead);
        let is_own = move |order: &usize| usize::from(self.columns.program(*order)) == program.index();
        let newest = (rest..visible).rev().filter(is_own).map(number_of);
        let older = move || {
            let orders = &self.history_of(program).orders;
            orders[..orders.partition_point(|order| (*order as usize) < rest)].iter().rev().copied()
        };
        newest.chain(std::iter::once_with(older).flatten())
    }
}

impl History {
    /// Lists the orders of so many programs.
    pub(crate) fn all(programs: usize, columns: &Columns) -> Vec<Self> {
        let columns = columns.store();
        let mut orders = vec![Vec::new(); programs];
        for order in 0..columns.len() {
            orders[usize::from(columns.program(order))].push(number_of(order));
        }
        orders.into_iter().map(|orders| Self { orders, ..Self::default() }).collect()
    }

    /// The program's customers, who are numbered by their first orders, and so sorted by time.
    pub(crate) fn customers(&self, columns: &Columns) -> &[u32] {
        self.customers.get_or_init(|| {
            let is_first = |order: &u32| columns.customer(*order as usize) == *order;
            self.orders.iter().copied().filter(is_first).collect()
        })
    }

    fn sums(&self, columns: &Columns) -> &Sums {
        self.sums.get_or_init(|| {
            let adding = Sum::adding(columns);
            let (mut declined, mut corrected) = (Vec::new(), Vec::new());
            for order in &self.orders {
                if let Some(second) = columns.declined_at(*order as usize) {
                    declined.push((second, *order));
                } else if let Some(revision) = columns.revision(*order as usize) {
                    corrected.push((revision.second, *order));
                }
            }
            let [declined, corrected] = [declined, corrected].map(|mut list| {
                list.par_sort_unstable();
                list.into_iter().map(|(_, order)| order).collect::<Vec<_>>()
            });
            Sums {
                placed: Checkpoints::new(&self.orders, &adding),
                lost: Checkpoints::new(&declined, &adding),
                corrections: Checkpoints::new(&corrected, Sum::correcting(columns)),
                declined,
                corrected,
            }
        })
    }

    fn friendships(&self, seed: u64, columns: &Columns) -> &Friendships {
        self.friendships.get_or_init(|| {
            let mut friendships = Friendships::default();
            for customer in self.customers(columns) {
                let seen = columns.placed(*customer as usize) + DELAY;
                match friendship(seed, *customer) {
                    Friendship::Referred => friendships.referred.push(seen),
                    Friendship::Referring => friendships.referring.push(seen),
                    Friendship::None => {}
                }
            }
            friendships
        })
    }

    /// How the number of paying customers changes: a customer pays while one of their orders is not declined.
    fn paying(&self, columns: &Columns) -> &[(u32, u32)] {
        self.paying.get_or_init(|| {
            let mut counting = vec![0_u16; columns.len()];
            let (mut paying, mut changes) = (0, Vec::new());
            let mut change = |second: u32, order: u32, is_loss: bool| {
                let orders = &mut counting[columns.customer(order as usize) as usize];
                let before = *orders;
                *orders = if is_loss { before - 1 } else { before + 1 };
                match (before, *orders) {
                    (0, 1) => paying += 1,
                    (1, 0) => paying -= 1,
                    _ => return,
                }
                changes.push((second, paying));
            };
            let declined_at = |order: u32| columns.declined_at(order as usize).expect("it is declined sooner or later");
            let mut declined = self.sums(columns).declined.iter().copied().peekable();
            for order in &self.orders {
                let placed = columns.placed(*order as usize);
                while let Some(earlier) = declined.next_if(|earlier| declined_at(*earlier) < placed) {
                    change(declined_at(earlier) + DELAY, earlier, true);
                }
                change(placed + DELAY, *order, false);
            }
            for order in declined {
                change(declined_at(order) + DELAY, order, true);
            }
            changes
        })
    }

    /// The totals of orders and customers. Payouts and clicks are left at zero.
    pub(crate) fn totals(&self, seed: u64, columns: &Columns, now: u32) -> Totals {
        let visible = columns.visible(now);
        let is_placed = |order: &u32| (*order as usize) < visible;
        let Sums { placed, declined, lost, corrected, corrections } = self.sums(columns);
        let Friendships { referred, referring } = self.friendships(seed, columns);
        let count = self.orders.partition_point(is_placed);
        let all = placed.sum(&self.orders, count, Sum::adding(columns));
        let count_lost = declined.partition_point(|order| columns.is_declined(*order as usize, now));
        let lost = lost.sum(declined, count_lost, Sum::adding(columns));
        let count_corrected = corrected.partition_point(|order| columns.revision_by(*order as usize, now).is_some());
        let corrections = corrections.sum(corrected, count_corrected, Sum::correcting(columns));
        let seen = |seconds: &[u32]| seconds.partition_point(|second| *second <= now) as u64;
        let paying = self.paying(columns);
        let changes = paying.partition_point(|(second, _)| *second <= now);
        Totals {
            orders: (count - count_lost) as u64,
            revenue: all.amount - lost.amount + corrections.amount,
            commissions: all.commission - lost.commission + corrections.commission,
            paying_customers: changes.checked_sub(1).map_or(0, |last| paying[last].1.into()),
            customers: self.customers(columns).partition_point(is_placed) as u64,
            referring_customers: seen(referring),
            referred_customers: seen(referred),
            ..Totals::default()
        }
    }

    /// The program's orders placed in the range. `from` is included, `until` is not.
    pub(crate) fn placed_between(&self, columns: &Columns, from: u32, until: u32) -> &[u32] {
        let [first, last] = [from, until].map(|second| {
            let place = columns.placed_before(second);
            self.orders.partition_point(|order| (*order as usize) < place)
        });
        &self.orders[first..last.max(first)]
    }

    /// When the first order was placed that is visible, not declined and not changed by the ledger.
    pub(crate) fn first_conversion(
        &self,
        columns: &Columns,
        now: u32,
        is_changed: impl Fn(u32) -> bool,
    ) -> Option<u32> {
        let seen = self.orders.iter().take_while(|order| columns.placed(**order as usize) + DELAY <= now);
        seen.copied()
            .find(|order| !columns.is_declined(*order as usize, now) && !is_changed(*order))
            .map(|order| columns.placed(order as usize))
    }
}

fn number_of(order: usize) -> u32 {
    u32::try_from(order).expect("orders are numbered by 32 bits")
}

#[cfg(test)]
mod tests {
    use super::LOOKAHEAD;
    use crate::world::{Settings, World};

    #[test]
    fn the_newest_orders_of_a_program_are_the_same_before_and_after_they_are_listed() {
        let anchor = "2026-06-08T12:00:00Z".parse().expect("a literal time");
        for orders in [0, 40, 20_000] {
            let world = || World::build(&Settings { seed: 3, orders, anchor, simulated: true }).expect("in range");
            let (looking, listed) = (world(), world());
            listed.histories();
            for visible in
                [0, 1, LOOKAHEAD / 2, looking.columns.len()].map(|visible| visible.min(looking.columns.len()))
            {
                for program in looking.programs.iter().map(|program| program.id) {
                    let newest = |world: &World, most| world.newest_of(program, visible).take(most).collect::<Vec<_>>();
                    let few = newest(&looking, 3);
                    assert_eq!(few, newest(&listed, 3), "{program:?} of {orders}");
                    assert_eq!(newest(&world(), usize::MAX), newest(&listed, usize::MAX), "{program:?} of {orders}");
                }
            }
        }
    }
}
