//! The calls that show one thing of the world.

use trackside_schemas::declare::Nothing;
use trackside_schemas::fullwhere::{GetCustomer, GetPurchase, GetSurveyTracker, GetSurveyTrackerQuery, IdQuery};
use trackside_world::{Owner, ProgramId, View};

use super::failure::pair_of;
use super::people;
use crate::sandbox::Sandbox;
use crate::serve::{ProgramSeen, Sample, Serve, Thing};

/// The call that shows it.
pub(super) fn shows(_: &Sandbox, view: View<'_>, thing: Thing) -> Option<ProgramSeen> {
    match thing {
        Thing::Customer(customer) => {
            let id = people::id_of(view, customer);
            let sample = Sample::<GetCustomer>::new(Nothing {}, IdQuery { id }, Nothing {});
            Some(ProgramSeen::new(id.to_string(), with_key(view, view.program_of(customer)?, sample)))
        }
        Thing::Order(order) => {
            let id = view.order_uuid(order);
            let sample = Sample::<GetPurchase>::new(Nothing {}, IdQuery { id }, Nothing {});
            Some(ProgramSeen::new(id.to_string(), with_key(view, view.order(order).program.id, sample)))
        }
        Thing::Survey(key) => {
            let tracker = view.tracker(key);
            let query = GetSurveyTrackerQuery { id: tracker.id };
            let sample = Sample::<GetSurveyTracker>::new(Nothing {}, query, Nothing {});
            let program = view.order(tracker.order).program.id;
            Some(ProgramSeen::new(tracker.id.to_string(), with_key(view, program, sample)))
        }
        Thing::Partner(..) | Thing::Payout(..) => None,
    }
}

/// A sample with the pair of the account whose program it is.
fn with_key<E: Serve>(view: View<'_>, program: ProgramId, sample: Sample<E>) -> Sample<E> {
    let owner: Owner = view.program(program).owner;
    sample.with_credential(pair_of(owner).map(str::to_owned).to_vec())
}
