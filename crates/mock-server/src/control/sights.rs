//! Where each provider shows a program: its id there, and a call that shows it.

use std::collections::BTreeMap;

use trackside_schemas::control::Sight;
use trackside_world::Program;

use super::operations::listed;
use crate::catalogue;
use crate::sandbox::Sandbox;

/// Where the program is shown, by provider.
pub(super) fn sights(sandbox: &Sandbox, program: &Program, origin: &str) -> BTreeMap<String, Sight> {
    let sight = |provider: &catalogue::Provider| {
        let seen = (provider.manners.program)(sandbox, program)?;
        let operation = provider.operations.iter().find(|operation| operation.id == seen.operation)?;
        let listed = listed(sandbox, operation, &seen.call, origin);
        let sight = Sight {
            id: seen.id,
            link: listed.url,
            curl: listed.curl,
            operation: listed.id,
            path_parameters: listed.path_parameters,
            query: listed.query,
            body: listed.body,
            credential: listed.credential,
        };
        Some((provider.name.to_owned(), sight))
    };
    catalogue::providers().iter().filter_map(sight).collect()
}

/// A working curl command.
pub(crate) fn first_call(sandbox: &Sandbox, origin: &str) -> String {
    let operation = catalogue::operations().next().expect("the sandbox serves operations");
    listed(sandbox, operation, &operation.sample(sandbox), origin).curl
}
