//! `/world/{kind}`: the world's records as tables.

use askama::Template;

use super::frame::Frame;
use super::rendered;
use super::world::{Tab, tabs};
use crate::data::{Cell, Choice, Column, Query, Table};
use crate::{Site, write};

/// How many pages one can go to with a click, on each side.
const AROUND: u64 = 2;

#[derive(Template)]
#[template(path = "table.html", config = "askama.toml")]
struct Page<'p> {
    frame: Frame<'p>,
    tabs: Vec<Tab>,
    table: &'p Table,
    columns: Vec<Heading>,
    choices: Vec<Filter<'p>>,
    counted: String,
    is_filtered: bool,
    /// The form's own parameters that have no field.
    hidden: Vec<(&'static str, &'p str)>,
    pages: Vec<Step>,
}

struct Heading {
    title: &'static str,
    is_number: bool,
    /// The link that sorts by it; empty if it cannot be sorted by.
    href: String,
    /// `ascending` or `descending` if the rows are sorted by it; otherwise empty.
    sorted: &'static str,
}

struct Filter<'p> {
    name: &'static str,
    title: &'static str,
    /// Value, text, and whether it is chosen.
    values: Vec<(&'p str, &'p str, bool)>,
}

/// A link to another page of the table.
struct Step {
    text: String,
    label: String,
    /// Empty for the current page.
    href: String,
}

/// The page of a table.
pub fn table(site: &Site, table: &Table) -> String {
    let (kind, query) = (table.kind, &table.query);
    let asked = |name: &str| query.get(name);
    let frame = Frame::new(site, "world", kind.title(), &["table.js", "record.js"]);
    let filters = table.choices.iter().map(|choice| choice.name).chain(table.search.map(|_| "q"));
    rendered(&Page {
        frame,
        tabs: tabs(Some(kind)),
        table,
        columns: headings(table),
        is_filtered: filters.into_iter().any(|name| !asked(name).is_empty()),
        choices: table.choices.iter().map(|choice| filter(choice, query)).collect(),
        counted: counted(table),
        hidden: ["sort", "order"]
            .map(|name| (name, asked(name)))
            .into_iter()
            .filter(|(_, it)| !it.is_empty())
            .collect(),
        pages: steps(table),
    })
}

fn filter<'p>(choice: &'p Choice, query: &Query) -> Filter<'p> {
    let chosen = query.get(choice.name);
    let values = choice.values.iter().map(|(value, text)| (value.as_str(), text.as_str(), value == chosen));
    Filter { name: choice.name, title: choice.title, values: values.collect() }
}

fn headings(table: &Table) -> Vec<Heading> {
    let query = &table.query;
    let heading = |column: &Column| {
        let is_sorted = column.sort == Some(table.sorted_by);
        // A click on the column that is sorted by turns it round.
        let order = if is_sorted && !query.is_ascending() { "asc" } else { "desc" };
        let sorted_by = |own| link(table, &[("sort", own), ("order", order), ("page", "")]);
        let href = column.sort.map(sorted_by);
        let sorted = match (is_sorted, query.is_ascending()) {
            (false, _) => "",
            (true, true) => "ascending",
            (true, false) => "descending",
        };
        Heading { title: column.title, is_number: column.is_number, href: href.unwrap_or_default(), sorted }
    };
    table.columns.iter().map(heading).collect()
}

/// The table with other values of some parameters.
fn link(table: &Table, others: &[(&str, &str)]) -> String {
    format!("/world/{}{}", table.kind.name(), table.query.with(others))
}

fn counted(table: &Table) -> String {
    let first = (table.query.page() - 1).saturating_mul(table.page_size);
    match (table.total, table.rows.len() as u64) {
        (0, _) => "none".to_owned(),
        (total, 0) => format!("{} in all, and no such page", write::count(total)),
        (total, shown) => {
            format!("{}–{} of {}", write::count(first + 1), write::count(first + shown), write::count(total))
        }
    }
}

fn steps(table: &Table) -> Vec<Step> {
    let last = table.total.div_ceil(table.page_size.max(1)).max(1);
    let page = table.query.page();
    if last == 1 && page == 1 {
        return Vec::new();
    }
    let here = page.min(last);
    let near = here.saturating_sub(AROUND).max(1)..=(here + AROUND).min(last);
    let mut numbers: Vec<u64> = [1].into_iter().chain(near).chain([last]).collect();
    numbers.dedup();
    let href = |number: u64| {
        if number == page { String::new() } else { link(table, &[("page", &number.to_string())]) }
    };
    let step = |text: &str, label: String, number| Step { text: text.to_owned(), label, href: href(number) };
    let mut steps = Vec::new();
    if page > 1 {
        steps.push(step("Previous", "Previous page".to_owned(), (page - 1).min(last)));
    }
    steps.extend(numbers.into_iter().map(|number| step(&write::count(number), format!("Page {number}"), number)));
    if page < last {
        steps.push(step("Next", "Next page".to_owned(), page + 1));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::{counted, steps};
    use crate::data::{Kind, Query, Row, Table};

    fn table(page: u64, total: u64, rows: usize) -> Table {
        let rows = vec![Row { cells: Vec::new(), href: String::new() }; rows];
        let query = Query(vec![("page".to_owned(), page.to_string())]);
        let (columns, choices) = (Vec::new(), Vec::new());
        Table { kind: Kind::Orders, columns, rows, choices, search: None, sorted_by: "", query, total, page_size: 50 }
    }

    #[test]
    fn counts_what_is_shown() {
        for (page, total, rows, expected) in [
            (1, 0, 0, "none"),
            (1, 7, 7, "1–7 of 7"),
            (3, 10_000, 50, "101–150 of 10,000"),
            (9, 100, 0, "100 in all, and no such page"),
            (u64::MAX, 100, 0, "100 in all, and no such page"),
        ] {
            assert_eq!(counted(&table(page, total, rows)), expected);
        }
    }

    #[test]
    fn leads_to_other_pages() {
        let texts = |page, total| steps(&table(page, total, 50)).into_iter().map(|step| step.text).collect::<Vec<_>>();
        assert!(texts(1, 50).is_empty());
        assert_eq!(texts(1, 150), ["1", "2", "3", "Next"]);
        assert_eq!(texts(10, 1_000), ["Previous", "1", "8", "9", "10", "11", "12", "20", "Next"]);
        assert_eq!(texts(99, 150), ["Previous", "1", "2", "3"]);
        let current = steps(&table(2, 150, 50)).into_iter().find(|step| step.href.is_empty());
        assert_eq!(current.map(|step| step.text).as_deref(), Some("2"));
    }
}
