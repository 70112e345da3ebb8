//! What a program's orders add up to, at any instant, in logarithmic time.

use crate::checkpoints::Checkpoints;
use crate::columns::Columns;
use crate::customers::{Customers, Friendship, friendship};
use crate::order::OrderStatus;
use crate::program::Program;
use crate::timeline::DELAY;

/// What a program's business adds up to. Money is in minor units of the program's currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Pending and approved orders.
    pub orders: u64,
    /// Their amounts.
    pub revenue: i64,
    /// Their commissions: all rewards.
    pub commissions: i64,
    /// The part of the rewards that was paid.
    pub reward_paid: i64,
    /// The part of the rewards whose payout is under way.
    pub reward_in_review: i64,
    /// The rest of the rewards.
    pub reward_unclaimed: i64,
    /// Customers who ordered, and people who signed up and have not.
    pub signups: u64,
    /// Customers with a pending or approved order.
    pub paying_customers: u64,
    /// Clicks of all time.
    pub clicks: u64,
    /// Customers who ordered.
    pub customers: u64,
    /// Those who brought a friend.
    pub referring_customers: u64,
    /// Those whom a friend brought; together with the referring ones no more than all customers.
    pub referred_customers: u64,
    /// Rewards that the program offers.
    pub active_rewards: u64,
}

/// Conversions by what tied them to a partner: pending and approved orders.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConversionCounts {
    /// A click.
    pub by_click: u64,
    /// A coupon.
    pub by_coupon: u64,
}

/// Payments that Stripe told of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PaymentEventCounts {
    /// Of orders that a partner brought, whatever became of them.
    pub succeeded: u64,
    /// Of everybody else.
    pub skipped: u64,
}

/// The figures of a newsletter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NewsletterCounts {
    /// People who have subscribed.
    pub subscribers: u64,
    /// Those who brought another; together with the referred ones no more than all.
    pub referring: u64,
    /// Those whom another brought.
    pub referred: u64,
}

/// A program's orders and customers, sorted by what happened when, with running sums.
#[derive(Debug)]
pub(crate) struct Ledger {
    /// The program's orders in the order of time.
    pub(crate) orders: Vec<u32>,
    placed: Checkpoints<Sum>,
    /// Those that are, or will be, declined, in the order of their decisions.
    declined: Vec<u32>,
    lost: Checkpoints<Sum>,
    /// When customers were first seen.
    customers: Vec<u32>,
    referred: Vec<u32>,
    referring: Vec<u32>,
    /// When the number of paying customers changed, and what it was from then on.
    paying: Vec<(u32, u32)>,
}

/// Amounts and commissions of orders.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    amount: i64,
    commission: i64,
}

impl Sum {
    fn adding(columns: &Columns) -> impl Fn(Self, u32) -> Self {
        |sum, order| Self {
            amount: sum.amount + i64::from(columns.amount[order as usize]),
            commission: sum.commission + i64::from(columns.commission[order as usize]),
        }
    }
}

impl Ledger {
    /// The ledgers of all programs.
    pub(crate) fn build(seed: u64, programs: &[Program], columns: &Columns, customers: &Customers) -> Vec<Self> {
        let split = |orders: &mut dyn Iterator<Item = u32>| {
            let mut lists = vec![Vec::new(); programs.len()];
            orders.for_each(|order| lists[usize::from(columns.program[order as usize])].push(order));
            lists
        };
        let count = u32::try_from(columns.len()).expect("orders are numbered by 32 bits");
        let placed = split(&mut (0..count));
        let declined =
            split(&mut columns.by_decided.iter().copied().filter(|order| columns.ends_declined(*order as usize)));
        let ledger = |(orders, declined): (Vec<u32>, Vec<u32>)| Self {
            placed: Checkpoints::new(&orders, Sum::adding(columns)),
            lost: Checkpoints::new(&declined, Sum::adding(columns)),
            orders,
            declined,
            customers: Vec::new(),
            referred: Vec::new(),
            referring: Vec::new(),
            paying: Vec::new(),
        };
        let mut ledgers: Vec<Self> = placed.into_iter().zip(declined).map(ledger).collect();
        for customer in 0..u32::try_from(customers.len()).expect("customers are numbered by 32 bits") {
            let program = usize::from(columns.program[customers.orders(customer)[0] as usize]);
            let (ledger, seen) = (&mut ledgers[program], customers.seen(customer, columns));
            // Customers are numbered in the order of their first purchases, so these lists are sorted.
            ledger.customers.push(seen);
            match friendship(seed, customer) {
                Friendship::Referred => ledger.referred.push(seen),
                Friendship::Referring => ledger.referring.push(seen),
                Friendship::None => {}
            }
        }
        count_paying(&mut ledgers, columns, customers.len());
        ledgers
    }

