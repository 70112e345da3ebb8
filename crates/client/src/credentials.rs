//! What all credentials share: secrets that do not show themselves, and the way in which they enter a request.

use std::fmt;
use std::time::Duration;

use http::HeaderValue;
use http::header::HeaderName;
use reqwest::redirect::Policy;
use reqwest::{Client, Request, Url};

use crate::CallError;

/// A text that shows no more of itself than its last four characters.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

/// Credentials that know how they travel.
pub(crate) trait Present {
    /// Puts the credentials into the request. The error says what is wrong with them.
    fn present(&self, request: &mut Request) -> Result<(), String>;
}

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 4;
        // Of a short text, four characters would be most of it.
        let hidden = self.0.chars().count().saturating_sub(SHOWN);
        let end: String = if hidden > SHOWN { self.0.chars().skip(hidden).collect() } else { String::new() };
        write!(formatter, "…{end}")
    }
}

/// Makes a request carry the credentials and nothing that the provider does not know. The error says what is wrong with the credentials.
pub(crate) fn prepare(credentials: &impl Present, request: &mut Request) -> Result<(), String> {
    // progenitor's own convention; no provider has it.
    request.headers_mut().remove("api-version");
    credentials.present(request)
}

/// Puts a secret into a header; `scheme` stands before it (`Bearer `, or nothing).
pub(crate) fn put_header(request: &mut Request, name: &str, scheme: &str, secret: &Secret) -> Result<(), String> {
    let name = HeaderName::try_from(name).map_err(|_| format!("`{name}` is no name of a header"))?;
    let mut value = HeaderValue::try_from(format!("{scheme}{}", secret.expose())).map_err(|_| {
        format!("the secret for `{name}` holds a character that no header can carry: check it for line breaks")
    })?;
    value.set_sensitive(true);
    request.headers_mut().insert(name, value);
    Ok(())
}

/// The address without a slash at its end, and an HTTP client that keeps credentials where they belong.
pub(crate) fn connection<F>(base_url: &str) -> Result<(&str, Client), CallError<F>> {
    const PATIENCE: Duration = Duration::from_secs(15);
    let url = Url::parse(base_url).map_err(|error| {
        CallError::InvalidRequest(format!(
            "`{base_url}` is no address: {error}; give one such as http://127.0.0.1:4010"
        ))
    })?;
    if !matches!(url.scheme(), "http" | "https") || url.query().is_some() || url.fragment().is_some() {
        let message =
            format!("`{base_url}` is no base address: give one with http or https, without a query and a fragment");
        return Err(CallError::InvalidRequest(message));
    }
    let client = Client::builder().connect_timeout(PATIENCE).timeout(PATIENCE).redirect(Policy::none()).build()?;
    Ok((base_url.trim_end_matches('/'), client))
}

#[cfg(test)]
mod tests {
    use super::{Secret, connection};

    #[test]
    fn secrets_show_their_last_four_characters() {
        for (secret, shown) in [
            ("ak_live_1234567890", "…7890"),
            ("123456789", "…6789"),
            ("12345678", "…"),
            ("short", "…"),
            ("", "…"),
            ("ключ-ключ-ключ", "…ключ"),
        ] {
            assert_eq!(format!("{:?}", Secret::new(secret)), shown, "{secret}");
        }
    }

    #[test]
    fn addresses_are_checked() {
        for (address, expected) in [
            ("http://127.0.0.1:4010/agentref", Some("http://127.0.0.1:4010/agentref")),
            ("http://127.0.0.1:4010/agentref/", Some("http://127.0.0.1:4010/agentref")),
            ("127.0.0.1:4010", None),
            ("localhost:4010", None),
            ("ftp://127.0.0.1", None),
            ("http://127.0.0.1/?a=b", None),
            ("http://127.0.0.1/#a", None),
            ("", None),
        ] {
            assert_eq!(connection::<()>(address).ok().map(|(address, _)| address), expected, "{address}");
        }
    }
}
