//! The address that a caller used: `http://localhost:4010/wecantrack/api/v3/…` or
//! `http://wecantrack.localhost:4010/api/v3/…`. The path of the provider's real base URL may follow the prefix.

use http::header::HOST;
use http::request::Parts;
use http::uri::{Authority, PathAndQuery};
use http::{HeaderValue, Uri};

use crate::catalogue::{Provider, providers};

/// The address that the caller used, before its host name became a path prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallerAddress {
    /// The `Host` header, or the authority of an absolute URL.
    host: Option<HeaderValue>,
    /// Path and query as the caller sent them.
    pub(crate) target: PathAndQuery,
}

impl CallerAddress {
    /// The address of a request that the sandbox makes to itself.
    pub(crate) fn without_host(target: PathAndQuery) -> Self {
        Self { host: None, target }
    }

    /// The scheme, host and port, such as `http://localhost:4010`.
    pub(crate) fn origin(&self) -> String {
        // An authority with credentials is not used.
        let host = self.host.as_ref().and_then(|host| host.to_str().ok()).filter(|host| !host.contains('@'));
        let authority = host.and_then(|host| host.parse::<Authority>().ok());
        authority.map_or_else(|| "http://localhost".to_owned(), |authority| format!("http://{authority}"))
    }
}

/// Replaces a provider's host name by its path prefix, and stores the original address in the request's extensions.
///
/// The host name stands for the real host, so its paths start with the path of the real base URL: `/api/v1` for
/// AgentRef.
pub(crate) fn rewrite(parts: &mut Parts) {
    let from_uri = || HeaderValue::try_from(parts.uri.authority()?.as_str()).ok();
    let host = parts.headers.get(HOST).cloned().or_else(from_uri);
    let target = parts.uri.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
    let provider = host.as_ref().and_then(|host| host.to_str().ok()).and_then(provider_of);
    let rewritten = match provider {
        Some(provider) => below_prefix(provider, &target),
        None => without_base_path(&target),
    };
    if let Some(uri) = rewritten {
        parts.uri = uri;
    }
    parts.extensions.insert(CallerAddress { host, target });
}

/// The provider of a host name such as `wecantrack.localhost:4010`.
fn provider_of(host: &str) -> Option<&'static Provider> {
    const SUFFIX: &str = ".localhost";
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
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
    use http::Request;

    use super::{CallerAddress, rewrite};

    fn check(host: &str, target: &str, path: &str, origin: &str) {
        let request = Request::builder().uri(target).header("host", host).body(()).expect("a request");
        let (mut parts, ()) = request.into_parts();
        rewrite(&mut parts);
        assert_eq!(parts.uri.to_string(), path, "{host}{target}");
        let address = parts.extensions.get::<CallerAddress>().expect("the address is stored");
        assert_eq!(address.origin(), origin, "{host}{target}");
        assert_eq!(address.target.as_str(), target, "{host}{target}");
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
        check("user:secret@localhost", "/x", "/x", "http://localhost");
    }
}
