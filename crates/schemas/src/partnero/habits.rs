//! Which programs have which operations. A key belongs to one program, so its kind is the kind of the program.

use super::Failure;
use crate::declare::{Operation, Provenance, Tag};

/// A key of an affiliate program.
pub const AFFILIATE: &str = "affiliate";

/// A key of a refer-a-friend program.
pub const REFER_A_FRIEND: &str = "refer-a-friend";

/// A key of a newsletter program.
pub const NEWSLETTER: &str = "newsletter";

/// An operation that affiliate programs have.
pub(super) fn affiliate(id: &'static str, provenance: Provenance, tag: Tag) -> Operation<Failure> {
    any_kind(id, provenance, tag).key_kinds(&[AFFILIATE])
}

/// An operation that refer-a-friend programs have.
pub(super) fn referral(id: &'static str, provenance: Provenance, tag: Tag) -> Operation<Failure> {
    any_kind(id, provenance, tag).key_kinds(&[REFER_A_FRIEND])
}

/// An operation that newsletter programs have.
pub(super) fn newsletter(id: &'static str, provenance: Provenance, tag: Tag) -> Operation<Failure> {
    any_kind(id, provenance, tag).key_kinds(&[NEWSLETTER])
}

/// An operation that programs with customers have: affiliate and refer-a-friend programs.
pub(super) fn with_customers(id: &'static str, provenance: Provenance, tag: Tag) -> Operation<Failure> {
    any_kind(id, provenance, tag).key_kinds(&[AFFILIATE, REFER_A_FRIEND])
}

/// An operation that every program has.
pub(super) fn any_kind(id: &'static str, provenance: Provenance, tag: Tag) -> Operation<Failure> {
    Operation::new(id, provenance).tag(tag)
}
