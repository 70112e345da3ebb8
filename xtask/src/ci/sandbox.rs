//! The sandbox against every published document.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::Context as _;
use serde_json::Value;
use trackside_schemas::control::ListedOperation;

use super::Checker;
use crate::bench::connection::Connection;
use crate::bench::operations::Operations;
use crate::bench::server::Programs;

/// How many orders the world has: enough for every operation to have something to show.
const ORDERS: u32 = 10_000;

/// What must have been seen of every document.
const COVERAGE: &str = "operations=100,statuses=100,parameters=100";

/// What is known to depart from the control surface's document, with the reasons.
const ACCEPTED: &str = ".ci/accepted-findings.json";

/// Checks a running sandbox against the documents, and says whether it keeps them all.
pub(super) async fn check(
    checker: &Checker,
    documents: &[String],
    seed: u64,
    out: &mut dyn Write,
) -> anyhow::Result<bool> {
    let programs = Programs::build_sandbox(&checker.root).await?;
    let mut is_kept = true;
    for name in documents {
        // Each has a sandbox of its own: what is created or moved for one of them would be met by the next.
        let server = programs.start_sandbox(ORDERS, 1).await?;
        let mut connection = Connection::open(&server.origin).await?;
        let operations = Operations::read(&mut connection, &server.origin).await?;
        let prefix = if name == "control" { "_mock" } else { name };
        let mut arguments = vec![
            "check".to_owned(),
            format!("--spec=specs/{name}.json"),
            format!("--base-url={}/{prefix}", server.origin),
            format!("--seed={seed}"),
            format!("--min-coverage={COVERAGE}"),
            "--sandbox".to_owned(),
            "--writes".to_owned(),
        ];
        if name == "control" {
            arguments.push(format!("--baseline={ACCEPTED}"));
        }
        let document = std::fs::read(checker.root.join(format!("specs/{name}.json")))
            .with_context(|| format!("specs/{name}.json cannot be read"))?;
        let known = Known::of(&serde_json::from_slice(&document)?, name, &operations);
        arguments.extend(known.values.iter().map(|(name, value)| format!("--value={name}={value}")));
        let schemes = known.secrets.keys();
        arguments.extend(schemes.map(|scheme| format!("--credential={scheme}=env:{}", variable(scheme))));
        let variables: Vec<_> = known.secrets.into_iter().map(|(scheme, secret)| (variable(&scheme), secret)).collect();
        is_kept &= checker.run(&arguments, &variables, out).await?;
        server.stop().await?;
    }
    Ok(is_kept)
}

/// What the checker has to be told of the sandbox: what exists there, and the credentials that work.
struct Known {
    /// Ids that exist, by the name of the parameter or field.
    values: BTreeMap<String, String>,
    /// The secret of each security scheme.
    secrets: BTreeMap<String, String>,
}

impl Known {
    /// Takes both from the calls that the sandbox lists for the document's operations. The control surface lists its
    /// own apart, and needs none.
    fn of(document: &Value, name: &str, operations: &Operations) -> Self {
        let mut known = Self { values: BTreeMap::new(), secrets: BTreeMap::new() };
        for operation in operations.all().iter().filter(|operation| operation.provider == name) {
            known.values.extend(ids(operation));
            // Every alternative consists of the same secrets, in the same order.
            let alternatives = document["security"].as_array().into_iter().flatten().filter_map(Value::as_object);
            let schemes = alternatives.flat_map(|alternative| alternative.keys().zip(&operation.credential));
            known.secrets.extend(schemes.map(|(scheme, secret)| (scheme.clone(), secret.clone())));
        }
        known
    }
}

/// The ids in an operation's call: what stands in the path, and what is named as an id.
fn ids(operation: &ListedOperation) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let path = operation.path_parameters.iter().map(|(name, value)| (name.clone(), text(value)));
    let query = operation.query.iter().map(|parameter| (parameter.name.clone(), parameter.value.clone()));
    let body = operation.body.as_ref().and_then(Value::as_object).into_iter().flatten();
    let body = body.map(|(name, value)| (name.clone(), text(value)));
    path.chain(query.chain(body).filter(|(name, _)| name == "id" || name.ends_with("Id"))).collect()
}

/// The environment variable that hands the secret of a scheme to the checker.
fn variable(scheme: &str) -> String {
    format!("CREDENTIAL_{}", scheme.to_uppercase())
}
