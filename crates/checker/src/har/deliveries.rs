//! Deliveries of webhooks in a recording.

use http::StatusCode;
use trackside_contract::Delivery;
use trackside_recording::har::format::Entry;
use url::Url;

use super::convert::{InvalidField, headers, method, request_body};
use super::read::{Recording, prefix};

/// The receivers of webhooks, as the reader finds them in a recording.
#[derive(Debug, Clone, Copy, Default)]
pub struct Receivers<'r> {
    /// Requests to URLs that start with one of these are deliveries.
    pub urls: &'r [Url],
    /// The header with the signature of a delivery. A request elsewhere that has it may be a delivery.
    pub signature_header: Option<&'r str>,
}

/// A delivery in a recording.
#[derive(Debug, Clone)]
pub struct RecordedDelivery {
    /// The position of the entry in the file, from zero.
    pub index: usize,
    /// The URL of the receiver without path.
    pub base_url: String,
    /// When it was sent, as written in the recording: usually RFC 3339.
    pub started: Option<String>,
    pub delivery: Delivery,
    /// What the receiver answered, if it did.
    pub status: Option<StatusCode>,
}

impl Receivers<'_> {
    /// The length of the path of the receiver that a URL belongs to.
    pub(super) fn length(&self, address: &Url) -> Option<usize> {
        let of_its_host = self.urls.iter().filter(|url| url.origin() == address.origin());
        of_its_host.filter_map(|url| prefix(address, url.path())).max()
    }

    /// Whether an entry looks like a delivery.
    pub(super) fn suspect(&self, entry: &Entry) -> bool {
        self.signature_header
            .is_some_and(|name| entry.request.headers.iter().any(|header| header.name.eq_ignore_ascii_case(name)))
    }
}

impl RecordedDelivery {
    pub(super) fn new(
        index: usize,
        address: &Url,
        started: Option<String>,
        entry: Entry,
    ) -> Result<Self, InvalidField> {
        let query = address.query().map(|query| format!("?{query}")).unwrap_or_default();
        let delivery = Delivery {
            method: method(&entry.request.method)?,
            target: format!("{}{query}", address.path()),
            headers: headers(&entry.request.headers),
            body: entry.request.post_data.map_or(Ok(bytes::Bytes::new()), request_body)?,
        };
        let status = u16::try_from(entry.response.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
        Ok(Self { index, base_url: address.origin().ascii_serialization(), started, delivery, status })
    }
}

impl Recording {
    /// A note about requests to others that look like deliveries, if there are any.
    pub fn suspicion(&self) -> Option<String> {
        suspicion(&self.suspected)
    }
}

/// A note about requests that look like deliveries, with their URLs.
pub(crate) fn suspicion(urls: &[String]) -> Option<String> {
    let first = urls.first()?;
    let look = if urls.len() == 1 { "request looks like a delivery" } else { "requests look like deliveries" };
    Some(format!("{} {look} of webhooks; to judge deliveries, add --webhook-url {first}", urls.len()))
}

/// A URL without user, query and fragment.
pub(crate) fn without_query(address: &Url) -> String {
    format!("{}{}", address.origin().ascii_serialization(), address.path())
}
