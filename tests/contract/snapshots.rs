//! What stands in the documents and in answers, as text that a person has looked at.

use std::fmt::Write as _;

use insta::{Settings, assert_snapshot};
use serde_json::json;
use trackside_contract::Exchange;

use crate::harness::{Call, Sandbox, WHOLE_TIME};

fn settings() -> Settings {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// An exchange as text: status, the headers that do not follow real time, the body. The port is any free one.
fn render(sandbox: &Sandbox, exchange: &Exchange) -> String {
    let mut text = format!("{}\n", exchange.status);
    for (name, value) in &exchange.response_headers {
        if !["date", "content-length", "x-ratelimit-reset"].contains(&name.as_str())
            && !name.as_str().starts_with("access-control")
            && name != "vary"
        {
            writeln!(text, "{name}: {}", value.to_str().expect("visible text")).expect("text can be written");
        }
    }
    let body: serde_json::Value = serde_json::from_slice(&exchange.response_body).expect("a JSON body");
    write!(text, "\n{body:#}").expect("text can be written");
    text.replace(&sandbox.server.address().to_string(), "127.0.0.1:4010")
}

async fn check(sandbox: &Sandbox, name: &str, call: &Call) {
    let exchange = sandbox.send(call).await;
    settings().bind(|| assert_snapshot!(name, render(sandbox, &exchange)));
}

#[tokio::test]
async fn answers() {
    let sandbox = Sandbox::start().await;
    let catalogue = sandbox.catalogue().await;
    let id = |provider: &str| catalogue["programs"][0]["at"][provider]["id"].as_str().unwrap().to_owned();
    check(
        &sandbox,
        "agentref_status",
        &sandbox.get("agentref", format!("/programs/{}/tracking/status", id("agentref"))),
    )
    .await;
    check(&sandbox, "affitor_status", &sandbox.get("affitor", format!("/api/tracking/status/{}", id("affitor")))).await;
    for (name, kind) in [("affiliate", "affiliate"), ("refer_a_friend", "refer-a-friend"), ("newsletter", "newsletter")]
    {
        let program = catalogue["programs"]
            .as_array()
            .unwrap()
            .iter()
            .find(|program| program["kind"] == kind)
            .expect("a program of every kind");
        let key = format!("pk-{}", program["at"]["partnero"]["id"].as_str().unwrap().to_lowercase());
        check(&sandbox, &format!("partnero_{name}"), &sandbox.get("partnero", "/v1/program").with_secrets(&[key]))
            .await;
    }
    check(&sandbox, "partnero_overview", &sandbox.get("partnero", "/v1/program/overview")).await;
    check(
        &sandbox,
        "wecantrack_transactions",
        &sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=3&page=1001")),
    )
    .await;
    let list = sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 2 }));
    check(&sandbox, "fullwhere_list", &list).await;
    let trackers = sandbox.success(&list).await;
    let (id, purchase) =
        (trackers["data"][0]["id"].as_str().unwrap(), trackers["data"][0]["purchaseId"].as_str().unwrap());
    check(&sandbox, "fullwhere_tracker", &sandbox.get("fullwhere", format!("/partners/survey-tracker?id={id}"))).await;
    let generate = sandbox.post("fullwhere", "/partners/survey-tracker/generate", &json!({ "purchaseId": purchase }));
    check(&sandbox, "fullwhere_generate", &generate).await;
}

#[tokio::test]
async fn refusals() {
    let sandbox = Sandbox::start().await;
    let unknown = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
    let status = sandbox.get("agentref", format!("/programs/{unknown}/tracking/status"));
    check(&sandbox, "agentref_400", &sandbox.get("agentref", "/programs/nonsense/tracking/status")).await;
    check(&sandbox, "agentref_401", &status.clone().without_credentials()).await;
    check(&sandbox, "agentref_403", &status.clone().with_secrets(&["ak_aff_sandbox"])).await;
    check(&sandbox, "agentref_403_scope", &status.clone().with_secrets(&["ak_live_narrow"])).await;
    check(&sandbox, "agentref_404", &status).await;
    for code in [422, 429, 500] {
        check(&sandbox, &format!("agentref_{code}"), &status.clone().header("prefer", format!("code={code}"))).await;
    }
    let status = sandbox.get("affitor", "/api/tracking/status/2147483647");
    check(&sandbox, "affitor_400", &sandbox.get("affitor", "/api/tracking/status/nonsense")).await;
    check(&sandbox, "affitor_401", &status.clone().without_credentials()).await;
    check(&sandbox, "affitor_403", &status.clone().with_secrets(&["session-outsider"])).await;
    check(&sandbox, "affitor_404", &status).await;
    check(&sandbox, "affitor_500", &status.header("prefer", "code=500")).await;
    for (name, path) in [("program", "/v1/program"), ("overview", "/v1/program/overview")] {
        let program = sandbox.get("partnero", path);
        check(&sandbox, &format!("partnero_{name}_401"), &program.clone().without_credentials()).await;
        check(&sandbox, &format!("partnero_{name}_403"), &program.clone().with_secrets(&["pk-restricted"])).await;
        for code in [404, 422, 429, 500] {
            check(
                &sandbox,
                &format!("partnero_{name}_{code}"),
                &program.clone().header("prefer", format!("code={code}")),
            )
            .await;
        }
    }
    let get = sandbox.get("fullwhere", format!("/partners/survey-tracker?id={unknown}"));
    check(&sandbox, "fullwhere_tracker_400", &sandbox.get("fullwhere", "/partners/survey-tracker?id=nonsense")).await;
    check(&sandbox, "fullwhere_tracker_401", &get.clone().without_credentials()).await;
    check(&sandbox, "fullwhere_tracker_404", &get).await;
    let list = sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 101, "purchases": [] }));
    check(&sandbox, "fullwhere_list_400", &list).await;
    check(&sandbox, "fullwhere_list_401", &list.without_credentials()).await;
    let unknown = json!({ "purchaseId": "3c90c3cc-0d44-4b50-8888-8dd25736052a" });
    let generate = sandbox.post("fullwhere", "/partners/survey-tracker/generate", &unknown);
    check(&sandbox, "fullwhere_generate_400", &generate.clone().body("{}")).await;
    check(&sandbox, "fullwhere_generate_401", &generate.clone().without_credentials()).await;
    check(&sandbox, "fullwhere_generate_404", &generate).await;
    let transactions = sandbox.get("wecantrack", "/api/v3/transactions?limit=1001&status[]=paid");
    check(&sandbox, "wecantrack_422", &transactions).await;
    check(&sandbox, "wecantrack_401", &transactions.clone().without_credentials()).await;
    check(&sandbox, "wecantrack_429", &transactions.header("prefer", "code=429")).await;
}
