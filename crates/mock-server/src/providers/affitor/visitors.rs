//! How Affitor names visitors: click ids, and the shop's own keys.

use chrono::{DateTime, Utc};
use trackside_world::{CustomerId, ProgramId, View, Visitor};

use super::sessions;

/// The click id of a visitor, if they were seen with a click: the number and the time of their first click.
pub(crate) fn click_id(view: View<'_>, visitor: CustomerId) -> Option<String> {
    let clicks = view.clicks_of(visitor)?;
    Some(written(view.customer_number(visitor).into(), clicks.first))
}

/// The click id of an event.
pub(super) fn click_id_of(view: View<'_>, visitor: Visitor, at: DateTime<Utc>) -> Option<String> {
    match visitor {
        Visitor::Known(customer) => click_id(view, customer),
        Visitor::Passing(_) => Some(written(sessions::number_of(visitor), at)),
    }
}

/// The visitor with a click id.
pub(crate) fn by_click_id(view: View<'_>, click_id: &str) -> Option<CustomerId> {
    let (number, _) = click_id.strip_prefix("cust_")?.split_once('_')?;
    let visitor = view.customer_by_number(number.parse().ok()?)?;
    (self::click_id(view, visitor)? == click_id).then_some(visitor)
}

/// The visitor with a click id, or else the customer whom the shop knows by a key: the order in which leads are found.
pub(super) fn by_click_or_key(
    view: View<'_>,
    program: Option<ProgramId>,
    click_id: Option<&str>,
    key: Option<&str>,
) -> Option<CustomerId> {
    click_id.and_then(|click_id| by_click_id(view, click_id)).or_else(|| by_key(view, program, key?))
}

/// The customer whom the shop knows by a key, or else the visitor with a click id: the order in which buyers are found.
pub(super) fn by_key_or_click(
    view: View<'_>,
    program: ProgramId,
    key: Option<&str>,
    click_id: Option<&str>,
) -> Option<CustomerId> {
    key.and_then(|key| by_key(view, Some(program), key)).or_else(|| by_click_id(view, click_id?))
}

fn by_key(view: View<'_>, program: Option<ProgramId>, key: &str) -> Option<CustomerId> {
    match program {
        Some(program) => view.customer_by_key(program, key),
        None => view.programs().find_map(|program| view.customer_by_key(program.id, key)),
    }
}

fn written(number: u64, at: DateTime<Utc>) -> String {
    format!("cust_{number}_{}", at.timestamp_millis())
}
