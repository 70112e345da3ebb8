//! Records of a program, of which a few are there from the start. Those follow from the seed; a change makes a record of them,
//! which counts for more.

use std::collections::BTreeMap;

use trackside_world::{Program, ProgramId, View};

use crate::serve::Record;

/// Numbers of records that clients create begin here.
const FIRST_OF_CLIENTS: u64 = 1 << 40;

/// A kind of record of which a program has some from the start.
pub(super) trait Kept: Record {
    /// The program.
    fn program(&self) -> ProgramId;

    /// Whether it was deleted.
    fn is_deleted(&self) -> bool;

    /// Those that a program has from the start, each with its place among them.
    fn from_the_start(view: View<'_>, program: &Program) -> Vec<(u16, Self)>;
}

/// The number of a record that a program has from the start.
pub(super) fn number(program: ProgramId, place: u16) -> u64 {
    u64::from(program.0) << 16 | u64::from(place)
}

/// The number of the next record.
pub(super) fn next<K: Kept>(view: View<'_>) -> u64 {
    K::next(view).max(FIRST_OF_CLIENTS)
}

/// The records of a program with their numbers, the oldest first.
pub(super) fn all<K: Kept>(view: View<'_>, program: &Program) -> Vec<(u64, K)> {
    let mut kept = BTreeMap::new();
    if !program.id.is_of_the_ledger() {
        let from_the_start = K::from_the_start(view, program).into_iter();
        kept.extend(from_the_start.map(|(place, record)| (number(program.id, place), record)));
    }
    kept.extend(K::all(view).filter(|(_, record)| record.program() == program.id));
    kept.retain(|_, record| !record.is_deleted());
    kept.into_iter().collect()
}

/// The records in the order that a request asks for.
pub(super) fn sorted<K>(mut oldest_first: Vec<(u64, K)>, is_oldest_first: bool) -> Vec<(u64, K)> {
    if !is_oldest_first {
        oldest_first.reverse();
    }
    oldest_first
}
