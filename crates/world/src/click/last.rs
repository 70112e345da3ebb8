//! The last clicks of all programs of an owner, counted by where they came from. Clicks of the simulation are derived one by one and
//! counted in a small table, so nothing is allocated for a click.

use std::collections::HashMap;

use super::{ClickKind, Clickout, some_account};
use crate::chance::{Dice, Purpose};
use crate::identifiers::{AccountId, CustomerId, OrderId, ProgramId};
use crate::index::Selection;
use crate::money::{Currency, Money};
use crate::network::{ACCOUNT_COUNT, WAY_OF_OTHER_OWNER};
use crate::order::{CLASSES, Facts, OrderStatus};
use crate::owner::Owner;
use crate::view::View;

/// Where on a page a link is.
pub const PLACEMENTS: [&str; 5] = ["article", "comparison", "header", "newsletter", "sidebar"];

/// What visitors use.
pub const DEVICES: [&str; 3] = ["desktop", "mobile", "tablet"];

/// Clicks from one source, and what came of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClickTally {
    /// Where they came from.
    pub source: ClickSource,
    /// How many there are.
    pub clicks: u64,
    /// How many sales they led to that are not declined.
    pub sales: u64,
    /// The commissions of those sales, in euro cents.
    pub commission_eur: i64,
    /// The same in cents of the United States dollar.
    pub commission_usd: i64,
}

/// Where clicks came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClickSource {
    /// The network account through which the link leads.
    pub account: AccountId,
    /// Where on the page the link is. None for a click of the ledger.
    pub placement: Option<&'static str>,
    /// What the visitor uses. None for a click of the ledger.
    pub device: Option<&'static str>,
    /// The clickout, if it is one.
    pub clickout: Option<Clickout>,
}

/// The places of a table: account × placement × device, with one more placement for clicks of the ledger.
const PLACES: usize = ACCOUNT_COUNT as usize * (PLACEMENTS.len() + 1) * DEVICES.len();

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    clicks: u64,
    sales: u64,
    commission_eur: i64,
    commission_usd: i64,
}

/// The counts of the sources.
struct Counts {
    table: [Sums; PLACES],
    clickouts: HashMap<u64, (Clickout, Sums)>,
}

/// A part of one program's clicks of a kind: those from one rank to before another.
#[derive(Clone, Copy)]
struct Part {
    program: ProgramId,
    kind: ClickKind,
    stream: Stream,
    from: u64,
    until: u64,
}

#[derive(Clone, Copy)]
enum Stream {
    /// Clicks of the simulation that led to no order.
    Idle,
    /// Clicks of the simulation that led to an order.
    OfOrder,
    /// Clicks of the ledger.
    Added,
}

const STREAMS: [(Stream, ClickKind); 6] = [
    (Stream::Idle, ClickKind::Redirect),
    (Stream::Idle, ClickKind::Direct),
    (Stream::OfOrder, ClickKind::Redirect),
    (Stream::OfOrder, ClickKind::Direct),
    (Stream::Added, ClickKind::Redirect),
    (Stream::Added, ClickKind::Direct),
];

