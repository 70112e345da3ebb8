//! `/controls`: clock, faults and reset.

use askama::Template;
use trackside_schemas::control::{Clock, Fault, Preset};

use super::frame::Frame;
use super::rendered;
use crate::documents::Document;
use crate::{Documents, Site, write};

#[derive(Template)]
#[template(path = "controls.html", config = "askama.toml")]
struct Controls<'p> {
    frame: Frame<'p>,
    clock: &'p Clock,
    begins: String,
    horizon: String,
    /// Each fault as JSON.
    faults: Vec<String>,
    presets: [Preset; 4],
    /// The documents of the providers, without the control surface, which has no faults.
    documents: Vec<&'p Document>,
}

/// The page.
pub fn controls(site: &Site, documents: &Documents, clock: &Clock, faults: &[Fault]) -> String {
    let providers = documents.iter().filter(|document| document.name == document.prefix);
    rendered(&Controls {
        frame: Frame::new(site, "controls", "Controls", &["copy.js", "controls.js"]),
        clock,
        begins: write::time(clock.begins),
        horizon: write::time(clock.horizon),
        faults: faults.iter().filter_map(|fault| serde_json::to_string(fault).ok()).collect(),
        presets: Preset::ALL,
        documents: providers.collect(),
    })
}
