//! `/viewer/{provider}`: a document in RapiDoc.

use askama::Template;

use super::frame::Frame;
use super::rendered;
use crate::documents::Document;
use crate::{Documents, Site};

#[derive(Template)]
#[template(path = "viewer.html", config = "askama.toml")]
struct Viewer<'p> {
    frame: Frame<'p>,
    document: &'p Document,
}

/// The page. Returns nothing if there is no document with this name. Serve it with
/// [`VIEWER_POLICY`](crate::VIEWER_POLICY).
pub fn viewer(site: &Site, documents: &Documents, name: &str) -> Option<String> {
    let document = documents.get(name)?;
    let mut frame = Frame::new(
        site,
        "reference",
        format!("{} viewer", document.title),
        &["viewer/viewer.js", "viewer/rapidoc-min.js"],
    );
    frame.is_wide = true;
    Some(rendered(&Viewer { frame, document }))
}
