//! A program's orders and customers, sorted by time and with running sums, so that totals at any time are fast.

use std::sync::{LazyLock, OnceLock};

use super::Totals;
use crate::customer::{Customers, Digits, Friends, Friendship, friendship};
use crate::identifiers::ProgramId;
use crate::index::Checkpoints;
use crate::order::{Columns, Decision, OrderStatus, RevisionKind};
use crate::partner::PartnerHistory;
use crate::program::Program;
use crate::time::DELAY;
use crate::world::World;

/// The history of a program of the ledger: nothing is simulated in it.
static NONE: LazyLock<History> = LazyLock::new(History::default);

/// A program's orders and customers, sorted by time, with running sums.
#[derive(Debug, Default)]
pub(crate) struct History {
    /// The program's orders, sorted by time.
    pub(crate) orders: Vec<u32>,
    placed: Checkpoints<Sum>,
    /// Orders that are declined sooner or later, sorted by the time at which they are.
    declined: Vec<u32>,
    lost: Checkpoints<Sum>,
    /// Orders that are corrected after they were approved, sorted by the time at which they are.
    corrected: Vec<u32>,
    /// What corrections add.
    corrections: Checkpoints<Sum>,
    /// Customers, who are numbered by their first orders, and so sorted by time.
    pub(crate) customers: Vec<u32>,
    /// When such customers first became visible.
    referred: Vec<u32>,
    referring: Vec<u32>,
    /// When the number of paying customers changes, and the new number.
    paying: Vec<(u32, u32)>,
    /// Who brought whom, made when it is first needed.
    pub(crate) friends: OnceLock<Friends>,
    /// The digits in the customers' e-mail addresses, made when they are first needed.
    pub(crate) digits: OnceLock<Digits>,
    /// What each partner has brought, made when it is first needed.
    pub(crate) partners: OnceLock<PartnerHistory>,
}

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
}

impl History {
    /// Builds the histories of all programs.
    pub(crate) fn build(seed: u64, programs: &[Program], columns: &Columns, customers: &Customers) -> Vec<Self> {
        let columns = columns.store();
        let split = |orders: &mut dyn Iterator<Item = u32>| {
            let mut lists = vec![Vec::new(); programs.len()];
            orders.for_each(|order| lists[usize::from(columns.program(order as usize))].push(order));
            lists
        };
        let count = u32::try_from(columns.len()).expect("orders are numbered by 32 bits");
        let placed = split(&mut (0..count));
        let number = |order: usize| u32::try_from(order).expect("orders are numbered by 32 bits");
        let declined = split(&mut declined(columns).map(number));
        let is_correction =
            |decision: &&Decision| decision.is_late() && columns.declined_at(decision.order()).is_none();
        let corrected =
            split(&mut columns.by_decided().iter().filter(is_correction).map(|decision| number(decision.order())));
        let history = |((orders, declined), corrected): ((Vec<u32>, Vec<u32>), Vec<u32>)| Self {
            corrections: Checkpoints::new(&corrected, Sum::correcting(columns)),
            corrected,
            placed: Checkpoints::new(&orders, Sum::adding(columns)),
            lost: Checkpoints::new(&declined, Sum::adding(columns)),
            orders,
            declined,
            customers: Vec::new(),
            referred: Vec::new(),
            referring: Vec::new(),
            paying: Vec::new(),
            friends: OnceLock::new(),
            digits: OnceLock::new(),
            partners: OnceLock::new(),
        };
        let mut histories: Vec<Self> = placed.into_iter().zip(declined).zip(corrected).map(history).collect();
        for customer in customers.all() {
            let program = usize::from(columns.program(customers.orders(customer)[0] as usize));
            let (history, seen) = (&mut histories[program], customers.seen(customer, columns));
            // Customers are numbered by first purchase, so these lists are sorted.
            history.customers.push(customer);
            match friendship(seed, customer) {
                Friendship::Referred => history.referred.push(seen),
                Friendship::Referring => history.referring.push(seen),
                Friendship::None => {}
            }
        }
        count_paying(&mut histories, columns);
        histories
    }

    /// The totals of orders and customers. Payouts and clicks are left at zero.
    pub(crate) fn totals(&self, columns: &Columns, now: u32) -> Totals {
        let is_placed = |order: &u32| columns.placed(*order as usize) + DELAY <= now;
        let placed = self.orders.partition_point(is_placed);
        let declined = self.declined.partition_point(|order| columns.is_declined(*order as usize, now));
        let corrected = self.corrected.partition_point(|order| columns.revision_by(*order as usize, now).is_some());
        let all = self.placed.sum(&self.orders, placed, Sum::adding(columns));
        let lost = self.lost.sum(&self.declined, declined, Sum::adding(columns));
        let corrections = self.corrections.sum(&self.corrected, corrected, Sum::correcting(columns));
        let seen = |seconds: &[u32]| seconds.partition_point(|second| *second <= now) as u64;
        let changes = self.paying.partition_point(|(second, _)| *second <= now);
        Totals {
            orders: (placed - declined) as u64,
            revenue: all.amount - lost.amount + corrections.amount,
            commissions: all.commission - lost.commission + corrections.commission,
            paying_customers: changes.checked_sub(1).map_or(0, |last| self.paying[last].1.into()),
            customers: self.customers.partition_point(is_placed) as u64,
            referring_customers: seen(&self.referring),
            referred_customers: seen(&self.referred),
            ..Totals::default()
        }
    }

    /// The program's orders placed in the range. `from` is included, `until` is not.
    pub(crate) fn placed_between(&self, columns: &Columns, from: u32, until: u32) -> &[u32] {
        let first = self.orders.partition_point(|order| columns.placed(*order as usize) < from);
        let last = self.orders.partition_point(|order| columns.placed(*order as usize) < until);
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

/// Finds how the numbers of paying customers change: a customer pays while one of their orders is not declined.
fn count_paying(histories: &mut [History], columns: &Columns) {
    let mut counting = vec![0_u16; columns.len()];
    let mut paying = vec![0_u32; histories.len()];
    let mut change = |second: u32, order: usize, status: OrderStatus| {
        let (program, orders) = (usize::from(columns.program(order)), &mut counting[columns.customer(order) as usize]);
        let before = *orders;
        *orders = if status == OrderStatus::Declined { before - 1 } else { before + 1 };
        match (before, *orders) {
            (0, 1) => paying[program] += 1,
            (1, 0) => paying[program] -= 1,
            _ => return,
        }
        histories[program].paying.push((second, paying[program]));
    };
    let declined_at = |order: usize| columns.declined_at(order).expect("it is declined sooner or later");
    let mut declined = declined(columns).peekable();
    for order in 0..columns.len() {
        let placed = columns.placed(order);
        while let Some(earlier) = declined.next_if(|earlier| declined_at(*earlier) < placed) {
            change(declined_at(earlier) + DELAY, earlier, OrderStatus::Declined);
        }
        change(placed + DELAY, order, OrderStatus::Pending);
    }
    for order in declined {
        change(declined_at(order) + DELAY, order, OrderStatus::Declined);
    }
}

/// The orders that are declined sooner or later, sorted by the time at which they are.
fn declined(columns: &Columns) -> impl Iterator<Item = usize> {
    let declines = |decision: &&Decision| {
        let order = decision.order();
        if decision.is_late() { columns.declined_at(order).is_some() } else { columns.is_declined_at_first(order) }
    };
    columns.by_decided().iter().filter(declines).map(|decision| decision.order())
}
