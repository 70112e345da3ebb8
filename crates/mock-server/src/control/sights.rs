//! Where each provider shows a program, or data that is unlike most: its id there, and a call that shows it.

use std::collections::BTreeMap;

use trackside_schemas::control::{ListedEdge, Sight};
use trackside_world::{Program, View};

use super::operations::listed;
use crate::catalogue;
use crate::sandbox::Sandbox;
use crate::serve::ProgramSeen;

/// Where the program is shown, by provider.
pub(super) fn sights(sandbox: &Sandbox, program: &Program, origin: &str) -> BTreeMap<String, Sight> {
    let sight_at = |provider: &catalogue::Provider| {
        let seen = (provider.manners.program)(sandbox, program)?;
        Some((provider.name.to_owned(), sight(sandbox, provider, seen, origin)?))
    };
    catalogue::providers().iter().filter_map(sight_at).collect()
}

/// Where data is unlike most.
pub(super) fn edges(sandbox: &Sandbox, view: View<'_>, origin: &str) -> Vec<ListedEdge> {
    let of_provider = |provider: &'static catalogue::Provider| {
        let edges = (provider.manners.edges)(sandbox, view).into_iter();
        edges.filter_map(move |edge| {
            Some(ListedEdge {
                name: edge.name.to_owned(),
                meaning: edge.meaning.to_owned(),
                since: edge.since,
                provider: provider.name.to_owned(),
                at: sight(sandbox, provider, edge.seen, origin)?,
            })
        })
    };
    catalogue::providers().iter().flat_map(of_provider).collect()
}

fn sight(sandbox: &Sandbox, provider: &catalogue::Provider, seen: ProgramSeen, origin: &str) -> Option<Sight> {
    let operation = provider.operations.iter().find(|operation| operation.id == seen.operation)?;
    let listed = listed(sandbox, operation, &seen.call, origin);
    Some(Sight {
        id: seen.id,
        link: listed.url,
        curl: listed.curl,
        operation: listed.id,
        path_parameters: listed.path_parameters,
        query: listed.query,
        body: listed.body,
        credential: listed.credential,
    })
}

/// A working curl command.
pub(crate) fn first_call(sandbox: &Sandbox, origin: &str) -> String {
    let operation = catalogue::operations().next().expect("the sandbox serves operations");
    listed(sandbox, operation, &operation.sample(sandbox), origin).curl
}
