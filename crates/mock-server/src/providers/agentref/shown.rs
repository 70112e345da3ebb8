//! The calls that show one thing of the world.

use trackside_schemas::agentref::{
    AffiliatePath, AffiliateQuery, ConversionsQuery, GetAffiliate, Included, ListConversions, ListPayouts,
    PayoutsQuery, TimeSpan,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Owner, ProgramId, View};

use super::credentials;
use crate::sandbox::Sandbox;
use crate::serve::{ProgramSeen, Sample, Serve, Thing};

/// The call that shows it.
pub(super) fn shows(_: &Sandbox, view: View<'_>, thing: Thing) -> Option<ProgramSeen> {
    match thing {
        Thing::Partner(program, partner) => {
            let id = view.partner_uuid(program, partner);
            let query = AffiliateQuery { include: Some(Included::Stats) };
            let sample = Sample::<GetAffiliate>::new(AffiliatePath { id }, query, Nothing {});
            Some(ProgramSeen::new(id.to_string(), with_key(view, program, sample)))
        }
        // There is no operation for one conversion: it is found by its program, its affiliate and its time.
        Thing::Order(order) => {
            let sale = view.sale(order)?;
            let query = ConversionsQuery {
                program_id: Some(view.program(sale.program).uuid),
                affiliate_id: Some(view.partner_uuid(sale.program, sale.partner)),
                span: TimeSpan { from: Some(sale.placed_at), to: Some(sale.placed_at), ..TimeSpan::default() },
                ..ConversionsQuery::default()
            };
            let sample = Sample::<ListConversions>::new(Nothing {}, query, Nothing {});
            Some(ProgramSeen::new(view.order_uuid(order).to_string(), with_key(view, sale.program, sample)))
        }
        Thing::Payout(program, number) => {
            let payout = view.payout(program, number)?;
            let at = Some(payout.requested_at);
            let query = PayoutsQuery {
                program_id: Some(view.program(program).uuid),
                affiliate_id: Some(view.partner_uuid(program, payout.partner)),
                span: TimeSpan { from: at, to: at, ..TimeSpan::default() },
                ..PayoutsQuery::default()
            };
            let sample = Sample::<ListPayouts>::new(Nothing {}, query, Nothing {});
            Some(ProgramSeen::new(view.payout_uuid(&payout).to_string(), with_key(view, program, sample)))
        }
        Thing::Customer(_) | Thing::Survey(_) => None,
    }
}

/// A sample with the key of the merchant whose program it is.
fn with_key<E: Serve>(view: View<'_>, program: ProgramId, sample: Sample<E>) -> Sample<E> {
    let key = match view.program(program).owner {
        Owner::Usual => credentials::USUAL,
        Owner::Other => credentials::OTHER,
    };
    sample.with_credential(vec![key.to_owned()])
}
