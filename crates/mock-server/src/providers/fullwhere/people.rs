//! Who is who at Fullwhere: customers of the world, and those whom clients have imported.
//!
//! Somebody who was imported before they buy is the same customer when they do, if the shop knows the same e-mail address.
//! They keep the id that they were imported with. Customers of several shops with the same address are one customer.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::fullwhere::CustomerToImport;
use trackside_world::{CustomerId, Owner, View};
use uuid::Uuid;

use crate::serve::Record;

/// A customer whom a client has imported, and whom the world did not know then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Imported {
    pub(super) customer: CustomerToImport,
    /// The account that has imported them, as its owner; None for the account without data. No other sees them.
    #[serde(default = "usual_account")]
    pub(super) account: Option<Owner>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// What an import has filled in for a customer of the world: by the customer's number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Merged {
    pub(super) customer: CustomerToImport,
    pub(super) updated_at: DateTime<Utc>,
}

#[expect(clippy::unnecessary_wraps, reason = "it is the value of an optional field")]
fn usual_account() -> Option<Owner> {
    Some(Owner::Usual)
}

impl Record for Imported {
    const COLLECTION: &'static str = "fullwhere/customers";
}

impl Record for Merged {
    const COLLECTION: &'static str = "fullwhere/merged-customers";
}

/// A customer of Fullwhere.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: Uuid,
    /// How they were imported before they bought anything, and the number of the record.
    pub(super) imported: Option<(u32, Imported)>,
    /// What was imported after they had bought something.
    pub(super) merged: Option<Merged>,
    /// Who they are in the world: one customer for each shop in which they have bought something.
    pub(super) buyers: Vec<CustomerId>,
}

/// How a customer can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Contact {
    pub(super) email: Option<String>,
    pub(super) phone_number: Option<String>,
}

impl Contact {
    pub(super) fn of(customer: &CustomerToImport) -> Self {
        Self { email: customer.email.clone(), phone_number: customer.phone_number.clone() }
    }

    /// Whether both are of the same customer: one of the two agrees, and none contradicts.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let pairs = [(&self.email, &other.email), (&self.phone_number, &other.phone_number)];
        let known = pairs.into_iter().filter_map(|(own, other)| Some((own.as_ref()?, other.as_ref()?)));
        let agree: Vec<bool> = known.map(|(own, other)| own == other).collect();
        !agree.is_empty() && agree.into_iter().all(|agrees| agrees)
    }
}

impl Person {
    /// Somebody who was imported.
    pub(super) fn imported(view: View<'_>, number: u32, imported: Imported) -> Self {
        let email = imported.customer.email.as_deref().filter(|_| imported.account.is_some());
        let own = Contact::of(&imported.customer);
        let mut buyers = email.map(|email| view.customers_by_email(email)).unwrap_or_default();
        buyers.retain(|buyer| {
            view.given_email(*buyer).is_some()
                && is_of(view, *buyer, imported.account)
                && own.is_same(&contact_of(view, *buyer))
        });
        Self { id: view.outsider_uuid(number), imported: Some((number, imported)), merged: None, buyers }
    }

    /// How they can be reached, as it is shown.
    pub(super) fn contact(&self, view: View<'_>) -> Contact {
        let imported = self.imported.as_ref().map(|(_, imported)| Contact::of(&imported.customer));
        let bought = self.buyers.first().map(|buyer| contact_of(view, *buyer));
        let all = || imported.iter().chain(bought.iter());
        Contact {
            email: all().find_map(|contact| contact.email.clone()),
            phone_number: all().find_map(|contact| contact.phone_number.clone()),
        }
    }
}

/// Whether a customer of the world has bought from a program of the account's owner.
pub(super) fn is_of(view: View<'_>, customer: CustomerId, account: Option<Owner>) -> bool {
    view.program_of(customer).is_some_and(|program| Some(view.program(program).owner) == account)
}

/// The customer with an id, as an account sees it.
pub(super) fn by_id(view: View<'_>, id: Uuid, account: Option<Owner>) -> Option<Person> {
    if let Some(number) = view.outsider_by_uuid(id) {
        let imported = Imported::get(view, number.into()).filter(|imported| imported.account == account)?;
        return Some(Person::imported(view, number, imported));
    }
    let customer =
        view.customer_by_uuid(id).filter(|customer| is_of(view, *customer, account) && view.has_bought(*customer))?;
    Some(of(view, customer)).filter(|person| person.id == id)
}

