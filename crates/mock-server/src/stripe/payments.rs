//! Which order a payment of Stripe is. A payment has many ids there: of the checkout, the invoice, the payment intent and
//! the charge. A refund may name another one than the sale did.

use serde::{Deserialize, Serialize};
use trackside_schemas::stripe::StripeObject;
use trackside_world::{Event, OrderId, View};

use super::number_of;
use crate::serve::Record;

/// One id of a payment. Numbered by a hash of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Payment {
    /// The transaction of the order, which an undone sale does not leave behind.
    transaction: String,
}

impl Record for Payment {
    const COLLECTION: &'static str = "stripe/payments";
}

/// The transaction under which a payment becomes an order: its invoice, or else the object itself.
pub(crate) fn transaction(object: &StripeObject) -> &str {
    object.invoice.as_deref().unwrap_or(&object.id)
}

/// The order of a payment, whoever was told of it first.
pub(crate) fn order_of(view: View<'_>, object: &StripeObject) -> Option<OrderId> {
    ids(object).find_map(|id| {
        let linked = || view.order_by_transaction(&Payment::get(view, number_of(id))?.transaction);
        view.order_by_transaction(id).or_else(linked)
    })
}

/// Keeps all ids of a payment that do not lead to its order yet.
pub(crate) fn linked(view: View<'_>, object: &StripeObject, transaction: &str) -> Vec<Event> {
    let is_known = |id: &str| {
        id == transaction || Payment::get(view, number_of(id)).is_some_and(|known| known.transaction == transaction)
    };
    let unknown = ids(object).filter(|id| !is_known(id));
    unknown.map(|id| Payment { transaction: transaction.to_owned() }.put(number_of(id))).collect()
}

/// The ids of a payment that the object names.
fn ids(object: &StripeObject) -> impl Iterator<Item = &str> {
    let others = [&object.invoice, &object.payment_intent];
    std::iter::once(object.id.as_str()).chain(others.into_iter().filter_map(|id| id.as_deref()))
}
