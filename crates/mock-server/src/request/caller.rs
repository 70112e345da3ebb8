//! The caller of a request.

use super::Alternatives;
use crate::credentials::Grant;

/// The caller of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    /// What they may do.
    pub(crate) grant: Grant,
    /// The credential: what the rate limit counts by.
    pub(crate) credential: String,
}

impl Caller {
    /// Whether the caller's account has nothing yet.
    pub(crate) fn is_new(&self) -> bool {
        self.grant == Grant::Empty
    }

    /// The key or token; the first one of a pair.
    pub(crate) fn first_secret(&self, alternatives: &Alternatives) -> &str {
        let in_pairs = alternatives.iter().any(|alternative| alternative.len() > 1);
        let first = if in_pairs { self.credential.split_once(':') } else { None };
        first.map_or(&self.credential, |(first, _)| first)
    }
}
