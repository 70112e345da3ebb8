//! The frame around every page.

use askama::Template;

use super::rendered;
use crate::Site;

#[derive(Template)]
#[template(path = "clock.html", config = "askama.toml")]
struct Clock<'p> {
    frame: Frame<'p>,
}

/// The clock of the header, by which a page sees whether anything has changed.
pub fn live(site: &Site) -> String {
    rendered(&Clock { frame: Frame::new(site, "", "", &[]) })
}

/// The frame around a page: title, navigation and scripts.
pub(super) struct Frame<'p> {
    pub(super) site: &'p Site,
    /// The title.
    pub(super) title: String,
    /// The links of the navigation.
    pub(super) links: Vec<NavigationLink>,
    /// The scripts that the page loads.
    pub(super) scripts: &'static [&'static str],
    /// The style sheet that only some pages load; empty if this one does not.
    pub(super) style: &'static str,
}

/// A link of the navigation.
pub(super) struct NavigationLink {
    /// The last part of its test id.
    pub(super) name: &'static str,
    /// The text.
    pub(super) title: &'static str,
    /// The path that it leads to.
    pub(super) path: &'static str,
    /// Whether it leads to the current section.
    pub(super) is_current: bool,
}

impl<'p> Frame<'p> {
    /// Creates the frame of a page. `section` is the name of the link to highlight.
    pub(super) fn new(
        site: &'p Site,
        section: &str,
        title: impl Into<String>,
        scripts: &'static [&'static str],
    ) -> Self {
        const LINKS: [(&str, &str, &str); 6] = [
            ("start", "Start", "/"),
            ("world", "World", "/world"),
            ("reference", "Reference", "/reference"),
            ("journal", "Journal", "/journal"),
            ("webhooks", "Webhooks", "/webhooks"),
            ("controls", "Controls", "/controls"),
        ];
        let link = |(name, title, path)| NavigationLink { name, title, path, is_current: name == section };
        Self { site, title: title.into(), links: LINKS.map(link).into(), scripts, style: "" }
    }
}
