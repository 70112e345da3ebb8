//! Authentication of callers.

/// A security scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecurityScheme {
    /// The scheme's name in the document.
    pub name: &'static str,
    /// What the credential is, and where to get one.
    pub description: &'static str,
    /// Where the credential goes in a request.
    pub credential: Credential,
}

/// Where a credential goes in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// `Authorization: Bearer …`.
    Bearer,
    /// A header of the given name.
    Header(&'static str),
    /// A query parameter of the given name.
    Query(&'static str),
    /// A header of the given name that signs the request's body with a secret that both sides know.
    Signature(&'static str),
}

/// The names of the schemes that are needed together.
pub type SecurityRequirement = &'static [&'static str];
