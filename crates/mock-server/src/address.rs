//! The address that a caller used: `http://localhost:4010/wecantrack/api/v3/…` or
//! `http://wecantrack.localhost:4010/api/v3/…`, directly or through a proxy. The path of the provider's real base URL may
//! follow the prefix. A request may select a world: with a header, with its host name, or with the start of its path.

mod forwarded;
mod host;
mod path;
mod world;

use std::sync::Arc;

use http::header::HOST;
use http::request::Parts;
use http::uri::{Authority, PathAndQuery};
use http::{HeaderValue, Uri};

pub(crate) use self::forwarded::client;
use self::host::Host;
use self::world::Selected;
pub(crate) use self::world::{PREFIX, path_in_world};
use crate::access::Access;
use crate::catalogue::{Provider, providers};
use crate::named::WorldName;

/// The address that the caller used, before its host name became a path prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallerAddress {
    /// The `Host` header, or the authority of an absolute URL.
    host: Option<HeaderValue>,
    /// The address in front of a proxy, without a trailing slash: `https://sandbox.example/trackside`.
    outside: Option<Arc<str>>,
    /// The world that the caller selected.
    world: Option<Selected>,
    /// Path and query as the caller sent them, without the name of a world before them.
    pub(crate) target: PathAndQuery,
}

impl CallerAddress {
    /// The address of a request that the sandbox makes to itself.
    pub(crate) fn without_host(target: PathAndQuery) -> Self {
        Self { host: None, outside: None, world: None, target }
    }

    /// The same address with another path and query.
    pub(crate) fn with_target(&self, target: PathAndQuery) -> Self {
        Self { target, ..self.clone() }
    }

    /// What stands before the path of a link that leads back to the sandbox: scheme, host and port, such as
    /// `http://localhost:4010`, the prefix of a proxy, and the world that the caller selected, unless the host name says it.
    pub(crate) fn origin(&self) -> String {
        let origin = self.base().unwrap_or_else(|| "http://localhost".to_owned());
        match &self.world {
            Some(world) if !world.by_host || self.outside.is_some() => format!("{origin}{PREFIX}{}", world.name),
            _ => origin,
        }
    }

    /// What stood before the path of the caller's own URL, or nothing if the caller did not name a host.
    pub(crate) fn known_origin(&self) -> Option<String> {
        let origin = self.base()?;
        Some(match &self.world {
            Some(world) if world.by_path => format!("{origin}{PREFIX}{}", world.name),
            _ => origin,
        })
    }

    /// The path under which the browser of the caller has its world: cookies of others do not belong there.
    pub(crate) fn path_of_world(&self) -> String {
        match &self.world {
            Some(world) if world.by_path => format!("{PREFIX}{}", world.name),
            _ => "/".to_owned(),
        }
    }

    /// The world that the caller selected.
    pub(crate) fn world(&self) -> Option<&WorldName> {
        self.world.as_ref().map(|world| &world.name)
    }

    /// `None` if pages can be shown at this address. Those of a world that the path alone selects cannot: they are at
    /// the returned address, if the caller came to `localhost`, where browsers find the world's host name.
    #[expect(clippy::option_option, reason = "pages are here, or elsewhere, and then at a known address or at none")]
    pub(crate) fn pages_elsewhere(&self) -> Option<Option<String>> {
        let world = self.world.as_ref().filter(|world| world.by_path && !world.by_host)?;
        let host = self.host.as_ref().filter(|_| self.outside.is_none()).and_then(|host| host.to_str().ok());
        let port = host.and_then(|host| host.strip_prefix("localhost"));
        let port = port.filter(|port| port.is_empty() || port.starts_with(':'));
        Some(port.map(|port| format!("http://{}.localhost{port}", world.name)))
    }

    fn base(&self) -> Option<String> {
        if let Some(outside) = &self.outside {
            return Some(outside.to_string());
        }
        let authority = self.host.as_ref()?.to_str().ok()?.parse::<Authority>().ok()?;
        Some(format!("http://{authority}"))
    }

    /// Whether a page of this origin is one of the sandbox's own.
    pub(crate) fn is_origin(&self, origin: &Uri) -> bool {
        let own = self.base().and_then(|base| base.parse::<Uri>().ok());
        own.is_some_and(|own| own.authority().is_some() && own.authority() == origin.authority())
    }
}

/// What a sandbox knows of its own addresses.
#[derive(Debug)]
pub(crate) struct OwnAddresses<'s> {
    /// The address in front of a proxy, if it was given.
    pub(crate) public: Option<&'s Arc<str>>,
    /// Whether the peer is a proxy whose headers tell the address that the caller used.
    pub(crate) trusted: bool,
    /// The host names that are the sandbox's own, so that they name no world.
    pub(crate) access: &'s Access,
}

