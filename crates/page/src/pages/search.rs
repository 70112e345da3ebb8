//! `/search`: everything that a text is found in.

use askama::Template;

use super::frame::Frame;
use super::rendered;
use crate::Site;
use crate::data::Hit;

#[derive(Template)]
#[template(path = "search.html", config = "askama.toml")]
struct Search<'p> {
    frame: Frame<'p>,
    text: &'p str,
    hits: &'p [Hit],
}

/// The page. Without a text, it asks for one.
pub fn search(site: &Site, text: &str, hits: &[Hit]) -> String {
    rendered(&Search { frame: Frame::new(site, "", "Search", &[]), text, hits })
}
