//! The tests as a process.

use std::ffi::OsString;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::process::{Child, Command};

/// How long the tests may take to put everything away when they are interrupted.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the tests have to know.
pub(super) struct Setting<'a> {
    /// Where the tests lie.
    pub(super) folder: &'a Path,
    /// The sandbox's program, of which a test may start another.
    pub(super) binary: &'a Path,
    /// The browser's program.
    pub(super) chromium: &'a Path,
    /// The scheme, host and port of the sandbox.
    pub(super) origin: &'a str,
    /// Where results go.
    pub(super) output: &'a Path,
    /// Where the browser keeps what it writes; removed by whoever made it.
    pub(super) scratch: &'a Path,
    /// What the titles of the tests must hold; none for all tests.
    pub(super) only: &'a [String],
    /// Whether the browser shows its window.
    pub(super) headed: bool,
    /// Whether screenshots are taken.
    pub(super) screenshots: bool,
    /// Whether the pictures of the README are updated.
    pub(super) writes_readme_images: bool,
}

/// Running tests. Dropping them interrupts them, and waits until they have closed the browser.
pub(super) struct Tests {
    child: Child,
}

impl Tests {
    /// Starts the tests. What they print goes to standard output.
    pub(super) fn start(setting: &Setting) -> anyhow::Result<Self> {
        let mut command = Command::new("node");
        command
            .args(arguments(setting))
            .current_dir(setting.folder)
            .env("TRACKSIDE_E2E_ORIGIN", setting.origin)
            .env("TRACKSIDE_E2E_BINARY", setting.binary)
            .env("TRACKSIDE_E2E_CHROMIUM", setting.chromium)
            .env("TRACKSIDE_E2E_OUTPUT", setting.output)
            .envs(["TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"].map(|name| (name, setting.scratch)))
            .stdin(Stdio::null())
            .kill_on_drop(true);
        if setting.writes_readme_images {
            command.env("TRACKSIDE_E2E_WRITE_README_IMAGES", "yes");
        }
        // Ctrl-C reaches the tests through this program alone, which waits for them.
        #[cfg(unix)]
        command.process_group(0);
        Ok(Self { child: command.spawn().context("node cannot be started")? })
    }

    /// Waits for their end.
    pub(super) async fn wait(mut self) -> anyhow::Result<ExitStatus> {
        self.child.wait().await.context("the tests cannot be waited for")
    }
}

impl Drop for Tests {
    fn drop(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        interrupt(&mut self.child);
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn arguments(setting: &Setting) -> Vec<OsString> {
    let mut arguments = vec!["node_modules/@playwright/test/cli.js".into(), "test".into()];
    if setting.headed {
        arguments.push("--headed".into());
    }
    if !setting.screenshots {
        arguments.push("--grep-invert=@screenshots".into());
    }
    if !setting.only.is_empty() {
        let texts: Vec<String> = setting.only.iter().map(|text| literal(text)).collect();
        arguments.push(format!("--grep={}", texts.join("|")).into());
    }
    arguments
}

/// The text as a regular expression of JavaScript that matches just it.
fn literal(text: &str) -> String {
    let mut literal = String::new();
    for character in text.chars() {
        if r"\^$.|?*+()[]{}/-".contains(character) {
            literal.push('\\');
        }
        literal.push(character);
    }
    literal
}

/// Asks the tests to stop, as Ctrl-C in a terminal would. They are gone already when they have no id any more.
#[cfg(unix)]
fn interrupt(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let group = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
    if let Some(group) = group {
        // It fails when they end just now, which is what is wanted.
        let _ = kill_process_group(group, Signal::INT);
    }
}

#[cfg(not(unix))]
fn interrupt(child: &mut Child) {
    let _ = child.start_kill();
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn texts_are_no_patterns() {
        for (text, expected) in
            [("journal", "journal"), ("+1 d", r"\+1 d"), ("a.b|c", r"a\.b\|c"), ("/world", r"\/world")]
        {
            assert_eq!(literal(text), expected);
        }
    }
}
