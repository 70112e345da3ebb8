//! Reads the requests of browsers.

use http::header::ACCEPT;
use http::{HeaderMap, Uri};
use trackside_page::data::Kind;

/// The page or file that a path names.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PageRequest<'u> {
    Start,
    World,
    /// A table of the world's records.
    Table(Kind),
    /// A record, by its table and its id.
    Record(Kind, &'u str),
    /// Who receives webhook events, and what was sent.
    Deliveries,
    /// A delivery, by its number.
    Delivery(&'u str),
    Search,
    /// The clock of the header.
    Live,
    Reference,
    /// A provider, by name.
    Provider(&'u str),
    /// An operation, by the provider's name and the operation id.
    Operation(&'u str, &'u str),
    Journal,
    /// An exchange of the journal, by its number.
    Exchange(&'u str),
    /// What is shown beside an exchange, as JSON.
    ExchangeDetails(&'u str),
    Controls,
    /// A file that pages load, by name.
    Asset(&'u str),
    Unknown,
}

impl<'u> PageRequest<'u> {
    /// Parses a path. Names are not percent-decoded, because none of them needs escapes.
    pub(super) fn parse(path: &'u str) -> Self {
        if let Some(name) = path.strip_prefix("/assets/") {
            return Self::Asset(name);
        }
        // Browsers request it for responses that are not pages, such as the JSON of /_mock.
        if path == "/favicon.ico" {
            return Self::Asset("favicon.svg");
        }
        let path = path.strip_prefix('/').unwrap_or(path);
        let segments: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
        match *segments.as_slice() {
            [""] => Self::Start,
            ["world"] => Self::World,
            ["world", kind] => Kind::by_name(kind).map_or(Self::Unknown, Self::Table),
            ["world", kind, id] => Kind::by_name(kind).map_or(Self::Unknown, |kind| Self::Record(kind, id)),
            ["webhooks"] => Self::Deliveries,
            ["webhooks", number] => Self::Delivery(number),
            ["search"] => Self::Search,
            ["live"] => Self::Live,
            ["reference"] => Self::Reference,
            ["reference", provider] => Self::Provider(provider),
            ["reference", provider, operation] => Self::Operation(provider, operation),
            ["journal"] => Self::Journal,
            ["journal", id] => Self::Exchange(id),
            ["journal", id, "details"] => Self::ExchangeDetails(id),
            ["controls"] => Self::Controls,
            _ => Self::Unknown,
        }
    }
}

/// Whether the client accepts HTML. Programs such as curl do not ask for it.
pub(super) fn accepts_html(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|kind| kind.trim_start().starts_with("text/html"))
}

/// The names and values of the query.
pub(super) fn pairs(uri: &Uri) -> Vec<(String, String)> {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect()
}

#[cfg(test)]
mod tests {
    use http::header::ACCEPT;
    use http::{HeaderMap, HeaderValue};

    use trackside_page::data::Kind;

    use super::{PageRequest, accepts_html};

    #[test]
    fn parses_paths() {
        for (path, expected) in [
            ("/", PageRequest::Start),
            ("/world", PageRequest::World),
            ("/world/", PageRequest::World),
            ("/world/more", PageRequest::Unknown),
            ("/world/orders", PageRequest::Table(Kind::Orders)),
            ("/world/orders/7", PageRequest::Record(Kind::Orders, "7")),
            ("/webhooks/7", PageRequest::Delivery("7")),
            ("/reference/a", PageRequest::Provider("a")),
            ("/reference/a/b", PageRequest::Operation("a", "b")),
            ("/reference/a/b/c", PageRequest::Unknown),
            ("/journal/x", PageRequest::Exchange("x")),
            ("/journal/x/details", PageRequest::ExchangeDetails("x")),
            ("/journal/x/more", PageRequest::Unknown),
            ("/assets/style.css", PageRequest::Asset("style.css")),
            ("/assets", PageRequest::Unknown),
            ("/favicon.ico", PageRequest::Asset("favicon.svg")),
        ] {
            assert_eq!(PageRequest::parse(path), expected, "{path}");
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
            assert_eq!(accepts_html(&headers), expected, "{accept}");
        }
        assert!(!accepts_html(&HeaderMap::new()));
    }
}
