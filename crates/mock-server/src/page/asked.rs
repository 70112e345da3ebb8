//! What a browser asks for.

use http::header::ACCEPT;
use http::{HeaderMap, Uri};
use trackside_page::pages::JournalFilter;

/// A page, as its address names it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked<'u> {
    /// Where to go from here.
    Start,
    /// What there is to be found.
    World,
    /// Every operation.
    Reference,
    /// The operations of a provider.
    Provider(&'u str),
    /// An operation of a provider.
    Operation(&'u str, &'u str),
    /// What has been asked.
    Journal,
    /// An exchange of the journal.
    Exchange(&'u str),
    /// Clock, faults, reset.
    Controls,
    /// A document in the viewer.
    Viewer(&'u str),
    /// A file that pages load.
    Asset(&'u str),
    /// No page.
    Unknown,
}

impl<'u> Asked<'u> {
    /// Reads a path. Names stand in it as they are: none of them needs escapes.
    pub(super) fn read(path: &'u str) -> Self {
        if let Some(name) = path.strip_prefix("/assets/") {
            return Self::Asset(name);
        }
        // Browsers ask for it beside whatever is no page, such as the JSON of /_mock.
        if path == "/favicon.ico" {
            return Self::Asset("favicon.svg");
        }
        let path = path.strip_prefix('/').unwrap_or(path);
        let segments: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
        match *segments.as_slice() {
            [""] => Self::Start,
            ["world"] => Self::World,
            ["reference"] => Self::Reference,
            ["reference", provider] => Self::Provider(provider),
            ["reference", provider, operation] => Self::Operation(provider, operation),
            ["journal"] => Self::Journal,
            ["journal", id] => Self::Exchange(id),
            ["controls"] => Self::Controls,
            ["viewer", name] => Self::Viewer(name),
            _ => Self::Unknown,
        }
    }
}

/// Whether who asks reads HTML. Programs such as curl do not say so.
pub(super) fn reads_html(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|kind| kind.trim_start().starts_with("text/html"))
}

/// Names and values of the query.
pub(super) fn pairs(uri: &Uri) -> Vec<(String, String)> {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect()
}

/// What the journal's form asks for.
pub(super) fn filter(uri: &Uri) -> JournalFilter {
    let mut filter = JournalFilter::default();
    for (name, value) in pairs(uri) {
        match name.as_str() {
            "provider" => filter.provider = value,
            "status" => filter.status = value,
            "text" => filter.text = value,
            _ => {}
        }
    }
    filter
}

#[cfg(test)]
mod tests {
    use http::header::ACCEPT;
    use http::{HeaderMap, HeaderValue};

    use super::{Asked, reads_html};

    #[test]
    fn reads_paths() {
        for (path, expected) in [
            ("/", Asked::Start),
            ("/world", Asked::World),
            ("/world/", Asked::World),
            ("/world/more", Asked::Unknown),
            ("/reference/a", Asked::Provider("a")),
            ("/reference/a/b", Asked::Operation("a", "b")),
            ("/reference/a/b/c", Asked::Unknown),
            ("/journal/x", Asked::Exchange("x")),
            ("/assets/viewer/viewer.js", Asked::Asset("viewer/viewer.js")),
            ("/assets", Asked::Unknown),
            ("/favicon.ico", Asked::Asset("favicon.svg")),
            ("/viewer", Asked::Unknown),
        ] {
            assert_eq!(Asked::read(path), expected, "{path}");
        }
    }

    #[test]
    fn tells_browsers_from_programs() {
        for (accept, expected) in [
            ("text/html,application/xhtml+xml,*/*;q=0.8", true),
            ("application/json, text/html;q=0.5", true),
            ("*/*", false),
            ("application/json", false),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
            assert_eq!(reads_html(&headers), expected, "{accept}");
        }
        assert!(!reads_html(&HeaderMap::new()));
    }
}
