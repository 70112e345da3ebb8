//! Programs of the system.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use tokio::process::Command;

/// The first of the named programs that lies in a folder of the `PATH`.
pub(super) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|program| is_program(program)))
}

/// Whether there is a file that may be run.
pub(super) fn is_program(path: &Path) -> bool {
    let Ok(metadata) = path.metadata() else { return false };
    #[cfg(unix)]
    let runs = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let runs = true;
    metadata.is_file() && runs
}

/// Runs a command to its end. What it prints goes to standard error, since it is progress and no result.
pub(super) async fn run(command: &mut Command, what: &str) -> anyhow::Result<()> {
    let status = command.stdout(std::io::stderr()).kill_on_drop(true).status().await;
    let status = status.with_context(|| format!("{what} cannot be started"))?;
    if !status.success() {
        bail!("{what} failed: {status}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{is_program, on_path};

    #[test]
    fn programs_are_files_that_run() {
        for (path, expected) in [("/bin/sh", true), ("/etc/passwd", false), ("/bin", false), ("/no/such", false)] {
            assert_eq!(is_program(Path::new(path)), expected, "{path}");
        }
        assert!(on_path(&["no-such-program", "sh"]).is_some_and(|program| program.ends_with("sh")));
        assert_eq!(on_path(&["no-such-program"]), None);
    }
}
