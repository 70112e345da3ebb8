//! How orders are stored: one column per fact, and indexes sorted by time.

use rayon::iter::{
    IndexedParallelIterator as _, IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _,
};
use rayon::slice::ParallelSliceMut as _;

use crate::chance::{Dice, Purpose};
use crate::network::{ACCOUNT_WITHOUT_REFERENCES, ACCOUNTS_WITH_REFERENCES, WEBSITE_COUNT};
use crate::partner::{approved, present};
use crate::program::{Program, ProgramState};
use crate::time::{DAY, DAYS, DELAY, FUTURE_DAYS, NEVER, PAST_DAYS, Rhythm};

/// How many orders a core computes at a time.
const CHUNK: usize = 1 << 14;

/// The order is declined sooner or later.
const DECLINED: u8 = 1;

/// The click was recorded by the script on the landing page, not by a redirecting link.
const DIRECT: u8 = 2;

/// All orders, sorted by time, one column per fact. Times are in seconds since the world begins.
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
    /// Orders with a click, sorted by its time.
    pub(crate) by_clicked: Vec<u32>,
    /// All orders, sorted by the time of their decision.
    pub(crate) by_decided: Vec<u32>,
}

/// What is stored for one order.
struct Row {
    placed: u32,
    clicked: u32,
    decided: u32,
    amount: u32,
    commission: u32,
    /// A random number that [`number_customers`] turns into a customer.
    customer: u32,
    partner: u16,
    program: u8,
    account: u8,
    website: u8,
    flags: u8,
}

impl Columns {
    /// Computes the orders of the past and of the future. Each follows from (seed, index) alone, except for its
    /// customer, which depends on the orders before it.
    pub(crate) fn build(seed: u64, orders: u32, rhythm: &Rhythm, programs: &[Program]) -> Self {
        let future = u32::try_from(u64::from(orders) * u64::from(FUTURE_DAYS) / u64::from(PAST_DAYS))
            .expect("fewer than the orders");
        let shares = Shares::new(programs);
        let row = |index: u32| {
            let (days, part, parts) = if index < orders {
                ((0, PAST_DAYS), index, orders)
            } else {
                ((PAST_DAYS, DAYS), index - orders, future)
            };
            let offset = Dice::new(seed, Purpose::Placing, index.into()).next() >> 32;
            let placed =
                rhythm.quantile(days.0, days.1, u128::from(part) << 32 | u128::from(offset), u128::from(parts) << 32);
            Row::new(placed, programs, &shares, &mut Dice::new(seed, Purpose::Order, index.into()))
        };
        let mut columns = Self::filled((orders + future) as usize, row);
        number_customers(&mut columns.customer, &columns.program, programs.len());
        let (by_clicked, by_decided) = rayon::join(|| sorted(&columns.clicked), || sorted(&columns.decided));
        Self { by_clicked, by_decided, ..columns }
    }

    /// Fills the columns on all cores. Rows are independent, so the number of cores does not change the result.
    fn filled(length: usize, row: impl Fn(u32) -> Row + Sync) -> Self {
        let mut columns = Self {
            placed: vec![0; length],
            clicked: vec![0; length],
            decided: vec![0; length],
            amount: vec![0; length],
            commission: vec![0; length],
            customer: vec![0; length],
            partner: vec![0; length],
            program: vec![0; length],
            account: vec![0; length],
            website: vec![0; length],
            flags: vec![0; length],
            by_clicked: Vec::new(),
            by_decided: Vec::new(),
        };
        let chunks = (
            columns.placed.par_chunks_mut(CHUNK),
            columns.clicked.par_chunks_mut(CHUNK),
            columns.decided.par_chunks_mut(CHUNK),
            columns.amount.par_chunks_mut(CHUNK),
            columns.commission.par_chunks_mut(CHUNK),
            columns.customer.par_chunks_mut(CHUNK),
            columns.partner.par_chunks_mut(CHUNK),
            columns.program.par_chunks_mut(CHUNK),
            columns.account.par_chunks_mut(CHUNK),
            columns.website.par_chunks_mut(CHUNK),
            columns.flags.par_chunks_mut(CHUNK),
        );
        chunks.into_par_iter().enumerate().for_each(|(number, chunk)| {
            let (placed, clicked, decided, amount, commission, customer, partner, program, account, website, flags) =
                chunk;
            for place in 0..placed.len() {
                let row = row(u32::try_from(number * CHUNK + place).expect("orders are numbered by 32 bits"));
                placed[place] = row.placed;
                clicked[place] = row.clicked;
                decided[place] = row.decided;
                amount[place] = row.amount;
                commission[place] = row.commission;
                customer[place] = row.customer;
                partner[place] = row.partner;
                program[place] = row.program;
                account[place] = row.account;
                website[place] = row.website;
                flags[place] = row.flags;
            }
        });
        columns
    }