/// Who a customer of the world is.
pub(super) fn of(view: View<'_>, customer: CustomerId) -> Person {
    let mut buyers = vec![customer];
    if let Some(email) = view.given_email(customer) {
        let own = contact_of(view, customer);
        let account = view.program_of(customer).map(|program| view.program(program).owner);
        let known = with_text::<Imported>(view, "email", email).into_iter();
        let mut known = known.filter(|(_, imported)| imported.account == account);
        if let Some((number, imported)) = known.find(|(_, imported)| own.is_same(&Contact::of(&imported.customer))) {
            return Person::imported(view, number, imported);
        }
        buyers = view.customers_by_email(email);
        let is_same = |buyer| is_of(view, buyer, account) && own.is_same(&contact_of(view, buyer));
        buyers.retain(|buyer| *buyer == customer || is_same(*buyer));
        buyers.sort_unstable();
    }
    let first = buyers[0];
    Person { id: view.customer_uuid(first), imported: None, merged: Merged::get(view, first.0.into()), buyers }
}

/// The id of a customer of the world.
pub(super) fn id_of(view: View<'_>, customer: CustomerId) -> Uuid {
    if view.given_email(customer).is_some() { of(view, customer).id } else { view.customer_uuid(customer) }
}

/// The customer whom an account knows with an address and a number, if there is one.
pub(super) fn same(view: View<'_>, contact: &Contact, account: Option<Owner>) -> Option<Person> {
    let (email, phone_number) = (contact.email.as_deref(), contact.phone_number.as_deref());
    let by_email = email.map(|email| with_text::<Imported>(view, "email", email)).unwrap_or_default();
    let by_number = phone_number.map(|number| with_text::<Imported>(view, "phoneNumber", number)).unwrap_or_default();
    let imported = by_email.into_iter().chain(by_number).filter(|(_, known)| known.account == account);
    let imported = imported.map(|(number, known)| Person::imported(view, number, known));
    let is_same = |person: &Person| contact.is_same(&person.contact(view));
    let found = imported.into_iter().find(is_same);
    if found.is_some() || account.is_none() {
        return found;
    }
    let mut buyers = email.map(|email| view.customers_by_email(email)).unwrap_or_default();
    if let Some(number) = phone_number {
        buyers.extend(view.customers_by_phone_number(number));
        let merged = with_text::<Merged>(view, "phoneNumber", number).into_iter();
        buyers.extend(merged.map(|(customer, _)| CustomerId(customer)).filter(|buyer| view.has_bought(*buyer)));
    }
    buyers.retain(|buyer| is_of(view, *buyer, account));
    buyers.into_iter().map(|buyer| of(view, buyer)).find(is_same)
}

/// How a customer of the world can be reached, with what was imported of them.
fn contact_of(view: View<'_>, customer: CustomerId) -> Contact {
    let merged = || Merged::get(view, customer.0.into()).and_then(|merged| merged.customer.phone_number);
    Contact {
        email: Some(view.customer_email(customer).into_owned()),
        phone_number: view.customer_phone_number(customer).or_else(merged),
    }
}

/// The records in which a field of the customer is this text. Only records that contain it are read.
fn with_text<T: Record>(view: View<'_>, field: &str, text: &str) -> Vec<(u32, T)> {
    let wanted = format!("\"{field}\":{}", serde_json::to_string(text).expect("a text is JSON"));
    let records = view.ledger().records(T::COLLECTION).filter(|(_, content)| content.contains(&wanted));
    records.filter_map(|(id, _)| Some((u32::try_from(id).ok()?, T::get(view, id)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::Contact;

    #[test]
    fn one_of_both_must_agree_and_none_contradict() {
        let contact = |email: Option<&str>, number: Option<&str>| Contact {
            email: email.map(str::to_owned),
            phone_number: number.map(str::to_owned),
        };
        let (a, b, one, two) = (Some("a"), Some("b"), Some("1"), Some("2"));
        for (own, other, expected) in [
            ((a, one), (a, one), true),
            ((a, one), (a, two), false),
            ((a, one), (b, one), false),
            ((a, None), (a, one), true),
            ((a, one), (None, one), true),
            ((a, None), (None, one), false),
            ((None, None), (None, None), false),
        ] {
            let both = (contact(own.0, own.1), contact(other.0, other.1));
            assert_eq!((both.0.is_same(&both.1), both.1.is_same(&both.0)), (expected, expected), "{both:?}");
        }
    }
}
