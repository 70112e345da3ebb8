//! How orders are stored: one column per fact, and indexes sorted by time.

use rayon::iter::{
    IndexedParallelIterator as _, IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _,
};
use rayon::slice::ParallelSliceMut as _;

use super::revision::{Decision, Revision, RevisionKind, commission, revisions};
use crate::chance::{Dice, Purpose};
use crate::network::{ACCOUNT_WITHOUT_REFERENCES, ACCOUNTS_WITH_REFERENCES, USUAL_WEBSITES};
use crate::partner::{approved, present};
use crate::program::{Program, ProgramState};
use crate::time::{DAY, DELAY, NEVER, Rhythm, SIZE_DAYS, within_day};

/// How many orders a core computes at a time.
const CHUNK: usize = 1 << 14;

/// The first decision declines the order.
const DECLINED: u8 = 1;

/// The click was recorded by the script on the landing page, not by a redirecting link.
const DIRECT: u8 = 2;

/// The network changes the order after it has approved it.
const REVISED: u8 = 4;

/// The network reports the order before it once more.
const REPEATED: u8 = 8;

/// How many orders in a thousand have no price: a voucher paid for everything.
const FREE: u32 = 4;

/// How many orders in a thousand are returned goods, reported as an order with an amount below zero.
const RETURNED: u32 = 4;

/// How many orders in a thousand are reported twice, at most.
const TWICE: u32 = 6;

/// How many orders in a thousand are changed after they were approved, at most.
const LATE: u32 = 30;

/// All orders, sorted by time, one column per fact. Times are in seconds since the world begins.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    pub(crate) placed: Vec<u32>,
    /// [`NEVER`] for an order without a click.
    pub(crate) clicked: Vec<u32>,
    /// When the first decision is made.
    pub(crate) decided: Vec<u32>,
    /// The amount until it is corrected, in minor units.
    pub(crate) amount: Vec<i32>,
    /// The commission until it is corrected, in minor units.
    pub(crate) commission: Vec<i32>,
    pub(crate) customer: Vec<u32>,
    pub(crate) partner: Vec<u16>,
    pub(crate) program: Vec<u8>,
    pub(crate) account: Vec<u8>,
    pub(crate) website: Vec<u8>,
    flags: Vec<u8>,
    /// Orders with a click, sorted by its time.
    pub(crate) by_clicked: Vec<u32>,
    /// The first decisions about all orders and their late changes, sorted by their time and then by order.
    pub(crate) by_decided: Vec<Decision>,
    /// The late changes, by order.
    pub(crate) revisions: Vec<Revision>,
}

/// What is stored for one order.
#[derive(Clone)]
struct Row {
    placed: u32,
    clicked: u32,
    decided: u32,
    amount: i32,
    commission: i32,
    /// A random number that [`number_customers`] turns into a customer.
    customer: u32,
    partner: u16,
    program: u8,
    account: u8,
    website: u8,
    flags: u8,
    /// Whether it can be the report of another order: a repetition takes its place.
    gives_way: bool,
}

