//! Visitors and customers whom the ledger knows.

use rpds::{RedBlackTreeMapSync, RedBlackTreeSetSync};

use super::event::{NewClick, NewLead, NewSale};
use crate::identifiers::{CustomerId, PartnerId, ProgramId};

/// The visitors and customers whom events name, by number, by the shops' keys and by e-mail address.
#[derive(Debug, Clone, Default)]
pub(crate) struct People {
    known: RedBlackTreeMapSync<CustomerId, Person>,
    keys: RedBlackTreeMapSync<(ProgramId, String), CustomerId>,
    emails: RedBlackTreeSetSync<(String, CustomerId)>,
}

/// A visitor or customer.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) program: ProgramId,
    /// The partner of the last click.
    pub(crate) partner: Option<PartnerId>,
    /// When they first clicked.
    pub(crate) first_clicked: Option<u32>,
    /// When they last clicked.
    pub(crate) clicked: Option<u32>,
    /// When they signed up.
    pub(crate) signed_up: Option<u32>,
    /// The shop's own key for them.
    pub(crate) key: Option<String>,
    /// Their e-mail address.
    pub(crate) email: Option<String>,
    /// When they first bought something that the ledger knows.
    pub(crate) bought: Option<u32>,
}

impl People {
    pub(crate) fn get(&self, person: CustomerId) -> Option<&Person> {
        self.known.get(&person)
    }

    /// The customer whom a shop knows by this key.
    pub(crate) fn by_key(&self, program: ProgramId, key: &str) -> Option<CustomerId> {
        self.keys.get(&(program, key.to_owned())).copied()
    }

    /// The visitors and customers with this e-mail address.
    pub(crate) fn by_email(&self, email: &str) -> impl Iterator<Item = CustomerId> {
        let theirs = (email.to_owned(), CustomerId(0))..=(email.to_owned(), CustomerId(u32::MAX));
        self.emails.range(theirs).map(|(_, customer)| *customer)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The last one of the ledger, by number.
    pub(super) fn last(&self) -> Option<CustomerId> {
        self.known.last().map(|(person, _)| *person).filter(|person| person.is_of_the_ledger())
    }

    pub(super) fn clicked(&mut self, click: &NewClick, second: u32) {
        let person = self.person(click.visitor, click.program);
        // The last click wins.
        (person.partner, person.clicked) = (click.partner, Some(second));
        person.first_clicked.get_or_insert(second);
    }

    pub(super) fn signed_up(&mut self, lead: &NewLead, second: u32) {
        let person = self.person(lead.visitor, lead.program);
        person.signed_up.get_or_insert(second);
        if let Some(key) = &lead.key {
            person.key = Some(key.clone());
            self.keys.insert_mut((lead.program, key.clone()), lead.visitor);
        }
        if let Some(email) = &lead.email {
            let before = self.person(lead.visitor, lead.program).email.replace(email.clone());
            if let Some(before) = before {
                self.emails.remove_mut(&(before, lead.visitor));
            }
            self.emails.insert_mut((email.clone(), lead.visitor));
        }
    }

    pub(super) fn bought(&mut self, sale: &NewSale, second: u32) {
        let person = self.person(sale.customer, sale.program);
        person.bought.get_or_insert(second);
        person.partner = person.partner.or(sale.partner);
    }

    fn person(&mut self, person: CustomerId, program: ProgramId) -> &mut Person {
        if !self.known.contains_key(&person) {
            let new = Person {
                program,
                partner: None,
                first_clicked: None,
                clicked: None,
                signed_up: None,
                key: None,
                email: None,
                bought: None,
            };
            self.known.insert_mut(person, new);
        }
        self.known.get_mut(&person).expect("it was inserted")
    }
}
