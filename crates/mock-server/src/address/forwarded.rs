//! What a proxy says about its client: the address that it used, and the one that it came from.

use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;
use http::header::HOST;
use http::uri::Authority;
use ipnet::IpNet;

/// The address that a request comes from: the peer's, or if the peer is a trusted proxy, the one in `X-Forwarded-For`.
///
/// Each proxy adds the address of its own client at the end. The last address that is not of a trusted proxy is the
/// client's: whatever stands before it, the client may have written itself. If all of them are trusted, it is the first.
pub(crate) fn client(headers: &HeaderMap, peer: IpAddr, proxies: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| proxies.iter().any(|proxy| proxy.contains(address));
    let mut client = peer;
    if proxies.is_empty() || !is_trusted(&client) {
        return client;
    }
    let values: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    let addresses = values.iter().rev().flat_map(|value| value.to_str().unwrap_or_default().rsplit(','));
    for address in addresses {
        // A name or "unknown" ends what is known of the way.
        let Some(address) = read(address.trim()) else { break };
        client = address;
        if !is_trusted(&client) {
            break;
        }
    }
    client
}

/// An IP address, alone or with a port.
fn read(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let alone = bare.parse::<IpAddr>().ok();
    alone.or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip())).map(|address| address.to_canonical())
}

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

    use std::net::IpAddr;

    use super::{client, origin};

    #[test]
    fn the_client_is_the_last_address_that_is_not_of_a_trusted_proxy() {
        let proxies = ["10.0.0.0/8", "fd00::/8"].map(|proxy| proxy.parse().expect("a network"));
        for (peer, forwarded, expected) in [
            ("10.0.0.1", &[][..], "10.0.0.1"),
            ("10.0.0.1", &["192.0.2.7"], "192.0.2.7"),
            ("192.0.2.9", &["192.0.2.7"], "192.0.2.9"),
            ("10.0.0.1", &["198.51.100.1, 192.0.2.7, 10.0.0.2"], "192.0.2.7"),
            ("10.0.0.1", &["198.51.100.1", "192.0.2.7 , 10.0.0.2"], "192.0.2.7"),
            ("10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            ("10.0.0.1", &["192.0.2.7:5123"], "192.0.2.7"),
            ("10.0.0.1", &["[2001:db8::7]:5123"], "2001:db8::7"),
            ("10.0.0.1", &["[2001:db8::7]"], "2001:db8::7"),
            ("fd00::1", &["2001:db8::7"], "2001:db8::7"),
            ("10.0.0.1", &["::ffff:192.0.2.7"], "192.0.2.7"),
            ("10.0.0.1", &["192.0.2.7, unknown"], "10.0.0.1"),
            ("10.0.0.1", &[""], "10.0.0.1"),
        ] {
            let name = HeaderName::from_static("x-forwarded-for");
            let value = |value: &&'static str| (name.clone(), HeaderValue::from_static(value));
            let mut headers = HeaderMap::new();
            headers.extend(forwarded.iter().map(value));
            let [peer, expected] = [peer, expected].map(|address| address.parse::<IpAddr>().expect("an address"));
            assert_eq!(client(&headers, peer, &proxies), expected, "{peer} {forwarded:?}");
            assert_eq!(client(&headers, peer, &[]), peer, "nobody is trusted: {forwarded:?}");
        }
    }

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