impl Columns {
    /// Computes the orders of all days, `size` of them in 24 months. Each follows from (seed, index) and, if it is
    /// reported twice, (seed, index - 1), except for its customer, which depends on the orders before it. The days before
    /// an order do not depend on those after it.
    pub(crate) fn build(seed: u64, size: u32, rhythm: &Rhythm, programs: &[Program]) -> Self {
        let before = rhythm.counts(size);
        let shares = Shares::new(programs);
        let single = |index: u32| {
            let placed = placed(seed, index, &before);
            Row::new(placed, programs, &shares, &mut Dice::new(seed, Purpose::Order, index.into()))
        };
        let row = |index: u32| {
            let row = single(index);
            let repeats = |before: &Row| {
                let has_reference = before.account != ACCOUNT_WITHOUT_REFERENCES.0;
                has_reference && !before.gives_way && before.placed / DAY == row.placed / DAY
            };
            let repeated = row.gives_way.then(|| index.checked_sub(1)).flatten().map(single).filter(repeats);
            repeated.map_or_else(|| row.clone(), |before| before.reported_again(&row))
        };
        let mut columns = Self::filled(before[before.len() - 1] as usize, row);
        number_customers(&mut columns.customer, &columns.program, &columns.flags, programs.len(), size);
        columns.revisions = revisions(seed, &columns, programs);
        let late = columns.revisions.iter().map(|revision| (revision.order, revision.second)).collect::<Vec<_>>();
        let (by_clicked, by_decided) = rayon::join(
            || sorted(&columns.clicked, &[]),
            || {
                let order = |order: u32| order as usize;
                let decision = |(second, order): (u32, usize)| {
                    if columns.decided[order] == second { Decision::first(order) } else { Decision::late(order) }
                };
                sorted(&columns.decided, &late).into_par_iter().map(|key| decision((key.0, order(key.1)))).collect()
            },
        );
        let by_clicked = by_clicked.into_par_iter().map(|(_, order)| order).collect();
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
            revisions: Vec::new(),
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

    /// Whether the order is visible.
    pub(crate) fn is_visible(&self, order: usize, now: u32) -> bool {
        self.placed[order] + DELAY <= now
    }

    /// Whether the first decision declines the order.
    pub(crate) fn is_declined_at_first(&self, order: usize) -> bool {
        self.flags[order] & DECLINED != 0
    }

    /// Whether the network changes the order after it has approved it.
    pub(crate) fn is_revised(&self, order: usize) -> bool {
        self.flags[order] & REVISED != 0
    }

    /// The late change of the order, if there is one sooner or later.
    pub(crate) fn revision(&self, order: usize) -> Option<&Revision> {
        if !self.is_revised(order) {
            return None;
        }
        let place = self.revisions.binary_search_by_key(&order, |revision| revision.order as usize);
        Some(&self.revisions[place.expect("it holds every revised order")])
    }

    /// The late change of the order, if it is visible at the second.
    pub(crate) fn revision_by(&self, order: usize, now: u32) -> Option<&Revision> {
        self.revision(order).filter(|revision| revision.second + DELAY <= now)
    }

    /// When the order is declined, if it is sooner or later.
    pub(crate) fn declined_at(&self, order: usize) -> Option<u32> {
        if self.is_declined_at_first(order) {
            return Some(self.decided[order]);
        }
        self.revision(order).filter(|revision| revision.is_reversal()).map(|revision| revision.second)
    }

    /// Whether the order is visibly declined at the second.
    pub(crate) fn is_declined(&self, order: usize, now: u32) -> bool {
        self.declined_at(order).is_some_and(|second| second + DELAY <= now)
    }

    /// When the order changes for the last time, and its commission from then on.
    pub(crate) fn settled(&self, order: usize) -> (u32, i32) {
        match self.revision(order) {
            None => (self.decided[order], self.commission[order]),
            Some(Revision { second, kind: RevisionKind::Reversed, .. }) => (*second, 0),
            Some(Revision { second, kind: RevisionKind::Corrected { commission, .. }, .. }) => (*second, *commission),
        }
    }

    /// Whether the network reports the order before this one once more.
    pub(crate) fn is_repeated(&self, order: usize) -> bool {
        self.flags[order] & REPEATED != 0
    }

    /// Whether the shop knows such a purchase: not if it is the second report of an order, or returned goods.
    pub(crate) fn is_purchase(&self, order: usize) -> bool {
        !self.is_repeated(order) && self.amount[order] >= 0
    }

    /// When a decision is made.
    pub(crate) fn made_at(&self, decision: Decision) -> u32 {
        let order = decision.order();
        let late = decision.is_late().then(|| self.revision(order)).flatten();
        late.map_or(self.decided[order], |revision| revision.second)
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
        self.by_decided.partition_point(|decision| self.made_at(*decision) + DELAY <= now)
    }

    /// The position of a decision in `by_decided`.
    pub(crate) fn place_by_decision(&self, decision: Decision) -> usize {
        let key = |decision: Decision| (self.made_at(decision), decision.order());
        self.by_decided.binary_search_by_key(&key(decision), |other| key(*other)).expect("it holds every decision")
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
        let price = price(program, dice);
        let direct = program.state != ProgramState::ScriptMissing && dice.chance(380);
        let declined = dice.chance(130);
        let decided = placed + dice.between(3 * DAY, 45 * DAY);
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
            customer,
            partner: u16::try_from(partner).expect("few partners"),
            program: u8::try_from(index).expect("the roster is short"),
            account,
            website,
            flags: flag(declined, DECLINED) | flag(direct, DIRECT) | flag(revised, REVISED),
            gives_way: edge >= 1000 - TWICE,
        }
    }

