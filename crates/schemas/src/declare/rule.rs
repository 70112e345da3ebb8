//! Facts across fields, as expressions that travel with the contract.

use serde::Serialize;

use super::{DOCUMENTED, Provenance, inferred};

/// One fact across fields, written in CEL, as it comes out under `x-validations` (the field names that Kubernetes uses).
///
/// On a schema the value is `self`. On an operation the expression sees `request` (`path`, `query`, `body`, `headers`), `response`
/// (`status`, `headers`, `body`) and `now`, the instant of the answer. Two functions are ours: `datetime(text)` reads dates without a
/// zone as UTC, `money(text)` reads formatted money as minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The CEL expression; true when the fact holds.
    pub rule: &'static str,
    /// The fact in words, for the person who reads that it is broken.
    pub message: &'static str,
    /// Where the fact comes from.
    pub provenance: Provenance,
}

impl Rule {
    /// A fact that the provider states.
    pub const fn documented(rule: &'static str, message: &'static str) -> Self {
        Self { rule, message, provenance: DOCUMENTED }
    }

    /// A fact that we concluded, and why.
    pub const fn inferred(rule: &'static str, message: &'static str, reason: &'static str) -> Self {
        Self { rule, message, provenance: inferred(reason) }
    }
}

/// The value of an `x-validations` attribute.
pub fn rules<const N: usize>(rules: [Rule; N]) -> Vec<Rule> {
    rules.to_vec()
}