    /// What the orders and customers add up to; what is paid and clicked is not known here.
    pub(crate) fn totals(&self, columns: &Columns, now: u32) -> Totals {
        let placed = self.orders.partition_point(|order| columns.placed[*order as usize] + DELAY <= now);
        let declined = self.declined.partition_point(|order| columns.decided[*order as usize] + DELAY <= now);
        let all = self.placed.sum(&self.orders, placed, Sum::adding(columns));
        let lost = self.lost.sum(&self.declined, declined, Sum::adding(columns));
        let seen = |seconds: &[u32]| seconds.partition_point(|second| *second <= now) as u64;
        let changes = self.paying.partition_point(|(second, _)| *second <= now);
        Totals {
            orders: (placed - declined) as u64,
            revenue: all.amount - lost.amount,
            commissions: all.commission - lost.commission,
            paying_customers: changes.checked_sub(1).map_or(0, |last| self.paying[last].1.into()),
            customers: seen(&self.customers),
            referring_customers: seen(&self.referring),
            referred_customers: seen(&self.referred),
            ..Totals::default()
        }
    }

    /// The program's orders placed from one second to before another.
    pub(crate) fn placed_between(&self, columns: &Columns, from: u32, until: u32) -> &[u32] {
        let first = self.orders.partition_point(|order| columns.placed[*order as usize] < from);
        let last = self.orders.partition_point(|order| columns.placed[*order as usize] < until);
        &self.orders[first..last.max(first)]
    }

    /// The first order that is seen and not declined at the second.
    pub(crate) fn first_conversion(&self, columns: &Columns, now: u32) -> Option<u32> {
        let seen = self.orders.iter().take_while(|order| columns.placed[**order as usize] + DELAY <= now);
        seen.copied()
            .find(|order| !columns.is_declined(*order as usize, now))
            .map(|order| columns.placed[order as usize])
    }
}

/// A customer pays from the first order that counts until the last one is declined.
fn count_paying(ledgers: &mut [Ledger], columns: &Columns, customers: usize) {
    let mut counting = vec![0_u16; customers];
    let mut paying = vec![0_u32; ledgers.len()];
    let mut change = |second: u32, order: usize, status: OrderStatus| {
        let (program, orders) = (usize::from(columns.program[order]), &mut counting[columns.customer[order] as usize]);
        let before = *orders;
        *orders = if status == OrderStatus::Declined { before - 1 } else { before + 1 };
        match (before, *orders) {
            (0, 1) => paying[program] += 1,
            (1, 0) => paying[program] -= 1,
            _ => return,
        }
        ledgers[program].paying.push((second, paying[program]));
    };
    let mut declined =
        columns.by_decided.iter().map(|order| *order as usize).filter(|order| columns.ends_declined(*order)).peekable();
    for order in 0..columns.len() {
        let placed = columns.placed[order];
        while let Some(earlier) = declined.next_if(|earlier| columns.decided[*earlier] < placed) {
            change(columns.decided[earlier] + DELAY, earlier, OrderStatus::Declined);
        }
        change(placed + DELAY, order, OrderStatus::Pending);
    }
    for order in declined {
        change(columns.decided[order] + DELAY, order, OrderStatus::Declined);
    }
}
