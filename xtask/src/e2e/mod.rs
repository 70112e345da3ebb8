//! `cargo xtask e2e`: the page and the sandbox in a real browser.

mod chromium;
mod packages;
mod playwright;
mod program;
mod sandbox;
mod summary;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use self::playwright::{Setting, Tests};
use self::sandbox::Sandbox;
use self::summary::Summary;

use crate::bench::server::until_interrupted;

/// Where the tests lie, from the project's root.
const TESTS: &str = "tests/browser";

/// Where the page of the React guide lies, which a test starts.
const REACT: &str = "docs/react";

/// What the titles of the tests hold that make the pictures of the README.
const README: &str = "picture of the README";

/// Test the page and the sandbox in a real browser.
///
/// Builds the sandbox in release, starts it on a free port and runs the Playwright tests of `tests/browser` in headless Chromium: every page, the journal,
/// the controls, try-it, what pages of other origins may do, accessibility, layout and speed. Node packages are installed from their lock file; a browser is
/// never downloaded by Playwright. Screenshots of every page at three sizes, light and dark, are left in `target/e2e/screenshots` for a person to look at.
/// The browser has an empty profile of its own and can look up no host but this one.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Options {
    /// Run only the tests whose title, with the file's name before it, holds this text; repeat it for several
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,

    /// Test this build of `trackside-mock`, and build none
    #[arg(long, value_name = "PATH")]
    binary: Option<PathBuf>,

    /// The browser [default: the first of chromium-headless-shell, chromium, chromium-browser and google-chrome on the PATH]
    #[arg(long, env = "TRACKSIDE_CHROMIUM", value_name = "PATH")]
    chromium: Option<PathBuf>,

    /// Install Debian's chromium-headless-shell when there is no browser; needs root and apt-get. CI=true means the same
    #[arg(long)]
    install: bool,

    /// Show the browser's window, which chromium-headless-shell does not have
    #[arg(long)]
    headed: bool,

    /// Leave the screenshots out
    #[arg(long)]
    no_screenshots: bool,

    /// Update the pictures of the README in `docs/images`, and run no other test
    #[arg(long, conflicts_with = "only")]
    write_readme_images: bool,
}

const AFTER_HELP: &str = "\
Examples:
  cargo xtask e2e                                everything; one to three minutes after the build
  cargo xtask e2e --only journal                 the tests of one subject
  cargo xtask e2e --only 'by keyboard' --headed  one test, to look on
  cargo xtask e2e --binary target/debug/trackside-mock --no-screenshots
                                                 a build of your own, while you work on the page
  cargo xtask e2e --write-readme-images          after the start page was changed

Exit codes: 0 every test passed; 1 a test failed; 2 the tests could not run.";

/// Runs the tests of the project at `root`, and says whether all passed.
pub fn run(options: &Options, root: &Path, out: &mut dyn Write) -> anyhow::Result<bool> {
    until_interrupted(async {
        let chromium = chromium::find(options.chromium.as_deref(), options.headed, options.install).await?;
        let folder = root.join(TESTS);
        for folder in [&folder, &root.join(REACT)] {
            packages::install(folder).await?;
        }
        let binary = match &options.binary {
            Some(binary) => std::path::absolute(binary).context("the working directory is not known")?,
            None => sandbox::build(root).await?,
        };
        let output = sandbox::target(root).join("e2e");
        let only = if options.write_readme_images { vec![README.to_owned()] } else { options.only.clone() };
        clear(&output, !options.no_screenshots && only.is_empty())?;
        std::fs::create_dir_all(&output).with_context(|| format!("{} cannot be made", output.display()))?;
        // The browser keeps its profile and everything else that it writes in here.
        let scratch = tempfile::Builder::new().prefix("trackside-e2e-").tempdir().context("no folder can be made")?;
        let sandbox = Sandbox::start(&binary).await?;
        out.flush()?;
        let setting = Setting {
            folder: &folder,
            binary: &binary,
            chromium: &chromium,
            origin: &sandbox.origin,
            output: &output,
            scratch: scratch.path(),
            only: &only,
            headed: options.headed,
            screenshots: !options.no_screenshots,
            writes_readme_images: options.write_readme_images,
        };
        let status = Tests::start(&setting)?.wait().await?;
        sandbox.stop().await?;
        let summary = Summary::read(&output, status)?;
        write!(out, "{summary}")?;
        Ok(summary.is_sound())
    })
}

/// Removes what an earlier run left and would be taken for what this one found. Screenshots stay, unless all are taken anew.
fn clear(output: &Path, screenshots: bool) -> anyhow::Result<()> {
    gone(std::fs::remove_file(output.join("summary.json")))?;
    gone(std::fs::remove_dir_all(output.join("results")))?;
    if screenshots {
        gone(std::fs::remove_dir_all(output.join("screenshots")))?;
    }
    Ok(())
}

/// What has not been there is gone as well.
fn gone(removed: std::io::Result<()>) -> anyhow::Result<()> {
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).context("an earlier run's results cannot be removed")
        }
        _ => Ok(()),
    }
}
