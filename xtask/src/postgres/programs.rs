//! The programs of PostgreSQL.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail, ensure};

/// Where Debian installs them, in a folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The programs that the tests and the benchmark run. They must lie in one folder.
const NEEDED: [&str; 4] = ["initdb", "pg_ctl", "psql", "pgbench"];

/// The folder of the programs. Installs them if that is possible without asking.
pub(crate) fn found() -> anyhow::Result<PathBuf> {
    if let Some(folder) = in_path().or_else(of_debian) {
        return Ok(folder);
    }
    install()?;
    of_debian().context("the package of PostgreSQL has no programs where they are expected")
}

fn in_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(|folder| is_complete(folder))
}

fn is_complete(folder: &Path) -> bool {
    NEEDED.iter().all(|program| folder.join(program).is_file())
}

/// Those of the newest version.
fn of_debian() -> Option<PathBuf> {
    let versions = std::fs::read_dir(DEBIAN).ok()?.flatten();
    let version = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let folders = versions.map(|entry| entry.path()).filter(|folder| is_complete(&folder.join("bin")));
    folders.max_by_key(version).map(|folder| folder.join("bin"))
}

fn install() -> anyhow::Result<()> {
    let advice = "install PostgreSQL (Debian: `apt-get install postgresql`), or put its programs into PATH";
    if !Path::new("/usr/bin/apt-get").is_file() || !is_root() {
        bail!("there is no PostgreSQL here\n\nhint: {advice}");
    }
    eprintln!("installing Debian's package postgresql");
    for arguments in [&["update", "-qq"][..], &["install", "-y", "-qq", "--no-install-recommends", "postgresql"]] {
        let status = Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive").status()?;
        ensure!(status.success(), "`apt-get {}` failed\n\nhint: {advice}", arguments.join(" "));
    }
    Ok(())
}

fn is_root() -> bool {
    #[cfg(unix)]
    return rustix::process::geteuid().is_root();
    #[cfg(not(unix))]
    return false;
}
