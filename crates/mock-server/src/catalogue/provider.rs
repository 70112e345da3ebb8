//! A provider that the sandbox imitates.

use trackside_schemas::declare::{Credential, Delivery};

use super::Operation;
use crate::serve::{Manners, Sends};

/// A provider that the sandbox imitates, or its own control surface.
#[derive(Debug)]
pub(crate) struct Provider {
    /// Its name in host names and file names.
    pub(crate) name: &'static str,
    /// Its name as it spells it.
    pub(crate) title: &'static str,
    /// The first segment of its paths in the sandbox.
    pub(crate) prefix: &'static str,
    /// Its real base URL, without a trailing slash.
    pub(crate) server: &'static str,
    /// The path of its real base URL, without a trailing slash.
    pub(crate) base_path: &'static str,
    /// Its security schemes by name, in order.
    pub(crate) schemes: Vec<(&'static str, Credential)>,
    pub(crate) manners: Manners,
    /// What it sends to webhooks, if it sends anything, and how.
    pub(crate) sends: Option<&'static dyn Sends>,
    pub(crate) delivery: Option<Delivery>,
    /// The names of its webhook events.
    pub(crate) events: Vec<&'static str>,
    pub(crate) operations: Vec<Operation>,
}

impl Provider {
    /// Method and path of each operation, as in `GET /prefix/things/{id}`.
    pub(crate) fn endpoints(&self) -> impl Iterator<Item = String> {
        self.operations
            .iter()
            .map(|operation| format!("{} /{}{}", operation.method, self.prefix, operation.path_template))
    }
}
