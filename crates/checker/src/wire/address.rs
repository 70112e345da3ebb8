//! The address of the server.

use bytes::Bytes;
use http::header::{HOST, USER_AGENT};
use http::uri::PathAndQuery;
use http::{HeaderValue, Uri};
use http_body_util::Full;
use url::{Host, Url};

use super::stream::Security;
use super::{Request, TransportError, WireError};

/// The user agent, unless the request has one.
const AGENT: &str = concat!("trackside-contract/", env!("CARGO_PKG_VERSION"));

/// A base URL in its parts.
#[derive(Debug)]
pub(super) struct Address {
    /// A name or an IP address, without brackets.
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    /// The value of the `Host` header.
    authority: HeaderValue,
    /// The path before every target, without a trailing slash.
    prefix: String,
}

impl Address {
    /// Parses a base URL.
    pub(super) fn new(base_url: &Url) -> Result<Self, WireError> {
        if !base_url.username().is_empty() || base_url.password().is_some() {
            return Err(WireError::Credentials);
        }
        let not_http = || WireError::Address { address: base_url.to_string() };
        if !["http", "https"].contains(&base_url.scheme()) {
            return Err(not_http());
        }
        if base_url.query().is_some() || base_url.fragment().is_some() {
            return Err(WireError::NotABase { address: base_url.to_string() });
        }
        let host = base_url.host().ok_or_else(not_http)?;
        let port = base_url.port_or_known_default().ok_or_else(not_http)?;
        let authority = base_url.port().map_or_else(|| host.to_string(), |port| format!("{host}:{port}"));
        let host = match host {
            Host::Domain(name) => name.to_owned(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        Ok(Self {
            security: Security::new(base_url.scheme() == "https", &host)?,
            host,
            port,
            authority: HeaderValue::try_from(authority).map_err(|_| not_http())?,
            prefix: base_url.path().trim_end_matches('/').to_owned(),
        })
    }

    /// The request as it is written on a connection.
    pub(super) fn request(&self, request: &Request) -> Result<http::Request<Full<Bytes>>, TransportError> {
        let cannot = |why: &str| TransportError::Request { why: format!("its target {:?} {why}", request.target) };
        if !request.target.starts_with('/') {
            return Err(cannot("does not start with a slash"));
        }
        let target = format!("{}{}", self.prefix, request.target);
        let path =
            PathAndQuery::try_from(target.as_str()).map_err(|error| cannot(&format!("cannot be sent: {error}")))?;
        // The fragment after a `#` would be dropped silently, and the server would see another request.
        if path.as_str() != target {
            return Err(cannot("would not be sent as it stands"));
        }
        let mut written = http::Request::new(Full::new(request.body.clone().unwrap_or_default()));
        *written.method_mut() = request.method.clone();
        *written.uri_mut() = Uri::from(path);
        *written.headers_mut() = request.headers.clone();
        let headers = written.headers_mut();
        headers.entry(HOST).or_insert_with(|| self.authority.clone());
        headers.entry(USER_AGENT).or_insert(HeaderValue::from_static(AGENT));
        Ok(written)
    }
}

/// A base URL without user and password, and without a trailing slash.
pub(crate) fn without_user(base_url: &Url) -> String {
    let mut base = base_url.clone();
    // Only URLs without a host refuse this, and those have no user.
    _ = base.set_username("");
    _ = base.set_password(None);
    base.as_str().trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::without_user;

    #[test]
    fn who_asks_is_left_out_of_addresses() {
        for (address, expected) in [
            ("http://ann:pass@localhost/", "http://localhost"),
            ("http://localhost:4010/shop/", "http://localhost:4010/shop"),
        ] {
            assert_eq!(without_user(&Url::parse(address).expect("an address")), expected);
        }
    }
}
