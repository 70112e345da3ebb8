//! Each rule has an id of its own, a mirror, and fixtures that show it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use trackside_diff::{Direction, Level, Mirror, Policy, Rule, compare, compare_under, rules};

#[test]
fn ids_are_unique_and_in_kebab_case() {
    let mut seen = BTreeSet::new();
    for rule in rules() {
        assert!(seen.insert(rule.id), "{} stands for two rules", rule.id);
        let kebab = rule.id.chars().all(|character| character.is_ascii_lowercase() || character == '-');
        assert!(kebab, "{} is no kebab-case", rule.id);
    }
}

#[test]
fn the_id_of_a_rule_with_a_direction_says_it() {
    for rule in rules() {
        let (request, response) = (rule.id.starts_with("request-"), rule.id.starts_with("response-"));
        match rule.direction {
            Some(Direction::Request) => assert!(!response, "{} is about requests", rule.id),
            Some(Direction::Response) => assert!(!request, "{} is about responses", rule.id),
            None => assert!(!request && !response, "{} is about neither", rule.id),
        }
    }
}

#[test]
fn every_rule_says_what_it_means() {
    for rule in rules() {
        assert!(rule.meaning.len() > 10 && !rule.meaning.ends_with('.'), "{}: {:?}", rule.id, rule.meaning);
    }
}

#[test]
fn every_rule_has_a_mirror_or_a_reason() {
    let by_id: BTreeMap<_, _> = rules().iter().map(|rule| (rule.id, rule)).collect();
    for rule in rules() {
        match rule.mirror {
            Mirror::Rule(id) => {
                let mirror = by_id.get(id).unwrap_or_else(|| panic!("{}: there is no rule {id}", rule.id));
                assert_eq!(mirror.mirror, Mirror::Rule(rule.id), "the mirror of {id}");
                assert_eq!(mirror.direction, rule.direction, "the direction of {id}");
            }
            Mirror::None { reason } => assert!(reason.len() > 10, "{} has no reason to have no mirror", rule.id),
        }
    }
}

#[test]
fn the_failing_fixture_gives_the_rule_and_no_other() {
    for rule in rules() {
        let (old, new) = rule.failing();
        assert_eq!(found(rule, &old, &new), BTreeSet::from([rule.id]), "old: {old:#}\nnew: {new:#}");
    }
}

#[test]
fn the_failing_fixture_swapped_gives_the_mirror() {
    for rule in rules() {
        let Mirror::Rule(mirror) = rule.mirror else { continue };
        let (old, new) = rule.failing();
        assert_eq!(found(rule, &new, &old), BTreeSet::from([mirror]), "the mirror of {}", rule.id);
    }
}

#[test]
fn the_passing_fixture_differs_and_does_not_give_the_rule() {
    for rule in rules() {
        let (old, new) = rule.passing();
        assert_ne!(old, new, "the passing fixture of {}", rule.id);
        assert!(!found(rule, &old, &new).contains(rule.id), "{} is found where it is not", rule.id);
    }
}

#[test]
fn a_change_carries_what_its_rule_says() {
    for rule in rules() {
        let (old, new) = rule.failing();
        for change in compare(&old, &new).expect("a fixture is a document").iter().filter(|_| !rule.needs_policy) {
            assert_eq!((change.level, change.meaning), (rule.level, rule.meaning), "{}", rule.id);
            assert!(rule.direction.is_none() || change.direction == rule.direction, "{}", rule.id);
            assert!(!change.place.is_empty() && !change.message.is_empty(), "{}", rule.id);
        }
    }
}

/// What narrows a request or widens a response breaks clients; both ways being harmless, or both being harmful, is the
/// exception.
#[test]
fn what_breaks_one_way_is_harmless_the_other_way() {
    let by_id: BTreeMap<_, _> = rules().iter().map(|rule| (rule.id, rule)).collect();
    for rule in rules().iter().filter(|rule| rule.level == Level::Error) {
        let Mirror::Rule(mirror) = rule.mirror else { continue };
        let level = by_id[mirror].level;
        assert!(mirror == rule.id || level < Level::Error, "{} and {mirror} are both errors", rule.id);
    }
}

fn found(rule: &Rule, old: &Value, new: &Value) -> BTreeSet<&'static str> {
    let today = "2026-06-01".parse().expect("a date");
    let policy = rule.needs_policy.then_some(Policy { today, notice_days: 30 });
    let changes = compare_under(policy.as_ref(), old, new).unwrap_or_else(|error| panic!("{}: {error}", rule.id));
    changes.into_iter().map(|change| change.rule).collect()
}
