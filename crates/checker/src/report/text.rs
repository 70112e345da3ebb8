//! For a person: one screen.

use std::io::{self, Write};

use super::{Group, Report, groups, line};
use crate::finding::Level;

/// How many groups are shown in full.
const SHOWN: usize = 6;

/// How many groups are named in one line each.
const NAMED: usize = 8;

/// How many notes are shown.
const NOTES: usize = 5;

pub(super) fn write(report: &Report, out: &mut dyn Write, colour: bool) -> io::Result<()> {
    let paint = |code: &'static str| if colour { code } else { "" };
    let bold = paint("\u{1b}[1m");
    let end = paint("\u{1b}[0m");
    let of = |level: Level| match level {
        Level::Error => paint("\u{1b}[31m"),
        Level::Warning => paint("\u{1b}[33m"),
        Level::Info => paint("\u{1b}[36m"),
    };
    writeln!(out, "{bold}{}{end}  {}", report.command, line(&report.subject))?;
    let groups = groups(&report.findings);
    for group in groups.iter().take(SHOWN) {
        writeln!(out)?;
        full(group, out, of(group.level), end)?;
    }
    let rest = groups.get(SHOWN..).unwrap_or_default();
    if !rest.is_empty() {
        writeln!(out)?;
    }
    for group in rest.iter().take(NAMED) {
        writeln!(out, "{}{}{end} {}", of(group.level), group.level, heading(group))?;
    }
    if rest.len() > NAMED {
        writeln!(out, "… and {} more kinds of findings; --format json lists all", rest.len() - NAMED)?;
    }
    writeln!(out)?;
    for (name, value) in &report.summary {
        writeln!(out, "{name:<12} {}", line(value))?;
    }
    for note in report.notes.iter().take(NOTES) {
        writeln!(out, "note: {}", line(note))?;
    }
    if report.notes.len() > NOTES {
        writeln!(out, "… and {} more notes; --format json lists all", report.notes.len() - NOTES)?;
    }
    let repeat = report.repeat.as_ref().map(|repeat| format!("  [{repeat}]")).unwrap_or_default();
    let code = if report.exit_code() == 0 { paint("\u{1b}[32m") } else { paint("\u{1b}[31m") };
    writeln!(out, "{bold}{code}{}{end}{repeat}", report.verdict())
}

fn full(group: &Group<'_>, out: &mut dyn Write, paint: &str, end: &str) -> io::Result<()> {
    let Some(first) = group.findings.first() else { return Ok(()) };
    writeln!(out, "{paint}{}{end} {}", group.level, heading(group))?;
    let place = if first.place.is_empty() { "body" } else { &first.place };
    writeln!(out, "  {}: {}", line(place), line(&first.message))?;
    if let Some(case) = &first.case {
        writeln!(out, "  case    {}", line(case))?;
    }
    if let Some(evidence) = &first.evidence {
        if !evidence.body.is_empty() {
            let status = evidence.status.map(|status| format!("{status} ")).unwrap_or_default();
            writeln!(out, "  answer  {status}{}", line(&evidence.body))?;
        }
        writeln!(out, "  repeat  {}", line(&evidence.curl))?;
    }
    Ok(())
}

fn heading(group: &Group<'_>) -> String {
    let operation = group.operation.map(|operation| format!(" in {}", line(operation))).unwrap_or_default();
    let times = match group.findings.len() {
        1 => String::new(),
        count => format!(" ({count} times)"),
    };
    format!("{}{operation}{times}", line(group.rule))
}
