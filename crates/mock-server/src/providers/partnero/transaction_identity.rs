//! What is a transaction, which key it has, and how it is shown.
//!
//! A transaction of an affiliate program is a sale that a partner brought. A sale of the simulation without a partner is
//! none: nobody is rewarded. A transaction of a refer-a-friend program is a sale to a customer whom another one brought.
//! A sale that is declined is an archived transaction, whoever has declined it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::partnero::{ProductTypeData, Reward, Transaction};
use trackside_schemas::values::InstantWithDigits;
use trackside_world::{CustomerId, OrderId, OrderOutline, OrderStatus, Program, ProgramKind, View};

use super::customer_identity::{CustomerRecord, customer_key, is_there};
use super::figures;
use super::partner_identity::partner_id;
use crate::serve::Record;

/// What only Partnero knows of a sale. Numbered by the order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct TransactionRecord {
    /// What the customer did, if it is not a sale.
    pub(super) action: Option<String>,
    pub(super) product_id: Option<String>,
    pub(super) product_type: Option<String>,
    /// Whether it was approved before it was archived here.
    pub(super) was_approved: bool,
    /// When it was deleted.
    pub(super) deleted_at: Option<DateTime<Utc>>,
}

impl Record for TransactionRecord {
    const COLLECTION: &'static str = "partnero/transactions";
}

impl TransactionRecord {
    /// What is known of an order.
    pub(super) fn of(view: View<'_>, order: OrderId) -> Self {
        Self::get(view, number(order)).unwrap_or_default()
    }
}

/// The number of an order's record.
pub(super) fn number(order: OrderId) -> u64 {
    u64::from(order.0)
}

/// The order that a record is about.
pub(super) fn order_of(number: u64) -> OrderId {
    OrderId(u32::try_from(number).unwrap_or(u32::MAX))
}

/// A sale that is a transaction of a program.
pub(super) struct Known {
    pub(super) order: OrderId,
    pub(super) outline: OrderOutline,
    /// Who brought the customer, in a refer-a-friend program.
    referrer: Option<CustomerId>,
}

impl Known {
    /// The order as a transaction of a program, if it is one and is not deleted.
    pub(super) fn of(view: View<'_>, program: &Program, order: OrderId) -> Option<Self> {
        let outline = view.order_outline(order);
        if outline.program != program.id || TransactionRecord::of(view, order).deleted_at.is_some() {
            return None;
        }
        let referrer = match program.kind {
            ProgramKind::Affiliate => outline.partner.map(|_| None)?,
            ProgramKind::ReferAFriend => Some(referrer(view, outline.customer)?),
            ProgramKind::Newsletter => return None,
        };
        Some(Self { order, outline, referrer })
    }

    /// Who brought the customer, in a refer-a-friend program.
    pub(super) fn referrer(&self) -> Option<CustomerId> {
        self.referrer
    }

    /// Whether it counts: it is not archived.
    pub(super) fn counts(&self) -> bool {
        self.outline.status != OrderStatus::Declined
    }

    /// The transaction as it is shown.
    pub(super) fn show(&self, view: View<'_>) -> Transaction {
        let Self { order, outline, referrer } = self;
        let program = view.program(outline.program);
        let record = TransactionRecord::of(view, *order);
        let (key, action) = (key_of(view, *order), record.action.unwrap_or_else(|| "sale".to_owned()));
        let partner = match referrer {
            None => outline.partner.map(|partner| partner_id(view, program.id, partner)),
            Some(_) => None,
        };
        let customer = customer_key(view, referrer.unwrap_or(outline.customer));
        let created_at = InstantWithDigits(outline.placed_at);
        let deleted_at = (!self.counts()).then_some(InstantWithDigits(outline.updated_at));
        let reward = (outline.commission != 0).then(|| Reward {
            key: key.clone(),
            action: action.clone(),
            status: "ok".to_owned(),
            partner: partner.clone(),
            customer: customer.clone(),
            amount: figures::money(program, outline.commission).number(),
            amount_units: figures::code(program.currency),
            is_currency: true,
            credit: false,
            created_at,
            deleted_at,
            product_type_data: ProductTypeData { product_id: record.product_id, product_type: record.product_type },
        });
        Transaction {
            key,
            action,
            amount: figures::money(program, outline.amount).number(),
            partner,
            customer,
            referred_customer: referrer.map(|_| customer_key(view, outline.customer)),
            credit: false,
            is_currency: true,
            amount_units: figures::code(program.currency),
            created_at,
            deleted_at: Some(deleted_at),
            rewards: reward.into_iter().collect(),
        }
    }
}

/// Who brought a customer, in a refer-a-friend program.
pub(super) fn referrer(view: View<'_>, customer: CustomerId) -> Option<CustomerId> {
    let given = CustomerRecord::of(view, customer).referrer;
    given.or_else(|| view.referrer_of(customer)).filter(|referrer| is_there(view, *referrer))
}

/// The key of a sale: the one that a client has given, or the shop's reference, or, where a network passes none on or has
/// reported an order twice, the network's number.
pub(super) fn key_of(view: View<'_>, id: OrderId) -> String {
    let order = view.order(id);
    if let Some(given) = order.transaction {
        return given.to_owned();
    }
    let reference = order.order_reference.map(|reference| reference.to_string());
    let own = reference.filter(|reference| view.order_by_reference(reference) == Some(id));
    own.unwrap_or_else(|| order.transaction_number.to_string())
}

/// The transactions of a program with a key, the last recorded one first.
pub(super) fn all_with_key(view: View<'_>, program: &Program, key: &str) -> Vec<Known> {
    let given = view.orders_by_transaction(program.id, key).into_iter();
    let by_reference = view.order_by_reference(key).filter(|order| key_of(view, *order) == key);
    let by_number = key.parse().ok().and_then(|number| view.order_by_transaction_number(number));
    let by_number = by_number.filter(|order| key_of(view, *order) == key);
    let all = given.chain(by_reference).chain(by_number);
    all.filter_map(|order| Known::of(view, program, order)).collect()
}

/// The transaction of a program with a key: the newest that counts, or else the newest.
pub(super) fn with_key(view: View<'_>, program: &Program, key: &str) -> Option<Known> {
    let mut all = all_with_key(view, program, key);
    let place = all.iter().position(Known::counts).unwrap_or(0);
    (place < all.len()).then(|| all.swap_remove(place))
}

/// The transactions of a program that count, the newest first. Only those that are taken are looked at.
pub(super) fn newest<'w>(view: View<'w>, program: &'w Program) -> impl Iterator<Item = Known> {
    view.newest_orders_of(program.id).filter_map(move |order| Known::of(view, program, order)).filter(Known::counts)
}
