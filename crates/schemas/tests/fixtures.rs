//! The documented samples are read without loss.

use std::fs;
use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use trackside_schemas::{affitor, agentref, fullwhere, partnero, wecantrack};

#[test]
fn samples_are_read_without_loss() {
    keeps::<agentref::TrackingStatusResponse>("agentref/tracking-status.json");
    keeps::<affitor::TrackingStatusResponse>("affitor/tracking-status.json");
    keeps::<partnero::ProgramResponse>("partnero/program-affiliate.json");
    keeps::<partnero::ProgramResponse>("partnero/program-refer-a-friend.json");
    keeps::<partnero::ProgramResponse>("partnero/program-newsletter.json");
    keeps::<partnero::OverviewResponse>("partnero/program-overview-affiliate.json");
    keeps::<partnero::OverviewResponse>("partnero/program-overview-refer-a-friend.json");
    keeps::<partnero::OverviewResponse>("partnero/program-newsletter.json");
    keeps::<fullwhere::SurveyTracker>("fullwhere/survey-tracker.json");
    keeps::<wecantrack::TransactionPage<'static>>("wecantrack/transactions.json");
}

fn keeps<T: Serialize + DeserializeOwned>(name: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let sample: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let read: T = serde_json::from_value(sample.clone()).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(serde_json::to_value(&read).expect("a serialisable sample"), sample, "{name}");
}
