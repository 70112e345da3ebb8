//! How callers prove who they are.

/// One way in which a credential travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecurityScheme {
    /// The scheme's name in the document.
    pub name: &'static str,
    /// What the credential is and where one gets it.
    pub description: &'static str,
    /// Where the credential stands.
    pub credential: Credential,
}

/// Where a credential stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// `Authorization: Bearer …`.
    Bearer,
    /// A header of the given name.
    Header(&'static str),
    /// A query parameter of the given name.
    Query(&'static str),
}

/// The names of the schemes that must all be satisfied together.
pub type SecurityRequirement = &'static [&'static str];
