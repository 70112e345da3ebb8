//! Whatever the seed, the size and the clock: no rule ever breaks.

use http::StatusCode;
use serde_json::json;
use trackside_mock_server::Configuration;

use crate::harness::{Sandbox, configuration};

/// Set this variable to try out more worlds, as `cargo xtask nightly` does.
const MORE: &str = "MORE_SEEDS";

#[tokio::test]
async fn no_rule_breaks_in_any_world() {
    // The first five have all sizes.
    let seeds = if std::env::var_os(MORE).is_some_and(|value| !value.is_empty()) { 24_u64 } else { 6 };
    for seed in 0..seeds {
        let orders = [0, 1, 40, 700, 3000][usize::try_from(seed % 5).unwrap()];
        let now = format!(
            "20{:02}-{:02}-{:02}T{:02}:{:02}:00Z",
            20 + seed % 11,
            1 + seed % 12,
            1 + seed % 28,
            seed % 24,
            (seed * 7) % 60
        );
        let sandbox =
            Sandbox::start_with(Configuration { seed, orders, now: Some(now.parse().unwrap()), ..configuration() })
                .await;
        for program in sandbox.own_programs().await {
            let id = |provider: &str| program["at"][provider]["id"].as_str().unwrap();
            sandbox.success(&sandbox.get("agentref", format!("/programs/{}/tracking/status", id("agentref")))).await;
            sandbox.success(&sandbox.get("affitor", format!("/api/tracking/status/{}", id("affitor")))).await;
        }
        for key in sandbox.server.sandbox().keys().of("partnero").filter(|key| key.works()) {
            sandbox.success(&sandbox.get("partnero", "/v1/program").with_secrets(&key.secrets)).await;
            sandbox.success(&sandbox.get("partnero", "/v1/program/overview").with_secrets(&key.secrets)).await;
        }
        let range = "start_date=2010-01-01T00:00:00&end_date=2040-01-01T00:00:00";
        for date_type in ["order_date", "modified_date", "click_date", "validation_date", "last_wct_update"] {
            for page in [1, 2, 9] {
                sandbox
                    .success(&sandbox.get(
                        "wecantrack",
                        format!("/api/v3/transactions?date_type={date_type}&{range}&limit=60&page={page}"),
                    ))
                    .await;
            }
        }
        let trackers = sandbox
            .success(&sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 100 })))
            .await;
        for tracker in trackers["data"].as_array().unwrap().iter().step_by(17) {
            let body = json!({ "purchaseId": tracker["purchaseId"] });
            let (status, _) =
                sandbox.answer(&sandbox.post("fullwhere", "/partners/survey-tracker/generate", &body)).await;
            assert_eq!(status, StatusCode::CREATED, "seed {seed}");
        }
        sandbox.success(&sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 100 }))).await;
    }
}
