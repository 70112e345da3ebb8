//! Classes of orders for filters: orders of one class have the same network account, website and status.

use super::{Columns, Decision, OrderStatus};
use crate::identifiers::{AccountId, WebsiteId};
use crate::index::Tally;
use crate::network::{ACCOUNT_COUNT, ACCOUNT_WITHOUT_REFERENCES, USUAL_WEBSITES, WEBSITE_COUNT};

/// The number of classes: accounts × websites × statuses.
pub(crate) const CLASSES: u8 = ACCOUNT_COUNT * WEBSITES * STATUSES;

/// The class of an order that is not visible at a position.
pub(crate) const HIDDEN: u8 = CLASSES;

const STATUSES: u8 = 3;

/// The simulated websites, and one place for all others.
const WEBSITES: u8 = WEBSITE_COUNT + 1;

/// The accounts through which orders of the simulation come. They come first, the one without references last.
const SIMULATED_ACCOUNTS: u8 = ACCOUNT_WITHOUT_REFERENCES.0 + 1;

/// The parts of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Class {
    pub(crate) account: AccountId,
    pub(crate) website: WebsiteId,
    pub(crate) status: OrderStatus,
}

/// The class of the order if it has the given status.
pub(crate) fn class_of(columns: &Columns, order: usize, status: OrderStatus) -> u8 {
    class(AccountId(columns.account(order)), WebsiteId(columns.website(order)), status)
}

/// Whether every class that an order of the simulation can have passes the test.
pub(crate) fn all_simulated(passes: impl Fn(u8) -> bool) -> bool {
    use OrderStatus::{Approved, Declined, Pending};
    (0..SIMULATED_ACCOUNTS).all(|account| {
        (0..USUAL_WEBSITES).all(|website| {
            let class = |status| class(AccountId(account), WebsiteId(website), status);
            [Pending, Approved, Declined].into_iter().all(|status| passes(class(status)))
        })
    })
}

/// The class of orders with these facts.
pub(crate) fn class(account: AccountId, website: WebsiteId, status: OrderStatus) -> u8 {
    let status = match status {
        OrderStatus::Pending => 0,
        OrderStatus::Approved => 1,
        OrderStatus::Declined => 2,
    };
    (account.0 * WEBSITES + website.0) * STATUSES + status
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
        let (account, website) = (AccountId(place / WEBSITES), WebsiteId(place % WEBSITES));
        (class < CLASSES).then_some(Self { account, website, status })
    }
}

/// The class that each order has after a decision, sorted by the time of the decision.
pub(crate) fn decisions(columns: &Columns, second: u32) -> Tally {
    Tally::of(columns.by_decided(), usize::from(CLASSES) + 1, |decision| decided_class(columns, *decision, second))
}

/// The class that an order has after a decision: [`HIDDEN`] if a late change has taken its place by the second.
pub(crate) fn decided_class(columns: &Columns, decision: Decision, second: u32) -> u8 {
    let order = decision.order();
    if !decision.is_late() && columns.revision_by(order, second).is_some() {
        return HIDDEN;
    }
    let declines =
        if decision.is_late() { columns.declined_at(order).is_some() } else { columns.is_declined_at_first(order) };
    class_of(columns, order, if declines { OrderStatus::Declined } else { OrderStatus::Approved })
}
