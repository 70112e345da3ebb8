//! Orders: how they are stored, found and shown.

mod class;
mod columns;
mod edges;
mod facts;
mod query;
mod reference;
mod revision;
mod row;
mod sale;
mod snapshot;
mod source;
mod store;

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use self::class::{CLASSES, class};
pub(crate) use self::columns::Columns;
pub(crate) use self::facts::Facts;
pub use self::query::{DateKind, OrderPage, OrderQuery, StatusSet};
pub(crate) use self::reference::has_reference;
use self::reference::reference;
pub use self::reference::{GoogleClickId, OrderReference};
pub(crate) use self::revision::{Decision, RevisionKind};
pub use self::sale::{OrderOutline, Sale};
pub(crate) use self::snapshot::{Snapshot, SnapshotCache};
use crate::chance::{Dice, Purpose};
use crate::click::Clickout;
use crate::identifiers::{CustomerId, OrderId, ProgramId};
use crate::ledger::ChangeKind;
use crate::money::Money;
use crate::network::{NetworkAccount, Website};
use crate::program::Program;
use crate::view::View;
use crate::world::World;

/// An order at one point in time, attributed to the partner who brought it.
#[derive(Debug, Clone)]
pub struct Order<'w> {
    /// Its identifier inside the world.
    pub id: OrderId,
    /// The program of the shop.
    pub program: &'w Program,
    /// Who placed it.
    pub customer: CustomerId,
    /// The code of the partner who brought it.
    pub partner_code: &'w str,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// When the visitor clicked. `None` for an order that a coupon attributed to the partner.
    pub clicked_at: Option<DateTime<Utc>>,
    /// When the visit began: at the click, or some minutes before the order.
    pub session_at: DateTime<Utc>,
    /// Five lower-case letters or digits. Together with `session_at` they identify the visit.
    pub reference_code: [u8; 5],
    /// When the network last changed it.
    pub modified_at: DateTime<Utc>,
    /// When its last change became visible.
    pub updated_at: DateTime<Utc>,
    /// When it was approved or declined, if it was and the network says when.
    pub validated_at: Option<DateTime<Utc>>,
    /// Its status.
    pub status: OrderStatus,
    /// Why it was declined, if it was and somebody says why.
    pub decline_reason: Option<&'w str>,
    /// The order value.
    pub amount: Money,
    /// What the partner earns.
    pub commission: Money,
    /// The amount in euro cents.
    pub amount_eur: i64,
    /// The commission in euro cents.
    pub commission_eur: i64,
    /// The network account it came through.
    pub account: &'w NetworkAccount,
    /// The website it came from, if it is a simulated one.
    pub website: Option<&'w Website>,
    /// The network's number for the transaction. It is unique.
    pub transaction_number: u64,
    /// The shop's public reference, if the network passes it on. Two orders have the same one if the network reports an
    /// order twice.
    pub order_reference: Option<OrderReference>,
    /// The URL that the visitor clicked.
    pub clickout_url: Option<ClickoutUrl<'w>>,
    /// Google's identifier of the click, if the visitor came through an advertisement there.
    pub google_click: Option<GoogleClickId>,
    /// The title of the page that held the link.
    pub article_title: &'w str,
    /// The shop's name.
    pub shop_name: &'w str,
    /// The shop's own identifier of the transaction, if a client gave one.
    pub transaction: Option<&'w str>,
    /// The clickout that brought the customer, if there was one.
    pub clickout: Option<Clickout>,
}

/// The status of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Not decided yet.
    Pending,
    /// The sale was approved.
    Approved,
    /// The sale was declined.
    Declined,
}

impl OrderStatus {
    /// The status in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Declined => "declined",
        }
    }
}

/// The URL that a visitor clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClickoutUrl<'w> {
    website: &'w str,
    product: u32,
    partner_code: &'w str,
}

/// Why a network declines what it has reported twice.
const DUPLICATE: &str = "duplicate order";

const DECLINE_REASONS: [&str; 6] =
    ["returned", "cancelled by the customer", "payment failed", DUPLICATE, "voucher not permitted", "fraud suspected"];

/// Transaction numbers have twelve digits.
const FIRST_TRANSACTION: u64 = 710_000_000_000;

impl fmt::Display for ClickoutUrl<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.website)?;
        formatter.write_str("/products/")?;
        fmt::Display::fmt(&self.product, formatter)?;
        formatter.write_str("?ref=")?;
        formatter.write_str(self.partner_code)
    }
}

