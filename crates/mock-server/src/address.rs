//! The address that a caller used: `http://localhost:4010/wecantrack/api/v3/…` or
//! `http://wecantrack.localhost:4010/api/v3/…`, directly or through a proxy. The path of the provider's real base URL may
//! follow the prefix.

mod forwarded;
mod path;

use std::sync::Arc;

use http::header::HOST;
use http::request::Parts;
use http::uri::{Authority, PathAndQuery};
use http::{HeaderValue, Uri};

use crate::catalogue::{Provider, providers};

pub(crate) use self::forwarded::client;

/// The address that the caller used, before its host name became a path prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallerAddress {
    /// The `Host` header, or the authority of an absolute URL.
    host: Option<HeaderValue>,
    /// The address in front of a proxy, without a trailing slash: `https://sandbox.example/trackside`.
    outside: Option<Arc<str>>,
    /// Path and query as the caller sent them.
    pub(crate) target: PathAndQuery,
}

impl CallerAddress {
    /// The address of a request that the sandbox makes to itself.
    pub(crate) fn without_host(target: PathAndQuery) -> Self {
        Self { host: None, outside: None, target }
    }

    /// What stands before the path: scheme, host and port, such as `http://localhost:4010`, and the prefix of a proxy.
    pub(crate) fn origin(&self) -> String {
        self.known_origin().unwrap_or_else(|| "http://localhost".to_owned())
    }

    /// The same, or nothing if the caller did not name a host.
    pub(crate) fn known_origin(&self) -> Option<String> {
        if let Some(outside) = &self.outside {
            return Some(outside.to_string());
        }
        let authority = self.host.as_ref()?.to_str().ok()?.parse::<Authority>().ok()?;
        Some(format!("http://{authority}"))
    }

    /// Whether a page of this origin is one of the sandbox's own.
    pub(crate) fn is_origin(&self, origin: &Uri) -> bool {
        let own = self.origin().parse::<Uri>().ok();
        own.is_some_and(|own| own.authority().is_some() && own.authority() == origin.authority())
    }
}

/// Replaces a provider's host name by its path prefix, and stores the original address in the request's extensions.
///
/// The host name stands for the real host, so its paths start with the path of the real base URL: `/api/v1` for
/// AgentRef. `public` is the address in front of a proxy, if it is known; otherwise the headers of a `trusted` proxy
/// tell.
pub(crate) fn rewrite(parts: &mut Parts, public: Option<&Arc<str>>, trusted: bool) {
    // The authority of an absolute URL is the host, whatever the header says (RFC 9112, 3.2.2).
    if let Some(authority) = parts.uri.authority().and_then(|authority| HeaderValue::try_from(authority.as_str()).ok())
    {
        parts.headers.insert(HOST, authority);
    }
    let host = parts.headers.get(HOST).cloned();
    let target = parts.uri.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
    let plain = path::normalized(&target);
    let provider = host.as_ref().and_then(|host| host.to_str().ok()).and_then(provider_of);
    let path = plain.as_ref().unwrap_or(&target);
    let rewritten = match provider {
        Some(provider) => below_prefix(provider, path),
        None => without_base_path(path),
    };
    if let Some(uri) = rewritten {
        parts.uri = uri;
    } else if plain.is_some() || parts.uri.authority().is_some() {
        parts.uri = path.clone().into();
    }
    let outside = match public {
        Some(public) => Some(Arc::clone(public)),
        None if trusted => forwarded::origin(&parts.headers).map(Into::into),
        None => None,
    };
    parts.extensions.insert(CallerAddress { host, outside, target });
}

