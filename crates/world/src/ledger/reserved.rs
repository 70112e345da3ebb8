//! Numbers that are taken before anything has them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::event::Event;
use crate::identifiers::{CustomerId, OrderId, PartnerId, ProgramId};
use crate::partner::{PartnerChange, PartnerStep};
use crate::payout::{PayoutChange, PayoutStep};

/// The last numbers that some events give. Nothing else gets one up to them.
#[derive(Debug, Clone, Default)]
pub(super) struct Reserved {
    pub(super) order: Option<OrderId>,
    pub(super) visitor: Option<CustomerId>,
    pub(super) program: Option<ProgramId>,
    partners: Arc<BTreeMap<ProgramId, PartnerId>>,
    payouts: Arc<BTreeMap<ProgramId, u64>>,
}

impl Reserved {
    pub(super) fn partner(&self, program: ProgramId) -> Option<PartnerId> {
        self.partners.get(&program).copied()
    }

    pub(super) fn payout(&self, program: ProgramId) -> Option<u64> {
        self.payouts.get(&program).copied()
    }

    fn visitor(&mut self, visitor: CustomerId) {
        self.visitor = self.visitor.max(Some(visitor).filter(|visitor| visitor.is_of_the_ledger()));
    }
}

impl<'e> FromIterator<&'e Event> for Reserved {
    fn from_iter<I: IntoIterator<Item = &'e Event>>(events: I) -> Self {
        let (mut reserved, mut partners, mut payouts) = (Self::default(), BTreeMap::new(), BTreeMap::new());
        for event in events {
            match event {
                Event::Click(click) => reserved.visitor(click.visitor),
                Event::Lead(lead) => reserved.visitor(lead.visitor),
                Event::Sale(sale) => {
                    reserved.visitor(sale.customer);
                    reserved.order = reserved.order.max(Some(sale.order));
                }
                Event::Program(new) => reserved.program = reserved.program.max(Some(new.program)),
                Event::Partner(PartnerChange { program, partner, step: PartnerStep::Joined(_), .. }) => {
                    let last = partners.entry(*program).or_insert(*partner);
                    *last = (*last).max(*partner);
                }
                Event::PayoutChange(PayoutChange { program, payout, step: PayoutStep::Requested(_), .. }) => {
                    let last = payouts.entry(*program).or_insert(*payout);
                    *last = (*last).max(*payout);
                }
                Event::Partner(_)
                | Event::PayoutChange(_)
                | Event::Bonus(_)
                | Event::Change(_)
                | Event::Setup(_)
                | Event::SurveyLinks(_)
                | Event::Record(_)
                | Event::Payout(_)
                | Event::ProgramChange(_)
                | Event::Survey(_) => {}
            }
        }
        Self { partners: Arc::new(partners), payouts: Arc::new(payouts), ..reserved }
    }
}
