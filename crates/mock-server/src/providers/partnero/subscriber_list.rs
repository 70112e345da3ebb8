//! Everybody who reads a newsletter: the subscribers of the simulation, and what clients have made of them.
//!
//! Subscribers of the simulation follow from their places. Only those whom a client has changed have a record, so a page costs as
//! much as its rows and the records, however long the list is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::partnero::SubscriberStatus;
use trackside_world::{NewsletterCounts, Program, ProgramId, Subscriber, View};

use crate::serve::Record;

/// Numbers of subscribers whom clients add begin here.
const FIRST_OF_CLIENTS: u64 = 1 << 60;

/// Ids of the simulation begin here: the place is added.
const FIRST_ID: u64 = 48_210_000;

/// A subscriber whom a client has added, changed or deleted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SubscriberRecord {
    pub(super) program: ProgramId,
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) email: String,
    /// The number of the subscriber who brought them.
    pub(super) brought_by: Option<u64>,
    pub(super) tos: Option<bool>,
    pub(super) marketing_consent: Option<bool>,
    pub(super) status: SubscriberStatus,
    pub(super) approved: bool,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
    pub(super) is_deleted: bool,
}

impl Record for SubscriberRecord {
    const COLLECTION: &'static str = "partnero/subscribers";
}

/// The subscribers of a program.
pub(super) struct SubscriberList<'w> {
    view: View<'w>,
    program: &'w Program,
    /// What the simulation counts.
    simulated: NewsletterCounts,
    records: BTreeMap<u64, SubscriberRecord>,
    /// How many of the subscribers whom clients have added somebody has brought.
    brought: BTreeMap<u64, u64>,
}

impl<'w> SubscriberList<'w> {
    /// Those of a program.
    pub(super) fn of(view: View<'w>, program: &'w Program) -> Self {
        let records: BTreeMap<u64, SubscriberRecord> =
            SubscriberRecord::all(view).filter(|(_, record)| record.program == program.id).collect();
        let mut brought = BTreeMap::new();
        for (_, record) in records.range(FIRST_OF_CLIENTS..).filter(|(_, record)| !record.is_deleted) {
            if let Some(by) = record.brought_by {
                *brought.entry(by).or_default() += 1;
            }
        }
        Self { view, program, simulated: view.newsletter(program.id), records, brought }
    }

    /// The number of the next subscriber.
    pub(super) fn next(&self) -> u64 {
        SubscriberRecord::next(self.view).max(FIRST_OF_CLIENTS)
    }

    /// The subscriber with a number.
    pub(super) fn get(&self, number: u64) -> Option<SubscriberRecord> {
        match self.records.get(&number) {
            Some(record) => (!record.is_deleted).then(|| record.clone()),
            None => self.place(number).map(|place| self.at(place)),
        }
    }

    /// The number of the subscriber with an id, or else with an e-mail address.
    pub(super) fn with(&self, id: Option<&str>, email: Option<&str>) -> Option<u64> {
        match (id, email) {
            (Some(id), _) => self.with_id(id),
            (None, Some(email)) => self.with_email(email),
            (None, None) => None,
        }
    }

    /// The number of the subscriber with an id.
    pub(super) fn with_id(&self, id: &str) -> Option<u64> {
        let place = || id.parse::<u64>().ok()?.checked_sub(FIRST_ID);
        self.find(|record| record.id.as_deref() == Some(id), place)
    }

    /// The number of the subscriber with an e-mail address.
    pub(super) fn with_email(&self, email: &str) -> Option<u64> {
        let place = || email.to_lowercase().strip_prefix("subscriber-")?.strip_suffix("@mail.example")?.parse().ok();
        self.find(|record| record.email.eq_ignore_ascii_case(email), place)
    }

    /// The numbers of all, the newest first; only those who were brought by another, or only the others, if that is asked for.
    pub(super) fn newest_first(&self, is_referred: Option<bool>) -> impl Iterator<Item = u64> {
        let is_there = |number: &u64| self.records.get(number).is_none_or(|record| !record.is_deleted);
        let mut simulated = (0..self.simulated.subscribers).rev().peekable();
        let mut added = self.records.range(FIRST_OF_CLIENTS..).rev().peekable();
        let merged = std::iter::from_fn(move || {
            let is_next = |(_, record): &(&u64, &SubscriberRecord)| match simulated.peek() {
                Some(place) => record.created_at >= self.view.subscriber(self.program.id, *place).joined_at,
                None => true,
            };
            let next = added.next_if(is_next).map(|(number, _)| *number);
            next.or_else(|| simulated.next().map(|place| self.number(place)))
        });
        let is_asked = move |number: &u64| is_referred.is_none_or(|asked| self.is_referred(*number) == asked);
        merged.filter(is_there).filter(is_asked)
    }

