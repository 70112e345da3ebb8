//! The list of operations beside every page of the reference.

use super::frame::Frame;
use crate::documents::{Document, Group, Operation};
use crate::{Documents, Site};

/// The providers, and the operations of the current one by resource.
pub(super) struct Sidebar<'p> {
    /// All documents.
    pub(super) documents: &'p Documents,
    /// The document that the page belongs to.
    pub(super) document: Option<&'p Document>,
    /// The operation that the page is about.
    pub(super) operation: Option<&'p Operation>,
}

impl Sidebar<'_> {
    /// Whether the page belongs to this document.
    pub(super) fn is_open(&self, document: &Document) -> bool {
        self.document.is_some_and(|current| current.name == document.name)
    }

    /// Whether the page is about this document as a whole.
    pub(super) fn is_current(&self, document: &Document) -> bool {
        self.operation.is_none() && self.is_open(document)
    }

    /// Whether the page is about this operation.
    pub(super) fn is_about(&self, operation: &Operation) -> bool {
        self.operation.is_some_and(|current| current.id == operation.id)
    }

    /// Whether the page is about an operation of this group.
    pub(super) fn is_in(&self, document: &Document, group: &Group) -> bool {
        group.of(&document.operations).any(|operation| self.is_about(operation))
    }
}

/// The frame of a page of the reference.
pub(super) fn frame<'p>(site: &'p Site, title: &str, scripts: &'static [&'static str]) -> Frame<'p> {
    Frame { style: "reference.css", ..Frame::new(site, "reference", title, scripts) }
}
