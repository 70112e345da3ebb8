//! `cargo xtask nightly`: the checks that take long and rarely fail.
//!
//! The gate, `.ci/run`, takes a sample of each of them.

mod checks;

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, bail};
use clap::Args;

use self::checks::{CHECKS, Check};

/// Run the long checks, of which the gate takes a sample.
///
/// The checks run one after the other. What a check prints goes to target/nightly/NAME.log; a line per check says how
/// it ended and how long it took.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 every check passed; 1 a check failed; 2 the checks could not run.")]
pub struct Options {
    /// List the checks without running them
    #[arg(long)]
    list: bool,

    /// Run only this check; repeat the option for several
    #[arg(long, value_name = "NAME", conflicts_with = "list")]
    only: Vec<String>,
}

/// Runs the checks of the project at `root`, and says whether all passed. Fails if a check cannot be started, or if
/// `--only` names an unknown check.
pub fn run(options: &Options, root: &Path, out: &mut dyn Write) -> anyhow::Result<bool> {
    if options.list {
        for check in CHECKS {
            writeln!(out, "{:<14} {}", check.name, check.purpose)?;
        }
        return Ok(true);
    }
    let chosen = choose(&options.only)?;
    let folder = root.join("target/nightly");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let mut failed = 0;
    for (index, check) in chosen.iter().enumerate() {
        eprintln!("[{}/{}] {}: {}", index + 1, chosen.len(), check.name, check.purpose);
        let log = folder.join(format!("{}.log", check.name));
        let started = Instant::now();
        let passed = check.run(root, &log)?;
        let seconds = started.elapsed().as_secs();
        if passed {
            writeln!(out, "passed  {:<14} {seconds:>5} s", check.name)?;
        } else {
            failed += 1;
            writeln!(out, "FAILED  {:<14} {seconds:>5} s  see {}", check.name, log.display())?;
        }
        out.flush()?;
    }
    writeln!(out, "{} passed, {failed} failed", chosen.len() - failed)?;
    Ok(failed == 0)
}

/// The checks with these names, in the order of the list; all of them if no name is given.
fn choose(names: &[String]) -> anyhow::Result<Vec<&'static Check>> {
    if let Some(unknown) = names.iter().find(|name| CHECKS.iter().all(|check| check.name != **name)) {
        let known: Vec<_> = CHECKS.iter().map(|check| check.name).collect();
        bail!("there is no check {unknown:?}; the checks are: {}", known.join(", "));
    }
    Ok(CHECKS.iter().filter(|check| names.is_empty() || names.iter().any(|name| name == check.name)).collect())
}

impl Check {
    /// Runs the check with its output in `log`, and says whether it passed.
    fn run(&self, root: &Path, log: &Path) -> anyhow::Result<bool> {
        let output = File::create(log).with_context(|| format!("cannot write to {}", log.display()))?;
        let errors = output.try_clone().context("cannot write to the log twice")?;
        let [program, arguments @ ..] = self.command else { bail!("the check {} has no command", self.name) };
        let status = Command::new(program)
            .args(arguments)
            .envs(self.environment.iter().copied())
            .current_dir(root)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .status()
            .with_context(|| format!("cannot start {program} for the check {}", self.name))?;
        Ok(status.success())
    }
}

#[cfg(test)]
mod tests {
    use super::checks::Check;
    use super::{CHECKS, choose};

    #[test]
    fn names_choose_checks() {
        let choice = |names: &[&str]| {
            let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
            choose(&names).map(|checks| checks.iter().map(|check| check.name).collect::<Vec<_>>())
        };
        assert_eq!(choice(&[]).expect("no name means all").len(), CHECKS.len());
        assert_eq!(choice(&["soak", "dist"]).expect("both are known"), ["dist", "soak"]);
        let refusal = choice(&["sok"]).expect_err("it is not known").to_string();
        assert!(refusal.starts_with("there is no check \"sok\"; the checks are: "), "{refusal}");
    }

    #[test]
    fn a_check_fails_with_its_command_and_leaves_its_output() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let log = folder.path().join("log");
        let cases: [(&'static [&'static str], bool); 2] =
            [(&["sh", "-c", "echo seen $WHAT"], true), (&["sh", "-c", "echo seen $WHAT; exit 3"], false)];
        for (command, expected) in cases {
            let check = Check { name: "check", purpose: "", environment: &[("WHAT", "here")], command };
            assert_eq!(check.run(folder.path(), &log).expect("there is a shell"), expected, "{command:?}");
            assert_eq!(std::fs::read_to_string(&log).expect("the log was written"), "seen here\n");
        }
        let missing = Check { name: "check", purpose: "", environment: &[], command: &["no-such-program"] };
        assert!(missing.run(folder.path(), &log).is_err());
    }
}
