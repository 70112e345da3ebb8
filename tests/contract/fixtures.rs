//! The providers' own sample payloads parse into the declared types and the generated models, and keep the published schema.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use trackside_schemas::{affitor, agentref, fullwhere, partnero, wecantrack};

use crate::harness::{contract, fixture};

/// Parses the fixture as the declared type and writes it back.
fn declared<T: DeserializeOwned + Serialize>(fixture: &Value) -> Value {
    let parsed: T = serde_json::from_value(fixture.clone()).unwrap_or_else(|error| panic!("{error}: {fixture}"));
    serde_json::to_value(parsed).expect("what was read can be written")
}

fn check<Declared: DeserializeOwned + Serialize, Generated: DeserializeOwned>(
    path: &str,
    operation: &str,
    status: u16,
) {
    let sample = fixture(path);
    assert_eq!(declared::<Declared>(&sample), sample, "{path} is read and written without loss");
    serde_json::from_value::<Generated>(sample.clone())
        .unwrap_or_else(|error| panic!("{path} as a generated model: {error}"));
    let provider = path.split('/').next().expect("a folder");
    // Samples of placeholders show the shape; the facts across fields are for data that means something.
    let broken: Vec<_> = contract(provider)
        .judge_body(operation, status, &sample)
        .into_iter()
        .filter(|violation| violation.rule.to_string() != "semantic")
        .collect();
    assert_eq!(broken, [], "{path}");
}

#[test]
fn samples_have_the_documented_shape() {
    use trackside_client::{
        affitor as affitor_client, agentref as agentref_client, fullwhere as fullwhere_client,
        partnero as partnero_client, wecantrack as wecantrack_client,
    };
    check::<agentref::TrackingStatusResponse, agentref_client::types::TrackingStatusResponse>(
        "agentref/tracking-status.json",
        "getTrackingStatus",
        200,
    );
    check::<affitor::TrackingStatusResponse, affitor_client::types::TrackingStatusResponse>(
        "affitor/tracking-status.json",
        "getTrackingStatus",
        200,
    );
    for path in
        ["partnero/program-affiliate.json", "partnero/program-refer-a-friend.json", "partnero/program-newsletter.json"]
    {
        check::<partnero::ProgramResponse, partnero_client::types::ProgramResponse>(path, "getProgram", 200);
    }
    for path in ["partnero/program-overview-affiliate.json", "partnero/program-overview-refer-a-friend.json"] {
        check::<partnero::OverviewResponse, partnero_client::types::OverviewResponse>(path, "getProgramOverview", 200);
    }
    check::<fullwhere::SurveyTracker, fullwhere_client::types::SurveyTracker>(
        "fullwhere/survey-tracker.json",
        "getSurveyTracker",
        200,
    );
    check::<wecantrack::TransactionPage<'static>, wecantrack_client::types::TransactionPage>(
        "wecantrack/transactions.json",
        "listTransactions",
        200,
    );
}

#[test]
fn affitors_sample_keeps_every_rule() {
    let sample = fixture("affitor/tracking-status.json");
    assert_eq!(contract("affitor").judge_body("getTrackingStatus", 200, &sample), []);
}
