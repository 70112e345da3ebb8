//! Who a customer is: what only Partnero knows of them, and how they are found.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::partnero::CustomerIdentifier;
use trackside_schemas::values::LocalDate;
use trackside_world::{CustomerId, Program, ProgramId, ProgramKind, View};

use crate::serve::Record;

/// What only Partnero knows of a customer. Numbered by [`number`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct CustomerRecord {
    /// Whether they were deleted for good.
    pub(super) is_deleted: bool,
    /// What was last decided about them.
    pub(super) standing: Option<Standing>,
    pub(super) tags: Vec<String>,
    /// The referral key that a client has given them, in a refer-a-friend program.
    pub(super) referral_key: Option<String>,
    /// Who brought them, in a refer-a-friend program.
    pub(super) referrer: Option<CustomerId>,
    pub(super) date_of_birth: Option<LocalDate>,
    pub(super) credits: Vec<Credit>,
    /// When they were last changed here.
    pub(super) updated_at: Option<DateTime<Utc>>,
}

/// Whether a customer takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Standing {
    Active,
    /// They were put aside then.
    Archived(DateTime<Utc>),
}

/// An amount that was credited to a customer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Credit {
    /// In hundredths of the main unit.
    pub(super) hundredths: i64,
    /// The code of the currency in capital letters.
    pub(super) currency: String,
}

impl Record for CustomerRecord {
    const COLLECTION: &'static str = "partnero/customers";
}

impl CustomerRecord {
    /// What is known of a customer.
    pub(super) fn of(view: View<'_>, customer: CustomerId) -> Self {
        Self::get(view, number(customer)).unwrap_or_default()
    }
}

/// The number of a customer's record.
pub(super) fn number(customer: CustomerId) -> u64 {
    u64::from(customer.0)
}

/// The customer whose record has a number.
pub(super) fn customer_of(number: u64) -> Option<CustomerId> {
    u32::try_from(number).ok().map(CustomerId)
}

/// The key of a customer, which is the id in a refer-a-friend program: the shop's own, or else their number.
pub(super) fn customer_key(view: View<'_>, customer: CustomerId) -> String {
    let number = || format!("customer_{}", view.customer_number(customer));
    view.customer_key(customer).map_or_else(number, std::borrow::Cow::into_owned)
}

/// The referral key of a customer of a refer-a-friend program: the one that a client has given, or else their number.
pub(super) fn referral_key(view: View<'_>, customer: CustomerId) -> String {
    let number = || format!("{REFERRAL_KEY}{}", view.customer_number(customer));
    CustomerRecord::of(view, customer).referral_key.unwrap_or_else(number)
}

/// How referral keys begin that no client has given.
const REFERRAL_KEY: &str = "ref_";

/// The customer whom a request names.
pub(super) fn customer_with(view: View<'_>, program: ProgramId, named: &CustomerIdentifier) -> Option<CustomerId> {
    match (&named.id, &named.key, &named.email) {
        (Some(id), ..) => by_key(view, program, id),
        (None, Some(key), _) if view.program(program).kind == ProgramKind::ReferAFriend => {
            by_referral_key(view, program, key)
        }
        (None, Some(key), _) => by_key(view, program, key),
        (None, None, Some(email)) => by_email(view, program, email),
        (None, None, None) => None,
    }
}

/// The customer with this key, id or e-mail address, or, in a refer-a-friend program, with this referral key.
pub(super) fn customer_by_any(view: View<'_>, program: ProgramId, text: &str) -> Option<CustomerId> {
    let is_referral = view.program(program).kind == ProgramKind::ReferAFriend;
    let by_referral_key = || by_referral_key(view, program, text).filter(|_| is_referral);
    by_key(view, program, text).or_else(|| by_email(view, program, text)).or_else(by_referral_key)
}

/// The customer with a key, which is the id in a refer-a-friend program.
pub(super) fn by_key(view: View<'_>, program: ProgramId, key: &str) -> Option<CustomerId> {
    let numbered = || view.customer_by_number(key.strip_prefix("customer_")?.parse().ok()?);
    let known = view.customer_by_key(program, key).or_else(numbered)?;
    (is_of(view, program, known) && customer_key(view, known) == key).then_some(known)
}

/// The customer of a refer-a-friend program with a referral key.
pub(super) fn by_referral_key(view: View<'_>, program: ProgramId, key: &str) -> Option<CustomerId> {
    let given = CustomerRecord::all(view).filter(|(_, record)| record.referral_key.as_deref() == Some(key));
    let mut given = given.filter_map(|(number, _)| customer_of(number));
    let numbered = || {
        let known = view.customer_by_number(key.strip_prefix(REFERRAL_KEY)?.parse().ok()?)?;
        (is_of(view, program, known) && referral_key(view, known) == key).then_some(known)
    };
    given.find(|customer| is_of(view, program, *customer)).or_else(numbered)
}

/// The customer with an e-mail address. If several have it, the oldest one.
pub(super) fn by_email(view: View<'_>, program: ProgramId, email: &str) -> Option<CustomerId> {
    let known = view.leads_by_email(email).into_iter().filter(|customer| is_of(view, program, *customer));
    known.min_by_key(|customer| view.customer_since(*customer))
}

/// The customers of a program who were not deleted, the oldest first.
pub(super) fn customers_of(view: View<'_>, program: ProgramId) -> impl DoubleEndedIterator<Item = CustomerId> {
    view.customers_of(program).filter(move |customer| is_there(view, *customer))
}

/// Whether a customer was not deleted.
pub(super) fn is_there(view: View<'_>, customer: CustomerId) -> bool {
    CustomerRecord::get(view, number(customer)).is_none_or(|record| !record.is_deleted)
}

fn is_of(view: View<'_>, program: ProgramId, customer: CustomerId) -> bool {
    view.program_of(customer) == Some(program) && view.is_lead(customer) && is_there(view, customer)
}

/// When a customer was put aside, if they are.
pub(super) fn archived_at(view: View<'_>, program: &Program, customer: CustomerId) -> Option<DateTime<Utc>> {
    match CustomerRecord::of(view, customer).standing {
        Some(Standing::Archived(at)) => Some(at),
        Some(Standing::Active) => None,
        None => {
            let at = view.customer_since(customer)? + Duration::hours(1);
            (at <= view.now() && archived_from_the_start(view, program) == Some(customer)).then_some(at)
        }
    }
}

/// The customer of the simulation who is put aside soon after they came: the third one.
fn archived_from_the_start(view: View<'_>, program: &Program) -> Option<CustomerId> {
    view.customers_of(program.id).simulated().nth(2)
}
