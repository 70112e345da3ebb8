//! The sandbox that is tested.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, bail};
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::program::run;
use crate::bench::server::NOW;

/// A running sandbox. Dropping it ends it.
pub(super) struct Sandbox {
    child: Child,
    /// The scheme, host and port that it listens on.
    pub(super) origin: String,
}

/// The line that it prints when it is ready.
#[derive(Deserialize)]
struct Ready {
    origin: String,
}

/// Builds the sandbox in release, and says where it lies.
pub(super) async fn build(root: &Path) -> anyhow::Result<PathBuf> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["build", "--release", "--package", "trackside-mock-server", "--bin", "trackside-mock"]);
    run(command.current_dir(root), "cargo build").await?;
    Ok(target(root).join("release/trackside-mock"))
}

/// The folder that cargo builds in.
pub(super) fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |target| root.join(target))
}

impl Sandbox {
    /// Starts it on a free port with a standing clock, and waits until it says where it listens.
    pub(super) async fn start(program: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new(program);
        command.args(["--ready-json", "--port", "0", "--now", NOW, "--seed", "1", "--orders", "10000"]);
        command.env("RUST_LOG", "error").stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        // What the caller's environment says of other sandboxes does not belong here.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("TRACKSIDE_")) {
            command.env_remove(name);
        }
        let mut child = command.spawn().with_context(|| format!("{} cannot be started", program.display()))?;
        let mut lines = BufReader::new(child.stdout.take().context("the output is piped")?).lines();
        let line =
            lines.next_line().await?.with_context(|| format!("{} ended before it was ready", program.display()))?;
        let Ready { origin } = serde_json::from_str(&line)
            .with_context(|| format!("{} does not say where it listens, but {line:?}", program.display()))?;
        // Whatever else it prints is read and thrown away, so that it never waits for a reader.
        tokio::spawn(async move { while matches!(lines.next_line().await, Ok(Some(_))) {} });
        Ok(Self { child, origin })
    }

    /// Ends it. Fails when it has ended before, because what was tested then is not known.
    pub(super) async fn stop(mut self) -> anyhow::Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("the sandbox ended before the tests did: {status}");
        }
        self.child.kill().await.context("the sandbox cannot be ended")
    }
}
