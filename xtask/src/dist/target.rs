//! Kinds of machines that packages are made for.

use anyhow::Context as _;

/// A kind of machine, by the names that it has in each world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// Rust's name.
    pub triple: &'static str,
    /// The processor's name in Node.js, as `process.arch` says it.
    pub node: &'static str,
    /// The architecture's name in Debian.
    pub debian: &'static str,
}

/// Linux with glibc: what the programs are built and tested on.
const TARGETS: [Target; 2] = [
    Target { triple: "x86_64-unknown-linux-gnu", node: "x64", debian: "amd64" },
    Target { triple: "aarch64-unknown-linux-gnu", node: "arm64", debian: "arm64" },
];

impl Target {
    /// The machine that this runs on. Fails where no packages are made for it.
    pub fn host() -> anyhow::Result<Self> {
        let known = TARGETS.into_iter().find(|target| target.triple.starts_with(std::env::consts::ARCH));
        known.filter(|_| cfg!(all(target_os = "linux", target_env = "gnu"))).with_context(|| {
            let names = TARGETS.map(|target| target.triple).join(", ");
            format!(
                "no packages are made on this machine; run it on one of {names}, or build with `cargo build --release`"
            )
        })
    }
}
