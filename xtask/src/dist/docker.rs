//! A folder that a container image is built from.

use super::archive::Entry;
use super::release::{Release, template};

/// The sandbox and the Dockerfile that copies it.
pub fn files(release: &Release) -> Vec<Entry> {
    vec![
        Entry::file("docker/Dockerfile", template!("docker/Dockerfile").replace("{version}", &release.version)),
        Entry::program("docker/trackside-mock", release.mock.bytes.clone()),
    ]
}
