//! Which world a request selects: by its header, its host name, or the start of its path.

use http::HeaderMap;
use http::uri::PathAndQuery;

use super::host::Host;
use crate::named::WorldName;
use crate::response::MOCK_WORLD;

/// The path before that of a request to a named world: `/_world/worker-3/agentref/programs`.
pub(crate) const PREFIX: &str = "/_world/";

/// The world that a request selects, and whether its host name does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Selected {
    pub(super) name: WorldName,
    /// Whether the host name selects it, so that links to the same host lead back to it.
    pub(super) by_host: bool,
    /// Whether the path does.
    pub(super) by_path: bool,
}

/// Reads the world from the header, the host name and the path. Returns an error if a name is invalid, or if they name
/// different worlds.
pub(super) fn selected(headers: &HeaderMap, host: &Host, by_path: Option<&str>) -> Result<Option<Selected>, String> {
    let mut found: Option<(WorldName, &str)> = None;
    let mut add = |text: &str, whence: &'static str| -> Result<(), String> {
        let name: WorldName = text.parse().map_err(|reason| format!("{whence}: {reason}"))?;
        match &found {
            Some((known, first)) if *known != name => Err(format!(
                "the request selects two worlds, `{known}` with {first} and `{name}` with {whence}: name one of them"
            )),
            Some(_) => Ok(()),
            None => {
                found = Some((name, whence));
                Ok(())
            }
        }
    };
    for value in headers.get_all(MOCK_WORLD) {
        add(&String::from_utf8_lossy(value.as_bytes()), "the header X-Mock-World")?;
    }
    if let Some(label) = &host.world {
        add(label, "the host name")?;
    }
    if let Some(name) = by_path {
        add(name, "the path")?;
    }
    Ok(found.map(|(name, _)| Selected { name, by_host: host.world.is_some(), by_path: by_path.is_some() }))
}

/// Splits the name of a world from a target: `worker-3` and `/agentref/programs?a=b` of
/// `/_world/worker-3/agentref/programs?a=b`. `None` if the path names no world.
pub(super) fn split(target: &PathAndQuery) -> Option<(&str, PathAndQuery)> {
    let rest = target.as_str().strip_prefix(PREFIX)?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    let rest = if rest.starts_with('/') { rest.parse() } else { format!("/{rest}").parse() };
    // What was a target before is one without its start.
    Some((name, rest.ok()?))
}

/// A path without the name of a world before it.
pub(crate) fn path_in_world(path: &str) -> &str {
    let below = path.strip_prefix(PREFIX).and_then(|rest| rest.find('/').map(|end| &rest[end..]));
    below.unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::{path_in_world, split};

    #[test]
    fn splits_the_name_from_the_path() {
        for (target, expected) in [
            ("/_world/worker-3/agentref/programs?a=b", Some(("worker-3", "/agentref/programs?a=b"))),
            ("/_world/worker-3/", Some(("worker-3", "/"))),
            ("/_world/worker-3", Some(("worker-3", "/"))),
            ("/_world/worker-3?a=b", Some(("worker-3", "/?a=b"))),
            ("/_world//x", Some(("", "/x"))),
            ("/_world/a/_world/b/x", Some(("a", "/_world/b/x"))),
            ("/_worlds/a", None),
            ("/world/a", None),
            ("/agentref/_world/a", None),
        ] {
            let target = target.parse().expect("a target");
            let found = split(&target);
            assert_eq!(found.as_ref().map(|(name, rest)| (*name, rest.as_str())), expected, "{target}");
        }
        assert_eq!(path_in_world("/_world/a/l/code"), "/l/code");
        assert_eq!(path_in_world("/l/code"), "/l/code");
    }
}
