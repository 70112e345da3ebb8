//! Loading a server with wrk.

use std::process::Command;

use anyhow::{Context as _, bail};

/// What is asked for.
pub(super) struct Target {
    /// The address.
    pub(super) url: String,
    /// A header to send, as `name: value`.
    pub(super) header: Option<&'static str>,
}

/// Makes sure that wrk is there before anything is built.
pub(super) fn check_wrk() -> anyhow::Result<()> {
    let found = Command::new("wrk").arg("--version").output();
    found.map(drop).context("wrk cannot be started\n\nhint: install it, on Debian with `apt-get install wrk`")
}

/// Loads the target with one thread and 32 connections. An answer that is no success makes the measurement worthless, and is an error.
pub(super) fn requests_per_second(target: &Target, seconds: u32) -> anyhow::Result<f64> {
    let mut command = Command::new("wrk");
    command.args(["-t1", "-c32", &format!("-d{seconds}")]);
    if let Some(header) = target.header {
        command.args(["-H", header]);
    }
    let output = command.arg(&target.url).output().context("wrk cannot be started")?;
    let text = String::from_utf8_lossy(&output.stdout);
    if text.contains("Non-2xx") || text.contains("Socket errors") {
        bail!("{} did not answer every request with a success:\n{text}", target.url);
    }
    let line = text.lines().find_map(|line| line.strip_prefix("Requests/sec:"));
    line.and_then(|number| number.trim().parse().ok()).with_context(|| format!("wrk printed no rate:\n{text}"))
}
