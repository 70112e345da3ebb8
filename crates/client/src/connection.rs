//! The base URL and the HTTP client behind a typed client. Generated code calls [`open`].

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use crate::CallError;

const TIMEOUT: Duration = Duration::from_secs(15);

/// Checks the base URL and removes slashes at its end. The HTTP client does not follow redirects: they would carry the
/// credentials to another host.
pub(crate) fn open<F>(base_url: &str) -> Result<(&str, Client), CallError<F>> {
    let invalid = |reason: String| CallError::InvalidRequest(format!("`{base_url}` is not a base URL: {reason}"));
    let url =
        Url::parse(base_url).map_err(|error| invalid(format!("{error}; use one such as http://127.0.0.1:4010")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(invalid("it must start with http:// or https://".to_owned()));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid("remove the query and the fragment".to_owned()));
    }
    let client = Client::builder().connect_timeout(TIMEOUT).timeout(TIMEOUT).redirect(Policy::none()).build()?;
    Ok((base_url.trim_end_matches('/'), client))
}
