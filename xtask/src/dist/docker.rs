//! A folder that a container image is built from.

use super::archive::Entry;
use super::release::{Release, template};

/// Where the sandbox's program is, below the output folder.
pub(super) const PROGRAM: &str = "docker/trackside-mock";

/// The sandbox, the licences, and the Dockerfile that copies them.
pub fn files(release: &Release) -> Vec<Entry> {
    let mut entries = vec![
        Entry::file("docker/Dockerfile", template!("docker/Dockerfile").replace("{version}", &release.version)),
        Entry::program(PROGRAM, release.mock.bytes.clone()),
    ];
    entries.extend(release.licences("docker/licences/"));
    entries
}
