//! What the ledger adds to the figures of a program.

use imbl::{OrdMap, OrdSet, Vector};

use super::brought::Brought;
use super::event::{NewClick, SetupChange, SetupStep};
use super::orders::key;
use super::partners::{LedgerPartner, Partners};
use crate::click::{ClickCounts, ClickKind, Clickout};
use crate::identifiers::{CustomerId, OrderId, PartnerId};
use crate::index::{Blocks, Selection};
use crate::order::{Facts, OrderStatus};
use crate::partner::{PartnerChange, PartnerStatus, RevisedPartner};
use crate::payout::{NewBonus, NewPayout, PayoutChange, PayoutCount, Requests};

/// What the ledger adds to a program.
#[derive(Debug, Clone)]
pub(crate) struct ProgramLedger {
    /// Clicks by time, with the place of their kind.
    clicks: Blocks,
    /// Whose links were clicked, and by whom.
    clicked: OrdMap<u64, (Option<PartnerId>, CustomerId)>,
    /// The clicks that are clickouts, or followed one, and whether they are one.
    clickouts: OrdMap<u64, (Clickout, bool)>,
    /// The numbers of the clickouts.
    registered: OrdSet<u64>,
    /// The orders of the ledger that were added, without those that are declined: how many, and their sums.
    pub(crate) added: Sums,
    /// The orders of the simulation that have changed.
    pub(crate) changed: OrdSet<OrderId>,
    /// All orders of the ledger by the time of placing, with the class that [`OrderClass`] describes.
    placed: Blocks,
    /// The added orders to which surveys apply, by the time of placing.
    surveyed: OrdSet<u64>,
    /// The orders that the ledger knows of each customer.
    bought: OrdMap<CustomerId, Bought>,
    /// How many customers of the ledger have bought something.
    pub(crate) customers: u64,
    /// How many of them have an order that is not declined.
    pub(crate) paying: u64,
    /// Visitors of the ledger who signed up or bought.
    signups: OrdSet<CustomerId>,
    /// When they did, and who.
    leads: Blocks,
    /// The steps of the setup, in the order in which they were recorded.
    steps: Vector<(SetupStep, u32)>,
    /// The partners of whom the ledger knows something.
    partners: Partners,
    /// The payouts, in the order in which they were recorded.
    payouts: Vector<NewPayout>,
    paid: PayoutCount,
    /// The payouts that were requested, and what was decided about those of the simulation.
    pub(crate) requests: Requests,
    /// The bonuses, in the order in which they were recorded.
    bonuses: Vector<NewBonus>,
    /// The sum of the bonuses.
    pub(crate) rewarded: i64,
    /// What partners have brought and been paid.
    brought: Brought,
}

/// The number of some orders and the sums of their amounts and commissions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) orders: u64,
    pub(crate) amount: i64,
    pub(crate) commission: i64,
}

/// What the ledger knows of a customer's orders.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Bought {
    /// Orders that were added.
    pub(crate) added: u32,
    /// Orders that are not declined, added or changed.
    pub(crate) counting: u32,
}

/// What the orders of a program are counted by.
#[derive(Debug, Clone, Copy)]
struct OrderClass {
    /// It is an order of the simulation that has changed.
    changed: bool,
    /// A coupon attributed it, not a click.
    coupon: bool,
    declined: bool,
}

const ORDER_CLASSES: usize = 8;

impl OrderClass {
    fn of(order: OrderId, facts: &Facts) -> Self {
        Self {
            changed: !order.is_of_the_ledger(),
            coupon: facts.clicked.is_none(),
            declined: facts.status == OrderStatus::Declined,
        }
    }

    fn number(self) -> u8 {
        u8::from(self.changed) << 2 | u8::from(self.coupon) << 1 | u8::from(self.declined)
    }

    fn from_number(number: u8) -> Self {
        Self { changed: number & 4 != 0, coupon: number & 2 != 0, declined: number & 1 != 0 }
    }
}

impl Default for ProgramLedger {
    fn default() -> Self {
        Self {
            clicks: Blocks::new(2),
            clicked: OrdMap::default(),
            clickouts: OrdMap::default(),
            registered: OrdSet::default(),
            added: Sums::default(),
            changed: OrdSet::default(),
            placed: Blocks::new(ORDER_CLASSES),
            surveyed: OrdSet::default(),
            bought: OrdMap::default(),
            customers: 0,
            paying: 0,
            signups: OrdSet::default(),
            leads: Blocks::new(1),
            steps: Vector::default(),
            partners: Partners::default(),
            payouts: Vector::default(),
            paid: PayoutCount::default(),
            requests: Requests::default(),
            bonuses: Vector::default(),
            rewarded: 0,
            brought: Brought::default(),
        }
    }
}