    pub(crate) fn len(&self) -> usize {
        self.placed.len()
    }

    /// How many orders are visible at the second. They come first.
    pub(crate) fn visible(&self, now: u32) -> usize {
        self.placed.partition_point(|placed| placed + DELAY <= now)
    }

    /// Whether the order's decision is visible at the second.
    pub(crate) fn is_decided(&self, order: usize, now: u32) -> bool {
        self.decided[order] + DELAY <= now
    }

    /// Whether the order is declined sooner or later.
    pub(crate) fn ends_declined(&self, order: usize) -> bool {
        self.flags[order] & DECLINED != 0
    }

    /// Whether the order is visibly declined at the second.
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

    /// How many decisions are visible at the second. They come first in `by_decided`.
    pub(crate) fn decided_by(&self, now: u32) -> usize {
        self.by_decided.partition_point(|order| self.decided[*order as usize] + DELAY <= now)
    }

    /// The order's position in `by_clicked`.
    pub(crate) fn place_by_click(&self, order: usize) -> Option<usize> {
        let key = |order: usize| (self.clicked[order], order);
        self.by_clicked.binary_search_by_key(&key(order), |other| key(*other as usize)).ok()
    }
}

impl Row {
    fn new(placed: u32, programs: &[Program], shares: &Shares, dice: &mut Dice) -> Self {
        let index = shares.pick(dice);
        let program = &programs[index];
        let before =
            if dice.chance(700) { dice.between(120, 7200) } else { dice.between(7200, program.cookie_days * DAY) };
        // Clicks that lead to an order begin on the second day, so that there are always more clicks than orders.
        let before = if placed < DAY + before { 120 + before % 7200 } else { before };
        let coupon = program.state == ProgramState::CouponOnly || placed < DAY + before || dice.chance(120);
        let visited = if coupon { placed } else { placed - before };
        let partners = approved(&program.partners, visited.into()).max(1);
        let amount = amount(program.base_price, dice);
        let direct = program.state != ProgramState::ScriptMissing && dice.chance(380);
        let declined = dice.chance(130);
        let decided = placed + dice.between(3 * DAY, 45 * DAY);
        let commission = (u64::from(amount) * u64::from(program.commission_percent) + 5000) / 10_000;
        let customer = u32::try_from(dice.next() >> 32).expect("32 bits");
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
        Self {
            placed,
            clicked: if coupon { NEVER } else { visited },
            decided,
            amount,
            commission: u32::try_from(commission).expect("a part of the amount"),
            customer,
            partner: u16::try_from(partner).expect("few partners"),
            program: u8::try_from(index).expect("the roster is short"),
            account,
            website: u8::try_from(dice.below(WEBSITE_COUNT.into())).expect("a website"),
            flags: if declined { DECLINED } else { 0 } | if direct { DIRECT } else { 0 },
        }
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

/// Turns random numbers into customers: two orders in five come from a customer who has ordered from the program
/// before.
fn number_customers(customers: &mut [u32], program: &[u8], programs: usize) {
    /// Below this number, the customer is a returning one.
    const RETURNS: u32 = u32::MAX / 5 * 2;
    let mut known = vec![Vec::new(); programs];
    let mut next = 0;
    for (customer, program) in customers.iter_mut().zip(program) {
        let (chance, known) = (*customer, &mut known[usize::from(*program)]);
        *customer = if chance < RETURNS && !known.is_empty() {
            known[usize::try_from(u64::from(chance) * known.len() as u64 / u64::from(RETURNS))
                .expect("a place among the known")]
        } else {
            known.push(next);
            next += 1;
            next - 1
        };
    }
}

/// A realistic price: mostly near the shop's typical one, sometimes several times as much. Like most prices it ends in
/// 9 or 0 cents.
fn amount(base: u32, dice: &mut Dice) -> u32 {
    let spread = 30 + dice.below(60) + dice.below(60);
    let factor = if dice.chance(60) { spread * dice.between(2, 5) } else { spread };
    let amount = u64::from(base) * u64::from(factor) / 100;
    let rounded = amount / 10 * 10 + if dice.chance(600) { 9 } else { 0 };
    u32::try_from(rounded).expect("prices are small").max(99)
}

/// The indexes of the events that happen, sorted by their second and then by index.
fn sorted(seconds: &[u32]) -> Vec<u32> {
    let key = |(place, second): (usize, &u32)| (*second != NEVER).then_some(u64::from(*second) << 32 | place as u64);
    let mut keys: Vec<u64> = seconds.par_iter().enumerate().filter_map(key).collect();
    keys.par_sort_unstable();
    keys.into_par_iter().map(|key| u32::try_from(key & u64::from(u32::MAX)).expect("32 bits")).collect()
}
