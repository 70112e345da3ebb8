//! `/reference/{provider}`: a provider, how to authenticate, and its operations.

use askama::Template;

use super::frame::Frame;
use super::rendered;
use super::sidebar::{Sidebar, frame};
use crate::documents::Document;
use crate::prose::Block;
use crate::{Documents, Site};

#[derive(Template)]
#[template(path = "provider.html", config = "askama.toml")]
struct Provider<'p> {
    frame: Frame<'p>,
    sidebar: Sidebar<'p>,
    document: &'p Document,
    base_url: String,
}

/// The page. Returns nothing if there is no document with this name.
pub fn provider(site: &Site, documents: &Documents, name: &str) -> Option<String> {
    let document = documents.get(name)?;
    let frame = frame(site, &document.title, &["copy.js"]);
    let sidebar = Sidebar { documents, document: Some(document), operation: None };
    Some(rendered(&Provider { frame, sidebar, document, base_url: format!("{}/{}", site.origin, document.prefix) }))
}