impl ProgramLedger {
    pub(super) fn click(&mut self, click: &NewClick, second: u32) {
        // Of several clicks in a second, the last one has the largest key.
        let key = u64::from(second) << 32 | self.clicked.len() as u64;
        self.clicks.insert(key, place(click.kind));
        self.clicked.insert(key, (click.partner, click.visitor));
        if let Some(partner) = click.partner {
            self.brought.of(partner).clicks += 1;
        }
        if let Some(clickout) = click.clickout {
            let is_first = !self.registered.contains(&clickout.number);
            self.registered.insert(clickout.number);
            self.clickouts.insert(key, (clickout, is_first));
        }
    }

    /// Takes note that a visitor, who belongs to this partner, has signed up or bought.
    pub(super) fn signed_up(&mut self, visitor: CustomerId, partner: Option<PartnerId>, second: u32) {
        if visitor.is_of_the_ledger() && !self.signups.contains(&visitor) {
            self.signups.insert(visitor);
            self.leads.insert(u64::from(second) << 32 | u64::from(visitor.0), 0);
            self.brought.lead(visitor, None, partner);
        }
    }

    /// Whether a visitor of the ledger has signed up or bought.
    pub(super) fn is_lead(&self, visitor: CustomerId) -> bool {
        self.signups.contains(&visitor)
    }

    /// Takes note that somebody who has signed up belongs to another partner than before.
    pub(super) fn lead_moved(&mut self, lead: CustomerId, before: Option<PartnerId>, partner: Option<PartnerId>) {
        self.brought.lead(lead, before, partner);
    }

    pub(super) fn setup(&mut self, change: &SetupChange, second: u32) {
        self.steps.push_back((change.step, second));
    }

    pub(super) fn partner_changed(&mut self, change: &PartnerChange, second: u32) {
        self.partners.apply(change.partner, &change.step, second);
    }

    /// Takes note of an added order to which surveys apply.
    pub(super) fn surveyed(&mut self, order: OrderId, placed: u32) {
        self.surveyed.insert(key(placed, order));
    }

    pub(super) fn pay(&mut self, payout: &NewPayout) {
        self.payouts.push_back(payout.clone());
        self.paid.count += 1;
        self.paid.amount += payout.amount;
        self.brought.of(payout.partner).paid += payout.amount;
    }

    /// Takes note that a payout was requested, approved or paid.
    pub(super) fn payout_changed(&mut self, change: &PayoutChange) {
        let before = self.requests.owed(change.payout);
        self.requests.apply(change);
        if let Some((partner, owed)) = before {
            self.brought.of(partner).requested -= owed.requested;
            self.brought.of(partner).paid -= owed.paid;
        }
        if let Some((partner, owed)) = self.requests.owed(change.payout) {
            self.brought.of(partner).requested += owed.requested;
            self.brought.of(partner).paid += owed.paid;
        }
    }

    pub(super) fn reward(&mut self, bonus: NewBonus) {
        self.bonuses.push_back(bonus);
        self.rewarded += bonus.amount;
        self.brought.of(bonus.partner).bonuses += bonus.amount;
    }

    /// Takes note of an order of the ledger, of the version that it replaces, and of the partner to whom the customer
    /// belongs.
    pub(super) fn put(&mut self, order: OrderId, before: Option<&Facts>, facts: &Facts, partner: Option<PartnerId>) {
        let counts = |facts: &Facts| u32::from(facts.status != OrderStatus::Declined);
        let is_added = order.is_of_the_ledger();
        let known = self.bought.get(&facts.customer).copied().unwrap_or_default();
        let mut customer = known;
        if let Some(before) = before {
            customer.counting -= counts(before);
            self.placed.remove(key(before.placed, order));
        } else if is_added {
            customer.added += 1;
        }
        customer.counting += counts(facts);
        self.bought.insert(facts.customer, customer);
        if facts.customer.is_of_the_ledger() {
            self.customers += u64::from(known.added == 0 && customer.added > 0);
            self.paying += u64::from(customer.counting > 0);
            self.paying -= u64::from(known.counting > 0);
        }
        self.placed.insert(key(facts.placed, order), OrderClass::of(order, facts).number());
        self.brought.put(order, before, facts);
        if is_added {
            let before = before.map_or(Sums::default(), Sums::of);
            self.added = self.added.plus(Sums::of(facts)).minus(before);
            self.signed_up(facts.customer, partner, facts.placed);
        } else {
            self.changed.insert(order);
        }
    }

