//! What stands where there is no page.

use askama::Template;

use super::frame::Frame;
use super::rendered;
use crate::Site;

#[derive(Template)]
#[template(path = "refusal.html", config = "askama.toml")]
struct Refusal<'p> {
    frame: Frame<'p>,
    message: &'p str,
}

/// A page that says what went wrong, in a title and a sentence.
pub fn refusal(site: &Site, title: &str, message: &str) -> String {
    rendered(&Refusal { frame: Frame::new(site, "", title, &[]), message })
}
