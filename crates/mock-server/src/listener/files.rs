//! The limit of open files: every connection needs one.

/// Files that the sandbox needs besides connections.
#[cfg(unix)]
const BESIDES: u64 = 100;

/// Raises the soft limit of open files as far as `connections` need it, and warns if the hard limit does not allow
/// that.
#[cfg(unix)]
pub(super) fn make_room(connections: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let needed = u64::try_from(connections).unwrap_or(u64::MAX).saturating_add(BESIDES);
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= needed) {
        return;
    }
    let wanted = limit.maximum.map_or(needed, |maximum| maximum.min(needed));
    let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum: limit.maximum });
    let open = if raised.is_ok() { wanted } else { limit.current.unwrap_or(wanted) };
    if open < needed {
        tracing::warn!(
            "this process may open {open} files, which is too few for {connections} connections: raise the limit \
             (ulimit -n {needed}), or lower --max-connections"
        );
    }
}

#[cfg(not(unix))]
pub(super) fn make_room(_: usize) {}
