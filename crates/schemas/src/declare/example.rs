//! Named example values.

/// A named example of a body. `Prefer: example=NAME` requests it.
#[derive(Debug, Clone, PartialEq)]
pub struct Example<T> {
    /// The name, in kebab case.
    pub name: &'static str,
    /// What the example shows, in one line.
    pub summary: &'static str,
    /// The value itself.
    pub value: T,
}

/// Builds an [`Example`].
pub fn example<T>(name: &'static str, summary: &'static str, value: T) -> Example<T> {
    Example { name, summary, value }
}
