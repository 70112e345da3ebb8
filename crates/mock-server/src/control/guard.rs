//! Protects the pages and the control surface from pages of other origins, foreign host names (DNS rebinding) and
//! callers without the token.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{AUTHORIZATION, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE, WWW_AUTHENTICATE};
use http::request::Parts;
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use trackside_schemas::control::{Control, Failure, Health};

use crate::access::{Access, Token};
use crate::address::CallerAddress;
use crate::request::Arrival;
use crate::request::bearer;
use crate::response::{json, text, write_reason};
use crate::serve::Imitation as _;

/// The query parameter that brings the token to the page.
const PARAMETER: &str = "token";

/// How long a caller waits for the refusal of a wrong token, so that tokens cannot be tried in a row.
const WRONG_TOKEN_DELAY: Duration = Duration::from_millis(500);

/// The path that answers anybody: probes know neither host name nor token.
const HEALTH: &str = "/_mock/health";

/// Accepts a request if its `Host` is a name of the sandbox, if no page of another origin sent it, and if it has the
/// token where one is required.
pub(crate) async fn own_pages_only(request: Request, next: Next) -> Response {
    let sandbox = Arc::clone(&Arrival::of(request.extensions()).sandbox);
    let access = sandbox.access();
    let is_probe = request.uri().path() == HEALTH && matches!(*request.method(), Method::GET | Method::HEAD);
    let address = request.extensions().get::<CallerAddress>();
    if let Some(reason) = refusal(access, request.method(), request.headers(), address) {
        return if is_probe { alive() } else { forbidden(reason) };
    }
    let Some(token) = access.token() else { return next.run(request).await };
    match shown(token, request.headers()) {
        Shown::Right => next.run(request).await,
        Shown::Nothing if is_probe => alive(),
        Shown::Nothing => match admitted(token, &request) {
            Ok(Some(response)) => response,
            Ok(None) => unknown(&request),
            Err(WrongToken) => slowly(wrong(&request)).await,
        },
        Shown::Wrong => slowly(wrong(&request)).await,
    }
}

/// Whether a request is accepted, so that it may create the world that it selects.
pub(crate) fn admits(access: &Access, parts: &Parts) -> bool {
    refusal(access, &parts.method, &parts.headers, parts.extensions.get::<CallerAddress>()).is_none()
        && access.token().is_none_or(|token| shown(token, &parts.headers) == Shown::Right)
}

/// What anybody may know: the sandbox runs.
fn alive() -> Response {
    json(StatusCode::OK, &Health::alive())
}

fn forbidden(reason: &str) -> Response {
    let mut response = json(StatusCode::FORBIDDEN, &Failure::new("forbidden", reason));
    write_reason(response.headers_mut(), reason);
    response
}

/// Refuses a wrong token, and says so in the log.
fn wrong(request: &Request) -> Response {
    let client = request.extensions().get::<Arrival>().map(|arrival| arrival.client.to_string());
    tracing::warn!(client = client.unwrap_or_default(), path = request.uri().path(), "a wrong token was shown");
    unknown(request)
}

async fn slowly(response: Response) -> Response {
    tokio::time::sleep(WRONG_TOKEN_DELAY).await;
    response
}

fn refusal(
    access: &Access,
    method: &Method,
    headers: &HeaderMap,
    address: Option<&CallerAddress>,
) -> Option<&'static str> {
    let host = match headers.get(HOST) {
        None => None,
        Some(host) => match host.to_str().ok().and_then(|host| host.parse::<Authority>().ok()) {
            Some(host) if access.knows(host.host()) => Some(host),
            _ => return Some("the Host header is neither localhost nor a name given with --host or --allow-host"),
        },
    };
    if let Some(origin) = headers.get(ORIGIN) {
        let parsed = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
        let is_own = parsed.is_some_and(|origin| {
            (origin.authority().is_some() && origin.authority() == host.as_ref())
                || address.is_some_and(|address| address.is_origin(&origin))
        });
        return (!is_own && !access.admits(origin)).then_some(
            "pages of other origins may not call the control surface; --control-origin admits the one of your app",
        );
    }
    // Browsers send no Origin when a page only embeds a resource, but they do send Sec-Fetch-Site.
    let says = |name: &str, value: &str| headers.get(name).is_some_and(|header| header == value);
    let is_foreign = says("sec-fetch-site", "cross-site") || says("sec-fetch-site", "same-site");
    let is_visit = *method == Method::GET && says("sec-fetch-mode", "navigate") && says("sec-fetch-dest", "document");
    (is_foreign && !is_visit).then_some("pages of other origins may not embed the control surface")
}

/// Which token a request has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Right,
    Wrong,
    Nothing,
}

/// Looks for the token: `Authorization: Bearer …`, or the cookie that a visit with `?token=…` set.
fn shown(token: &Token, headers: &HeaderMap) -> Shown {
    let authorization = headers.get(AUTHORIZATION).and_then(|value| bearer(value.to_str().ok()?));
    let name = cookie_name(headers);
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let cookies = pairs.filter(|(known, _)| *known == name).map(|(_, value)| value);
    let mut found = Shown::Nothing;
    for shown in authorization.into_iter().chain(cookies) {
        if token.is(shown) {
            return Shown::Right;
        }
        found = Shown::Wrong;
    }
    found
}

/// The token in the URL of a page is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct WrongToken;

