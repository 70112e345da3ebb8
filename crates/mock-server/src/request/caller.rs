//! The caller of a request.

use trackside_world::{Owner, Program};

use super::{Alternatives, Forbidden};
use crate::credentials::Grant;

/// The caller of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    /// What they may do.
    pub(crate) grant: Grant,
    /// The kind of their key, where keys have kinds.
    pub(crate) kind: Option<&'static str>,
    /// The scopes of their key, if it does not have all.
    pub(crate) scopes: Option<Vec<String>>,
    /// Why they may not call the operation, if they may not.
    pub(crate) forbidden: Option<Forbidden>,
    /// The credential: what the rate limit counts by.
    pub(crate) credential: String,
}

impl Caller {
    /// Somebody who may do everything.
    pub(crate) fn unlimited(credential: String) -> Self {
        Self { grant: Grant::Full, kind: None, scopes: None, forbidden: None, credential }
    }

    /// Whose things the caller sees. None if their account has nothing yet.
    pub(crate) fn owner(&self) -> Option<Owner> {
        match self.grant {
            Grant::Empty => None,
            Grant::Other => Some(Owner::Other),
            _ => Some(Owner::Usual),
        }
    }

    /// Whether the program is the caller's.
    pub(crate) fn owns(&self, program: &Program) -> bool {
        match self.grant {
            Grant::Program(own) => own == program.id,
            _ => self.owner() == Some(program.owner),
        }
    }

    /// The key or token; the first one of a pair.
    pub(crate) fn first_secret(&self, alternatives: &Alternatives) -> &str {
        let in_pairs = alternatives.iter().any(|alternative| alternative.len() > 1);
        let first = if in_pairs { self.credential.split_once(':') } else { None };
        first.map_or(&self.credential, |(first, _)| first)
    }
}
