//! The columns of orders: what is stored of each, and the order in which it is found.

use crate::dice::{Dice, Purpose};
use crate::network::{ACCOUNT_WITHOUT_REFERENCES, ACCOUNTS_WITH_REFERENCES, WEBSITE_COUNT};
use crate::partners::{approved, present};
use crate::program::Program;
use crate::rhythm::Rhythm;
use crate::state::ProgramState;
use crate::timeline::{DAY, DAYS, DELAY, FUTURE_DAYS, NEVER, PAST_DAYS};

/// The order was, or will be, declined.
const DECLINED: u8 = 1;

/// The click was recorded by the script on the landing page, not by a redirecting link.
const DIRECT: u8 = 2;

/// What is stored of orders, a column a fact, in the order of time. Seconds count from the world's beginning.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    pub(crate) placed: Vec<u32>,
    /// [`NEVER`] for an order without a click.
    pub(crate) clicked: Vec<u32>,
    pub(crate) decided: Vec<u32>,
    pub(crate) amount: Vec<u32>,
    pub(crate) commission: Vec<u32>,
    pub(crate) customer: Vec<u32>,
    pub(crate) partner: Vec<u16>,
    pub(crate) program: Vec<u8>,
    pub(crate) account: Vec<u8>,
    pub(crate) website: Vec<u8>,
    flags: Vec<u8>,
    /// Orders with a click, by its second.
    pub(crate) by_clicked: Vec<u32>,
    /// All orders, by the second of their decision.
    pub(crate) by_decided: Vec<u32>,
}

impl Columns {
    pub(crate) fn build(seed: u64, orders: u32, rhythm: &Rhythm, programs: &[Program]) -> Self {
        let future = u32::try_from(u64::from(orders) * u64::from(FUTURE_DAYS) / u64::from(PAST_DAYS))
            .expect("fewer than the orders");
        let mut columns = Self::default();
        columns.reserve((orders + future) as usize);
        let mut customers = Customers::new(programs.len());
        let shares = Shares::new(programs);
        for index in 0..orders + future {
            let (days, part, parts) = if index < orders {
                ((0, PAST_DAYS), index, orders)
            } else {
                ((PAST_DAYS, DAYS), index - orders, future)
            };
            let offset = Dice::new(seed, Purpose::Placing, index.into()).next() >> 32;
            let placed =
                rhythm.quantile(days.0, days.1, u128::from(part) << 32 | u128::from(offset), u128::from(parts) << 32);
            columns.push(placed, programs, &shares, &mut customers, &mut Dice::new(seed, Purpose::Order, index.into()));
        }
        columns.by_clicked = sorted(&columns.clicked);
        columns.by_decided = sorted(&columns.decided);
        columns
    }

    pub(crate) fn len(&self) -> usize {
        self.placed.len()
    }

    /// How many orders are seen at the second: they come first.
    pub(crate) fn visible(&self, now: u32) -> usize {
        self.placed.partition_point(|placed| placed + DELAY <= now)
    }

    /// Whether the order's decision is seen at the second.
    pub(crate) fn is_decided(&self, order: usize, now: u32) -> bool {
        self.decided[order] + DELAY <= now
    }

    /// Whether the order is, or will be, declined.
    pub(crate) fn ends_declined(&self, order: usize) -> bool {
        self.flags[order] & DECLINED != 0
    }

    /// Whether the order is seen as declined at the second.
    pub(crate) fn is_declined(&self, order: usize, now: u32) -> bool {
        self.ends_declined(order) && self.is_decided(order, now)
    }

    /// Whether the click was recorded on the landing page.
    pub(crate) fn is_direct(&self, order: usize) -> bool {
        self.flags[order] & DIRECT != 0
    }

    /// Whether the order's network passes its reference on.
    pub(crate) fn has_reference(&self, order: usize) -> bool {
        self.account[order] != ACCOUNT_WITHOUT_REFERENCES.0
    }

    fn reserve(&mut self, length: usize) {
        for column in [
            &mut self.placed,
            &mut self.clicked,
            &mut self.decided,
            &mut self.amount,
            &mut self.commission,
            &mut self.customer,
        ] {
            column.reserve_exact(length);
        }
        for column in [&mut self.program, &mut self.account, &mut self.website, &mut self.flags] {
            column.reserve_exact(length);
        }
        self.partner.reserve_exact(length);
    }

