//! `/reference`: all operations of all providers.

use askama::Template;

use super::frame::Frame;
use super::rendered;
use super::sidebar::{Sidebar, frame};
use crate::prose::Block;
use crate::{Documents, Site};

#[derive(Template)]
#[template(path = "reference.html", config = "askama.toml")]
struct Reference<'p> {
    frame: Frame<'p>,
    sidebar: Sidebar<'p>,
    documents: &'p Documents,
}

/// The page.
pub fn reference(site: &Site, documents: &Documents) -> String {
    let sidebar = Sidebar { documents, document: None, operation: None };
    rendered(&Reference { frame: frame(site, "Reference", &[]), sidebar, documents })
}
