//! A call with the typed Rust clients.

use super::Context;

/// The call as Rust code for an async function. Returns nothing if there is no sample for the operation.
pub fn rust(context: &Context<'_>) -> Option<String> {
    let name = context.document.name.as_str();
    let value = |name: &str| context.call.values(name).next().unwrap_or_default().to_owned();
    let call = match (name, context.operation.id.as_str()) {
        ("agentref", "getTrackingStatus") => {
            format!(".get_tracking_status()\n    .id({:?}.parse::<uuid::Uuid>()?)\n", value("id"))
        }
        ("affitor", "getTrackingStatus") => {
            format!(".get_tracking_status()\n    .program_id({:?}.parse::<u64>()?)\n", value("programId"))
        }
        ("partnero", "getProgram") => ".get_program()\n".to_owned(),
        ("fullwhere", "listSurveyTrackers") => {
            let body: serde_json::Value = serde_json::from_str(context.call.body.as_deref()?).ok()?;
            let purchase = body.pointer("/purchases/0")?.as_str()?;
            format!(
                ".list_survey_trackers()\n    .body(fullwhere::types::ListSurveyTrackersBody::builder().purchases(vec![{purchase:?}.to_owned()]))\n"
            )
        }
        ("wecantrack", "listTransactions") => format!(
            ".list_transactions()\n    .date_type(wecantrack::types::DateType::OrderDate)\n    .start_date({:?})\n    .end_date({:?})\n    .limit({}_u64)\n",
            value("start_date"),
            value("end_date"),
            value("limit").parse::<u64>().unwrap_or(25)
        ),
        _ => return None,
    };
    let secrets: Vec<_> = context.secrets.iter().map(|secret| format!("{secret:?}")).collect();
    let (base_url, secrets) = (context.base_url(), secrets.join(", "));
    Some(format!(
        "use trackside_client::{name};\n\nlet client = {name}::connect({base_url:?}, {name}::Credentials::new({secrets}))?;\nlet response = client\n    {call}    .send()\n    .await?;\nprintln!(\"{{:#?}}\", response.into_inner());\n"
    ))
}
