//! Corruptions that are generated: every constraint of a document, broken in every way that its keyword allows, at
//! every operation.
//!
//! A sandbox answers each operation once. Then a replay of these answers stands in for it, and each request of the
//! checker is answered with another corruption. The checker must name each by its rule, at its place.

mod allowed;
mod broken;
mod captured;
mod direct;
mod fitting;
mod keywords;
mod replay;
mod rules;
mod schema;
mod varied;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::watch;
use trackside_checker::{Credentials, Options, Unwatched, WorkingCalls, check};
use trackside_schemas::{Documents, ProviderList as _};

use crate::checked::{document, spec};
use crate::stage::{Stage, prefix};
use broken::{Kind, kinds};
use captured::{replayable, successes};
use replay::Replay;

/// Set this variable to try all generated corruptions, as `cargo xtask nightly` does. Otherwise a sample is tried.
const ALL: &str = "ALL_GENERATED";

/// The sample has about so many kinds for each operation.
const SAMPLE: usize = 2;

/// Of what is judged without a connection, the sample has one in so many.
const STEP: usize = 6;

/// How many rounds an operation has: not every request of a round can be told from the others.
const ROUNDS: usize = 400;

/// The share of the kinds that must be caught by the right rule, in percent.
const GOAL: usize = 97;

#[test]
fn generated_corruptions_are_caught_by_their_rules() {
    let providers = Documents::names().into_iter().filter(|provider| *provider != "control");
    // Most of the time is spent waiting.
    let tallies: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = providers.map(|provider| scope.spawn(move || of_provider(provider))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a provider is tried without a panic")).collect()
    });
    let (mut tried, mut caught, mut left, mut missed) = (0, 0, 0, Vec::new());
    for tally in tallies {
        tried += tally.tried;
        caught += tally.caught;
        left += tally.left;
        missed.extend(tally.missed);
    }
    println!("{caught} of {tried} generated corruptions are caught by the right rule; {left} were not tried");
    missed.sort();
    if is_all() {
        println!("{}", missed.join("\n"));
    }
    assert!(tried > 300, "only {tried} kinds were tried");
    let shown = missed.iter().take(60).cloned().collect::<Vec<_>>().join("\n");
    assert!(caught * 100 >= tried * GOAL, "{caught} of {tried} are caught by the right rule; missed:\n{shown}");
}

/// Whether everything is tried, not a sample.
fn is_all() -> bool {
    std::env::var_os(ALL).is_some_and(|value| !value.is_empty())
}

/// Tries the kinds of a provider's operations.
fn of_provider(provider: &'static str) -> Tally {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be set up");
    runtime.block_on(async {
        let mut tally = Tally::default();
        let document = document(provider);
        let stage = Stage::set(provider).await;
        let answers: BTreeMap<_, _> = successes(&stage, provider)
            .await
            .into_iter()
            .map(|captured| (captured.operation, replayable(&captured.answer)))
            .collect();
        let base_url = format!("http://{}/{}", stage.server.address(), prefix(provider)).parse().expect("a URL");
        let calls = WorkingCalls::read(spec(provider), &base_url, None).await.expect("the sandbox lists its calls");
        for (operation, answer) in &answers {
            let mut wanted = kinds(&document, operation, answer);
            if !is_all() {
                let step = (wanted.len() / SAMPLE).max(1);
                wanted = wanted.into_iter().step_by(step).collect();
            }
            let result = try_out(provider, operation, &answers, wanted, &calls).await;
            tally.tried += result.tried;
            tally.caught += result.caught;
            tally.left += result.left;
            tally.missed.extend(result.missed.into_iter().map(|line| format!("{provider} {operation} {line}")));
        }
        tally
    })
}

/// What became of the kinds of an operation.
#[derive(Default)]
struct Tally {
    tried: usize,
    caught: usize,
    left: usize,
    missed: Vec<String>,
}

/// Tries the kinds of an operation, as many in a round as the checker makes requests.
async fn try_out(
    provider: &'static str,
    operation: &str,
    answers: &BTreeMap<String, crate::message::Answer>,
    mut wanted: Vec<Kind>,
    calls: &WorkingCalls,
) -> Tally {
    let mut result = Tally::default();
    for round in 0..ROUNDS {
        if wanted.is_empty() {
            break;
        }
        let replay = Replay::start(spec(provider), provider, operation, answers.clone(), wanted.clone()).await;
        let credentials = document(provider)
            .pointer("/components/securitySchemes")
            .and_then(Value::as_object)
            .map_or_else(Credentials::default, |schemes| {
                schemes
                    .keys()
                    .fold(Credentials::default(), |known, scheme| known.with(scheme, "CREDENTIAL", "credential-0123"))
            });
        let options = Options {
            operations: vec![operation.to_owned()],
            cases_per_operation: wanted.len().clamp(8, 120),
            seed: round as u64,
            writes: true,
            strict: true,
            credentials,
            max_wait: std::time::Duration::ZERO,
            ..Options::default()
        }
        .with_working_calls(calls.clone());
        let (_keep, stop) = watch::channel(false);
        let report = check(spec(provider), &replay.base_url(), &options, Arc::new(Unwatched), stop, None).await;
        let Ok(report) = report else { break };
        let served = replay.served();
        // A finding names its case: only cases whose name is unique tell which corruption they met.
        let mut names: HashMap<&str, usize> = HashMap::new();
        for case in &report.cases {
            *names.entry(case.name.as_str()).or_default() += 1;
        }
        let mut done = Vec::new();
        for (case, kind) in report.cases.iter().zip(&served) {
            let Some(index) = kind.filter(|_| names[case.name.as_str()] == 1) else { continue };
            if done.contains(&index) {
                continue;
            }
            done.push(index);
            let kind = &wanted[index];
            result.tried += 1;
            let is_meant = |finding: &&trackside_checker::Finding| {
                is_of(finding, &case.name)
                    && finding.rule == kind.rule
                    && (finding.place == kind.place || kind.place == "*")
            };
            if report.findings.iter().any(|finding| is_meant(&finding)) {
                result.caught += 1;
            } else {
                let of_case = report.findings.iter().filter(|finding| is_of(finding, &case.name));
                let found: Vec<_> = of_case.map(|finding| format!("{} {}", finding.rule, finding.place)).collect();
                result.missed.push(format!("{} ({} at {}): {found:?}", kind.name, kind.rule, kind.place));
            }
        }
        if done.is_empty() {
            break;
        }
        done.sort_unstable();
        for index in done.into_iter().rev() {
            wanted.remove(index);
        }
    }
    result.left = wanted.len();
    result
}

/// Whether a finding was made in a case. Findings with the same cause are one.
fn is_of(finding: &trackside_checker::Finding, case: &str) -> bool {
    finding.case.as_deref() == Some(case) || finding.other_cases.iter().any(|other| other == case)
}
