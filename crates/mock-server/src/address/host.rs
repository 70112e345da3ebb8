//! What a host name says of provider and world.

use crate::access::Access;
use crate::catalogue::{Provider, providers};

/// What a host name says: `agentref.localhost`, `worker-3.localhost`, `agentref.worker-3.localhost`.
#[derive(Debug, Default)]
pub(super) struct Host {
    pub(super) provider: Option<&'static Provider>,
    /// The label that names a world, in lower case.
    pub(super) world: Option<String>,
}

impl Host {
    /// Reads a host name, with a port or without. Names that do not end in `.localhost`, and the sandbox's own, say
    /// nothing. Returns an error for one with too many labels.
    pub(super) fn read(host: &str, access: &Access) -> Result<Self, String> {
        const SUFFIX: &str = ".localhost";
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let name = name.strip_suffix('.').unwrap_or(name);
        let split = name.len().checked_sub(SUFFIX.len()).and_then(|end| name.split_at_checked(end));
        let Some((labels, _)) = split.filter(|(_, suffix)| suffix.eq_ignore_ascii_case(SUFFIX)) else {
            return Ok(Self::default());
        };
        let labels = &*labels.to_ascii_lowercase();
        let provider = |label: &str| providers().iter().find(|provider| provider.name == label);
        match labels.split_once('.') {
            None => match provider(labels) {
                Some(provider) => Ok(Self { provider: Some(provider), world: None }),
                None if access.is_own_name(name) => Ok(Self::default()),
                None => Ok(Self { provider: None, world: Some(labels.to_owned()) }),
            },
            Some((first, world)) => match provider(first).filter(|_| !world.contains('.')) {
                Some(provider) => {
                    // Below a name of the sandbox's own, a provider's is what it is below localhost.
                    let is_own = access.is_own_name(&format!("{world}{SUFFIX}"));
                    Ok(Self { provider: Some(provider), world: (!is_own).then(|| world.to_owned()) })
                }
                None if access.is_own_name(name) => Ok(Self::default()),
                None => Err(format!(
                    "the host name {name} selects neither a provider nor a world: use PROVIDER.localhost, WORLD.localhost \
                     or PROVIDER.WORLD.localhost, or make it a name of the sandbox with --allow-host"
                )),
            },
        }
    }
}
