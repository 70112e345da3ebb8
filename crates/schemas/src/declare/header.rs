//! Response headers that a provider documents.

use super::Provenance;

/// A response header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeaderDeclaration {
    /// The header's name as the provider spells it.
    pub name: &'static str,
    /// What it contains, with the unit.
    pub description: &'static str,
    /// The type of its value.
    pub value: HeaderValueType,
    /// The only status with this header; `None` for every status.
    pub only_on: Option<u16>,
    /// Where the fact comes from.
    pub provenance: Provenance,
}

/// The type of a header's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderValueType {
    /// A whole number, zero or more.
    Count,
    /// Any text.
    Text,
}