    fn push(&mut self, placed: u32, programs: &[Program], shares: &Shares, customers: &mut Customers, dice: &mut Dice) {
        let index = shares.pick(dice);
        let program = &programs[index];
        let before =
            if dice.chance(700) { dice.between(120, 7200) } else { dice.between(7200, program.cookie_days * DAY) };
        // Clicks that lead to an order begin on the second day, so that at every instant there are more clicks than orders.
        let before = if placed < DAY + before { 120 + before % 7200 } else { before };
        let coupon = program.state == ProgramState::CouponOnly || placed < DAY + before || dice.chance(120);
        let visited = if coupon { placed } else { placed - before };
        let partners = approved(&program.partners, visited.into()).max(1);
        let amount = amount(program.base_price, dice);
        let direct = program.state != ProgramState::ScriptMissing && dice.chance(380);
        let declined = dice.chance(130);
        self.placed.push(placed);
        self.clicked.push(if coupon { NEVER } else { visited });
        self.decided.push(placed + dice.between(3 * DAY, 45 * DAY));
        self.amount.push(amount);
        let commission = (u64::from(amount) * u64::from(program.commission_percent) + 5000) / 10_000;
        self.commission.push(u32::try_from(commission).expect("a part of the amount"));
        self.customer.push(customers.pick(index, dice));
        // The product of two chances favours the first, so that a few partners bring most.
        let favoured = (u64::from(dice.below(1 << 16)) * u64::from(dice.below(1 << 16)) * partners as u64) >> 32;
        let partner = usize::try_from(favoured).expect("a partner of the program");
        let partner = present(&program.partners, partner, visited.into());
        self.partner.push(u16::try_from(partner).expect("few partners"));
        self.program.push(u8::try_from(index).expect("the roster is short"));
        self.account.push(if coupon && dice.chance(400) {
            ACCOUNT_WITHOUT_REFERENCES.0
        } else {
            let account = (index as u64 * 3 + u64::from(dice.below(3))) % u64::from(ACCOUNTS_WITH_REFERENCES);
            u8::try_from(account).expect("an account")
        });
        self.website.push(u8::try_from(dice.below(WEBSITE_COUNT.into())).expect("a website"));
        self.flags.push(if declined { DECLINED } else { 0 } | if direct { DIRECT } else { 0 });
    }
}

/// The programs' shares of all orders.
struct Shares {
    cumulative: Vec<u32>,
}

impl Shares {
    fn new(programs: &[Program]) -> Self {
        let mut sum = 0;
        let mut add = |program: &Program| {
            sum += program.weight;
            sum
        };
        Self { cumulative: programs.iter().map(&mut add).collect() }
    }

    fn pick(&self, dice: &mut Dice) -> usize {
        let rolled = dice.below(*self.cumulative.last().expect("the roster has programs"));
        self.cumulative.partition_point(|sum| *sum <= rolled)
    }
}

/// The customers so far, by program: two orders in five are placed by somebody who has ordered before.
struct Customers {
    known: Vec<Vec<u32>>,
    next: u32,
}

impl Customers {
    fn new(programs: usize) -> Self {
        Self { known: vec![Vec::new(); programs], next: 0 }
    }

    fn pick(&mut self, program: usize, dice: &mut Dice) -> u32 {
        let known = &mut self.known[program];
        let returns = dice.chance(400);
        match u32::try_from(known.len()) {
            Ok(count) if returns && count > 0 => known[dice.below(count) as usize],
            _ => {
                let customer = self.next;
                self.next += 1;
                known.push(customer);
                customer
            }
        }
    }
}

/// A believable price: mostly near the shop's typical one, sometimes several times as much. Ends in 9 or 0 cents like prices do.
fn amount(base: u32, dice: &mut Dice) -> u32 {
    let spread = 30 + dice.below(60) + dice.below(60);
    let factor = if dice.chance(60) { spread * dice.between(2, 5) } else { spread };
    let amount = u64::from(base) * u64::from(factor) / 100;
    let rounded = amount / 10 * 10 + if dice.chance(600) { 9 } else { 0 };
    u32::try_from(rounded).expect("prices are small").max(99)
}

fn sorted(seconds: &[u32]) -> Vec<u32> {
    let mut order: Vec<u32> =
        (0..).zip(seconds).filter(|(_, second)| **second != NEVER).map(|(index, _)| index).collect();
    order.sort_unstable_by_key(|index| (seconds[*index as usize], *index));
    order
}
