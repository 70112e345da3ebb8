//! For a comment on a change.

use std::io::{self, Write};

use super::{Report, groups, line};

/// How many groups are told in full.
const SHOWN: usize = 20;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### {}: {}\n", text(&report.subject), text(&report.verdict()))?;
    let groups = groups(&report.findings);
    if !groups.is_empty() {
        writeln!(out, "| level | rule | operation | times | first |\n|---|---|---|---|---|")?;
    }
    for group in &groups {
        let Some(first) = group.findings.first() else { continue };
        let place = if first.place.is_empty() { "body" } else { &first.place };
        let operation = group.operation.map(text).unwrap_or_default();
        let what = text(&format!("{place}: {}", first.message));
        writeln!(out, "| {} | {} | {operation} | {} | {what} |", group.level, text(group.rule), group.findings.len())?;
    }
    for group in groups.iter().take(SHOWN) {
        let Some(evidence) = group.findings.first().and_then(|first| first.evidence.as_ref()) else { continue };
        let title = text(&format!("{} {}", group.rule, group.operation.unwrap_or_default()));
        writeln!(
            out,
            "\n<details><summary>{title}</summary>\n\n{}\n{}\n</details>",
            code(&evidence.curl),
            code(&evidence.body)
        )?;
    }
    if !report.summary.is_empty() {
        writeln!(out)?;
    }
    for (name, value) in &report.summary {
        writeln!(out, "- {}: {}", text(name), text(value))?;
    }
    for note in &report.notes {
        writeln!(out, "- note: {}", text(note))?;
    }
    Ok(())
}

/// A text that is nothing but text.
fn text(text: &str) -> String {
    let mut escaped = String::new();
    for character in line(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '@' => {
                escaped.push('\\');
                escaped.push(character);
            }
            character => escaped.push(character),
        }
    }
    escaped
}

/// A line of code, in a fence that is longer than any in the line.
fn code(code: &str) -> String {
    let code = line(code);
    let mut longest = 0;
    let mut run = 0;
    for character in code.chars() {
        run = if character == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{code}\n{fence}")
}