/// The provider of a host name such as `wecantrack.localhost:4010`.
fn provider_of(host: &str) -> Option<&'static Provider> {
    const SUFFIX: &str = ".localhost";
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let name = name.strip_suffix('.').unwrap_or(name);
    let (label, suffix) = name.split_at_checked(name.len().checked_sub(SUFFIX.len())?)?;
    let known = || providers().iter().find(|provider| provider.name.eq_ignore_ascii_case(label));
    if suffix.eq_ignore_ascii_case(SUFFIX) { known() } else { None }
}
fn below_prefix(provider: &Provider, target: &PathAndQuery) -> Option<Uri> {
    let path = target.path();
    let is_below = |rest: &&str| rest.is_empty() || rest.starts_with('/');
    // A path outside the base URL gets the provider's own 404.
    let path = path.strip_prefix(provider.base_path).filter(is_below).unwrap_or(path);
    let query = target.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("/{}{path}{query}", provider.name).parse().ok()
}

/// `/agentref/programs` for `/agentref/api/v1/programs`. Nothing if the path has no base path after the prefix.
fn without_base_path(target: &PathAndQuery) -> Option<Uri> {
    let path = target.path().strip_prefix('/')?;
    let rest_of = |provider: &'static Provider| {
        let rest = path.strip_prefix(provider.prefix)?.strip_prefix(provider.base_path)?;
        let is_below = !provider.base_path.is_empty() && (rest.is_empty() || rest.starts_with('/'));
        is_below.then_some((provider, rest))
    };
    let (provider, rest) = providers().iter().find_map(rest_of)?;
    let query = target.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("/{}{rest}{query}", provider.prefix).parse().ok()
}

#[cfg(test)]
mod tests {
    use http::{Request, Uri};

    use super::{CallerAddress, rewrite};

    fn check(host: &str, target: &str, path: &str, origin: &str) {
        let request = Request::builder().uri(target).header("host", host).body(()).expect("a request");
        let (mut parts, ()) = request.into_parts();
        rewrite(&mut parts, None, false);
        assert_eq!(parts.uri.to_string(), path, "{host}{target}");
        let address = parts.extensions.get::<CallerAddress>().expect("the address is stored");
        assert_eq!(address.origin(), origin, "{host}{target}");
        let sent: Uri = target.parse().expect("a URI");
        assert_eq!(Some(&address.target), sent.path_and_query(), "{host}{target}");
    }

    #[test]
    fn host_names_become_prefixes() {
        check("localhost:4010", "/agentref/programs/1", "/agentref/programs/1", "http://localhost:4010");
        check(
            "agentref.localhost:4010",
            "/api/v1/programs/1?a=b",
            "/agentref/programs/1?a=b",
            "http://agentref.localhost:4010",
        );
        check("AgentRef.localhost", "/api/v1", "/agentref", "http://AgentRef.localhost");
        check("agentref.localhost", "/api/v10/programs", "/agentref/api/v10/programs", "http://agentref.localhost");
        check(
            "wecantrack.localhost:1",
            "/api/v3/transactions",
            "/wecantrack/api/v3/transactions",
            "http://wecantrack.localhost:1",
        );
        check("localhost", "/agentref/api/v1/programs/1?a=b", "/agentref/programs/1?a=b", "http://localhost");
        check("localhost", "/agentref/api/v1", "/agentref", "http://localhost");
        check("localhost", "/agentref/api/v10/programs", "/agentref/api/v10/programs", "http://localhost");
        check("localhost", "/partnero/api/v1/programs", "/partnero/api/v1/programs", "http://localhost");
        check("stranger.localhost:4010", "/x", "/x", "http://stranger.localhost:4010");
        check("127.0.0.1:4010", "/x", "/x", "http://127.0.0.1:4010");
        check("a b", "/x", "/x", "http://localhost");
        check("wecantrack.localhost.:1", "/api", "/wecantrack/api", "http://wecantrack.localhost.:1");
        check("localhost", "/partnero/v1/program/", "/partnero/v1/program", "http://localhost");
        check("agentref.localhost", "/api/v1/%70rograms/", "/agentref/programs", "http://agentref.localhost");
        check("a.example", "http://agentref.localhost:1/api/v1/x", "/agentref/x", "http://agentref.localhost:1");
    }
}
