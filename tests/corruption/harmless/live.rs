//! The checker finds nothing behind a proxy that varies the responses of the sandbox.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;
use trackside_checker::{Finding, Level};
use trackside_schemas::{Documents, ProviderList as _};

use super::{Variation, variations};
use crate::checked::{Check, document, findings, spec};
use crate::proxy::Proxy;
use crate::stage::Stage;

/// An environment variable for development: exactly the variations with this text in their names are tried, at all
/// operations.
const ONLY: &str = "ONLY_VARIATION";

/// Set this variable to try each variation at many operations, as `cargo xtask nightly` does. Otherwise it is tried at
/// about two.
const ALL: &str = "ALL_VARIATIONS";

/// How many rounds there are if all variations are tried. In each, every operation is varied once.
const ROUNDS: usize = 16;

/// How far the variations move on from one round to the next.
const TURN: usize = 7;

/// How many cases an operation has. Pages, links, filters and chains are walked as well.
const CASES: usize = 12;

#[test]
fn variations_give_no_finding() {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let all: Vec<_> = variations().into_iter().flat_map(|chapter| chapter.variations).collect();
    let (only, is_all) = (set(ONLY), set(ALL).is_some());
    let chosen: Vec<_> = match &only {
        Some(only) => all.iter().copied().filter(|variation| variation.name.contains(only.as_str())).collect(),
        None => all.clone(),
    };
    // One check of a provider varies each of its operations in another way.
    let mut rounds = Vec::new();
    for is_foreign in [false, true] {
        let chosen: Vec<_> = chosen.iter().copied().filter(|variation| variation.is_foreign == is_foreign).collect();
        let count = match (&only, is_all) {
            (Some(_), _) => chosen.len(),
            (None, true) => ROUNDS,
            (None, false) => 1,
        };
        let mut before = 0;
        // The control surface is the sandbox's own.
        for provider in Documents::names().into_iter().filter(|provider| !is_foreign || *provider != "control") {
            for round in 0..count {
                let mut turned = chosen.clone();
                // Each provider begins where the one before it has ended.
                turned.rotate_left((TURN * round + before) % chosen.len());
                rounds.push((provider, turned, is_foreign));
            }
            before += spec(provider).contract().operations().len();
        }
    }
    let next = std::sync::Mutex::new(rounds.into_iter());
    let (varied, found) = std::thread::scope(|scope| {
        let work = || {
            let (mut varied, mut found) = (BTreeSet::new(), Vec::new());
            loop {
                let round = next.lock().expect("no panic").next();
                let Some((provider, variations, is_foreign)) = round else { return (varied, found) };
                let (names, findings) = try_out(provider, &variations, is_foreign);
                varied.extend(names);
                found.extend(findings);
            }
        };
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).fold(
            (BTreeSet::new(), Vec::new()),
            |(mut names, mut findings), (more_names, more_findings)| {
                names.extend(more_names);
                findings.extend(more_findings);
                (names, findings)
            },
        )
    });
    let idle: Vec<_> = chosen.iter().map(|variation| variation.name).filter(|name| !varied.contains(name)).collect();
    println!("{} kinds of live variations, of which {} changed a response", chosen.len(), varied.len());
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
    assert!(!is_all || idle.is_empty(), "these variations changed nothing: {idle:?}");
}

#[test]
fn every_variation_has_a_name_of_its_own() {
    let mut names = BTreeSet::new();
    for variation in variations().into_iter().flat_map(|chapter| chapter.variations) {
        assert!(names.insert(variation.name), "{} is there twice", variation.name);
    }
}

/// The id of the first operation at the path of an operation, in the order in which the proxy looks for one.
fn first_of_path(document: &Value, id: &str) -> String {
    let items = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
    let methods = ["get", "post", "put", "patch", "delete"];
    let ids = items.map(|item| methods.iter().filter_map(|method| item[*method]["operationId"].as_str()));
    let mut ids = ids.map(Iterator::collect::<Vec<_>>);
    ids.find(|ids| ids.contains(&id)).map_or(id, |ids| ids[0]).to_owned()
}

/// Checks a provider behind the variations. Returns the names of those that changed something, and the findings.
fn try_out(
    provider: &'static str,
    variations: &[Variation],
    is_foreign: bool,
) -> (BTreeSet<&'static str>, Vec<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be set up");
    runtime.block_on(async {
        let spec = spec(provider);
        let stage = Stage::set(provider).await;
        let proxy = Proxy::start_varying(&stage, spec, provider, variations.to_vec()).await;
        let patience = Duration::from_secs(30);
        let asked = Check {
            spec,
            provider,
            operation: None,
            cases: CASES,
            patience,
            is_sandbox: !is_foreign,
            known: &stage.known,
        };
        let found = findings(&proxy.base_url(provider), &asked).await;
        let found = found.unwrap_or_else(|error| panic!("{provider}: {error}"));
        let ids: Vec<_> = spec.contract().operations().iter().map(|operation| operation.id.clone()).collect();
        let document = document(provider);
        let line = |finding: &Finding| {
            let Finding { rule, operation, place, message, case, .. } = finding;
            // The proxy varies all methods of a path alike.
            let meant = operation.as_ref().map(|id| first_of_path(&document, id));
            let position = meant.and_then(|id| ids.iter().position(|known| *known == id));
            let name = variations[position.unwrap_or(ids.len()) % variations.len()].name;
            let (operation, case) = (operation.as_deref().unwrap_or("-"), case.as_deref().unwrap_or("-"));
            let message: String = message.chars().take(240).collect();
            format!("{provider} {operation}, {name}: {rule} {place}: {message} ({case})")
        };
        // Which values exist is not the subject here.
        let serious = found
            .iter()
            .filter(|finding| finding.level != Level::Info && finding.rule.as_str() != "coverage/operation-success");
        (proxy.varied(), serious.map(line).collect())
    })
}
