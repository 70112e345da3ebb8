//! `/journal`: the recent requests.

use askama::Template;
use trackside_schemas::control::{JournalCounts, JournalEntry, JournalList};

use super::frame::Frame;
use super::journal_filter::JournalFilter;
use super::mark::{Mark, marks};
use super::rendered;
use crate::{Documents, Site, write};

/// The number of characters of a path or a reason in a row. The page of the exchange shows everything.
const MAX_SHOWN: usize = 100;

/// The scripts of the page. What `journal.js` imports is named too, so that a browser asks for all of them at once.
const SCRIPTS: [&str; 7] =
    ["journal.js", "journal-filter.js", "journal-rows.js", "marks.js", "stream.js", "page.js", "copy.js"];

/// The number of rows before a script adds more.
const ROWS: usize = 40;

#[derive(Template)]
#[template(path = "journal.html", config = "askama.toml")]
struct Journal<'p> {
    frame: Frame<'p>,
    filter: &'p JournalFilter,
    providers: Vec<Choice<'p>>,
    operations: Vec<Choice<'p>>,
    statuses: Vec<Choice<'p>>,
    /// The named worlds; nothing on the page of a named world, which lists only its own requests.
    worlds: Option<Vec<Choice<'p>>>,
    counts: String,
    rows: Vec<Row>,
    /// Whether the filter matches everything.
    is_unfiltered: bool,
    /// The query of addresses that carry the filter.
    query: String,
    /// The address of the page with older entries, if there are any.
    older: Option<String>,
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
    marks: Vec<Mark>,
    reason: String,
    /// What was ignored in the request; empty if there was nothing.
    warning: String,
}

/// The page. It shows the newest entries of the list, which is filtered already. `worlds` are the names of the worlds
/// that can be filtered by.
pub fn journal(
    site: &Site,
    documents: &Documents,
    list: &JournalList,
    filter: &JournalFilter,
    worlds: &[String],
) -> String {
    const STATUSES: [(&str, &str); 4] =
        [("2xx", "2xx success"), ("3xx", "3xx redirect"), ("4xx", "4xx client error"), ("5xx", "5xx server error")];
    let frame = Frame::new(site, "journal", "Journal", &SCRIPTS);
    let providers = documents.iter().map(|document| (document.name.as_str(), document.title.as_str()));
    let mut ids: Vec<&str> =
        documents.iter().flat_map(|document| &document.operations).map(|operation| operation.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let worlds = worlds.iter().map(|name| (name.as_str(), name.as_str()));
    let status = filter.status_filter().map_or("", |_| filter.status.as_str());
    let last = list.entries.get(ROWS - 1).filter(|_| list.entries.len() > ROWS);
    rendered(&Journal {
        frame,
        filter,
        providers: choices(providers, &filter.provider),
        operations: choices(ids.into_iter().map(|id| (id, id)), &filter.operation),
        statuses: choices(STATUSES, status),
        worlds: site.world.is_none().then(|| choices(worlds, &filter.world)),
        counts: counted(&list.counts),
        rows: list.entries.iter().take(ROWS).map(row).collect(),
        is_unfiltered: filter.is_empty() && filter.before.is_none(),
        query: filter.in_address(),
        older: last.map(|last| format!("/journal{}", filter.in_address_before(last.id))),
    })
}

/// The choices of a field. A chosen value that is not among them is added, so that the form shows what it filters by.
fn choices<'p>(values: impl IntoIterator<Item = (&'p str, &'p str)>, chosen: &'p str) -> Vec<Choice<'p>> {
    let choice = |(value, title)| Choice { value, title, is_chosen: value == chosen };
    let mut choices: Vec<_> = values.into_iter().map(choice).collect();
    if !chosen.is_empty() && !choices.iter().any(|choice| choice.is_chosen) {
        choices.push(choice((chosen, chosen)));
    }
    choices
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
    let reason = entry.reason.as_deref().unwrap_or_default();
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
        marks: marks(entry),
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
