//! What stands around every page.

use crate::Site;

/// What stands around a page: its title, and where it lies.
pub(super) struct Frame<'p> {
    /// The sandbox.
    pub(super) site: &'p Site,
    /// The title, which names the page among tabs.
    pub(super) title: String,
    /// The links to all pages.
    pub(super) places: Vec<Place>,
    /// The scripts that the page loads.
    pub(super) scripts: &'static [&'static str],
    /// Whether the page needs all the width there is.
    pub(super) is_wide: bool,
}

/// A link of the navigation.
pub(super) struct Place {
    /// The last part of its test id.
    pub(super) name: &'static str,
    /// What it reads.
    pub(super) title: &'static str,
    /// Where it leads.
    pub(super) path: &'static str,
    /// Whether the page is there.
    pub(super) is_here: bool,
}

impl<'p> Frame<'p> {
    /// The frame of a page; `here` is the place of the navigation to which it belongs.
    pub(super) fn new(site: &'p Site, here: &str, title: impl Into<String>, scripts: &'static [&'static str]) -> Self {
        const PLACES: [(&str, &str, &str); 5] = [
            ("start", "Start", "/"),
            ("world", "World", "/world"),
            ("reference", "Reference", "/reference"),
            ("journal", "Journal", "/journal"),
            ("controls", "Controls", "/controls"),
        ];
        let place = |(name, title, path)| Place { name, title, path, is_here: name == here };
        Self { site, title: title.into(), places: PLACES.map(place).into(), scripts, is_wide: false }
    }
}
