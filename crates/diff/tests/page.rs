//! `RULES.md` lists all rules, and no other ones.

use std::collections::BTreeSet;
use std::{env, fs};

use trackside_diff::{page, rules};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/RULES.md");

#[test]
fn the_page_is_what_the_registry_says() {
    if env::var_os("UPDATE_RULES_PAGE").is_some() {
        fs::write(PATH, page()).expect("the page can be written");
    }
    let written = fs::read_to_string(PATH).unwrap_or_default();
    assert!(written == page(), "RULES.md is stale; run `UPDATE_RULES_PAGE=1 cargo test -p trackside-diff`");
}

#[test]
fn the_page_names_every_rule_once_and_no_unknown_one() {
    let written = fs::read_to_string(PATH).expect("the page is there");
    let rows = written.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(id, _)| id));
    let rows: Vec<_> = rows.collect();
    let ids: BTreeSet<_> = rules().iter().map(|rule| rule.id).collect();
    assert_eq!(rows, ids.iter().copied().collect::<Vec<_>>());
    let mirrors = written.lines().filter_map(|line| line.strip_suffix("` |")?.rsplit_once('`').map(|(_, id)| id));
    for mirror in mirrors {
        assert!(ids.contains(mirror), "{mirror} is no rule");
    }
}