impl View<'_> {
    /// The last clicks of all programs of an owner, at most so many, by their sources. Sources without clicks are left out.
    ///
    /// A click that follows a clickout is the same click, and not counted again.
    pub fn last_clicks(&self, owner: Owner, most: u64) -> Vec<ClickTally> {
        let own = self.programs().filter(|program| program.owner == owner);
        let programs: Vec<ProgramId> = own.map(|program| program.id).collect();
        let since = |second: u32| programs.iter().map(|program| self.clicks_since(*program, second)).sum::<u64>();
        // The last second since which there are at least so many clicks.
        let (mut low, mut high) = (0, self.second + 1);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if since(middle) >= most { low = middle } else { high = middle - 1 }
        }
        let mut left = most - since(low + 1).min(most);
        let mut counts = Counts { table: [Sums::default(); PLACES], clickouts: HashMap::new() };
        let sold = self.accounts_of_buyers(low);
        for program in programs {
            for (stream, kind) in STREAMS {
                let [before, first, until] =
                    [low, low + 1, self.second + 1].map(|second| self.clicks_in(program, stream, kind, second));
                // Of those in the first second, only as many as are left.
                let of_first_second = (first - before).min(left);
                left -= of_first_second;
                self.count(Part { program, kind, stream, from: first - of_first_second, until }, &sold, &mut counts);
            }
        }
        self.count_added_sales(owner, low, &mut counts);
        counts.tallies()
    }

    fn clicks_since(&self, program: ProgramId, second: u32) -> u64 {
        let before =
            |second| STREAMS.iter().map(|(stream, kind)| self.clicks_in(program, *stream, *kind, second)).sum();
        let (before, until): (u64, u64) = (before(second.min(self.second + 1)), before(self.second + 1));
        until - before
    }

    /// How many clicks of a stream there are before a second.
    fn clicks_in(&self, program: ProgramId, stream: Stream, kind: ClickKind, second: u32) -> u64 {
        let (world, second) = (self.world(), second.min(self.second + 1));
        let clicks = world.traffic_of(program).of(kind);
        match stream {
            Stream::Idle => clicks.idle.before(second),
            Stream::OfOrder => clicks.orders_before(&world.columns, second) as u64,
            Stream::Added => self.ledger().program(program).map_or(0, |own| own.clicks_before(kind, second)),
        }
    }

    fn count(&self, part: Part, sold: &HashMap<CustomerId, AccountId>, counts: &mut Counts) {
        let Part { program, kind, stream, from, until } = part;
        if from == until {
            return;
        }
        let (world, seed) = (self.world(), self.world().settings().seed);
        let traffic = world.traffic_of(program).of(kind);
        let is_usual = self.program(program).owner == Owner::Usual;
        let account = |dice: &mut Dice| {
            let some = some_account(dice, program);
            if is_usual { some } else { WAY_OF_OTHER_OWNER.0 }
        };
        match stream {
            Stream::Idle => {
                let stream = u64::from(kind == ClickKind::Direct) | u64::from(program.0) << 1;
                for number in from..until {
                    let mut dice = Dice::new(seed, Purpose::ClickSource, number << 17 | stream);
                    let account = account(&mut dice);
                    counts.table[place(account, &mut dice)].clicks += 1;
                }
            }
            Stream::OfOrder => {
                let place = |number| usize::try_from(number).expect("a place in the list");
                for order in &traffic.orders[place(from)..place(until)] {
                    self.count_order(*order, counts);
                }
            }
            Stream::Added => {
                let Some(own) = self.ledger().program(program) else { return };
                let most = usize::try_from(until - from).expect("no more than there are");
                for (second, number, _, visitor) in own.clicks_from(kind, from, most) {
                    match own.clickout(second, number) {
                        Some((clickout, true)) => {
                            counts.clickouts.entry(clickout.number).or_insert((clickout, Sums::default())).1.clicks +=
                                1;
                        }
                        Some((_, false)) => {}
                        None => {
                            let number = u64::from(number) << 17 | u64::from(program.0) << 1 | 1 << 63;
                            let some = || account(&mut Dice::new(seed, Purpose::ClickSource, number));
                            let account = sold.get(&visitor).copied().unwrap_or_else(some);
                            counts.table[place_of_ledger(account)].clicks += 1;
                        }
                    }
                }
            }
        }
    }

    /// Counts the click that led to an order of the simulation, and what is seen of the order.
    fn count_order(&self, order: u32, counts: &mut Counts) {
        let columns = &self.world().columns;
        let index = order as usize;
        let mut dice = Dice::new(self.world().settings().seed, Purpose::ClickSource, u64::from(order) | 1 << 62);
        let sums = &mut counts.table[place(AccountId(columns.account(index)), &mut dice)];
        sums.clicks += 1;
        let visible = columns.is_visible(index, self.second);
        // A network may report it twice.
        let again = (index + 1 < columns.len() && columns.is_repeated(index + 1)).then_some(order + 1);
        let again = again.filter(|again| columns.is_visible(*again as usize, self.second));
        for order in visible.then_some(order).into_iter().chain(again) {
            self.add_sale(&self.facts(OrderId(order)), sums);
        }
    }

    /// Counts the sales of the ledger after clicks since a second.
    fn count_added_sales(&self, owner: Owner, since: u32, counts: &mut Counts) {
        for order in self.added_orders_clicked_since(since) {
            let Some(version) = self.ledger().orders().get(order) else { continue };
            if self.program(version.facts.program).owner != owner {
                continue;
            }
            let sums = match version.clickout {
                Some(clickout) => match counts.clickouts.get_mut(&clickout.number) {
                    Some((_, sums)) => sums,
                    None => continue,
                },
                None => &mut counts.table[place_of_ledger(version.facts.account)],
            };
            self.add_sale(&version.facts, sums);
        }
    }

    fn added_orders_clicked_since(&self, second: u32) -> impl Iterator<Item = OrderId> {
        let clicked = &self.ledger().orders().clicked;
        let all = Selection::new(usize::from(CLASSES), |_| true);
        let rank = clicked.below(&all, u64::from(second) << 32);
        let orders: Vec<u64> = clicked.from(&all, rank).collect();
        let id = |key: u64| OrderId(u32::try_from(key & u64::from(u32::MAX)).expect("the low half"));
        orders.into_iter().map(id).filter(|order| order.is_of_the_ledger())
    }

    /// The accounts through which visitors of the ledger have bought after a click since a second: their clicks came
    /// through the same ones.
    fn accounts_of_buyers(&self, since: u32) -> HashMap<CustomerId, AccountId> {
        let facts = self.added_orders_clicked_since(since).filter_map(|order| self.ledger().orders().get(order));
        facts.map(|version| (version.facts.customer, version.facts.account)).collect()
    }

    fn add_sale(&self, facts: &Facts, sums: &mut Sums) {
        if facts.status == OrderStatus::Declined {
            return;
        }
        let commission = Money { minor: facts.commission, currency: self.program(facts.program).currency };
        sums.sales += 1;
        sums.commission_eur += commission.in_euro();
        sums.commission_usd += commission.converted(Currency::Usd).minor;
    }
}

