//! Reads a document.

mod document;
mod examples;
mod operations;
mod responses;
mod template;
mod unsupported;
mod webhooks;

pub(crate) use document::{Document, join};
pub(crate) use examples::{Example, examples};
pub(crate) use operations::operations;
pub(crate) use responses::{covers, essence, is_json, may_be_json};
pub(crate) use template::Template;
pub use unsupported::Unsupported;
pub(crate) use webhooks::webhooks;
