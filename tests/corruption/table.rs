//! The page that lists every kind of corruption with the rule that catches it.

use std::fmt::Write as _;

use crate::catalogue::catalogue;
use crate::checked::root;
use crate::corruption::Corruption;
use crate::escapes::escapes;

/// The page, from the project's folder.
const PAGE: &str = "crates/checker/CORRUPTIONS.md";

/// Set to anything, it has the page written.
const WRITE: &str = "WRITE_CORRUPTIONS";

#[test]
fn the_page_is_the_catalogue() {
    let path = root().join(PAGE);
    let page = page();
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &page).unwrap_or_else(|error| panic!("{PAGE}: {error}"));
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == page,
        "{PAGE} is not what the catalogue says; write it with\n\n    {WRITE}=1 cargo test -p trackside-tests --test corruption page\n"
    );
}

fn page() -> String {
    let chapters = catalogue();
    let count: usize = chapters.iter().map(|chapter| chapter.corruptions.len()).sum();
    let mut page = format!(
        "# What the checker catches\n\n\
         Each of these {count} kinds of corruption is made by a proxy between `trackside-contract check --sandbox --writes` and the sandbox, one\n\
         kind at a time. The test holds that it is found as an error, by the rule that is named here, at the operation that is corrupted unless\n\
         another one is given, and that the finding says what stands in the last column, in its place, its message or the name of its case. With the\n\
         proxy that changes nothing there is no finding.\n\n\
         Written by `{WRITE}=1 cargo test -p trackside-tests --test corruption page`, do not edit by hand.\n"
    );
    for chapter in chapters {
        write!(page, "\n## {}\n\n| kind | corrupted | rule | the finding says |\n|---|---|---|---|\n", chapter.title)
            .expect("a string takes every text");
        for corruption in chapter.corruptions {
            let mut corrupted = format!("{}", corruption.operation);
            if let Some(checked) = corruption.checked {
                write!(corrupted, ", seen from {checked}").expect("a string takes every text");
            }
            if let Some(found) = corruption.found_at {
                write!(corrupted, ", found at {found}").expect("a string takes every text");
            }
            if corruption.stricter.is_some() {
                corrupted.push_str(", by a stricter document");
            }
            let says = corruption.says.replace('|', "\\|");
            writeln!(page, "| {} | {corrupted} | `{}` | {says} |", corruption.name, corruption.rule)
                .expect("a string takes every text");
        }
    }
    page.push_str(
        "\n## What escapes\n\nNothing is found of these; the test holds that too.\n\n| kind | corrupted | why |\n|---|---|---|\n",
    );
    for escape in escapes() {
        let Corruption { name, operation, .. } = escape.corruption;
        writeln!(page, "| {name} | {operation} | {} |", escape.why).expect("a string takes every text");
    }
    page
}
