//! The browser: found, or installed where that is permitted.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use tokio::process::Command;

use super::program::{is_program, on_path, run};

/// The browser without windows, as Debian calls it: the same engine, for a third of the CPU time.
const SHELL: &str = "chromium-headless-shell";

/// What the browser with windows is called, by distribution.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The browser's program: the one that is asked for, or the first on the `PATH`. When there is none, Debian's is installed if `install` or `CI=true` permits it.
pub(super) async fn find(wanted: Option<&Path>, headed: bool, install: bool) -> anyhow::Result<PathBuf> {
    if let Some(wanted) = wanted {
        if !is_program(wanted) {
            bail!("{} is no program; give --chromium the path of a Chromium", wanted.display());
        }
        return std::path::absolute(wanted).context("the working directory is not known");
    }
    let names: Vec<&str> = Some(SHELL).filter(|_| !headed).into_iter().chain(NAMES).collect();
    if let Some(found) = on_path(&names) {
        return Ok(found);
    }
    let (package, listed) = (names[0], names.join(", "));
    let is_permitted = install || std::env::var("CI").is_ok_and(|value| value == "true");
    if !is_permitted {
        bail!(
            "there is no browser on the PATH ({listed}); install one (on Debian: apt-get install {package}), name one with --chromium, or let \
             --install do it"
        );
    }
    if !is_root() || on_path(&["apt-get"]).is_none() {
        bail!(
            "there is no browser on the PATH ({listed}), and installing one needs root and apt-get; install it yourself, or name one with \
             --chromium"
        );
    }
    install_debians(package).await?;
    on_path(&names).with_context(|| format!("apt-get installed {package}, and it is not on the PATH"))
}

/// Installs Debian's package and what its pages need to show letters.
async fn install_debians(package: &str) -> anyhow::Result<()> {
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        // Whoever else is installing something is waited for.
        command.args(["-qq", "-o", "DPkg::Lock::Timeout=300"]).args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    eprintln!("installing {package}");
    run(&mut apt(&["update"]), "apt-get update").await?;
    let packages = ["install", "--yes", "--no-install-recommends", package, "fonts-dejavu-core"];
    run(&mut apt(&packages), &format!("apt-get install {package}")).await
}

/// Whether this process belongs to root.
fn is_root() -> bool {
    #[cfg(unix)]
    return std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    #[cfg(not(unix))]
    false
}
