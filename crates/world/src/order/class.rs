//! Classes of orders for filters: orders of one class have the same network account, website and status.

use super::{Columns, OrderStatus};
use crate::identifiers::{AccountId, WebsiteId};
use crate::index::Tally;
use crate::network::{ACCOUNT_COUNT, WEBSITE_COUNT};

/// The number of classes: accounts × websites × statuses.
pub(crate) const CLASSES: u8 = ACCOUNT_COUNT * WEBSITE_COUNT * STATUSES;

/// The class of an order that is not visible yet.
pub(crate) const HIDDEN: u8 = CLASSES;

const STATUSES: u8 = 3;

/// The parts of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Class {
    pub(crate) account: AccountId,
    pub(crate) website: WebsiteId,
    pub(crate) status: OrderStatus,
}

/// The class of the order if it has the given status.
pub(crate) fn class_of(columns: &Columns, order: usize, status: OrderStatus) -> u8 {
    class(AccountId(columns.account[order]), WebsiteId(columns.website[order]), status)
}

/// The class of orders with these facts.
pub(crate) fn class(account: AccountId, website: WebsiteId, status: OrderStatus) -> u8 {
    let status = match status {
        OrderStatus::Pending => 0,
        OrderStatus::Approved => 1,
        OrderStatus::Declined => 2,
    };
    (account.0 * WEBSITE_COUNT + website.0) * STATUSES + status
}

impl Class {
    /// The parts of a class, or `None` for [`HIDDEN`].
    pub(crate) fn of(class: u8) -> Option<Self> {
        let status = match class % STATUSES {
            0 => OrderStatus::Pending,
            1 => OrderStatus::Approved,
            _ => OrderStatus::Declined,
        };
        let place = class / STATUSES;
        let (account, website) = (AccountId(place / WEBSITE_COUNT), WebsiteId(place % WEBSITE_COUNT));
        (class < CLASSES).then_some(Self { account, website, status })
    }
}

/// The class that each order has after its decision, sorted by the time of the decision.
pub(crate) fn decisions(columns: &Columns) -> Tally {
    Tally::of(&columns.by_decided, usize::from(CLASSES) + 1, |order| decided_class(columns, *order as usize))
}

/// The class that the order has after its decision.
pub(crate) fn decided_class(columns: &Columns, order: usize) -> u8 {
    let status = if columns.ends_declined(order) { OrderStatus::Declined } else { OrderStatus::Approved };
    class_of(columns, order, status)
}
