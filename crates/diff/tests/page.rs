//! `RULES.md` lists all rules, and no other ones.

use std::collections::BTreeSet;
use std::{env, fs};

use trackside_diff::{Level, explanations, page, rules};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/RULES.md");
const EXPLANATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/EXPLANATIONS.md");

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

#[test]
fn every_rule_is_explained_and_nothing_else_is() {
    let ids: BTreeSet<_> = rules().iter().map(|rule| rule.id).collect();
    let explained: BTreeSet<_> = explanations().keys().copied().collect();
    let missing: Vec<_> = ids.difference(&explained).collect();
    assert!(missing.is_empty(), "EXPLANATIONS.md does not explain {missing:?}");
    let unknown: Vec<_> = explained.difference(&ids).collect();
    assert!(unknown.is_empty(), "EXPLANATIONS.md explains {unknown:?}, which are no rules");
    let page = fs::read_to_string(EXPLANATIONS).expect("the page is there");
    let headings: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`')).collect();
    assert!(headings.is_sorted() && headings.len() == ids.len(), "each rule is explained once, in the order of ids");
}

#[test]
fn explanations_say_who_breaks_and_what_to_do() {
    for rule in rules() {
        let explanation = rule.explanation();
        for (name, text) in [("breaks", &explanation.breaks), ("avoid", &explanation.avoid)] {
            assert!(text.len() >= 7 && text.ends_with('.') && text.len() < 250, "{}: {name}: {text:?}", rule.id);
        }
        // What breaks clients names one, and there is always something to do.
        let is_harmless = explanation.breaks.starts_with("Nobody");
        let at_least = if rule.level == Level::Info { Level::Info } else { Level::Warning };
        assert!(!is_harmless || at_least == Level::Info, "{}: {:?}", rule.id, explanation.breaks);
        let is_idle = explanation.avoid == "Nothing to avoid.";
        assert!(!is_idle || rule.level == Level::Info, "{} is a {} with nothing to avoid", rule.id, rule.level);
    }
}
