//! Every corruption is caught by its rule.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use trackside_checker::{Finding, Level, rules};

use crate::catalogue::{Chapter, catalogue};
use crate::checked::{Check, changed_spec, findings, spec};
use crate::corruption::Corruption;
use crate::proxy::Proxy;
use crate::stage::Stage;

/// An environment variable for development: exactly the corruptions with this text in their names are tested.
const ONLY: &str = "ONLY_CORRUPTION";

/// Set this variable to test every corruption, as `cargo xtask nightly` does. Otherwise the [`sample`] is tested.
const ALL: &str = "ALL_CORRUPTIONS";

/// Of the corruptions of a chapter that the same rule catches, the sample has the first and every eighth after it.
const STEP: usize = 8;

/// Why no corruption breaks a rule about webhooks.
const DELIVERY: &str = "a corruption changes responses, and a delivery is a request";

/// The rules that no corruption can break, and why. The tests of the checker break all but the last of
/// them.
const UNREACHABLE: [(&str, &str); 25] = [
    (
        "body/unexpected",
        "every status of the published documents has a body, and HTTP clients read none where there can be none",
    ),
    ("request/invalid", "a corruption changes responses, and this rule is about recorded requests"),
    ("transport/request", "every path of the published documents can be written into a request"),
    ("pagination/offset", "no published document pages by offset"),
    ("pagination/cursor", "no published document pages by cursor"),
    ("coverage/success", "it is found of a whole run, and a corruption is looked for in one case"),
    ("coverage/operation-success", "it is found of a whole operation, and a corruption is looked for in one case"),
    ("coverage/recording", "a corruption changes responses, and this rule is about recordings without bodies"),
    ("coverage/unjudged-body", "no published document declares a body in XML"),
    ("coverage/operations", "coverage is only judged when --min-coverage asks for it"),
    ("coverage/statuses", "coverage is only judged when --min-coverage asks for it"),
    ("coverage/parameters", "coverage is only judged when --min-coverage asks for it"),
    ("coverage/events", "coverage is only judged when --min-coverage asks for it"),
    ("coverage/fields", "coverage is only judged when --min-coverage asks for it"),
    ("coverage/values", "coverage is only judged when --min-coverage asks for it"),
    ("webhook/unreadable", DELIVERY),
    ("webhook/event-unnamed", DELIVERY),
    ("webhook/event-unknown", DELIVERY),
    ("webhook/unsigned", DELIVERY),
    ("webhook/signature-unreadable", DELIVERY),
    ("webhook/signature-wrong", DELIVERY),
    ("webhook/stale", DELIVERY),
    ("webhook/not-verified", DELIVERY),
    ("webhook/too-few", DELIVERY),
    ("contract", "the published documents have no part that cannot be checked"),
];

#[test]
fn every_corruption_is_caught() {
    let corruptions = chosen();
    let next = AtomicUsize::new(0);
    let escaped = || {
        let mut escaped = Vec::new();
        while let Some(corruption) = corruptions.get(next.fetch_add(1, Ordering::Relaxed)) {
            escaped.extend(try_out(corruption).err());
        }
        escaped
    };
    // Most of the time is spent waiting.
    let threads = 2 * std::thread::available_parallelism().map_or(2, usize::from);
    let escaped: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(escaped)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("a corruption is tried out without a panic"))
            .collect()
    });
    assert!(
        escaped.is_empty(),
        "{} of {} corruptions are not caught:\n\n{}\n",
        escaped.len(),
        corruptions.len(),
        escaped.join("\n")
    );
}

#[test]
fn the_sample_is_about_a_quarter_with_every_subject_rule_provider_and_effect() {
    let sample = sample();
    let share = sample.len() * 100 / all().count();
    assert!((20..=30).contains(&share), "the sample has {share} % of the corruptions");
    let families = |corruptions: Vec<Corruption>| -> BTreeSet<_> {
        let families = corruptions.iter().flat_map(|corruption| {
            let subject = catalogue()
                .into_iter()
                .find(|chapter| chapter.corruptions.iter().any(|known| known.name == corruption.name))
                .map_or("", |chapter| chapter.title);
            [subject, corruption.rule, corruption.operation.provider, corruption.effect.kind()]
        });
        families.collect()
    };
    assert_eq!(families(sample), families(all().collect()));
}

