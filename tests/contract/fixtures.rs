//! The providers' own sample payloads keep the published schema, and can be read by the generated clients.

use std::fs;

use serde::de::DeserializeOwned;
use trackside_client::{affitor, agentref, fullwhere, partnero, wecantrack};

use crate::harness::{contract, fixture, providers, root};

/// Every sample: its provider, its operation id, its path below `tests/fixtures`.
fn samples() -> Vec<(&'static str, String, String)> {
    let mut samples = Vec::new();
    for provider in providers() {
        // A provider may print no samples.
        let Ok(entries) = fs::read_dir(root().join("tests/fixtures").join(provider)) else { continue };
        for entry in entries {
            let name = entry.expect("an entry").file_name().into_string().expect("the name is text");
            // Read by the tests of the provider.
            if name.starts_with("failure-") {
                continue;
            }
            let operation = name.split('.').next().unwrap_or_default().to_owned();
            samples.push((provider, operation, format!("{provider}/{name}")));
        }
    }
    samples
}

#[test]
fn samples_have_the_documented_shape() {
    let samples = samples();
    assert!(samples.len() > 8, "{samples:?}");
    for (provider, id, path) in samples {
        let contract = contract(provider);
        let operation = contract.operation(&id).unwrap_or_else(|| panic!("{path} names no operation of {provider}"));
        let success = operation.statuses.iter().find(|status| (200..300).contains(*status)).expect("a success");
        // Samples of placeholders show the shape; the facts across fields are for data that means something.
        let broken: Vec<_> = contract
            .judge_body(&id, *success, &fixture(&path))
            .into_iter()
            .filter(|violation| violation.rule.to_string() != "semantic")
            .collect();
        assert_eq!(broken, [], "{path}");
    }
}

#[test]
fn the_generated_clients_read_the_samples() {
    reads::<agentref::types::TrackingStatusResponse>(&["agentref/getTrackingStatus.json"]);
    reads::<affitor::types::TrackingStatusResponse>(&["affitor/getTrackingStatus.json"]);
    reads::<partnero::types::ProgramResponse>(&[
        "partnero/getProgram.affiliate.json",
        "partnero/getProgram.refer-a-friend.json",
        "partnero/getProgram.newsletter.json",
    ]);
    reads::<partnero::types::OverviewResponse>(&[
        "partnero/getProgramOverview.affiliate.json",
        "partnero/getProgramOverview.refer-a-friend.json",
        "partnero/getProgramOverview.newsletter.json",
    ]);
    reads::<fullwhere::types::SurveyTracker>(&["fullwhere/getSurveyTracker.json"]);
    reads::<wecantrack::types::TransactionPage>(&["wecantrack/listTransactions.json"]);
}

fn reads<Generated: DeserializeOwned>(paths: &[&str]) {
    for path in paths {
        serde_json::from_value::<Generated>(fixture(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

#[test]
fn affitors_sample_keeps_every_rule() {
    let sample = fixture("affitor/getTrackingStatus.json");
    assert_eq!(contract("affitor").judge_body("getTrackingStatus", 200, &sample), []);
}
