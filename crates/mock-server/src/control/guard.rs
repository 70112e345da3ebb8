//! Keeps pages of other origins, and names that a stranger's DNS points here, away from the control surface.

use std::net::IpAddr;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{HOST, ORIGIN};
use http::uri::Authority;
use http::{HeaderMap, StatusCode, Uri};
use trackside_schemas::control::Failure;

use crate::pipeline::json;

/// Lets a request pass when its `Host` names an address or loopback, and its `Origin`, if any, is this very server.
pub(crate) async fn own_pages_only(request: Request, next: Next) -> Response {
    match refusal(request.headers()) {
        None => next.run(request).await,
        Some(reason) => json(StatusCode::FORBIDDEN, &Failure::new("forbidden", reason)),
    }
}

fn refusal(headers: &HeaderMap) -> Option<&'static str> {
    let host = match headers.get(HOST) {
        None => None,
        Some(host) => match host.to_str().ok().and_then(|host| host.parse::<Authority>().ok()) {
            Some(host) if is_own_name(host.host()) => Some(host),
            _ => return Some("the Host header names neither an address nor localhost"),
        },
    };
    let origin = headers.get(ORIGIN)?;
    let origin = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
    let same = origin.is_some_and(|origin| origin.authority().is_some() && origin.authority() == host.as_ref());
    (!same).then_some("pages of other origins may not call the control surface")
}

/// Addresses cannot be rebound by DNS; of names, those of loopback are ours.
fn is_own_name(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let name = host.to_ascii_lowercase();
    address.parse::<IpAddr>().is_ok() || name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use http::header::{HOST, ORIGIN};

    use super::refusal;

    #[test]
    fn refuses_foreign_hosts_and_origins() {
        for (host, origin, passes) in [
            (Some("localhost:4010"), None, true),
            (Some("127.0.0.1:4010"), None, true),
            (Some("[::1]:4010"), None, true),
            (Some("trackside.localhost"), None, true),
            (None, None, true),
            (Some("localhost:4010"), Some("http://localhost:4010"), true),
            (Some("localhost:4010"), Some("http://localhost:5173"), false),
            (Some("localhost:4010"), Some("https://evil.example"), false),
            (Some("localhost:4010"), Some("null"), false),
            (Some("evil.example"), None, false),
            (Some("localhost.evil.example"), None, false),
            (None, Some("http://localhost:4010"), false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(host) = host {
                headers.insert(HOST, host.parse().expect("a header value"));
            }
            if let Some(origin) = origin {
                headers.insert(ORIGIN, origin.parse().expect("a header value"));
            }
            assert_eq!(refusal(&headers).is_none(), passes, "{host:?} {origin:?}");
        }
    }
}
