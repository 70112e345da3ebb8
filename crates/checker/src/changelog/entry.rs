//! The entries of a changelog: a change, and the operations that have it.

use std::collections::{BTreeMap, BTreeSet};

use super::code;
use crate::finding::{Finding, Level};
use crate::report::{escaped, line};

/// From this number of operations on, a change that is the same in all of them is one entry.
const SHARED: usize = 3;

/// What is added and removed as a whole: the title of the list, whether the new document has it, the place of its
/// findings, and their rules.
pub(super) const WHOLE: [(&str, bool, &str, &[&str]); 4] = [
    (
        "Removed operations",
        false,
        "operation",
        &[
            "operation-removed",
            "removed-without-deprecation",
            "removed-without-sunset",
            "removed-before-sunset",
            "removed-after-sunset",
        ],
    ),
    ("Removed events", false, "webhook", &["webhook-event-removed"]),
    ("New operations", true, "operation", &["operation-added"]),
    ("New events", true, "webhook", &["webhook-event-added"]),
];

/// A change.
pub(super) struct Entry<'f> {
    pub(super) level: Level,
    place: &'f str,
    message: &'f str,
    /// The operations; empty for the whole document.
    pub(super) operations: BTreeSet<&'f str>,
}

/// Entries that several operations share, breaking ones first, and all others in the order of the document.
pub(super) fn entries<'f>(findings: &[&'f Finding]) -> (Vec<Entry<'f>>, Vec<Entry<'f>>) {
    let mut known: BTreeMap<(Level, &str, &str), usize> = BTreeMap::new();
    let mut entries: Vec<Entry<'f>> = Vec::new();
    for finding in findings.iter().filter(|finding| !is_whole(finding)) {
        let (level, place, message) = (finding.level, finding.place.as_str(), finding.message.as_str());
        let index = *known.entry((level, place, message)).or_insert(entries.len());
        if index == entries.len() {
            entries.push(Entry { level, place, message, operations: BTreeSet::new() });
        }
        entries[index].operations.extend(finding.operation.as_deref());
    }
    let (mut shared, own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.operations.len() >= SHARED);
    shared.sort_by_key(|entry| entry.level);
    (shared, own)
}

/// Whether an operation or an event was added or removed as a whole.
pub(super) fn is_whole(finding: &Finding) -> bool {
    WHOLE.iter().any(|(.., place, rules)| finding.place == *place && rules.contains(&finding.rule.as_str()))
}

/// What stands before a change of a level.
pub(super) const fn prefix(level: Level) -> &'static str {
    match level {
        Level::Error => "**Breaking:** ",
        Level::Warning => "**May break:** ",
        Level::Info => "",
    }
}

impl Entry<'_> {
    /// The change in one line.
    pub(super) fn text(&self) -> String {
        if self.place == "operation" {
            return format!("{}{}", prefix(self.level), with_code(self.message));
        }
        // The pointer in the place, which is the part from the first slash on, is code.
        let place = match self.place.split_once(" /") {
            Some((before, pointer)) => format!("{} {}", escaped(before), code(&format!("/{pointer}"))),
            None => escaped(self.place),
        };
        format!("{}{place}: {}", prefix(self.level), with_code(self.message))
    }
}

/// Escapes a text, apart from the code in it.
fn with_code(text: &str) -> String {
    let text = line(text);
    if text.contains("``") || !text.matches('`').count().is_multiple_of(2) {
        return escaped(&text);
    }
    let parts = text.split('`').enumerate();
    parts.map(|(index, part)| if index.is_multiple_of(2) { escaped(part) } else { format!("`{part}`") }).collect()
}
