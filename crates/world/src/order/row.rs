//! What an order is: it follows from (seed, index), and needs no other order but the one before it.

use crate::chance::Dice;
use crate::network::{ACCOUNT_WITHOUT_REFERENCES, ACCOUNTS_WITH_REFERENCES, USUAL_WEBSITES};
use crate::order::revision::commission;
use crate::partner::{approved, present};
use crate::program::{Program, ProgramState};
use crate::time::{DAY, NEVER};

/// The first decision declines the order.
pub(super) const DECLINED: u8 = 1;

/// The click was recorded by the script on the landing page, not by a redirecting link.
pub(super) const DIRECT: u8 = 2;

/// The network changes the order after it has approved it.
pub(super) const REVISED: u8 = 4;

/// The network reports the order before it once more.
pub(super) const REPEATED: u8 = 8;

/// How many orders in a thousand have no price: a voucher paid for everything.
const FREE: u32 = 4;

/// How many orders in a thousand are returned goods, reported as an order with an amount below zero.
const RETURNED: u32 = 4;

/// How many orders in a thousand are reported twice, at most.
const TWICE: u32 = 6;

/// How many orders in a thousand are changed after they were approved, at most.
const LATE: u32 = 30;

/// An order of the simulation without its customer. Times are in seconds since the world begins, money is in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) placed: u32,
    /// [`NEVER`] for an order without a click.
    pub(crate) clicked: u32,
    /// When the first decision is made.
    pub(crate) decided: u32,
    /// The amount until it is corrected.
    pub(crate) amount: i32,
    /// The commission until it is corrected.
    pub(crate) commission: i32,
    pub(crate) partner: u16,
    pub(crate) program: u8,
    pub(crate) account: u8,
    pub(crate) website: u8,
    pub(super) flags: u8,
    /// A random number that says whether a customer has come back, and after how long.
    pub(super) returning: u32,
    /// Whether it can be the report of another order: a repetition takes its place.
    pub(super) gives_way: bool,
}

impl Row {
    pub(super) fn new(placed: u32, programs: &[Program], shares: &Shares, dice: &mut Dice) -> Self {
        let index = shares.pick(dice);
        let program = &programs[index];
        let before =
            if dice.chance(700) { dice.between(120, 7200) } else { dice.between(7200, program.cookie_days * DAY) };
        // Clicks that lead to an order begin on the second day, so that there are always more clicks than orders.
        let before = if placed < DAY + before { 120 + before % 7200 } else { before };
        let coupon = program.state == ProgramState::CouponOnly || placed < DAY + before || dice.chance(120);
        let visited = if coupon { placed } else { placed - before };
        let partners = approved(&program.partners, visited.into()).max(1);
        let price = price(program, dice);
        let direct = program.state != ProgramState::ScriptMissing && dice.chance(380);
        let declined = dice.chance(130);
        let decided = placed + dice.between(3 * DAY, 45 * DAY);
        let returning = u32::try_from(dice.next() >> 32).expect("32 bits");
        // The product of two random numbers favours the first partners, so that a few partners bring most orders.
        let favoured = (u64::from(dice.below(1 << 16)) * u64::from(dice.below(1 << 16)) * partners as u64) >> 32;
        let partner = usize::try_from(favoured).expect("a partner of the program");
        let partner = present(&program.partners, partner, visited.into());
        let account = if coupon && dice.chance(400) {
            ACCOUNT_WITHOUT_REFERENCES.0
        } else {
            let account = (index as u64 * 3 + u64::from(dice.below(3))) % u64::from(ACCOUNTS_WITH_REFERENCES);
            u8::try_from(account).expect("an account")
        };
        let website = u8::try_from(dice.below(USUAL_WEBSITES.into())).expect("a website");
        let edge = dice.below(1000);
        let amount = match edge {
            _ if edge < FREE => 0,
            _ if edge < FREE + RETURNED => -price,
            _ => price,
        };
        let revised = amount > 0 && !declined && dice.chance(LATE);
        let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
        Self {
            placed,
            clicked: if coupon { NEVER } else { visited },
            decided,
            amount,
            commission: i32::try_from(commission(amount.into(), program.commission_percent))
                .expect("a part of the amount"),
            partner: u16::try_from(partner).expect("few partners"),
            program: u8::try_from(index).expect("the roster is short"),
            account,
            website,
            returning,
            flags: flag(declined, DECLINED) | flag(direct, DIRECT) | flag(revised, REVISED),
            gives_way: edge >= 1000 - TWICE,
        }
    }

    /// Whether the first decision declines the order.
    pub(crate) const fn is_declined_at_first(&self) -> bool {
        self.flags & DECLINED != 0
    }

    /// A second report of this order in place of another one. The network finds most of them out and declines them; what
    /// it approves stays.
    pub(super) fn reported_again(self, place: &Self) -> Self {
        let found_out = if place.flags & DECLINED == 0 { DECLINED } else { 0 };
        let flags = self.flags & DIRECT | found_out | REPEATED;
        Self { decided: self.placed + (place.decided - place.placed), flags, ..self }
    }
}

/// The programs' shares of all orders.
#[derive(Debug)]
pub(super) struct Shares {
    cumulative: Vec<u32>,
}

impl Shares {
    pub(super) fn new(programs: &[Program]) -> Self {
        let mut sum = 0;
        let mut add = |program: &Program| {
            sum += program.weight;
            sum
        };
        Self { cumulative: programs.iter().map(&mut add).collect() }
    }

    /// The program of an order.
    pub(super) fn pick(&self, dice: &mut Dice) -> usize {
        let rolled = dice.below(*self.cumulative.last().expect("the roster has programs"));
        self.cumulative.partition_point(|sum| *sum <= rolled)
    }
}

/// A realistic price: mostly near the shop's typical one, sometimes several times as much. Like most prices it ends in
/// 9 or 0 cents, or in a currency without them in 80 or 00.
fn price(program: &Program, dice: &mut Dice) -> i32 {
    let spread = 30 + dice.below(60) + dice.below(60);
    let factor = if dice.chance(60) { spread * dice.between(2, 5) } else { spread };
    let amount = u64::from(program.base_price) * u64::from(factor) / 100;
    let (step, odd) = if program.currency.minor_units() == 1 { (100, 80) } else { (10, 9) };
    let rounded = amount / step * step + if dice.chance(600) { odd } else { 0 };
    i32::try_from(rounded).expect("prices are small").max(99)
}
