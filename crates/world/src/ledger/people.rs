//! Visitors and customers whom the ledger knows.

use std::sync::Arc;

use imbl::{OrdMap, OrdSet};

use super::addresses::{Addresses, Containing};
use super::event::{NewClick, NewLead, NewSale};
use crate::click::Clickout;
use crate::identifiers::{CustomerId, PartnerId, ProgramId};

/// The visitors and customers whom events name, by number, by the shops' keys and by e-mail address.
#[derive(Debug, Clone, Default)]
pub(crate) struct People {
    known: OrdMap<CustomerId, Person>,
    keys: OrdMap<(ProgramId, Arc<str>), CustomerId>,
    emails: OrdSet<(Arc<str>, CustomerId)>,
    addresses: Addresses,
}

/// A visitor or customer.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) program: ProgramId,
    /// The partner of the last click, or else of the sign-up or the first sale.
    pub(crate) partner: Option<PartnerId>,
    /// When they first clicked.
    pub(crate) first_clicked: Option<u32>,
    /// When they last clicked.
    pub(crate) clicked: Option<u32>,
    /// The clickout of the last click, if it was or followed one.
    pub(crate) clickout: Option<Clickout>,
    /// When they signed up.
    pub(crate) signed_up: Option<u32>,
    /// When they first bought something that the ledger knows.
    pub(crate) bought: Option<u32>,
    /// When they were first a customer: of sign-up and first purchase, the one that was recorded first.
    pub(crate) since: Option<u32>,
    /// What they are called. Most visitors are not.
    names: Option<Arc<Names>>,
}

/// What a visitor or customer is called.
#[derive(Debug, Clone, Default)]
struct Names {
    /// The shop's own key.
    key: Option<Arc<str>>,
    /// The e-mail address.
    email: Option<Arc<str>>,
    /// The first name.
    first: Option<Arc<str>>,
    /// The last name.
    last: Option<Arc<str>>,
}

impl Person {
    /// Whether they signed up or bought something.
    pub(crate) fn is_lead(&self) -> bool {
        self.signed_up.is_some() || self.bought.is_some()
    }

    /// The shop's own key for them.
    pub(crate) fn key(&self) -> Option<&str> {
        self.names.as_deref()?.key.as_deref()
    }

    /// Their e-mail address.
    pub(crate) fn email(&self) -> Option<&str> {
        self.names.as_deref()?.email.as_deref()
    }

    /// Their first name.
    pub(crate) fn first_name(&self) -> Option<&str> {
        self.names.as_deref()?.first.as_deref()
    }

    /// Their last name.
    pub(crate) fn last_name(&self) -> Option<&str> {
        self.names.as_deref()?.last.as_deref()
    }

    fn names(&mut self) -> &mut Names {
        Arc::make_mut(self.names.get_or_insert_default())
    }
}

impl People {
    pub(crate) fn get(&self, person: CustomerId) -> Option<&Person> {
        self.known.get(&person)
    }

    /// The partner to whom a visitor or customer belongs.
    pub(super) fn partner(&self, person: CustomerId) -> Option<PartnerId> {
        self.get(person)?.partner
    }

    /// The customer whom a shop knows by this key.
    pub(crate) fn by_key(&self, program: ProgramId, key: &str) -> Option<CustomerId> {
        self.keys.get(&(program, Arc::from(key))).copied()
    }

    /// The visitors and customers with this e-mail address.
    pub(crate) fn by_email(&self, email: &str) -> impl Iterator<Item = CustomerId> {
        let email: Arc<str> = email.into();
        let theirs = (Arc::clone(&email), CustomerId(0))..=(email, CustomerId(u32::MAX));
        self.emails.range(theirs).map(|(_, customer)| *customer)
    }

    /// Which visitors and customers have told their e-mail address, and whether it contains a text in lower case. Small and
    /// capital letters are the same.
    pub(crate) fn by_email_part(&self, part: &str) -> Containing {
        self.addresses.containing(part)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The last one of the ledger, by number.
    pub(super) fn last(&self) -> Option<CustomerId> {
        self.known.get_max().map(|(person, _)| *person).filter(|person| person.is_of_the_ledger())
    }

    pub(super) fn clicked(&mut self, click: &NewClick, second: u32) {
        let person = self.person(click.visitor, click.program);
        // The last click wins.
        (person.partner, person.clicked, person.clickout) = (click.partner, Some(second), click.clickout);
        person.first_clicked.get_or_insert(second);
    }

    pub(super) fn signed_up(&mut self, lead: &NewLead, second: u32) {
        let person = self.person(lead.visitor, lead.program);
        person.signed_up.get_or_insert(second);
        person.since.get_or_insert(second);
        person.partner = person.partner.or(lead.partner);
        if let Some(name) = lead.first_name.as_deref() {
            person.names().first = Some(name.into());
        }
        if let Some(name) = lead.last_name.as_deref() {
            person.names().last = Some(name.into());
        }
        if let Some(key) = lead.key.as_deref().map(Arc::from) {
            person.names().key = Some(Arc::clone(&key));
            self.keys.insert((lead.program, key), lead.visitor);
        }
        if let Some(email) = lead.email.as_deref().map(Arc::from) {
            let before = self.person(lead.visitor, lead.program).names().email.replace(Arc::clone(&email));
            if let Some(before) = before {
                self.emails.remove(&(before, lead.visitor));
            }
            self.addresses.put(lead.visitor, &email);
            self.emails.insert((email, lead.visitor));
        }
    }

    pub(super) fn bought(&mut self, sale: &NewSale, second: u32) {
        let person = self.person(sale.customer, sale.program);
        person.bought.get_or_insert(second);
        person.since.get_or_insert(second);
        person.partner = person.partner.or(sale.partner);
    }

    fn person(&mut self, person: CustomerId, program: ProgramId) -> &mut Person {
        self.known.entry(person).or_insert_with(|| Person {
            program,
            partner: None,
            first_clicked: None,
            clicked: None,
            clickout: None,
            signed_up: None,
            bought: None,
            since: None,
            names: None,
        })
    }
}