    /// Clicks from one second to before another.
    pub(crate) fn clicks(&self, from: u32, until: u32) -> ClickCounts {
        let count = |kind| {
            let of_kind = of_kind(kind);
            let before = |second: u32| self.clicks.below(&of_kind, u64::from(second) << 32) as u64;
            before(until) - before(from.min(until))
        };
        ClickCounts { redirect: count(ClickKind::Redirect), direct: count(ClickKind::Direct) }
    }

    /// When the first click was recorded.
    pub(crate) fn first_click(&self) -> Option<u32> {
        self.clicked.get_min().map(|(key, _)| second_of(*key))
    }

    /// The last click of a kind, up to a second.
    pub(crate) fn last_click(&self, kind: ClickKind, now: u32) -> Option<(u32, Option<PartnerId>)> {
        let of_kind = of_kind(kind);
        let before = self.clicks.below(&of_kind, u64::from(now).saturating_add(1) << 32);
        let key = self.clicks.from(&of_kind, before.checked_sub(1)?).next()?;
        Some((second_of(key), self.clicked.get(&key).and_then(|(partner, _)| *partner)))
    }

    /// How many of the added orders were placed from one second to before another.
    pub(crate) fn placed(&self, from: u32, until: u32) -> usize {
        self.count(from, until, |class| !class.changed)
    }

    /// How many orders that are not declined were placed from one second to before another, with or without a click.
    pub(crate) fn conversions(&self, coupon: bool, from: u32, until: u32) -> usize {
        self.count(from, until, |class| class.coupon == coupon && !class.declined)
    }

    /// When the first order that is not declined was placed.
    pub(crate) fn first_conversion(&self) -> Option<u32> {
        let counting = selection(|class| !class.declined);
        self.placed.from(&counting, 0).next().map(second_of)
    }

    /// When the first of the added orders was placed.
    pub(crate) fn first_placed(&self) -> Option<u32> {
        let added = selection(|class| !class.changed);
        self.placed.from(&added, 0).next().map(second_of)
    }

    /// The added orders by the time of placing.
    pub(crate) fn added_orders(&self) -> impl Iterator<Item = OrderId> {
        self.added_from(0, usize::MAX).into_iter().map(|(_, order)| order)
    }

    /// The added orders to which surveys apply, the one that was placed last first.
    pub(crate) fn surveyed_orders(&self) -> impl Iterator<Item = OrderId> {
        self.surveyed.iter().rev().map(|key| OrderId(low(*key)))
    }

    fn count(&self, from: u32, until: u32, passes: impl Fn(OrderClass) -> bool) -> usize {
        let selection = selection(passes);
        let before = |second: u32| self.placed.below(&selection, u64::from(second) << 32);
        before(until.max(from)) - before(from)
    }

    /// What the ledger knows of the orders of each customer of the simulation.
    pub(crate) fn simulated_customers(&self) -> impl Iterator<Item = (CustomerId, Bought)> {
        let simulated = self.bought.range(..CustomerId::FIRST_OF_THE_LEDGER);
        simulated.map(|(customer, bought)| (*customer, *bought))
    }

    /// What partners have brought and been paid.
    pub(crate) fn brought(&self) -> &Brought {
        &self.brought
    }

    /// How many clicks were recorded.
    pub(crate) fn clicks_recorded(&self) -> u64 {
        self.clicked.len() as u64
    }

    /// How many clicks of a kind were recorded before a second.
    pub(crate) fn clicks_before(&self, kind: ClickKind, second: u32) -> u64 {
        self.clicks.below(&of_kind(kind), u64::from(second) << 32) as u64
    }

    /// At most `most` clicks of a kind, without the first `rank`: their seconds, numbers, partners and visitors.
    pub(crate) fn clicks_from(
        &self,
        kind: ClickKind,
        rank: u64,
        most: usize,
    ) -> Vec<(u32, u32, Option<PartnerId>, CustomerId)> {
        let row = |key: u64| {
            let (partner, visitor) = self.clicked.get(&key).copied().expect("every click has a visitor");
            (second_of(key), low(key), partner, visitor)
        };
        let rank = usize::try_from(rank).unwrap_or(usize::MAX);
        self.clicks.from(&of_kind(kind), rank).take(most).map(row).collect()
    }

    /// The clickout that a click is or that led to it, and whether it is one. The click is named by its second and number.
    pub(crate) fn clickout(&self, second: u32, number: u32) -> Option<(Clickout, bool)> {
        self.clickouts.get(&(u64::from(second) << 32 | u64::from(number))).copied()
    }

    /// How many visitors of the ledger had become leads before a second.
    pub(crate) fn leads_before(&self, second: u32) -> u64 {
        self.leads.below(&Selection::new(1, |_| true), u64::from(second) << 32) as u64
    }

