//! Rows that are unlike most, and the calls that show them.

use trackside_schemas::declare::Nothing;
use trackside_schemas::wecantrack::{DateType, ListTransactions, TransactionsQuery};
use trackside_world::{Order, OrderId, OrderStatus, View};

use super::failure::key_of;
use super::transactions::{all_time, takes_words};
use crate::sandbox::Sandbox;
use crate::serve::{EdgeSeen, ProgramSeen, Sample};

/// An unlikely row: its name, what is special about it, and how to tell it.
type Row = (&'static str, &'static str, fn(&View<'_>, &Order<'_>) -> bool);

/// The page of a long list that has gaps on both sides of its buttons.
const PAGE: i64 = 8;

const ROWS: [Row; 10] = [
    ("amount-of-zero", "A voucher paid for everything: every amount is 0.00.", |_, order| order.amount.minor == 0),
    ("amount-below-zero", "Goods came back: every amount is below zero.", |_, order| order.amount.minor < 0),
    ("no-click", "A coupon brought the customer: `click_date` and `clickout_url` are null.", |view, order| {
        order.clicked_at.is_none() && view.world().network(order.account.network).passes_references
    }),
    ("no-reference", "The network passes nothing on: `reference` and `order_ref` are null.", |view, order| {
        order.clicked_at.is_none() && !view.world().network(order.account.network).passes_references
    }),
    (
        "sub-ids-with-null",
        "The network has parameters that were not used: they are null in `sub_ids`.",
        |view, order| takes_words(view.world().network(order.account.network)) && order.clicked_at.is_some(),
    ),
    ("google-click", "The visitor came through an advertisement: `gcid` is a text.", |_, order| {
        order.google_click.is_some()
    }),
    ("no-validation-date", "The network does not say when it approved: `validation_date` is null.", |_, order| {
        order.status == OrderStatus::Approved && order.validated_at.is_none()
    }),
    ("no-decline-reason", "The network does not say why it declined: `decline_reason` is null.", |_, order| {
        order.status == OrderStatus::Declined && order.decline_reason.is_none()
    }),
    ("currency-without-decimals", "An amount in yen is written with two decimals, too.", |_, order| {
        order.amount.currency.minor_units() == 1
    }),
    ("name-beyond-ascii", "The name of the advertiser has letters beyond ASCII.", |_, order| {
        !order.program.name.is_ascii()
    }),
];

/// The rough edges that wecantrack shows.
pub(super) fn edges(sandbox: &Sandbox, view: View<'_>) -> Vec<EdgeSeen> {
    let placed = |order: OrderId| row(sandbox, view, order, DateType::OrderDate);
    let rows = ROWS.iter().filter_map(|(name, meaning, passes)| {
        let order = view.newest_order(|order| passes(&view, order))?;
        Some(EdgeSeen::new(name, meaning, placed(order)))
    });
    let changed = |name, meaning, order: Option<OrderId>| {
        let order = order?;
        let seen = row(sandbox, view, order, DateType::LastWctUpdate);
        Some(EdgeSeen::new(name, meaning, seen).since(view.order(order).updated_at))
    };
    let late = [
        changed("reversal", "An approved sale was declined later.", view.last_reversal()),
        changed("correction", "An approved sale got another amount later.", view.last_correction()),
    ];
    let twice = view.last_repetition().map(|order| {
        let meaning = "A network reported one order twice: two rows have the same `order_ref`.";
        EdgeSeen::new("reported-twice", meaning, placed(order))
    });
    let pages = view.newest_order(|_| true).map(|_| {
        let query = TransactionsQuery { limit: Some(1), page: Some(PAGE), ..all_time(sandbox) };
        let seen = ProgramSeen::new(PAGE.to_string(), Sample::<ListTransactions>::new(Nothing {}, query, Nothing {}));
        EdgeSeen::new("links-of-many-pages", "A page in the middle of many: `links` has gaps.", seen)
    });
    late.into_iter().flatten().chain(twice).chain(rows).chain(pages).collect()
}

/// The call that shows the rows with the same date as an order.
pub(super) fn row(sandbox: &Sandbox, view: View<'_>, order: OrderId, date_type: DateType) -> ProgramSeen {
    let order = view.order(order);
    let key = vec![key_of(order.account.owner).to_owned()];
    let at = if date_type == DateType::OrderDate { order.placed_at } else { order.updated_at }.into();
    let query = TransactionsQuery { date_type, start_date: at, end_date: at, ..all_time(sandbox) };
    let call = Sample::<ListTransactions>::new(Nothing {}, query, Nothing {});
    ProgramSeen::new(order.transaction_number.to_string(), call.with_credential(key))
}
