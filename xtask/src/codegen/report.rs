//! The report: what changed, with the differences.

use std::io::{self, Write};

use similar::TextDiff;

use super::Mode;
use super::files::{Artifact, Change};

/// The most lines of difference that are shown per file.
const LONGEST: usize = 60;

/// Writes the report. `total` is the number of files that were generated, `command` the command that writes them.
pub(super) fn write(
    changes: &[Change<'_>],
    total: usize,
    mode: Mode,
    command: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    for change in changes {
        writeln!(out, "{}: {}", verb(change, mode), path(change))?;
        if let (Mode::Check | Mode::DryRun, Change::Stale { artifact, before }) = (mode, change) {
            difference(artifact, before, out)?;
        }
    }
    let fresh = total - changes.iter().filter(|change| !matches!(change, Change::Orphaned { .. })).count();
    if changes.is_empty() {
        return writeln!(out, "{total} generated files are fresh");
    }
    match mode {
        Mode::Write => writeln!(out, "{} changed, {fresh} already fresh", changes.len()),
        Mode::DryRun => writeln!(out, "{} would change, {fresh} are fresh; nothing was written", changes.len()),
        Mode::Check => {
            writeln!(out, "{} not as generated, {fresh} fresh\n\nhint: run `{command}`", changes.len())
        }
    }
}

fn verb(change: &Change<'_>, mode: Mode) -> &'static str {
    match (mode, change) {
        (Mode::Check, Change::Stale { .. }) => "stale",
        (Mode::Check, Change::Missing(_)) => "missing",
        (Mode::Check, Change::Orphaned { generated: true, .. }) => "orphaned",
        (Mode::Check | Mode::DryRun, Change::Orphaned { generated: false, .. }) => {
            "orphaned and not generated, move it elsewhere"
        }
        (Mode::Write, Change::Stale { .. }) => "updated",
        (Mode::Write, Change::Missing(_)) => "created",
        (Mode::Write, Change::Orphaned { .. }) => "removed",
        (Mode::DryRun, Change::Stale { .. }) => "would update",
        (Mode::DryRun, Change::Missing(_)) => "would create",
        (Mode::DryRun, Change::Orphaned { .. }) => "would remove",
    }
}

fn path<'a>(change: &'a Change<'_>) -> &'a str {
    match change {
        Change::Stale { artifact, .. } | Change::Missing(artifact) => &artifact.path,
        Change::Orphaned { path, .. } => path,
    }
}

fn difference(artifact: &Artifact, before: &str, out: &mut dyn Write) -> io::Result<()> {
    let diff = TextDiff::from_lines(before, artifact.text.as_str());
    let mut unified = diff.unified_diff();
    let text = unified.header(&artifact.path, &format!("{} as generated", artifact.path)).to_string();
    let lines: Vec<&str> = text.lines().collect();
    for line in lines.iter().take(LONGEST) {
        writeln!(out, "{line}")?;
    }
    match lines.len().saturating_sub(LONGEST) {
        0 => writeln!(out),
        more => writeln!(out, "… and {more} more lines\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Artifact, Change, Mode, write};

    fn reported(changes: &[Change<'_>], total: usize, mode: Mode) -> String {
        let mut out = Vec::new();
        write(changes, total, mode, "cargo xtask codegen", &mut out).expect("memory takes everything");
        String::from_utf8(out).expect("the report is text")
    }

    #[test]
    fn each_mode_says_what_it_does() {
        let artifact = |name: &str| Artifact { path: format!("specs/{name}.json"), text: "one\ntwo\n".to_owned() };
        let (stale, missing) = (artifact("a"), artifact("b"));
        let changes = [
            Change::Stale { artifact: &stale, before: "one\n2\n".to_owned() },
            Change::Missing(&missing),
            Change::Orphaned { path: "specs/c.json".to_owned(), generated: true },
        ];
        let diff = "--- specs/a.json\n+++ specs/a.json as generated\n@@ -1,2 +1,2 @@\n one\n-2\n+two\n\n";
        for (mode, expected) in [
            (
                Mode::Write,
                "updated: specs/a.json\ncreated: specs/b.json\nremoved: specs/c.json\n3 changed, 8 already fresh\n"
                    .to_owned(),
            ),
            (
                Mode::DryRun,
                format!(
                    "would update: specs/a.json\n{diff}would create: specs/b.json\nwould remove: specs/c.json\n\
                     3 would change, 8 are fresh; nothing was written\n"
                ),
            ),
            (
                Mode::Check,
                format!(
                    "stale: specs/a.json\n{diff}missing: specs/b.json\norphaned: specs/c.json\n\
                     3 not as generated, 8 fresh\n\nhint: run `cargo xtask codegen`\n"
                ),
            ),
        ] {
            assert_eq!(reported(&changes, 10, mode), expected, "{mode:?}");
        }
    }

    #[test]
    fn freshness_is_one_line() {
        for mode in [Mode::Write, Mode::DryRun, Mode::Check] {
            assert_eq!(reported(&[], 10, mode), "10 generated files are fresh\n");
        }
    }

    #[test]
    fn long_differences_are_cut() {
        let text = (0..500).map(|line| line.to_string()).collect::<Vec<_>>().join("\n") + "\n";
        let artifact = Artifact { path: "specs/a.json".to_owned(), text };
        let report = reported(&[Change::Stale { artifact: &artifact, before: String::new() }], 1, Mode::Check);
        assert!(report.contains("\n… and 443 more lines\n"), "{report}");
        assert!(report.lines().count() < 70);
    }
}
