//! What has to be undone together.

use std::collections::BTreeSet;

use super::event::Event;
use crate::identifiers::{CustomerId, OrderId, ProgramId};

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subject<'e> {
    Program(ProgramId),
    Visitor(CustomerId),
    Order(OrderId),
    Record(&'e str, u64),
}

impl Event {
    /// What must exist before the event, and after it.
    fn subjects(&self) -> Vec<Subject<'_>> {
        match self {
            Self::Click(click) => vec![Subject::Program(click.program), Subject::Visitor(click.visitor)],
            Self::Lead(lead) => vec![Subject::Program(lead.program), Subject::Visitor(lead.visitor)],
            Self::Sale(sale) => {
                vec![Subject::Program(sale.program), Subject::Order(sale.order), Subject::Visitor(sale.customer)]
            }
            Self::Change(change) => vec![Subject::Order(change.order)],
            Self::SurveyLinks(links) => vec![Subject::Order(links.order)],
            Self::Record(change) => vec![Subject::Record(&change.collection, change.id)],
            Self::Setup(change) => vec![Subject::Program(change.program)],
            Self::Program(new) => vec![Subject::Program(new.program)],
        }
    }

    /// What later events build upon: a program or visitor that the ledger introduces, an order that it adds or changes,
    /// and a record.
    fn changed_subjects<'e>(&'e self, introduced: &mut BTreeSet<Subject<'e>>) -> Vec<Subject<'e>> {
        let is_base = |subject: &Subject<'e>| match (self, subject) {
            (Self::Change(_), Subject::Order(_)) | (Self::Record(_), _) => true,
            (_, Subject::Program(program)) => program.is_of_the_ledger() && introduced.insert(*subject),
            (_, Subject::Visitor(visitor)) => visitor.is_of_the_ledger() && introduced.insert(*subject),
            (_, Subject::Order(order)) => order.is_of_the_ledger() && introduced.insert(*subject),
            (_, Subject::Record(..)) => introduced.insert(*subject),
        };
        self.subjects().into_iter().filter(is_base).collect()
    }
}

/// The places of all events that go when those at the given places go: themselves, and the later ones that build upon
/// them. A sale goes with the click that introduced its customer, a refund with its sale, and all that happened in a
/// program with the program.
pub fn undone_with<'e>(events: impl IntoIterator<Item = &'e Event>, places: &BTreeSet<usize>) -> BTreeSet<usize> {
    let (mut undone, mut gone, mut introduced) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (place, event) in events.into_iter().enumerate() {
        let changes = event.changed_subjects(&mut introduced);
        if places.contains(&place) || event.subjects().iter().any(|subject| gone.contains(subject)) {
            undone.insert(place);
            gone.extend(changes);
        }
    }
    undone
}
