//! Deletes what a check has created.

use std::collections::{BTreeMap, HashSet};

use super::route::Routes;
use crate::case::{Case, Planner};
use crate::report::counted;
use crate::run::Session;
use crate::spec::Place;

/// Deletes what the cases have created, where the API allows it, and notes what stays.
pub(crate) async fn delete_created(session: &mut Session<'_>, planner: &Planner<'_>) {
    let mut tried = HashSet::new();
    let mut stays: BTreeMap<String, usize> = BTreeMap::new();
    let mut refused = 0;
    for (operation, exchange) in std::mem::take(&mut session.created) {
        if session.is_stopped() {
            return;
        }
        let source = &session.spec.operations()[operation];
        let Some(routes) = Routes::of(session.spec, operation) else { continue };
        let Some(delete) = &routes.delete else {
            *stays.entry(source.id.clone()).or_default() += 1;
            continue;
        };
        let declared = &session.spec.operations()[delete.operation];
        let Some(mut plain) = planner.plain(declared) else { continue };
        if declared.takes_credentials_of(source) {
            plain.credentials_of = Some(source.id.clone());
        }
        let value = |place: &Place| place.value(&exchange, &source.path);
        let Some(draft) = delete.draft(&plain, declared, value) else { continue };
        let request = draft.request(session.spec, declared, &session.options.credentials);
        if !tried.insert((request.target, request.body)) {
            continue;
        }
        let case = Case::look(delete.operation, format!("delete what {} created", source.id), draft);
        let Some(answered) = session.run(&case).await else { continue };
        let status = answered.exchange.status.as_u16();
        refused += usize::from(!answered.exchange.status.is_success() && ![404, 410].contains(&status));
    }
    session.created.clear();
    if !stays.is_empty() {
        let list: Vec<_> = stays.iter().map(|(id, count)| format!("{id} ({count})")).collect();
        session.notes.push(format!("created and not deleted, since nothing in the document does: {}", list.join(", ")));
    }
    if refused > 0 {
        let records = counted(refused, "record", "records");
        session.notes.push(format!("{records} of this check could not be deleted again: the server refused it"));
    }
}
