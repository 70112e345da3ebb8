//! The calls that show one thing of the world.

use trackside_schemas::affitor::{EventType, EventsQuery, ListTrackingEvents, ProgramPath};
use trackside_schemas::declare::Nothing;
use trackside_world::{Owner, View};

use super::credentials;
use crate::sandbox::Sandbox;
use crate::serve::{ProgramSeen, Sample, Thing};

/// The call that shows it. Affitor has no operation for one sale: it is among the program's events of that time.
pub(super) fn shows(_: &Sandbox, view: View<'_>, thing: Thing) -> Option<ProgramSeen> {
    let Thing::Order(order) = thing else { return None };
    let order = view.order(order);
    let query = EventsQuery {
        event_type: Some(EventType::Conversion),
        date_from: Some(order.placed_at),
        date_to: Some(order.placed_at),
        ..EventsQuery::default()
    };
    let path = ProgramPath { program_id: order.program.number };
    let session = match order.program.owner {
        Owner::Usual => credentials::USUAL_SESSION,
        Owner::Other => credentials::OTHER_SESSION,
    };
    let sample = Sample::<ListTrackingEvents>::new(path, query, Nothing {});
    Some(ProgramSeen::new(order.program.number.to_string(), sample.with_credential(vec![session.to_owned()])))
}
