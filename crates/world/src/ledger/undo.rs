//! What has to be undone together.

use std::collections::BTreeSet;

use super::event::Event;
use crate::identifiers::{CustomerId, OrderId, PartnerId, ProgramId};
use crate::partner::{PartnerChange, PartnerStep};
use crate::payout::{PayoutChange, PayoutStep};

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subject<'e> {
    Program(ProgramId),
    Partner(ProgramId, PartnerId),
    /// What was decided about a partner.
    Standing(ProgramId, PartnerId),
    /// What a partner is called.
    Person(ProgramId, PartnerId),
    /// What happened to a survey of an order.
    Survey(OrderId, u8),
    Visitor(CustomerId),
    Order(OrderId),
    /// What became of a payout.
    Payout(ProgramId, u64),
    Record(&'e str, u64),
}

impl Event {
    /// What must exist before the event, and after it.
    fn subjects(&self) -> Vec<Subject<'_>> {
        match self {
            Self::Click(click) => with_partner(click.program, click.partner, [Subject::Visitor(click.visitor)]),
            Self::Lead(lead) => with_partner(lead.program, lead.partner, [Subject::Visitor(lead.visitor)]),
            Self::Sale(sale) => {
                let others = [Subject::Order(sale.order), Subject::Visitor(sale.customer)];
                with_partner(sale.program, sale.partner, others)
            }
            Self::Change(change) => vec![Subject::Order(change.order)],
            Self::SurveyLinks(links) => vec![Subject::Order(links.order)],
            Self::Record(change) => vec![Subject::Record(&change.collection, change.id)],
            Self::Payout(payout) => with_partner(payout.program, Some(payout.partner), []),
            Self::Bonus(bonus) => with_partner(bonus.program, Some(bonus.partner), []),
            Self::PayoutChange(PayoutChange { program, payout, step, .. }) => {
                let partner = if let PayoutStep::Requested(new) = step { Some(new.partner) } else { None };
                with_partner(*program, partner, [Subject::Payout(*program, *payout)])
            }
            Self::Survey(change) => {
                vec![Subject::Order(change.order), Subject::Survey(change.order, change.survey)]
            }
            Self::Setup(change) => vec![Subject::Program(change.program)],
            Self::Program(new) => vec![Subject::Program(new.program)],
            Self::ProgramChange(change) => vec![Subject::Program(change.program)],
            Self::Partner(PartnerChange { program, partner, step: PartnerStep::Revised(_), .. }) => {
                with_partner(*program, Some(*partner), [Subject::Person(*program, *partner)])
            }
            Self::Partner(PartnerChange { program, partner, .. }) => {
                with_partner(*program, Some(*partner), [Subject::Standing(*program, *partner)])
            }
        }
    }

    /// What later events build upon: a program, partner or visitor that the ledger introduces, a decision about a partner,
    /// their name, a step of a survey or a payout, an order that it adds or changes, and a record.
    fn changed_subjects<'e>(&'e self, introduced: &mut BTreeSet<Subject<'e>>) -> Vec<Subject<'e>> {
        let is_base = |subject: &Subject<'e>| match (self, subject) {
            (Self::Change(_), Subject::Order(_))
            | (Self::Record(_), _)
            | (_, Subject::Standing(..) | Subject::Person(..) | Subject::Survey(..) | Subject::Payout(..)) => true,
            (_, Subject::Partner(_, partner)) => partner.is_of_the_ledger() && introduced.insert(*subject),
            (_, Subject::Program(program)) => program.is_of_the_ledger() && introduced.insert(*subject),
            (_, Subject::Visitor(visitor)) => visitor.is_of_the_ledger() && introduced.insert(*subject),
            (_, Subject::Order(order)) => order.is_of_the_ledger() && introduced.insert(*subject),
            (_, Subject::Record(..)) => introduced.insert(*subject),
        };
        self.subjects().into_iter().filter(is_base).collect()
    }
}

/// The program and the partner, if there is one, before other subjects.
fn with_partner<'e, const N: usize>(
    program: ProgramId,
    partner: Option<PartnerId>,
    others: [Subject<'e>; N],
) -> Vec<Subject<'e>> {
    let partner = partner.map(|partner| Subject::Partner(program, partner));
    std::iter::once(Subject::Program(program)).chain(partner).chain(others).collect()
}

/// The places of all events that go when those at the given places go: themselves, and the later ones that build upon
/// them. A sale goes with the click that introduced its customer, a refund with its sale, and all that happened in a
/// program or because of a partner with the program or the partner.
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