    /// At most `most` leads, without the first `rank`: their seconds and who they are.
    pub(crate) fn leads_from(&self, rank: u64, most: usize) -> Vec<(u32, CustomerId)> {
        let row = |key: u64| (second_of(key), CustomerId(low(key)));
        let rank = usize::try_from(rank).unwrap_or(usize::MAX);
        self.leads.from(&Selection::new(1, |_| true), rank).take(most).map(row).collect()
    }

    /// How many of the added orders were placed before a second.
    pub(crate) fn added_before(&self, second: u32) -> u64 {
        self.placed.below(&selection(|class| !class.changed), u64::from(second) << 32) as u64
    }

    /// At most `most` of the added orders by the time of placing, without the first `rank`.
    pub(crate) fn added_from(&self, rank: u64, most: usize) -> Vec<(u32, OrderId)> {
        let row = |key: u64| (second_of(key), OrderId(low(key)));
        let (added, rank) = (selection(|class| !class.changed), usize::try_from(rank).unwrap_or(usize::MAX));
        self.placed.from(&added, rank).take(most).map(row).collect()
    }

    /// How many visitors of the ledger signed up or bought.
    pub(crate) fn signups(&self) -> u64 {
        self.signups.len() as u64
    }

    /// The payouts, in the order in which they were recorded.
    pub(crate) fn payouts(&self) -> impl Iterator<Item = &NewPayout> {
        self.payouts.iter()
    }

    /// The bonuses, in the order in which they were recorded.
    pub(crate) fn bonuses(&self) -> impl DoubleEndedIterator<Item = &NewBonus> {
        self.bonuses.iter()
    }

    /// How many payouts were made at once, and their sum.
    pub(crate) fn paid(&self) -> PayoutCount {
        self.paid
    }

    /// Whether the ledger knows something of the program's partners.
    pub(crate) fn has_partners(&self) -> bool {
        !self.partners.is_empty()
    }

    /// The partners who joined in the ledger.
    pub(crate) fn partners(&self) -> impl Iterator<Item = (PartnerId, &LedgerPartner)> {
        self.partners.all()
    }

    /// A partner who joined in the ledger.
    pub(crate) fn partner(&self, partner: PartnerId) -> Option<&LedgerPartner> {
        self.partners.get(partner)
    }

    /// The partner who joined in the ledger with a code.
    pub(crate) fn partner_by_code(&self, code: &str) -> Option<PartnerId> {
        self.partners.by_code(code)
    }

    /// When a partner was first approved in the ledger.
    pub(crate) fn approved(&self, partner: PartnerId) -> Option<u32> {
        self.partners.approved(partner)
    }

    /// What was last decided about a partner of the simulation.
    pub(crate) fn standing(&self, partner: PartnerId) -> Option<PartnerStatus> {
        self.partners.decided(partner)
    }

    /// When a partner of the simulation was last restored.
    pub(crate) fn restored(&self, partner: PartnerId) -> Option<u32> {
        self.partners.restored(partner)
    }

    /// The name and e-mail address that a partner of the simulation was given.
    pub(crate) fn revised(&self, partner: PartnerId) -> Option<&RevisedPartner> {
        self.partners.revised(partner)
    }

    /// The last partner who joined in the ledger, by number.
    pub(super) fn last_partner(&self) -> Option<PartnerId> {
        self.partners.last()
    }

    /// The steps of the setup, in the order in which they were recorded, and their seconds.
    pub(crate) fn steps(&self) -> impl Iterator<Item = (SetupStep, u32)> {
        self.steps.iter().copied()
    }
}

impl Sums {
    /// The sums of one order: zero if it is declined.
    pub(crate) fn of(facts: &Facts) -> Self {
        if facts.status == OrderStatus::Declined {
            return Self::default();
        }
        Self { orders: 1, amount: facts.amount, commission: facts.commission }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            orders: self.orders + other.orders,
            amount: self.amount + other.amount,
            commission: self.commission + other.commission,
        }
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        Self {
            orders: self.orders - other.orders,
            amount: self.amount - other.amount,
            commission: self.commission - other.commission,
        }
    }
}

fn selection(passes: impl Fn(OrderClass) -> bool) -> Selection {
    Selection::new(ORDER_CLASSES, |class| passes(OrderClass::from_number(class)))
}

fn second_of(key: u64) -> u32 {
    u32::try_from(key >> 32).expect("a key begins with a second")
}

fn low(key: u64) -> u32 {
    u32::try_from(key & u64::from(u32::MAX)).expect("the low half")
}

fn place(kind: ClickKind) -> u8 {
    u8::from(kind == ClickKind::Direct)
}

fn of_kind(kind: ClickKind) -> Selection {
    Selection::new(2, |class| class == place(kind))
}
