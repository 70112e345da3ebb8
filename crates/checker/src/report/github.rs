//! For GitHub Actions: annotations, one for each group of findings.

use std::io::{self, Write};

use super::{Report, groups};
use crate::finding::Level;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for group in groups(&report.findings) {
        let Some(first) = group.findings.first() else { continue };
        let command = match group.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "notice",
        };
        let title = match group.operation {
            Some(operation) => format!("{} in {operation}", group.rule),
            None => group.rule.to_owned(),
        };
        let place = if first.place.is_empty() { "body" } else { &first.place };
        let mut message = format!("{place}: {}", first.message);
        if group.findings.len() > 1 {
            message.push_str(&format!("\n({} findings of this kind)", group.findings.len()));
        }
        if let Some(evidence) = &first.evidence {
            message.push_str(&format!("\n{}", evidence.curl));
        }
        writeln!(out, "::{command} title={}::{}", property(&title), data(&message))?;
    }
    writeln!(out, "{}: {}", report.subject.replace(['\r', '\n'], " "), report.verdict())
}

/// The text of a workflow command, escaped as its rules ask.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The property of a workflow command, escaped as its rules ask.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