/// The place of a click of the simulation in the table.
fn place(account: AccountId, dice: &mut Dice) -> usize {
    let [placements, devices] = [PLACEMENTS.len(), DEVICES.len()].map(|count| u32::try_from(count).expect("few"));
    let (placement, device) = (dice.below(placements) as usize, dice.below(devices) as usize);
    (account.index() * (PLACEMENTS.len() + 1) + placement) * DEVICES.len() + device
}

/// The place of clicks of the ledger that are no clickouts.
fn place_of_ledger(account: AccountId) -> usize {
    (account.index() * (PLACEMENTS.len() + 1) + PLACEMENTS.len()) * DEVICES.len()
}

impl Counts {
    fn tallies(self) -> Vec<ClickTally> {
        let tally = |source, Sums { clicks, sales, commission_eur, commission_usd }| ClickTally {
            source,
            clicks,
            sales,
            commission_eur,
            commission_usd,
        };
        let of_table = self.table.into_iter().enumerate().map(|(place, sums)| {
            let (rest, device) = (place / DEVICES.len(), place % DEVICES.len());
            let (account, placement) = (rest / (PLACEMENTS.len() + 1), rest % (PLACEMENTS.len() + 1));
            let placement = PLACEMENTS.get(placement).copied();
            let account = AccountId(u8::try_from(account).expect("an account"));
            let device = placement.map(|_| DEVICES[device]);
            tally(ClickSource { account, placement, device, clickout: None }, sums)
        });
        let mut clickouts: Vec<_> = self.clickouts.into_values().collect();
        clickouts.sort_unstable_by_key(|(clickout, _)| clickout.number);
        let of_clickouts = clickouts.into_iter().map(|(clickout, sums)| {
            let account = clickout.account;
            tally(ClickSource { account, placement: None, device: None, clickout: Some(clickout) }, sums)
        });
        of_table.chain(of_clickouts).filter(|tally| tally.clicks > 0 || tally.sales > 0).collect()
    }
}