    /// A second report of this order in place of another one. The network finds most of them out and declines them; what
    /// it approves stays.
    fn reported_again(self, place: &Self) -> Self {
        let found_out = if place.flags & DECLINED == 0 { DECLINED } else { 0 };
        let flags = self.flags & DIRECT | found_out | REPEATED;
        Self { decided: self.placed + (place.decided - place.placed), flags, ..self }
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

/// When the order is placed. `before` says how many orders lie before each day.
fn placed(seed: u64, index: u32, before: &[u32]) -> u32 {
    let day = before.partition_point(|count| *count <= index) - 1;
    let (part, parts) = (index - before[day], before[day + 1] - before[day]);
    let offset = Dice::new(seed, Purpose::Placing, index.into()).next() >> 32;
    let second = within_day(u64::from(part) << 32 | offset, u64::from(parts) << 32);
    u32::try_from(day).expect("a day of the world") * DAY + second
}

/// After how many days customers come back.
const RETURNS_AFTER: [u32; 16] = [2, 5, 9, 14, 21, 28, 35, 45, 60, 75, 90, 120, 150, 200, 270, 365];

/// Turns random numbers into customers: two orders in five come from a customer who has ordered from the program
/// before, some days ago. It is the customer of the program's last order until then. An order that is reported once more
/// has the customer of the order before it.
///
/// The rule can be followed in both directions without an index, because there are only a few distances. A customer is
/// numbered by their first order.
fn number_customers(customers: &mut [u32], program: &[u8], flags: &[u8], programs: usize, size: u32) {
    /// Below this number, the customer is a returning one.
    const RETURNS: u32 = u32::MAX / 5 * 2;
    let distance = RETURNS_AFTER.map(|days| {
        usize::try_from(u64::from(days) * u64::from(size) / u64::from(SIZE_DAYS)).expect("a part of the size").max(1)
    });
    let mut known: Vec<Vec<u32>> = vec![Vec::new(); programs];
    for order in 0..customers.len() {
        let (chance, known) = (customers[order], &mut known[usize::from(program[order])]);
        let number = u32::try_from(order).expect("orders are numbered by 32 bits");
        let repeated = (flags[order] & REPEATED != 0).then(|| number - 1);
        let before = repeated.or_else(|| {
            let returned = || {
                let choice = u64::from(chance) * distance.len() as u64 / u64::from(RETURNS);
                let choice = usize::try_from(choice).expect("one of the distances");
                let latest = order.checked_sub(distance[choice])?;
                let until = known.partition_point(|other| *other as usize <= latest);
                until.checked_sub(1).map(|last| known[last])
            };
            (chance < RETURNS).then(returned).flatten()
        });
        customers[order] = before.map_or(number, |before| customers[before as usize]);
        known.push(number);
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

/// The seconds and indexes of the events that happen, sorted by their second and then by index: one second of each index,
/// and the others that are given with their index.
fn sorted(seconds: &[u32], others: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let key = |second: u32, index: u64| u64::from(second) << 32 | index;
    let first = seconds.par_iter().enumerate().filter(|(_, second)| **second != NEVER);
    let mut keys: Vec<u64> = first.map(|(index, second)| key(*second, index as u64)).collect();
    keys.extend(others.iter().map(|(index, second)| key(*second, u64::from(*index))));
    keys.par_sort_unstable();
    let low = |key: u64| u32::try_from(key & u64::from(u32::MAX)).expect("32 bits");
    keys.into_par_iter().map(|key| (low(key >> 32), low(key))).collect()
}
