//! The two editions of a document, and all that tells them apart.

/// Which edition of a provider's document is built.
///
/// The published document is exact: each status has the schema of its own body, and an operation may have several successes, in any
/// media type. progenitor panics on two error bodies or two success bodies of one operation and knows JSON alone, so the client is
/// generated from an edition that is never written to a file: every failure has the provider's one failure type (whose variants exclude
/// each other), and of the successes only the endpoint's own is there.
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

    /// How many of an operation's successes are there.
    pub(super) fn successes(self, declared: usize) -> usize {
        if self == Self::Published { declared } else { declared.min(1) }
    }
}
