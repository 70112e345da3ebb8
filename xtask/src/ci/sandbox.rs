//! The sandbox against every published document.

use std::io::Write;

use super::Checker;
use crate::bench::catalogue::Catalogue;
use crate::bench::connection::Connection;
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
        let catalogue = Catalogue::read(&mut connection, &server.origin).await?;
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
            // It has more operations than any provider, and they share the cases.
            arguments.push("--max-cases=600".to_owned());
            arguments.push(format!("--baseline={ACCEPTED}"));
        }
        let known = known(name, &catalogue)?;
        arguments.extend(known.values.iter().map(|(name, value)| format!("--value={name}={value}")));
        arguments
            .extend(known.schemes.iter().map(|(scheme, variable, _)| format!("--credential={scheme}=env:{variable}")));
        let variables: Vec<_> = known.schemes.into_iter().map(|(_, variable, value)| (variable, value)).collect();
        is_kept &= checker.run(&arguments, &variables, out).await?;
        server.stop().await?;
    }
    Ok(is_kept)
}

/// What the checker has to be told of the sandbox: what exists there, and who may ask.
#[derive(Default)]
struct Known {
    values: Vec<(&'static str, String)>,
    /// Security schemes, the variables that hold their credentials, and the credentials.
    schemes: Vec<(&'static str, &'static str, String)>,
}

fn known(document: &str, catalogue: &Catalogue) -> anyhow::Result<Known> {
    let id = || catalogue.first_id(document);
    let text = str::to_owned;
    Ok(match document {
        "agentref" => Known {
            values: vec![("id", id()?)],
            schemes: vec![("apiKey", "AGENTREF_API_KEY", text("ak_live_sandbox"))],
        },
        "affitor" => Known {
            values: vec![("programId", id()?)],
            schemes: vec![("session", "AFFITOR_SESSION", text("session-member"))],
        },
        "partnero" => Known {
            schemes: vec![("apiKey", "PARTNERO_API_KEY", format!("pk-{}", id()?.to_lowercase()))],
            ..Known::default()
        },
        "fullwhere" => Known {
            values: vec![("purchaseId", id()?)],
            schemes: vec![
                ("apiKey", "FULLWHERE_API_KEY", text("fw-key-sandbox")),
                ("apiSecret", "FULLWHERE_API_SECRET", text("fw-secret-sandbox")),
            ],
        },
        "wecantrack" => Known {
            schemes: vec![
                ("apiKeyHeader", "WECANTRACK_API_KEY", text("wct-sandbox")),
                ("apiKeyQuery", "WECANTRACK_API_KEY", text("wct-sandbox")),
            ],
            ..Known::default()
        },
        _ => Known::default(),
    })
}
