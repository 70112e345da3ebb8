//! Where a caller sent a request: `http://localhost:4010/wecantrack/api/v3/…` or `http://wecantrack.localhost:4010/api/v3/…`.

use http::Uri;
use http::header::HOST;
use http::request::Parts;
use http::uri::{Authority, PathAndQuery};

use crate::known_providers::{KnownProvider, known_providers};

/// Where the caller sent a request, before host names were turned into path prefixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallerAddress {
    /// The scheme, host and port, such as `http://localhost:4010`.
    pub(crate) origin: String,
    /// The path and query as they stood in the request.
    pub(crate) target: PathAndQuery,
}

/// Turns the host name of a provider into its path prefix, and notes where the caller sent the request.
///
/// The host name stands for the real host, so its paths begin with the path of the real base URL: `/api/v1` for AgentRef.
pub(crate) fn rewrite(parts: &mut Parts) {
    let authority = authority(parts);
    let host = authority.as_ref().map(|authority| authority.host().to_ascii_lowercase());
    let target = parts.uri.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
    let origin = authority.map_or_else(|| "http://localhost".to_owned(), |authority| format!("http://{authority}"));

    let provider = host.as_deref().and_then(|host| host.strip_suffix(".localhost"));
    let provider = provider.and_then(|name| known_providers().iter().find(|provider| provider.name == name));
    if let Some(uri) = provider.and_then(|provider| below_prefix(provider, &target)) {
        parts.uri = uri;
    }
    parts.extensions.insert(CallerAddress { origin, target });
}

fn authority(parts: &Parts) -> Option<Authority> {
    let header = parts.headers.get(HOST).and_then(|value| value.to_str().ok());
    let authority: Authority = header.and_then(|text| text.parse().ok()).or_else(|| parts.uri.authority().cloned())?;
    // Credentials in an authority are no part of an address.
    (!authority.as_str().contains('@')).then_some(authority)
}

fn below_prefix(provider: &KnownProvider, target: &PathAndQuery) -> Option<Uri> {
    let path = target.path();
    let is_below = |rest: &&str| rest.is_empty() || rest.starts_with('/');
    // A path outside of the base URL's leads to the provider's own 404.
    let path = path.strip_prefix(provider.base_path).filter(is_below).unwrap_or(path);
    let query = target.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("/{}{path}{query}", provider.name).parse().ok()
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
        let address = parts.extensions.get::<CallerAddress>().expect("the address is noted");
        assert_eq!(address.origin, origin, "{host}{target}");
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
        check("stranger.localhost:4010", "/x", "/x", "http://stranger.localhost:4010");
        check("127.0.0.1:4010", "/x", "/x", "http://127.0.0.1:4010");
        check("a b", "/x", "/x", "http://localhost");
        check("user:secret@localhost", "/x", "/x", "http://localhost");
    }
}
