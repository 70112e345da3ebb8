//! The node packages that the tests need.

use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context as _, bail};
use tokio::process::Command;

use super::program::{on_path, run};

/// Installs what the lock file names, unless that has been done since it was last changed.
pub(super) async fn install(folder: &Path) -> anyhow::Result<()> {
    if on_path(&["node"]).is_none() || on_path(&["npm"]).is_none() {
        bail!("node and npm are not on the PATH; install node 20 or newer");
    }
    if is_fresh(folder)? {
        return Ok(());
    }
    eprintln!("installing the node packages of {}", folder.display());
    let mut command = Command::new("npm");
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder);
    run(&mut command, "npm ci").await
}

/// Whether the packages were installed after the lock file was last changed.
fn is_fresh(folder: &Path) -> anyhow::Result<bool> {
    let lock = folder.join("package-lock.json");
    let changed = changed(&lock).with_context(|| format!("{} cannot be read", lock.display()))?;
    // npm writes this file last, so half an installation does not count.
    Ok(self::changed(&folder.join("node_modules/.package-lock.json")).is_ok_and(|installed| installed >= changed))
}

fn changed(path: &Path) -> std::io::Result<SystemTime> {
    path.metadata()?.modified()
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    use super::is_fresh;

    #[test]
    fn packages_are_stale_when_the_lock_file_is_newer() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        assert!(is_fresh(folder.path()).is_err(), "there is no lock file");
        let lock = File::create(folder.path().join("package-lock.json")).expect("a file can be made");
        assert!(!is_fresh(folder.path()).expect("a lock file"), "nothing is installed");
        fs::create_dir(folder.path().join("node_modules")).expect("a folder can be made");
        File::create(folder.path().join("node_modules/.package-lock.json")).expect("a file can be made");
        assert!(is_fresh(folder.path()).expect("a lock file"), "installed after the lock was written");
        lock.set_modified(SystemTime::now() + Duration::from_mins(1)).expect("a time can be set");
        assert!(!is_fresh(folder.path()).expect("a lock file"), "the lock was changed afterwards");
    }
}
