//! `/reference`: all operations of all providers.

use askama::Template;

use super::frame::Frame;
use super::rendered;
use crate::{Documents, Site};

#[derive(Template)]
#[template(path = "reference.html", config = "askama.toml")]
struct Reference<'p> {
    frame: Frame<'p>,
    documents: &'p Documents,
}

/// The page.
pub fn reference(site: &Site, documents: &Documents) -> String {
    rendered(&Reference { frame: Frame::new(site, "reference", "Reference", &[]), documents })
}