/// Moves the token from the URL of a page into a cookie and redirects, so that it does not stay in the URL or the
/// history.
fn admitted(token: &Token, request: &Request) -> Result<Option<Response>, WrongToken> {
    let query = request.uri().query().unwrap_or_default();
    let is_page = matches!(*request.method(), Method::GET | Method::HEAD) && !is_control(request.uri().path());
    let pairs = form_urlencoded::parse(query.as_bytes());
    let shown: Vec<_> = pairs.filter(|(name, _)| name == PARAMETER).map(|(_, shown)| shown).collect();
    if !is_page || shown.is_empty() {
        return Ok(None);
    }
    if !shown.iter().any(|shown| token.is(shown)) {
        return Err(WrongToken);
    }
    Ok(moved(token, request, query))
}

fn moved(token: &Token, request: &Request, query: &str) -> Option<Response> {
    let mut rest = form_urlencoded::Serializer::new(String::new());
    rest.extend_pairs(form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != PARAMETER));
    let rest = rest.finish();
    let path = request.uri().path();
    let location = if rest.is_empty() { path.to_owned() } else { format!("{path}?{rest}") };
    let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Strict", cookie_name(request.headers()), token.as_str());
    let mut response = text(StatusCode::SEE_OTHER, String::new());
    response.headers_mut().insert(LOCATION, HeaderValue::try_from(location).ok()?);
    response.headers_mut().insert(SET_COOKIE, HeaderValue::try_from(cookie).ok()?);
    Some(response)
}

fn unknown(request: &Request) -> Response {
    let mut response = if is_control(request.uri().path()) {
        let message = "the sandbox listens beyond loopback: send the token that it printed when it started, as \
                       Authorization: Bearer …";
        json(StatusCode::UNAUTHORIZED, &Failure::new("unauthorized", message))
    } else {
        let message = "This sandbox listens beyond loopback: open the address that it printed when it started, which \
                       ends with ?token=…\n";
        text(StatusCode::UNAUTHORIZED, message.to_owned())
    };
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

fn is_control(path: &str) -> bool {
    path.strip_prefix('/').is_some_and(|path| path.split('/').next() == Some(Control::PREFIX))
}

/// Cookies ignore ports, so the port is part of the name: several sandboxes on one host must not share a cookie.
fn cookie_name(headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
    format!("trackside_token_{}", host.and_then(|host| host.port_u16()).unwrap_or(80))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, Method};

    use super::{Shown, cookie_name, refusal, shown};
    use crate::access::{Access, Token};
    use crate::configuration::Configuration;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().expect("a value"))).collect()
    }

    #[test]
    fn refuses_foreign_hosts_and_pages() {
        const OWN: (&str, &str) = ("host", "localhost:4010");
        const VISIT: [(&str, &str); 2] = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
        let control_origins = vec!["http://app.example".parse().expect("an origin")];
        let access = Access::new(&Configuration { control_origins, ..Configuration::default() });
        for (pairs, passes) in [
            (&[OWN][..], true),
            (&[("host", "127.0.0.1:4010")], true),
            (&[("host", "[::1]:4010")], true),
            (&[], true),
            (&[("host", "localhost.:4010")], true),
            (&[OWN, ("origin", "http://localhost:4010")], true),
            (&[OWN, ("origin", "http://app.example")], true),
            (&[OWN, ("origin", "https://app.example")], false),
            (&[OWN, ("origin", "http://localhost:4010"), ("sec-fetch-site", "same-origin")], true),
            (&[OWN, ("origin", "http://localhost:5173")], false),
            (&[OWN, ("origin", "https://evil.example")], false),
            (&[OWN, ("origin", "null")], false),
            (&[("host", "evil.example")], false),
            (&[("host", "192.168.1.5:4010")], false),
            (&[("host", "localhost.evil.example")], false),
            (&[("host", "not a host")], false),
            (&[("origin", "http://localhost:4010")], false),
            (&[OWN, ("sec-fetch-site", "same-origin")], true),
            (&[OWN, ("sec-fetch-site", "none"), VISIT[0], VISIT[1]], true),
            (&[OWN, ("sec-fetch-site", "cross-site"), VISIT[0], VISIT[1]], true),
            (&[OWN, ("sec-fetch-site", "cross-site")], false),
            (&[OWN, ("sec-fetch-site", "same-site"), ("sec-fetch-mode", "no-cors")], false),
            (&[OWN, ("sec-fetch-site", "cross-site"), VISIT[0], ("sec-fetch-dest", "iframe")], false),
        ] {
            let refused = refusal(&access, &Method::GET, &headers(pairs), None);
            assert_eq!(refused.is_none(), passes, "{pairs:?}: {refused:?}");
        }
        let posted = headers(&[OWN, ("sec-fetch-site", "cross-site"), VISIT[0], VISIT[1]]);
        assert!(refusal(&access, &Method::POST, &posted, None).is_some(), "a form of a foreign page");
    }

    #[test]
    fn takes_the_token_from_header_or_cookie() {
        const HOST: (&str, &str) = ("host", "localhost:4010");
        let token: Token = "a-token-of-mine".parse().expect("a token");
        for (pairs, expected) in [
            (&[HOST, ("authorization", "Bearer a-token-of-mine")][..], Shown::Right),
            (&[HOST, ("authorization", "bearer a-token-of-mine")], Shown::Right),
            (&[HOST, ("authorization", "a-token-of-mine")], Shown::Nothing),
            (&[HOST, ("authorization", "Bearer another-token")], Shown::Wrong),
            (&[HOST, ("cookie", "a=b; trackside_token_4010=a-token-of-mine")], Shown::Right),
            (&[HOST, ("cookie", "trackside_token_4011=a-token-of-mine")], Shown::Nothing),
            (&[HOST, ("cookie", "trackside_token_4010=another")], Shown::Wrong),
            (&[HOST], Shown::Nothing),
        ] {
            assert_eq!(shown(&token, &headers(pairs)), expected, "{pairs:?}");
        }
        assert_eq!(cookie_name(&headers(&[("host", "localhost")])), "trackside_token_80");
    }
}
