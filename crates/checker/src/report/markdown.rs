//! For a comment on a pull request.

use std::io::{self, Write};

use super::{Report, cut, groups, line, place};

/// The most groups in the table. A comment has up to 65,536 characters.
const LISTED: usize = 40;

/// The most groups with details.
const SHOWN: usize = 10;

/// The most characters of a place or message in the table.
const CELL: usize = 160;

/// The most characters of a message in the details.
const MESSAGE: usize = 1_000;

/// The longest command that is shown. A part of one would be useless.
const CURL: usize = 2_000;

/// The most notes.
const NOTES: usize = 20;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### {}: {}\n", text(&cut(&report.subject, CELL)), text(&report.verdict()))?;
    let groups = groups(&report.findings);
    if !groups.is_empty() {
        writeln!(out, "| level | rule | operation | times | first |\n|---|---|---|---|---|")?;
    }
    for group in groups.iter().take(LISTED) {
        let Some(first) = group.findings.first() else { continue };
        let operation = group.place(CELL).map(|place| text(&place)).unwrap_or_default();
        let what = text(&format!("{}: {}", cut(place(first), CELL), cut(&first.message, CELL)));
        let rule = text(&cut(group.rule, CELL));
        writeln!(out, "| {} | {rule} | {operation} | {} | {what} |", group.level, group.count())?;
    }
    if groups.len() > LISTED {
        writeln!(out, "\n… and {} more kinds of findings", groups.len() - LISTED)?;
    }
    for group in groups.iter().take(SHOWN) {
        let Some(first) = group.findings.first() else { continue };
        let Some(evidence) = &first.evidence else { continue };
        let title = html(&cut(&format!("{} {}", group.rule, group.place(CELL).unwrap_or_default()), CELL));
        writeln!(out, "\n<details><summary>{title}</summary>\n")?;
        writeln!(out, "{}: {}\n", text(&cut(place(first), CELL)), text(&cut(&first.message, MESSAGE)))?;
        if evidence.curl.len() <= CURL {
            writeln!(out, "{}\n", code(&evidence.curl))?;
        }
        if !evidence.body.is_empty() {
            writeln!(out, "{}\n", code(&evidence.body))?;
        }
        writeln!(out, "</details>")?;
    }
    let notes = report.notes.iter().take(NOTES).map(|note| ("note", note.as_str()));
    let repeat = report.repeat.iter().map(|repeat| ("repeat with", repeat.as_str()));
    let lines: Vec<_> =
        report.summary.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(notes).chain(repeat).collect();
    if !lines.is_empty() {
        writeln!(out)?;
    }
    for (name, value) in lines {
        writeln!(out, "- {}: {}", text(name), text(&cut(value, MESSAGE)))?;
    }
    Ok(())
}

/// Escapes a text, so that it has no formatting, links or mentions.
pub(crate) fn text(text: &str) -> String {
    let mut escaped = String::new();
    for character in line(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // GitHub looks for names and numbers after these in the rendered page, where backslashes are gone.
            '@' | '#' => {
                escaped.push(character);
                escaped.push_str("<!-- -->");
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '$' => {
                escaped.push('\\');
                escaped.push(character);
            }
            character => escaped.push(character),
        }
    }
    escaped
}

/// Escapes a text inside a line of HTML, where Markdown does not apply.
fn html(text: &str) -> String {
    let escaped = line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.replace('@', "@<!-- -->").replace('#', "#<!-- -->")
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
