//! Who a customer is: what only Partnero knows of them, and how they are found.

use serde::{Deserialize, Serialize};
use trackside_schemas::partnero::CustomerIdentifier;
use trackside_world::{CustomerId, ProgramId, View};

use crate::serve::Record;

/// What only Partnero knows of a customer. Numbered by [`number`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct CustomerRecord {
    /// Whether they were deleted for good.
    pub(super) is_deleted: bool,
}

impl Record for CustomerRecord {
    const COLLECTION: &'static str = "partnero/customers";
}

/// The number of a customer's record.
pub(super) fn number(customer: CustomerId) -> u64 {
    u64::from(customer.0)
}

/// The key of a customer: the shop's own, or else their number.
pub(super) fn customer_key(view: View<'_>, customer: CustomerId) -> String {
    let number = || format!("customer_{}", view.customer_number(customer));
    view.customer_key(customer).map_or_else(number, std::borrow::Cow::into_owned)
}

/// The customer whom a request names.
pub(super) fn customer_with(view: View<'_>, program: ProgramId, named: &CustomerIdentifier) -> Option<CustomerId> {
    match (&named.id, &named.key, &named.email) {
        (Some(key), ..) | (None, Some(key), _) => by_key(view, program, key),
        (None, None, Some(email)) => by_email(view, program, email),
        (None, None, None) => None,
    }
}

/// The customer with this key, id or e-mail address.
pub(super) fn customer_by_any(view: View<'_>, program: ProgramId, text: &str) -> Option<CustomerId> {
    by_key(view, program, text).or_else(|| by_email(view, program, text))
}

fn by_key(view: View<'_>, program: ProgramId, key: &str) -> Option<CustomerId> {
    let numbered = || view.customer_by_number(key.strip_prefix("customer_")?.parse().ok()?);
    let known = view.customer_by_key(program, key).or_else(numbered)?;
    let is_asked = view.program_of(known) == Some(program) && customer_key(view, known) == key;
    (is_asked && view.is_lead(known) && is_there(view, known)).then_some(known)
}

fn by_email(view: View<'_>, program: ProgramId, email: &str) -> Option<CustomerId> {
    let mut known = view.customers_by_email(email).into_iter();
    known.find(|customer| view.program_of(*customer) == Some(program) && is_there(view, *customer))
}

fn is_there(view: View<'_>, customer: CustomerId) -> bool {
    CustomerRecord::get(view, number(customer)).is_none_or(|record| !record.is_deleted)
}