#[test]
fn every_name_is_given_once() {
    let mut names = BTreeSet::new();
    for corruption in all() {
        assert!(names.insert(corruption.name), "{} is there twice", corruption.name);
    }
    assert!(names.len() >= 60, "there are only {} kinds", names.len());
}

#[test]
fn every_rule_catches_something() {
    let caught: BTreeSet<_> = all().map(|corruption| corruption.rule).collect();
    for rule in rules() {
        let is_unreachable = UNREACHABLE.iter().any(|(id, _)| *id == rule.id);
        assert_ne!(
            caught.contains(rule.id),
            is_unreachable,
            "{} catches no corruption, or is listed as unreachable",
            rule.id
        );
    }
    for rule in caught {
        assert!(rules().iter().any(|known| known.id == rule), "{rule} is not declared");
    }
}

/// Returns the findings for a corruption.
///
/// # Errors
/// Returns an error if there was nothing to corrupt, or if the check could not be made.
pub(crate) fn found_behind(corruption: &Corruption) -> Result<Vec<Finding>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be set up");
    runtime.block_on(async {
        let provider = corruption.operation.provider;
        let spec = corruption.stricter.map_or_else(|| spec(provider), |change| changed_spec(provider, change));
        let stage = Stage::set(provider).await;
        let proxy = Proxy::start(&stage, spec, Some(*corruption)).await;
        let asked = Check {
            spec,
            provider,
            operation: Some(corruption.checked.unwrap_or(corruption.operation.id)),
            cases: corruption.cases,
            patience: corruption.patience,
            is_sandbox: true,
            known: &stage.known,
        };
        let found = findings(&proxy.base_url(provider), &asked).await;
        if proxy.changes() == 0 {
            return Err("nothing was there that could be corrupted".to_owned());
        }
        found.map_err(|error| format!("the check could not be made: {error}"))
    })
}

/// The findings without duplicates, for the reader.
pub(crate) fn told(found: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let message: String = finding.message.chars().take(160).collect();
        let operation = finding.operation.as_deref().unwrap_or("no operation");
        let case = finding.case.as_deref().unwrap_or("no case");
        format!("    {} {} at {operation} {}: {message} ({case})", finding.level, finding.rule, finding.place)
    };
    let lines: BTreeSet<_> = found.iter().map(line).collect();
    let shown: Vec<_> = lines.iter().take(12).cloned().collect();
    match lines.len() {
        0 => "nothing was found".to_owned(),
        count => format!("{count} things were found, among them:\n{}", shown.join("\n")),
    }
}

fn all() -> impl Iterator<Item = Corruption> {
    catalogue().into_iter().flat_map(|chapter| chapter.corruptions)
}

/// The corruptions to test: those that a variable of the environment asks for, or the sample.
fn chosen() -> Vec<Corruption> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    match (set(ONLY), set(ALL)) {
        (Some(only), _) => all().filter(|corruption| corruption.name.contains(&only)).collect(),
        (None, Some(_)) => all().collect(),
        (None, None) => sample(),
    }
}

/// About a quarter of the corruptions, always the same ones, with every rule of every chapter.
fn sample() -> Vec<Corruption> {
    let of_chapter = |chapter: Chapter| {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        chapter.corruptions.into_iter().filter(move |corruption| {
            let count = counts.entry(corruption.rule).or_default();
            *count += 1;
            (*count - 1).is_multiple_of(STEP)
        })
    };
    catalogue().into_iter().flat_map(of_chapter).collect()
}

/// Returns an error if a corruption was not caught.
fn try_out(corruption: &Corruption) -> Result<(), String> {
    let Corruption { name, operation, rule, says, .. } = corruption;
    let how = match found_behind(corruption) {
        Ok(found) if found.iter().any(|finding| is_meant(corruption, finding)) => return Ok(()),
        Ok(found) => told(&found),
        Err(why) => why,
    };
    Err(format!("{name} ({operation}): expected {rule} with {says:?}; {how}"))
}

fn is_meant(corruption: &Corruption, finding: &Finding) -> bool {
    let operation = corruption.found_at.unwrap_or(corruption.operation.id);
    let says = |text: &str| text.contains(corruption.says);
    finding.rule == corruption.rule
        && finding.level == Level::Error
        && finding.operation.as_deref() == Some(operation)
        && (says(&finding.place) || says(&finding.message) || finding.case.as_deref().is_some_and(says))
}