/// Replaces a provider's host name by its path prefix, removes the name of a world from the path, and stores the original
/// address in the request's extensions.
///
/// A provider's host name stands for the real host, so its paths start with the path of the real base URL: `/api/v1` for
/// AgentRef. Returns an error in words if the request does not say clearly which world it selects.
pub(crate) fn rewrite(parts: &mut Parts, own: &OwnAddresses<'_>) -> Result<(), String> {
    // The authority of an absolute URL is the host, whatever the header says (RFC 9112, 3.2.2).
    if let Some(authority) = parts.uri.authority().and_then(|authority| HeaderValue::try_from(authority.as_str()).ok())
    {
        parts.headers.insert(HOST, authority);
    }
    let host = parts.headers.get(HOST).cloned();
    let mut target = parts.uri.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
    let named = host.as_ref().and_then(|host| host.to_str().ok()).map(|host| Host::read(host, own.access));
    let named = named.unwrap_or_else(|| Ok(Host::default()));
    let split = world::split(&target).map(|(name, rest)| (name.to_owned(), rest));
    let (by_path, is_split) = match split {
        Some((name, rest)) => {
            target = rest;
            (Some(name), true)
        }
        None => (None, false),
    };
    let plain = path::normalized(&target);
    let path = plain.as_ref().unwrap_or(&target);
    let rewritten = match named.as_ref().ok().and_then(|host| host.provider) {
        Some(provider) => below_prefix(provider, path),
        None => without_base_path(path),
    };
    if let Some(uri) = rewritten {
        parts.uri = uri;
    } else if is_split || plain.is_some() || parts.uri.authority().is_some() {
        parts.uri = path.clone().into();
    }
    let outside = match own.public {
        Some(public) => Some(Arc::clone(public)),
        None if own.trusted => forwarded::origin(&parts.headers).map(Into::into),
        None => None,
    };
    let selected = named.and_then(|host| world::selected(&parts.headers, &host, by_path.as_deref()));
    let (world, done) = match selected {
        Ok(world) => (world, Ok(())),
        Err(reason) => (None, Err(reason)),
    };
    parts.extensions.insert(CallerAddress { host, outside, world, target });
    done
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

    use super::{CallerAddress, OwnAddresses, rewrite};
    use crate::access::Access;
    use crate::configuration::Configuration;

    fn check(host: &str, target: &str, path: &str, origin: &str) {
        let request = Request::builder().uri(target).header("host", host).body(()).expect("a request");
        let (mut parts, ()) = request.into_parts();
        let access = Access::new(&Configuration::default());
        rewrite(&mut parts, &OwnAddresses { public: None, trusted: false, access: &access }).expect("a clear address");
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
    #[test]
    fn a_request_selects_a_world_and_links_lead_back_to_it() {
        let access =
            Access::new(&Configuration { allow_hosts: vec!["own.localhost".to_owned()], ..Configuration::default() });
        let public = "https://out.example/team".into();
        for (host, target, header, public, expected) in [
            ("localhost:1", "/x", None, None, Ok((None, "/x", "http://localhost:1"))),
            ("localhost:1", "/x", Some("a"), None, Ok((Some("a"), "/x", "http://localhost:1/_world/a"))),
            ("a.localhost:1", "/x", None, None, Ok((Some("a"), "/x", "http://a.localhost:1"))),
            ("A.LocalHost", "/x", Some("a"), None, Ok((Some("a"), "/x", "http://A.LocalHost"))),
            (
                "agentref.a.localhost",
                "/api/v1/y",
                None,
                None,
                Ok((Some("a"), "/agentref/y", "http://agentref.a.localhost")),
            ),
            ("127.0.0.1", "/_world/a/x?b=c", None, None, Ok((Some("a"), "/x?b=c", "http://127.0.0.1/_world/a"))),
            ("h", "/_world/a/agentref/api/v1/y/", None, None, Ok((Some("a"), "/agentref/y", "http://h/_world/a"))),
            ("a.localhost", "/_world/a/x", Some("a"), None, Ok((Some("a"), "/x", "http://a.localhost"))),
            ("h", "/x", Some("a"), Some(&public), Ok((Some("a"), "/x", "https://out.example/team/_world/a"))),
            ("a.localhost", "/x", None, Some(&public), Ok((Some("a"), "/x", "https://out.example/team/_world/a"))),
            ("own.localhost", "/x", None, None, Ok((None, "/x", "http://own.localhost"))),
            ("agentref.own.localhost", "/y", None, None, Ok((None, "/agentref/y", "http://agentref.own.localhost"))),
            ("b.localhost", "/x", Some("a"), None, Err("two worlds")),
            ("localhost", "/_world/b/x", Some("a"), None, Err("two worlds")),
            ("localhost", "/_world//x", None, None, Err("the path: \"\" cannot name")),
            ("localhost", "/x", Some("A b"), None, Err("the header X-Mock-World: \"A b\" cannot name")),
            ("localhost", "/x", Some("agentref"), None, Err("the host name of a provider")),
            ("a_b.localhost", "/x", None, None, Err("the host name: \"a_b\" cannot name")),
            ("a.b.localhost", "/x", None, None, Err("neither a provider nor a world")),
            ("agentref.a.b.localhost", "/x", None, None, Err("neither a provider nor a world")),
        ] {
            let request = Request::builder().uri(target).header("host", host);
            let request = header.into_iter().fold(request, |request, name| request.header("x-mock-world", name));
            let (mut parts, ()) = request.body(()).expect("a request").into_parts();
            let done = rewrite(&mut parts, &OwnAddresses { public, trusted: false, access: &access });
            let address = parts.extensions.get::<CallerAddress>().expect("the address is stored");
            let (path, origin) = (parts.uri.to_string(), address.origin());
            let found = done.map(|()| (address.world().map(super::WorldName::as_str), &*path, &*origin));
            match (&found, expected) {
                (Ok(found), Ok(expected)) => assert_eq!(*found, expected, "{host}{target} {header:?}"),
                (Err(reason), Err(part)) if reason.contains(part) => {}
                _ => panic!("{host}{target} {header:?}: {found:?}, not {expected:?}"),
            }
        }
    }
}
