//! What a proxy says about the address that its client used.

use http::HeaderMap;
use http::header::HOST;
use http::uri::Authority;

/// The address in front of a proxy, from `X-Forwarded-Proto`, `X-Forwarded-Host` and `X-Forwarded-Prefix`. `None` if
/// there is no such header, or if they make no address.
///
/// Each proxy on the way may add a value. The first one is of the proxy that the client met.
pub(super) fn origin(headers: &HeaderMap) -> Option<String> {
    let first = |name: &str| {
        let value = headers.get(name)?.to_str().ok()?;
        let value = value.split(',').next().unwrap_or_default().trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    let (scheme, host, prefix) = (first("x-forwarded-proto"), first("x-forwarded-host"), first("x-forwarded-prefix"));
    if scheme.is_none() && host.is_none() && prefix.is_none() {
        return None;
    }
    let scheme = scheme.filter(|scheme| scheme == "https").map_or("http", |_| "https");
    let own = || headers.get(HOST).and_then(|host| host.to_str().ok()).map(str::to_owned);
    let host: Authority = host.or_else(own)?.parse().ok()?;
    let prefix = prefix.unwrap_or_default();
    let prefix = prefix.trim_end_matches('/');
    let is_path = prefix.is_empty()
        || (prefix.starts_with('/') && !prefix.starts_with("//") && prefix.bytes().all(|byte| byte.is_ascii_graphic()));
    is_path.then(|| format!("{scheme}://{host}{prefix}"))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::origin;

    #[test]
    fn headers_make_an_address() {
        for (pairs, expected) in [
            (&[][..], None),
            (&[("x-forwarded-proto", "https")], Some("https://inside:4010")),
            (&[("x-forwarded-proto", "https"), ("x-forwarded-host", "out.example")], Some("https://out.example")),
            (&[("x-forwarded-proto", "https, http")], Some("https://inside:4010")),
            (&[("x-forwarded-host", "a.example, b.example")], Some("http://a.example")),
            (&[("x-forwarded-prefix", "/trackside/")], Some("http://inside:4010/trackside")),
            (&[("x-forwarded-proto", "gopher")], Some("http://inside:4010")),
            (&[("x-forwarded-prefix", "trackside")], None),
            (&[("x-forwarded-prefix", "//evil.example")], None),
            (&[("x-forwarded-host", "a b")], None),
            (&[("x-forwarded-host", "")], None),
        ] {
            let mut headers = HeaderMap::from_iter([(http::header::HOST, HeaderValue::from_static("inside:4010"))]);
            headers.extend(
                pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))),
            );
            assert_eq!(origin(&headers).as_deref(), expected, "{pairs:?}");
        }
    }
}
