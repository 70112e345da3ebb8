//! Builds of this tree and of an older commit.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use tokio::process::Command;

use crate::bench::server::Programs;

/// The programs of a build.
pub(super) struct Build {
    /// The short id of the commit.
    pub(super) name: String,
    /// The sandbox.
    pub(super) programs: Programs,
    /// The checker.
    pub(super) contract: PathBuf,
}

impl Build {
    /// Builds the tree as it is.
    pub(super) async fn of_tree(root: &Path) -> anyhow::Result<Self> {
        let target = target(root);
        cargo(root, &target).await?;
        Ok(Self::in_folder("this build".to_owned(), &target.join("release")))
    }

    /// Builds a commit in a worktree of its own. What was built before is used again.
    pub(super) async fn of_commit(root: &Path, commit: &str) -> anyhow::Result<Self> {
        let revision = format!("{commit}^{{commit}}");
        let Ok(name) = git(root, &["rev-parse", "--short", "--verify", "--quiet", &revision]).await else {
            bail!("git knows no commit {commit:?}; name a commit, a tag or a branch");
        };
        let folder = target(root).join("baseline");
        let programs = folder.join(&name);
        let build = Self::in_folder(name.clone(), &programs);
        if build.contract.is_file() && build.programs.sandbox.is_file() {
            eprintln!("{name}: already built in {}", programs.display());
            return Ok(build);
        }
        let tree = folder.join(format!("{name}.tree"));
        let tree_name = tree.to_str().context("the path of the target folder is not UTF-8")?;
        if tree.exists() {
            // An interrupted run left it.
            git(root, &["worktree", "remove", "--force", tree_name]).await?;
        }
        eprintln!("{name}: building, which takes some minutes the first time");
        git(root, &["worktree", "add", "--detach", tree_name, &name]).await?;
        let built = cargo(&tree, &folder.join("target")).await;
        git(root, &["worktree", "remove", "--force", tree_name]).await?;
        built.with_context(|| format!("{name} cannot be built"))?;
        let release = Self::in_folder(String::new(), &folder.join("target/release"));
        std::fs::create_dir_all(&programs).context("the folder of the programs cannot be made")?;
        for (from, to) in [(&release.programs.sandbox, &build.programs.sandbox), (&release.contract, &build.contract)] {
            std::fs::copy(from, to).with_context(|| format!("{} cannot be copied", from.display()))?;
        }
        Ok(build)
    }

    fn in_folder(name: String, folder: &Path) -> Self {
        let sandbox = folder.join("trackside-mock");
        let bare = folder.join("examples/baseline");
        Self { name, programs: Programs { sandbox, bare }, contract: folder.join("trackside-contract") }
    }
}

fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |target| root.join(target))
}

/// Builds both programs in release. Both builds have the same features, so that only their code differs.
async fn cargo(root: &Path, target: &Path) -> anyhow::Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let packages = ["--package", "trackside-mock-server", "--package", "trackside-checker"];
    let status = Command::new(cargo)
        .args(["build", "--release", "--locked", "--bins"])
        .args(packages)
        .env("CARGO_TARGET_DIR", target)
        .current_dir(root)
        .kill_on_drop(true)
        .status()
        .await
        .context("cargo cannot be started")?;
    anyhow::ensure!(status.success(), "cargo build failed");
    Ok(())
}

async fn git(root: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let output =
        Command::new("git").args(arguments).current_dir(root).output().await.context("git cannot be started")?;
    if !output.status.success() {
        bail!("git {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
