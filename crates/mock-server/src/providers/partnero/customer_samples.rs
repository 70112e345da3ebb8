//! Whom the samples of operations about customers name. What changes somebody takes others than what only reads.

use trackside_schemas::partnero::CustomerPath;
use trackside_world::{CustomerId, Program, ProgramKind, View};

use super::customer_identity::{archived_at, customer_key, customers_of};
use super::secret_of;
use crate::serve::{Sample, Serve};

/// So many customers are enough for all samples.
const ENOUGH: usize = 10;

/// The program of a kind in which samples are: the first one that has enough customers, or else the first one.
pub(super) fn sample_program(view: View<'_>, kind: ProgramKind) -> Option<&Program> {
    let programs = || view.programs().filter(|program| program.kind == kind);
    let has_enough = |program: &&Program| program.is_tracking() && view.customers_of(program.id).len() >= ENOUGH;
    programs().find(has_enough).or_else(|| programs().next())
}

/// A customer of that program for what only reads: the oldest one, or one of the next.
pub(super) fn customer(view: View<'_>, kind: ProgramKind, place: usize) -> Option<CustomerId> {
    customers_of(view, sample_program(view, kind)?.id).nth(place)
}

/// A customer of that program for what changes them: one of the newest who are not put aside.
pub(super) fn changing(view: View<'_>, kind: ProgramKind, place: usize) -> Option<CustomerId> {
    let program = sample_program(view, kind)?;
    let is_active = |customer: &CustomerId| archived_at(view, program, *customer).is_none();
    customers_of(view, program.id).rev().filter(is_active).nth(place)
}

/// A customer of that program who is put aside.
pub(super) fn archived(view: View<'_>, kind: ProgramKind) -> Option<CustomerId> {
    let program = sample_program(view, kind)?;
    customers_of(view, program.id).find(|customer| archived_at(view, program, *customer).is_some())
}

/// A customer who has brought friends, or else the oldest one.
pub(super) fn referring(view: View<'_>) -> Option<CustomerId> {
    let program = sample_program(view, ProgramKind::ReferAFriend)?;
    let has_friends = |customer: &CustomerId| view.friends_of(*customer).next().is_some();
    customers_of(view, program.id).find(has_friends).or_else(|| customer(view, ProgramKind::ReferAFriend, 0))
}

/// The path of a customer.
pub(super) fn path_of(view: View<'_>, customer: Option<CustomerId>) -> CustomerPath {
    let key = customer.map(|customer| customer_key(view, customer));
    CustomerPath { id: key.unwrap_or_else(|| "nobody".to_owned()) }
}

/// A sample with the key of the program of a kind in which samples are.
pub(super) fn with_key<E: Serve>(view: View<'_>, kind: ProgramKind, sample: Sample<E>) -> Sample<E> {
    match sample_program(view, kind) {
        Some(program) => sample.with_credential(vec![secret_of(program)]),
        None => sample,
    }
}
