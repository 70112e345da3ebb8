//! The uncompressed size of each page: HTML, style sheet and scripts.

use trackside_page::asset;

use crate::fixtures::every_page;

const BUDGET: usize = 100_000;

#[test]
fn every_page_is_within_budget() {
    let long = format!("/wecantrack/api/v3/transactions?{}", "date_type=order_date&".repeat(9));
    for (path, html) in every_page(&long) {
        let loaded: usize =
            loaded(&html).into_iter().map(|name| asset(&name).unwrap_or_else(|| panic!("{name}")).bytes.len()).sum();
        let weight = html.len() + loaded;
        assert!(weight <= BUDGET, "{path} has {weight} bytes, {} of them HTML", html.len());
    }
}

/// The names of the files that a page loads, including imports.
pub(crate) fn loaded(html: &str) -> Vec<String> {
    let mut names: Vec<String> = html
        .split("\"/assets/")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(name, _)| name.to_owned())
        .collect();
    let mut next = 0;
    while let Some(name) = names.get(next) {
        let file = asset(name).unwrap_or_else(|| panic!("{name} is loaded but does not exist"));
        let text = String::from_utf8_lossy(file.bytes);
        let imported = text.split("from './").skip(1).filter_map(|rest| rest.split_once('\''));
        let imported: Vec<_> = imported.map(|(name, _)| name.to_owned()).collect();
        names.extend(imported);
        next += 1;
    }
    names.sort();
    names.dedup();
    names
}