    /// How many subscribers somebody has brought.
    pub(super) fn referrals(&self, number: u64) -> u64 {
        let by_clients = self.brought.get(&number).copied().unwrap_or_default();
        by_clients + self.simulated_referrals(number).filter(|other| !self.is_deleted(*other)).count() as u64
    }

    /// How many there are.
    pub(super) fn counts(&self) -> NewsletterCounts {
        let NewsletterCounts { mut subscribers, mut referring, mut referred } = self.simulated;
        // Whoever may have begun or ceased to bring others.
        let mut touched = BTreeSet::new();
        for (number, record) in &self.records {
            let is_referred = u64::from(record.brought_by.is_some());
            if *number >= FIRST_OF_CLIENTS && !record.is_deleted {
                subscribers += 1;
                referred += is_referred;
            } else if self.place(*number).is_some() && record.is_deleted {
                subscribers = subscribers.saturating_sub(1);
                referred = referred.saturating_sub(is_referred);
            }
            touched.extend([Some(*number), record.brought_by].into_iter().flatten());
        }
        for number in touched {
            if self.simulated_referrals(number).next().is_some() {
                referring = referring.saturating_sub(1);
            }
            if self.get(number).is_some() && self.referrals(number) > 0 {
                referring += 1;
            }
        }
        NewsletterCounts { subscribers, referring, referred }
    }

    /// The number of the subscriber at a place of the simulation.
    pub(super) fn number_at(&self, place: u64) -> u64 {
        self.number(place)
    }

    fn number(&self, place: u64) -> u64 {
        u64::from(self.program.id.0) << 40 | place
    }

    /// The place of a subscriber of the simulation.
    fn place(&self, number: u64) -> Option<u64> {
        let place = number.checked_sub(self.number(0))?;
        (place < self.simulated.subscribers).then_some(place)
    }

    /// The subscriber at a place, as the simulation has them.
    fn at(&self, place: u64) -> SubscriberRecord {
        let subscriber = self.view.subscriber(self.program.id, place);
        let status = if subscriber.is_suspended { SubscriberStatus::Suspended } else { SubscriberStatus::Active };
        SubscriberRecord {
            program: self.program.id,
            id: Some((FIRST_ID + place).to_string()),
            name: Some(subscriber.name),
            email: format!("subscriber-{place}@mail.example"),
            brought_by: subscriber.brought_by.map(|place| self.number(place)),
            tos: Some(true),
            marketing_consent: Some(subscriber.wants_offers),
            status,
            approved: true,
            created_at: subscriber.joined_at,
            updated_at: subscriber.joined_at,
            is_deleted: false,
        }
    }

    /// A subscriber of whom something is true: one with a record, or one of the simulation, who can only be at a certain place.
    fn find(&self, is_asked: impl Fn(&SubscriberRecord) -> bool, place: impl Fn() -> Option<u64>) -> Option<u64> {
        let mut recorded = self.records.iter();
        let recorded = recorded.find(|(_, record)| !record.is_deleted && is_asked(record)).map(|(number, _)| *number);
        recorded.or_else(|| {
            let number = self.number(place().filter(|place| *place < self.simulated.subscribers)?);
            (!self.records.contains_key(&number) && self.get(number).is_some_and(|found| is_asked(&found)))
                .then_some(number)
        })
    }

    fn is_referred(&self, number: u64) -> bool {
        match self.records.get(&number) {
            Some(record) => record.brought_by.is_some(),
            None => self.place(number).is_some_and(|place| Subscriber::who_brought(place).is_some()),
        }
    }

    fn is_deleted(&self, number: u64) -> bool {
        self.records.get(&number).is_some_and(|record| record.is_deleted)
    }

    /// Those whom somebody has brought in the simulation.
    fn simulated_referrals(&self, number: u64) -> impl Iterator<Item = u64> {
        let place = self.place(number).into_iter();
        let brought = place.flat_map(|place| self.view.brought_by_subscriber(self.program.id, place));
        brought.map(|place| self.number(place))
    }
}
