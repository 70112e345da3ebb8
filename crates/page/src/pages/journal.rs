//! `/journal`: the recent requests.

use askama::Template;
use trackside_schemas::control::{JournalCounts, JournalEntry, JournalList};

use super::frame::Frame;
use super::rendered;
use crate::{Documents, Site, write};

/// The number of characters of a path or a reason in a row. The page of the exchange shows everything.
const MAX_SHOWN: usize = 100;

/// The number of rows before a script adds more.
const ROWS: usize = 40;

/// The filter of the page, as its form sends it. Empty fields match everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalFilter {
    /// A provider's name, or `control`.
    pub provider: String,
    /// A status or a class of statuses, such as `4xx`.
    pub status: String,
    /// A text to find in the method, the path, the reason or the name of the world.
    pub text: String,
}

#[derive(Template)]
#[template(path = "journal.html", config = "askama.toml")]
struct Journal<'p> {
    frame: Frame<'p>,
    filter: &'p JournalFilter,
    providers: Vec<Choice<'p>>,
    statuses: Vec<Choice<'p>>,
    counts: String,
    rows: Vec<Row>,
}

struct Choice<'p> {
    value: &'p str,
    title: &'p str,
    is_chosen: bool,
}

struct Row {
    id: u64,
    time: String,
    provider: String,
    /// The named world; empty for the usual one.
    world: String,
    operation: String,
    method: String,
    target: String,
    status: u16,
    class: u16,
    took: String,
    reason: String,
    /// What was ignored in the request; empty if there was nothing.
    warning: String,
}

/// The page. It shows the newest entries of the list, which is filtered already.
pub fn journal(site: &Site, documents: &Documents, list: &JournalList, filter: &JournalFilter) -> String {
    const STATUSES: [(&str, &str); 4] =
        [("2xx", "2xx success"), ("3xx", "3xx redirect"), ("4xx", "4xx client error"), ("5xx", "5xx server error")];
    let provider = |name, title| Choice { value: name, title, is_chosen: filter.provider == name };
    let mut frame = Frame::new(site, "journal", "Journal", &["journal.js"]);
    frame.is_wide = true;
    rendered(&Journal {
        frame,
        filter,
        providers: documents.iter().map(|document| provider(&document.name, &document.title)).collect(),
        statuses: STATUSES.map(|(value, title)| Choice { value, title, is_chosen: filter.status == value }).into(),
        counts: counted(&list.counts),
        rows: list.entries.iter().take(ROWS).map(row).collect(),
    })
}

/// The counts as text. `journal.js` writes the same.
pub(super) fn counted(counts: &JournalCounts) -> String {
    if counts.capacity == 0 {
        return "The journal is off.".to_owned();
    }
    let (seen, kept) = (write::count(counts.seen), write::count(counts.kept));
    let sampled = if counts.left_out == 0 {
        String::new()
    } else {
        format!(
            ", {} not recorded: above {} per second the journal samples",
            write::count(counts.left_out),
            counts.notes_per_second
        )
    };
    format!("{seen} seen, {kept} kept{sampled}")
}

fn row(entry: &JournalEntry) -> Row {
    let short = |text: &str| write::shortened(text, MAX_SHOWN).into_owned();
    let incomplete = (!entry.complete).then_some("incomplete");
    let reason = entry.reason.as_deref().or(incomplete).unwrap_or_default();
    Row {
        id: entry.id,
        time: entry.at.format("%H:%M:%S%.3f").to_string(),
        provider: entry.provider.as_deref().map(short).unwrap_or_default(),
        world: entry.world.clone().unwrap_or_default(),
        operation: entry.operation.as_deref().map(short).unwrap_or_default(),
        method: short(&entry.method),
        target: short(&entry.target),
        status: entry.status,
        class: entry.status / 100,
        took: write::duration(entry.micros),
        reason: short(reason),
        warning: entry.warning.as_deref().map(short).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use trackside_schemas::control::JournalCounts;

    use super::counted;

    #[test]
    fn mentions_sampling() {
        let counts =
            |seen, kept, left_out, capacity| JournalCounts { seen, kept, left_out, capacity, notes_per_second: 100 };
        for (counts, expected) in [
            (counts(7, 7, 0, 1000), "7 seen, 7 kept"),
            (
                counts(1_234, 200, 1_034, 1000),
                "1,234 seen, 200 kept, 1,034 not recorded: above 100 per second the journal samples",
            ),
            (counts(0, 0, 0, 0), "The journal is off."),
        ] {
            assert_eq!(counted(&counts), expected);
        }
    }
}