impl<'w> View<'w> {
    /// The order at the time of the view.
    ///
    /// # Panics
    /// If the identifier is from another world.
    pub fn order(&self, id: OrderId) -> Order<'w> {
        assemble(*self, id)
    }

    /// The UUID of an order.
    pub fn order_uuid(&self, id: OrderId) -> Uuid {
        self.world().order_uuids.uuid(id.0.into())
    }

    /// The order of the ledger with the shop's own identifier of the transaction: the last one if there are several.
    pub fn order_by_transaction(&self, transaction: &str) -> Option<OrderId> {
        self.ledger().orders().by_transaction(transaction).next_back()
    }

    /// The orders of a program to which the shop's own identifier of the transaction was given, the last one first.
    pub fn orders_by_transaction(&self, program: ProgramId, transaction: &str) -> Vec<OrderId> {
        let all = self.ledger().orders().by_transaction(transaction).rev();
        all.filter(|order| self.facts(*order).program == program).collect()
    }

    /// The order with the network's number for the transaction, if it is visible.
    pub fn order_by_transaction_number(&self, number: u64) -> Option<OrderId> {
        let digits = u32::try_from(number.checked_sub(FIRST_TRANSACTION)?).ok()?;
        let order = OrderId::at(self.world().transaction_digits.index(digits));
        self.has_order(order).then_some(order)
    }

    /// What last happened to an order in the ledger, if anything.
    pub fn last_change(&self, id: OrderId) -> Option<ChangeKind> {
        self.ledger().orders().get(id)?.change
    }

    /// The order with the UUID, if it is visible.
    pub fn order_by_uuid(&self, uuid: Uuid) -> Option<OrderId> {
        let id = OrderId(u32::try_from(self.world().order_uuids.number(uuid)?).ok()?);
        self.has_order(id).then_some(id)
    }
}

impl World {
    /// The order that was really placed: another one if a network reports an order once more.
    pub(crate) fn original(&self, id: OrderId) -> OrderId {
        if id.is_of_the_ledger() || !self.columns.is_repeated(id.index()) { id } else { OrderId(id.0 - 1) }
    }

    /// Whether the order exists in the world, visible or not.
    pub fn has_order(&self, id: OrderId) -> bool {
        id.index() < self.columns.len()
    }
}

fn assemble<'w>(view: View<'w>, id: OrderId) -> Order<'w> {
    let world = view.world();
    let (timeline, seed) = (world.timeline, world.settings().seed);
    let facts = view.facts(id);
    let program = view.program(facts.program);
    // A second report of an order tells of the same visit.
    let original = world.original(id);
    let mut dice = Dice::new(seed, Purpose::Session, original.0.into());
    // Numbers are drawn whether they are needed or not, so that a change of the order changes nothing else.
    let visit = dice.between(120, 1800);
    let session = facts.clicked.unwrap_or_else(|| facts.placed.saturating_sub(visit));
    let some_code = std::array::from_fn(|_| dice.letter_or_digit());
    let some_reason = DECLINE_REASONS[dice.below(6) as usize];
    let account = &world.accounts[facts.account.index()];
    let usual_reason = || {
        let gives_reasons = world.network(account.network).gives_reasons;
        gives_reasons.then_some(if original == id { some_reason } else { DUPLICATE })
    };
    let product = 1000 + dice.below(9000);
    let article = dice.below(u32::try_from(world.articles.len()).expect("few articles")) as usize;
    let google_click = facts.clicked.filter(|_| dice.chance(80)).map(|_| GoogleClickId(dice.next()));
    let version = view.ledger().orders().get(id);
    let clickout = version.and_then(|version| version.clickout);
    let reference_code = clickout.map_or(some_code, |clickout| world.clickout_code(clickout.number));
    let reason = version.and_then(|version| version.reason.as_deref());
    let money = |minor| Money { minor, currency: program.currency };
    let (amount, commission) = (money(facts.amount), money(facts.commission));
    let partner_code = facts.partner.and_then(|partner| view.code_of(program, partner)).unwrap_or_default();
    Order {
        id,
        program,
        customer: facts.customer,
        partner_code,
        placed_at: timeline.time(facts.placed),
        clicked_at: facts.clicked.map(|second| timeline.time(second)),
        session_at: clickout.map_or_else(|| timeline.time(session), |clickout| clickout.at),
        reference_code,
        modified_at: timeline.time(facts.modified),
        updated_at: timeline.time(facts.updated),
        validated_at: facts.validated.map(|second| timeline.time(second)),
        status: facts.status,
        decline_reason: if facts.status == OrderStatus::Declined { reason.or_else(usual_reason) } else { None },
        amount,
        commission,
        amount_eur: amount.in_euro(),
        commission_eur: commission.in_euro(),
        account,
        website: world.websites.get(facts.website.index()),
        transaction_number: FIRST_TRANSACTION + u64::from(world.transaction_digits.digits(id.place())),
        order_reference: has_reference(facts.account).then(|| reference(program, world, original)),
        clickout_url: facts.clicked.map(|_| ClickoutUrl { website: &program.website, product, partner_code }),
        google_click: google_click.filter(|_| clickout.is_none()),
        article_title: &world.articles[article],
        shop_name: &program.name,
        transaction: version.and_then(|version| version.transaction.as_deref()),
        clickout,
    }
}
