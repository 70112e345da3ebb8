//! For people: one screen.

use std::io::{self, Write};

use super::{Group, Report, cut, groups, line, place};
use crate::finding::Level;

/// The most groups with details.
const SHOWN: usize = 6;

/// The most groups with one line each.
const NAMED: usize = 6;

/// The most notes.
const NOTES: usize = 5;

/// The width of a line, in characters. Commands may be longer.
const WIDTH: usize = 160;

/// The most lines of a message.
const LINES: usize = 3;

/// The longest command that is shown. A part of one would be useless.
const CURL: usize = 1_000;

pub(super) fn write(report: &Report, out: &mut dyn Write, colour: bool) -> io::Result<()> {
    let paint = |code: &'static str| if colour { code } else { "" };
    let bold = paint("\u{1b}[1m");
    let end = paint("\u{1b}[0m");
    let of = |level: Level| match level {
        Level::Error => paint("\u{1b}[31m"),
        Level::Warning => paint("\u{1b}[33m"),
        Level::Info => paint("\u{1b}[36m"),
    };
    writeln!(out, "{bold}{}{end}  {}", report.command, cut(&report.subject, WIDTH - 20))?;
    // Information is only counted, in the last line.
    let mut groups = groups(&report.findings);
    groups.retain(|group| group.level != Level::Info);
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
    if let Some(folded) = rest.get(NAMED..).filter(|folded| !folded.is_empty()) {
        let count: usize = folded.iter().map(|group| group.findings.len()).sum();
        let more = counted(folded.len(), "more group", "more groups");
        writeln!(out, "… and {more} with {}; --format json lists all", counted(count, "finding", "findings"))?;
    }
    writeln!(out)?;
    for (name, value) in &report.summary {
        let name = cut(name, WIDTH / 4);
        writeln!(out, "{name:<12} {}", cut(value, WIDTH - 13 - name.chars().count().saturating_sub(12)))?;
    }
    for note in report.notes.iter().take(NOTES) {
        writeln!(out, "note: {}", folded(note, "      "))?;
    }
    if report.notes.len() > NOTES {
        writeln!(out, "… and {} more notes; --format json lists all", report.notes.len() - NOTES)?;
    }
    let repeat = report.repeat.as_ref().map(|repeat| format!("  [{}]", cut(repeat, WIDTH / 2))).unwrap_or_default();
    let code = if report.exit_code() == 0 { paint("\u{1b}[32m") } else { paint("\u{1b}[31m") };
    writeln!(out, "{bold}{code}{}{end}{repeat}", report.verdict())
}

/// A number of things, in words.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

fn full(group: &Group<'_>, out: &mut dyn Write, paint: &str, end: &str) -> io::Result<()> {
    let Some(first) = group.findings.first() else { return Ok(()) };
    writeln!(out, "{paint}{}{end} {}", group.level, heading(group))?;
    writeln!(out, "  {}", folded(&format!("{}: {}", cut(place(first), WIDTH), first.message), "  "))?;
    if let Some(case) = &first.case {
        writeln!(out, "  case      {}", cut(case, WIDTH - 13))?;
    }
    if let Some(evidence) = &first.evidence {
        if !evidence.body.is_empty() {
            let status = evidence.status.map(|status| format!("{status} ")).unwrap_or_default();
            writeln!(out, "  response  {status}{}", cut(&evidence.body, WIDTH - 17))?;
        } else if let Some(status) = evidence.status {
            writeln!(out, "  response  {status} without a body")?;
        }
        if evidence.curl.len() <= CURL {
            writeln!(out, "  repeat    {}", line(&evidence.curl))?;
        } else {
            writeln!(out, "  repeat    a command of {} bytes; --format json shows it", evidence.curl.len())?;
        }
    }
    Ok(())
}

fn heading(group: &Group<'_>) -> String {
    let operation = group.place(WIDTH / 2).map(|place| format!(" in {place}")).unwrap_or_default();
    let times = match group.count() {
        1 => String::new(),
        count => format!(" ({count} times)"),
    };
    format!("{}{operation}{times}", cut(group.rule, WIDTH / 3))
}

/// Wraps a text at spaces if possible. What does not fit on a few lines is cut.
fn folded(text: &str, indent: &str) -> String {
    let width = WIDTH - indent.len() - 2;
    let mut rest: Vec<char> = cut(text, width * LINES).chars().collect();
    let mut lines = Vec::new();
    while rest.len() > width && lines.len() + 1 < LINES {
        let space = rest[..width].iter().rposition(|character| *character == ' ').filter(|place| *place > width / 2);
        let tail = rest.split_off(space.unwrap_or(width));
        lines.push(rest.into_iter().collect::<String>());
        rest = tail.into_iter().skip(usize::from(space.is_some())).collect();
    }
    lines.push(cut(&rest.into_iter().collect::<String>(), width));
    lines.join(&format!("\n{indent}"))
}
