//! For GitHub Actions: an annotation for each group of findings.

use std::io::{self, Write};

use super::{Report, cut, groups, line, place};
use crate::finding::Level;

/// The most characters of a message: an annotation has up to 4 KiB.
const MESSAGE: usize = 1_000;

/// The longest command that is shown. A part of one would be useless.
const CURL: usize = 2_000;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for group in groups(&report.findings) {
        let Some(first) = group.findings.first() else { continue };
        let command = match group.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "notice",
        };
        let title = match group.place(MESSAGE) {
            Some(place) => format!("{} in {place}", group.rule),
            None => group.rule.to_owned(),
        };
        let mut lines = vec![format!("{}: {}", cut(place(first), MESSAGE), cut(&first.message, MESSAGE))];
        if group.count() > 1 {
            lines.push(format!("({} times)", group.count()));
        }
        lines.extend(first.evidence.as_ref().map(|evidence| line(&evidence.curl)).filter(|curl| curl.len() <= CURL));
        writeln!(out, "::{command} title={}::{}", property(&cut(&title, MESSAGE)), data(&lines.join("\n")))?;
    }
    // The runner searches every line for commands; the title of a document must not become one.
    let subject = line(&report.subject).replace("##[", "## [");
    writeln!(out, "{}: {subject}: {}", report.command, report.verdict())
}

/// The text of a workflow command, escaped.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command, escaped.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
