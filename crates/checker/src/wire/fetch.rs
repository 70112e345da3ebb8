//! Downloads a document.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, LOCATION};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use url::Url;

use super::{Limits, Request, TransportError, Wire, WireError};

/// The most redirects that are followed.
const REDIRECTS: usize = 5;

/// The largest document, in bytes.
const LARGEST: usize = 256 << 20;

/// Why a document could not be downloaded.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The URL cannot be requested.
    #[error("cannot download {url}")]
    Wire { url: String, source: WireError },
    /// There was no complete response.
    #[error("cannot download {url}")]
    Transport { url: String, source: TransportError },
    /// The response was not 200.
    #[error(
        "cannot download {url}: the server responded with {status}; check the URL, or download the document and name the file"
    )]
    Status { url: String, status: StatusCode },
    /// A redirect leads nowhere, or on and on.
    #[error("cannot download {url}: {why}")]
    Redirect {
        url: String,
        /// What is wrong with the redirect.
        why: String,
    },
}

/// Downloads a document of up to 256 MiB. Up to five redirects are followed, from `https` only to `https`.
///
/// # Errors
/// Returns an error if the URL is not `http` or `https`, or if the response is not a complete one with status 200.
pub async fn fetch(url: &Url) -> Result<Bytes, FetchError> {
    let shown = url.to_string();
    let redirect = |why: String| FetchError::Redirect { url: shown.clone(), why };
    let limits = Limits { response: Duration::from_mins(2), body_bytes: LARGEST, ..Limits::default() };
    let mut at = url.clone();
    for _ in 0..=REDIRECTS {
        let mut base = at.clone();
        base.set_query(None);
        base.set_fragment(None);
        base.set_path("/");
        let wire = Wire::new(&base, limits).map_err(|source| FetchError::Wire { url: shown.clone(), source })?;
        let query = at.query().map(|query| format!("?{query}")).unwrap_or_default();
        let accept = HeaderValue::from_static("application/json, application/yaml, */*;q=0.5");
        let request = Request {
            method: Method::GET,
            target: format!("{}{query}", at.path()),
            headers: HeaderMap::from_iter([(ACCEPT, accept)]),
            body: None,
        };
        let sent = wire.send(&request).await;
        let got = sent.map_err(|source| FetchError::Transport { url: shown.clone(), source })?.exchange;
        if !got.status.is_redirection() {
            return match got.status {
                StatusCode::OK => Ok(got.response_body),
                status => Err(FetchError::Status { url: shown, status }),
            };
        }
        let location = got.response_headers.get(LOCATION).and_then(|location| location.to_str().ok());
        let next = location.and_then(|location| at.join(location).ok());
        let next = next.ok_or_else(|| redirect(format!("{} leads to no URL", got.status)))?;
        if at.scheme() == "https" && next.scheme() != "https" {
            return Err(redirect(format!("a redirect leads from https to {}", next.scheme())));
        }
        at = next;
    }
    Err(redirect(format!("there are more than {REDIRECTS} redirects")))
}
