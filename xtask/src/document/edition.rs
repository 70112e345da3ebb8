//! The two editions of a document, and how they differ.

/// Which edition of a provider's document is built.
///
/// The published document is exact: each status has the schema of its own body, and an operation may have several
/// successes, in any media type. progenitor panics if an operation has two types of error bodies or of success bodies,
/// knows only JSON, and makes an option of an option of a nullable reference to a nullable component. So the client is
/// generated from another edition, which is never written to a file: every failure has the provider's failure type,
/// whose variants exclude each other, the endpoint's own success is the only one, and no component is nullable itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// The document in `specs/`.
    Published,
    /// What progenitor reads.
    Client,
}

impl Edition {
    /// Whether each failure has the schema of its own body; otherwise all have the provider's failure type.
    pub(super) fn has_exact_failures(self) -> bool {
        self == Self::Published
    }

    /// Whether a component that may be null wherever it is used says so itself.
    pub(super) fn has_nullable_components(self) -> bool {
        self == Self::Published
    }

    /// The number of an operation's successes that this edition contains.
    pub(super) fn successes(self, declared: usize) -> usize {
        if self == Self::Published { declared } else { declared.min(1) }
    }
}
