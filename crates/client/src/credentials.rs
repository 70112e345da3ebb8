//! Secrets, and where each of them goes in a request. Generated code uses this module.

use std::fmt;

use http::HeaderValue;
use http::header::HeaderName;
use reqwest::Request;

/// Where a secret goes in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// `Authorization: Bearer …`.
    Bearer,
    /// The header with this name.
    Header(&'static str),
    /// The query parameter with this name.
    Query(&'static str),
}

/// The secrets that a request carries together.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Secrets(Vec<(Place, String)>);

impl Place {
    /// The name of the header or query parameter.
    fn name(self) -> &'static str {
        match self {
            Self::Bearer => "Authorization",
            Self::Header(name) | Self::Query(name) => name,
        }
    }
}

impl Secrets {
    pub(crate) fn new<const COUNT: usize>(secrets: [(Place, String); COUNT]) -> Self {
        Self(secrets.into())
    }

    /// Puts the secrets into the request, and removes the header that progenitor adds and no provider documents. Returns
    /// an error if a secret cannot be sent.
    pub(crate) fn prepare(&self, request: &mut Request) -> Result<(), String> {
        request.headers_mut().remove("api-version");
        self.0.iter().try_for_each(|(place, secret)| put(request, *place, secret))
    }
}

/// Shows the last four characters of each secret, so that logs do not leak it.
impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_map();
        for (place, secret) in &self.0 {
            shown.entry(&format_args!("{}", place.name()), &format_args!("{}", redacted(secret)));
        }
        shown.finish()
    }
}

fn put(request: &mut Request, place: Place, secret: &str) -> Result<(), String> {
    let value = match place {
        Place::Bearer => format!("Bearer {secret}"),
        Place::Header(_) => secret.to_owned(),
        Place::Query(name) => {
            request.url_mut().query_pairs_mut().append_pair(name, secret);
            return Ok(());
        }
    };
    let name = place.name();
    let header = HeaderName::try_from(name).map_err(|_| format!("`{name}` is not a valid header name"))?;
    let mut value = HeaderValue::try_from(value).map_err(|_| {
        format!("the secret for `{name}` contains a character that a header cannot hold, such as a line break")
    })?;
    value.set_sensitive(true);
    request.headers_mut().insert(header, value);
    Ok(())
}

fn redacted(secret: &str) -> String {
    const SHOWN: usize = 4;
    // Four characters would be most of a short secret.
    let hidden = secret.chars().count().saturating_sub(SHOWN);
    let end: String = if hidden > SHOWN { secret.chars().skip(hidden).collect() } else { String::new() };
    format!("…{end}")
}
