//! The sandbox against every published document.

use std::io::Write;

use super::Checker;
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
        is_kept &= checker.run(&arguments, &[], out).await?;
        server.stop().await?;
    }
    Ok(is_kept)
}
