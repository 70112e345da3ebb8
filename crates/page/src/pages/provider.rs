//! `/reference/{provider}`: a provider, how to authenticate, and its operations.

use askama::Template;

use super::frame::Frame;
use super::rendered;
use crate::documents::Document;
use crate::prose::Block;
use crate::{Documents, Site};

#[derive(Template)]
#[template(path = "provider.html", config = "askama.toml")]
struct Provider<'p> {
    frame: Frame<'p>,
    document: &'p Document,
    base_url: String,
}

/// The page. Returns nothing if there is no document with this name.
pub fn provider(site: &Site, documents: &Documents, name: &str) -> Option<String> {
    let document = documents.get(name)?;
    let frame = Frame::new(site, "reference", document.title.as_str(), &["copy.js"]);
    Some(rendered(&Provider { frame, document, base_url: format!("{}/{}", site.origin, document.prefix) }))
}
