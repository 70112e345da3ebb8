//! Error pages.

use askama::Template;

use super::frame::Frame;
use super::rendered;
use crate::Site;

#[derive(Template)]
#[template(path = "error.html", config = "askama.toml")]
struct Error<'p> {
    frame: Frame<'p>,
    message: &'p str,
}

/// A page that explains an error with a title and a sentence.
pub fn error(site: &Site, title: &str, message: &str) -> String {
    rendered(&Error { frame: Frame::new(site, "", title, &[]), message })
}
