//! How sure we are of a part of a contract.

use serde::Serialize;

/// Where a fact of a contract comes from: `x-provenance` next to the fact in the published document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "source", rename_all = "lowercase")]
pub enum Provenance {
    /// The provider states it, on the endpoint's page or elsewhere in public.
    Documented,
    /// Only an example of the provider shows it.
    Example,
    /// We concluded it.
    Inferred {
        /// What led to the conclusion, in one line.
        reason: &'static str,
    },
}

/// The provider states it.
pub const DOCUMENTED: Provenance = Provenance::Documented;

/// Only an example of the provider shows it.
pub const EXAMPLE: Provenance = Provenance::Example;

/// We concluded it, for the reason given (one line).
pub const fn inferred(reason: &'static str) -> Provenance {
    Provenance::Inferred { reason }
}
