//! What the operations of each group have in common: tag, keys, scope and failures.

use super::failure::{self, Failure};
use super::scope::{AFFILIATE, MERCHANT, ONBOARDING};
use crate::declare::{Operation, Provenance, Tag};

/// Facts about the key and its owner.
pub(super) const ACCOUNT: Tag = Tag { name: "Account", description: "The key and its owner." };

/// Whether tracking works.
pub(super) const TRACKING: Tag =
    Tag { name: "Tracking", description: "Whether a program's tracking is set up and works." };

/// The header whose value makes a repeated POST harmless.
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// An operation for a merchant's key with a scope.
pub(super) fn merchant(id: &'static str, provenance: Provenance, tag: Tag, scope: &'static str) -> Operation<Failure> {
    Operation::new(id, provenance).tag(tag).key_kinds(&[MERCHANT]).scopes(&[scope])
}

/// An operation for a merchant's key with a scope, or for an onboarding key.
pub(super) fn setup(id: &'static str, provenance: Provenance, tag: Tag, scope: &'static str) -> Operation<Failure> {
    Operation::new(id, provenance).tag(tag).key_kinds(&[MERCHANT, ONBOARDING]).scopes(&[scope])
}

/// An operation for an affiliate's key with a scope.
pub(super) fn affiliate(id: &'static str, provenance: Provenance, tag: Tag, scope: &'static str) -> Operation<Failure> {
    Operation::new(id, provenance).tag(tag).key_kinds(&[AFFILIATE]).scopes(&[scope])
}

/// An operation for every key.
pub(super) fn any_key(id: &'static str, provenance: Provenance, tag: Tag) -> Operation<Failure> {
    Operation::new(id, provenance).tag(tag).without(403)
}

/// What every POST has: it may be repeated with the same `Idempotency-Key`.
pub(super) trait Repeatable {
    /// The same operation, which takes an `Idempotency-Key`.
    fn repeatable(self) -> Self;
}

impl Repeatable for Operation<Failure> {
    fn repeatable(self) -> Self {
        self.idempotency_key(IDEMPOTENCY_KEY).failure(failure::reused_key())
    }
}
