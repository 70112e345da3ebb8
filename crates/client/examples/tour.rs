//! One call to each provider of a running sandbox: `cargo run -p trackside-client --example tour [ADDRESS]`.

use std::env;
use std::error::Error;

use trackside_client::{CallError, affitor, agentref, fullwhere, partnero, wecantrack};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = env::args().nth(1).unwrap_or_else(|| "http://127.0.0.1:4010".to_owned());

    let client = wecantrack::connect(&format!("{sandbox}/wecantrack"), wecantrack::Credentials::new("wct-sandbox"))?;
    let page = client
        .list_transactions()
        .date_type(wecantrack::types::DateType::OrderDate)
        .start_date("2020-01-01T00:00:00")
        .end_date("2039-12-31T23:59:59")
        .status(vec![wecantrack::types::TransactionStatus::Approved])
        .limit(3_u64)
        .send()
        .await?;
    println!("wecantrack has {} approved transactions", page.total);

    let secrets = fullwhere::Credentials::new("fw-key-sandbox", "fw-secret-sandbox");
    let client = fullwhere::connect(&format!("{sandbox}/fullwhere"), secrets)?;
    let body = fullwhere::types::ListSurveyTrackersBody::builder().limit(3.0);
    let trackers = client.list_survey_trackers().body(body).send().await?;
    println!("Fullwhere follows {} surveys", trackers.total);

    let client = agentref::connect(&format!("{sandbox}/agentref"), agentref::Credentials::new("ak_live_sandbox"))?;
    let unknown = "3c90c3cc-0d44-4b50-8888-8dd25736052a".parse::<uuid::Uuid>()?;
    match client.get_tracking_status().id(unknown).send().await {
        Ok(answer) => println!("AgentRef says: {}", answer.data.summary),
        Err(CallError::Refused { status, body, .. }) => {
            println!("AgentRef refuses with {status}: {}", body.error.message)
        }
        Err(error) => return Err(error.into()),
    }

    let client = affitor::connect(&format!("{sandbox}/affitor"), affitor::Credentials::new("session-member"))?;
    match client.get_tracking_status().program_id(1_u64).send().await {
        Ok(answer) => println!("Affitor's program 1 has partners: {}", answer.data.has_partners),
        Err(error) => println!("Affitor: {error}"),
    }

    // Each program has a key of its own; the sandbox prints them when it starts.
    let client = partnero::connect(&format!("{sandbox}/partnero"), partnero::Credentials::new("no-key-of-a-program"))?;
    if let Err(error) = client.get_program().send().await {
        println!("Partnero: {error}");
    }
    Ok(())
}
