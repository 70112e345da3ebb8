//! The calls that show one thing of the world.

use trackside_schemas::wecantrack::DateType;
use trackside_world::View;

use super::edges::row;
use crate::sandbox::Sandbox;
use crate::serve::{ProgramSeen, Thing};

/// The call that shows it. An order is found by its time, because there is no operation for one transaction.
pub(super) fn shows(sandbox: &Sandbox, view: View<'_>, thing: Thing) -> Option<ProgramSeen> {
    match thing {
        Thing::Order(order) => Some(row(sandbox, view, order, DateType::OrderDate)),
        Thing::Partner(..) | Thing::Customer(_) | Thing::Survey(_) | Thing::Payout(..) => None,
    }
}
