//! A changelog for people, in Markdown: grouped by operation, what breaks clients first.

mod edition;
mod entry;

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

pub use edition::Edition;

use crate::finding::{Finding, Level};
use crate::report::{counted, escaped};
use entry::{Entry, entries};

/// The most operations that are listed with a change that is the same in all of them.
const LISTED: usize = 12;

/// Rules about what clients do not notice.
const SILENT: [&str; 3] = ["documentation-changed", "provenance-changed", "extension-changed"];

/// The changes of one or more documents.
#[derive(Debug)]
pub struct Changelog {
    /// The names of the old and the new version.
    pub versions: (String, String),
    /// A chapter for each document.
    pub chapters: Vec<Chapter>,
}

/// The changes of a document.
#[derive(Debug)]
pub struct Chapter {
    /// The file.
    pub file: String,
    /// The old edition; `None` if the document is new.
    pub old: Option<Edition>,
    /// The new edition; `None` if the document was removed.
    pub new: Option<Edition>,
    /// All changes.
    pub findings: Vec<Finding>,
}

impl fmt::Display for Changelog {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "# Changes from {} to {}", escaped(&self.versions.0), escaped(&self.versions.1))?;
        self.chapters.iter().try_for_each(|chapter| chapter.write(out))
    }
}

impl Chapter {
    fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = self.new.as_ref().or(self.old.as_ref()).map(|edition| edition.title.as_str()).unwrap_or_default();
        writeln!(out, "\n## {} ({})\n", escaped(title), escaped(&self.file))?;
        let (old, new) = match (&self.old, &self.new) {
            (Some(old), Some(new)) => (old, new),
            (None, Some(new)) => {
                return writeln!(out, "The document is new, with {}.", operations(new.operations.len()));
            }
            (Some(old), None) => {
                return writeln!(out, "The document was removed, with {}.", operations(old.operations.len()));
            }
            (None, None) => return Ok(()),
        };
        if old.version != new.version {
            writeln!(out, "Version {} → {}.\n", escaped(&old.version), escaped(&new.version))?;
        }
        let (silent, findings): (Vec<_>, Vec<_>) =
            self.findings.iter().partition(|finding| SILENT.contains(&finding.rule.as_str()));
        writeln!(out, "{}", summary(&findings, silent.len()))?;
        let name = |id: &str| old.name(id).or_else(|| new.name(id)).map_or_else(|| code(id), str::to_owned);
        let (shared, own) = entries(&findings);
        self.whole(out, &findings)?;
        let whole: Vec<_> = own.iter().filter(|entry| entry.operations.is_empty()).collect();
        section(out, "The whole API", &whole)?;
        if !shared.is_empty() {
            writeln!(out, "\n### Several operations\n")?;
            for entry in &shared {
                writeln!(out, "- {}", entry.text())?;
                let names = entry.operations.iter().take(LISTED).map(|operation| name(operation)).collect::<Vec<_>>();
                let more = entry.operations.len().saturating_sub(LISTED);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                writeln!(out, "  In {}{more}.", names.join(", "))?;
            }
        }
        let mut by_operation: BTreeMap<&str, Vec<&Entry<'_>>> = BTreeMap::new();
        for entry in &own {
            for operation in &entry.operations {
                by_operation.entry(operation).or_default().push(entry);
            }
        }
        let mut by_operation: Vec<_> = by_operation.into_iter().collect();
        by_operation.sort_by_key(|(_, entries)| entries.iter().map(|entry| entry.level).min());
        for (operation, entries) in by_operation {
            section(out, &name(operation), &entries)?;
        }
        Ok(())
    }

    /// Operations and events that were removed or added, each in one line.
    fn whole(&self, out: &mut fmt::Formatter<'_>, findings: &[&Finding]) -> fmt::Result {
        for (title, is_new, place, rules) in entry::WHOLE {
            let edition = if is_new { &self.new } else { &self.old };
            let mut title = Some(title);
            let is_listed = |finding: &Finding| finding.place == place && rules.contains(&finding.rule.as_str());
            for finding in findings.iter().filter(|finding| is_listed(finding)) {
                if let Some(title) = title.take() {
                    writeln!(out, "\n### {title}\n")?;
                }
                let id = finding.operation.as_deref().unwrap_or_default();
                let known = edition.as_ref().and_then(|edition| edition.operations.get(id));
                let (name, summary) = known.cloned().unwrap_or_else(|| (code(id), String::new()));
                let summary = if summary.is_empty() { summary } else { format!(": {}", escaped(&summary)) };
                writeln!(out, "- {}{name}{summary}", entry::prefix(finding.level))?;
            }
        }
        Ok(())
    }
}

fn section(out: &mut fmt::Formatter<'_>, title: &str, entries: &[&Entry<'_>]) -> fmt::Result {
    if entries.is_empty() {
        return Ok(());
    }
    let mut entries = entries.to_vec();
    entries.sort_by_key(|entry| entry.level);
    writeln!(out, "\n### {title}\n")?;
    entries.into_iter().try_for_each(|entry| writeln!(out, "- {}", entry.text()))
}

fn operations(count: usize) -> String {
    counted(count, "operation", "operations")
}

/// How much has changed, in one line.
fn summary(findings: &[&Finding], silent: usize) -> String {
    let count = |level: Level| findings.iter().filter(|finding| finding.level == level).count();
    let mut parts = Vec::new();
    for (count, one, many) in [
        (count(Level::Error), "breaking change", "breaking changes"),
        (count(Level::Warning), "change that may break clients", "changes that may break clients"),
        (count(Level::Info), "compatible change", "compatible changes"),
    ] {
        if count > 0 {
            parts.push(counted(count, one, many));
        }
    }
    let mut text = match (parts.is_empty(), silent) {
        (true, 0) => "Nothing has changed.".to_owned(),
        (true, _) => "Nothing has changed for clients.".to_owned(),
        (false, _) => parts.join(", ") + ".",
    };
    if silent > 0 {
        let places = counted(silent, "change", "changes");
        _ = write!(text, " {places} of documentation and extensions left out.");
    }
    text
}

/// A name as code; backticks would end it.
pub(crate) fn code(text: &str) -> String {
    if text.contains('`') { escaped(text) } else { format!("`{}`", crate::report::line(text)) }
}
