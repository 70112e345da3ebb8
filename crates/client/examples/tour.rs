//! One program as each provider of a running sandbox shows it: `cargo run -p trackside-client --example tour [ADDRESS]`.

use std::env;
use std::error::Error;

use serde_json::Value;
use trackside_client::{CallError, affitor, agentref, fullwhere, partnero, wecantrack};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = env::args().nth(1).unwrap_or_else(|| "http://127.0.0.1:4010".to_owned());
    let catalogue: Value = reqwest::get(format!("{sandbox}/_mock/world")).await?.error_for_status()?.json().await?;
    let id = |provider: &str| catalogue["programs"][0]["at"][provider]["id"].as_str().unwrap_or_default();

    let client = agentref::connect(&format!("{sandbox}/agentref"), agentref::Credentials::new("ak_live_sandbox"))?;
    let answer = client.get_tracking_status().id(id("agentref").parse::<uuid::Uuid>()?).send().await?;
    println!("AgentRef: {}", answer.data.summary);

    let client = affitor::connect(&format!("{sandbox}/affitor"), affitor::Credentials::new("session-member"))?;
    let answer = client.get_tracking_status().program_id(id("affitor").parse::<u64>()?).send().await?;
    println!("Affitor: payments are {}", answer.data.step_statuses.payments);

    // A key of Partnero is a program.
    let key = format!("pk-{}", id("partnero").to_lowercase());
    let client = partnero::connect(&format!("{sandbox}/partnero"), partnero::Credentials::new(key))?;
    if let partnero::types::Program::AffiliateProgram(program) = &client.get_program().send().await?.data {
        println!("Partnero: net profit {}", program.stats.net_profit_formatted.as_str());
    }

    let client = wecantrack::connect(&format!("{sandbox}/wecantrack"), wecantrack::Credentials::new("wct-sandbox"))?;
    let call = client.list_transactions().date_type(wecantrack::types::DateType::OrderDate);
    let call = call.start_date("2020-01-01T00:00:00").end_date("2039-12-31T23:59:59");
    let page = call.status(vec![wecantrack::types::TransactionStatus::Approved]).limit(3_u64).send().await?;
    println!("wecantrack: {} approved transactions, {} on this page", page.total, page.data.len());

    let secrets = fullwhere::Credentials::new("fw-key-sandbox", "fw-secret-sandbox");
    let client = fullwhere::connect(&format!("{sandbox}/fullwhere"), secrets)?;
    let body = fullwhere::types::PurchaseToSurvey::builder().purchase_id("no such purchase");
    match client.generate_survey_trackers().body(body).send().await {
        Ok(trackers) => println!("Fullwhere: {} surveys", trackers.len()),
        Err(CallError::Refused { status, body, .. }) => println!("Fullwhere: {status}, {body:?}"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
