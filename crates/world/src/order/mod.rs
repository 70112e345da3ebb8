//! Orders: what is stored of them, what is found of them, and what one looks like at an instant.

mod class;
mod columns;
mod query;
mod reference;
mod snapshot;

use std::fmt;

use chrono::{DateTime, Utc};

pub(crate) use self::class::decisions;
pub(crate) use self::columns::Columns;
pub use self::query::{DateKind, OrderPage, OrderQuery, StatusSet};
pub use self::reference::OrderReference;
pub(crate) use self::reference::reference;
pub(crate) use self::snapshot::{Snapshot, SnapshotCache};
use crate::chance::{Dice, Purpose};
use crate::identifiers::{CustomerId, OrderId};
use crate::money::Money;
use crate::network::{NetworkAccount, Website};
use crate::program::Program;
use crate::time::{DELAY, NEVER};
use crate::view::View;
use crate::world::World;

/// An order of a shop, tied to the partner who brought it.
#[derive(Debug, Clone)]
pub struct Order<'w> {
    /// Its place.
    pub id: OrderId,
    /// The program whose shop it was placed at.
    pub program: &'w Program,
    /// Who placed it.
    pub customer: CustomerId,
    /// The code of the partner who brought it.
    pub partner_code: &'w str,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// When the visitor clicked; none for an order that a coupon tied to the partner.
    pub clicked_at: Option<DateTime<Utc>>,
    /// When the visit began: the click, or minutes before the order.
    pub session_at: DateTime<Utc>,
    /// Five small letters or digits that name the visit together with its instant.
    pub reference_code: [u8; 5],
    /// When the network last changed it.
    pub modified_at: DateTime<Utc>,
    /// When its last change was seen.
    pub updated_at: DateTime<Utc>,
    /// When it was approved or declined.
    pub validated_at: Option<DateTime<Utc>>,
    /// What has become of it.
    pub status: OrderStatus,
    /// Why it was declined.
    pub decline_reason: Option<&'static str>,
    /// What was bought for.
    pub amount: Money,
    /// What the partner earns.
    pub commission: Money,
    /// The amount in euro cents.
    pub amount_eur: i64,
    /// The commission in euro cents.
    pub commission_eur: i64,
    /// The network account it came through.
    pub account: &'w NetworkAccount,
    /// The website it came from.
    pub website: &'w Website,
    /// What names the transaction at the network; no two orders share it.
    pub transaction_number: u64,
    /// The shop's public reference, where the network passes it on.
    pub order_reference: Option<OrderReference>,
    /// The URL that was clicked.
    pub clickout_url: Option<ClickoutUrl<'w>>,
    /// The title of the page on which the link stood.
    pub article_title: &'w str,
    /// The shop's name.
    pub shop_name: &'w str,
}

/// What has become of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrderStatus {
    /// Nothing has been decided yet.
    Pending,
    /// The sale stands.
    Approved,
    /// The sale does not stand.
    Declined,
}

/// The URL that a visitor clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClickoutUrl<'w> {
    website: &'w str,
    product: u32,
    partner_code: &'w str,
}

const DECLINE_REASONS: [&str; 6] = [
    "returned",
    "cancelled by the customer",
    "payment failed",
    "duplicate order",
    "voucher not permitted",
    "fraud suspected",
];

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
    /// The order at the place, as it stands now.
    ///
    /// # Panics
    /// When the id is of another world.
    pub fn order(&self, id: OrderId) -> Order<'w> {
        assemble(*self, id)
    }
}

impl World {
    /// Whether the world has the order, seen or not.
    pub fn has_order(&self, id: OrderId) -> bool {
        id.index() < self.columns.len()
    }
}

fn assemble<'w>(view: View<'w>, id: OrderId) -> Order<'w> {
    let world = view.world();
    let (columns, timeline, seed) = (&world.columns, world.timeline, world.settings().seed);
    let index = id.index();
    let program = &world.programs[usize::from(columns.program[index])];
    let decided = columns.is_decided(index, view.second);
    let status = match (decided, columns.ends_declined(index)) {
        (false, _) => OrderStatus::Pending,
        (true, false) => OrderStatus::Approved,
        (true, true) => OrderStatus::Declined,
    };
    let (placed, clicked) = (columns.placed[index], columns.clicked[index]);
    let modified = if decided { columns.decided[index] } else { placed };
    let mut dice = Dice::new(seed, Purpose::Session, id.0.into());
    let session = if clicked == NEVER { placed.saturating_sub(dice.between(120, 1800)) } else { clicked };
    let money = |minor: u32| Money { minor: minor.into(), currency: program.currency };
    let (amount, commission) = (money(columns.amount[index]), money(columns.commission[index]));
    let partner_code = program.partners.get(usize::from(columns.partner[index])).map_or("", |partner| &partner.code);
    Order {
        id,
        program,
        customer: CustomerId(columns.customer[index]),
        partner_code,
        placed_at: timeline.instant(placed),
        clicked_at: (clicked != NEVER).then(|| timeline.instant(clicked)),
        session_at: timeline.instant(session),
        reference_code: std::array::from_fn(|_| dice.letter_or_digit()),
        modified_at: timeline.instant(modified),
        updated_at: timeline.instant(modified + DELAY),
        validated_at: decided.then(|| timeline.instant(modified)),
        status,
        decline_reason: (status == OrderStatus::Declined).then(|| DECLINE_REASONS[dice.below(6) as usize]),
        amount,
        commission,
        amount_eur: amount.in_euro(),
        commission_eur: commission.in_euro(),
        account: &world.accounts[usize::from(columns.account[index])],
        website: &world.websites[usize::from(columns.website[index])],
        transaction_number: FIRST_TRANSACTION + u64::from(world.transaction_digits.digits(id.0)),
        order_reference: columns.has_reference(index).then(|| reference(view, id)),
        clickout_url: (clicked != NEVER).then(|| ClickoutUrl {
            website: &program.website,
            product: 1000 + dice.below(9000),
            partner_code,
        }),
        article_title: &world.articles[dice.below(u32::try_from(world.articles.len()).expect("few articles")) as usize],
        shop_name: &program.name,
    }
}
