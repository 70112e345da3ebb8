//! A provider that the sandbox imitates.

use trackside_schemas::declare::Credential;

use super::Operation;
use crate::serve::Manners;

/// A provider that the sandbox imitates, or its own control surface.
#[derive(Debug)]
pub(crate) struct Provider {
    /// Its name: the first label of a host name, the name of its document.
    pub(crate) name: &'static str,
    /// Its name in its own spelling.
    pub(crate) title: &'static str,
    /// The first segment of its paths in the sandbox.
    pub(crate) prefix: &'static str,
    /// The path of its real base URL, without a slash at the end.
    pub(crate) base_path: &'static str,
    /// Its security schemes by name, in order.
    pub(crate) schemes: Vec<(&'static str, Credential)>,
    /// Its manners.
    pub(crate) manners: Manners,
    /// Its operations, in order.
    pub(crate) operations: Vec<Operation>,
}

impl Provider {
    /// Method and path of each operation in the sandbox, with parameters in braces.
    pub(crate) fn endpoints(&self) -> impl Iterator<Item = String> {
        self.operations
            .iter()
            .map(|operation| format!("{} /{}{}", operation.method, self.prefix, operation.path_template))
    }
}
